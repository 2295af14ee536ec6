package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/analytics"
	"kreislauf/internal/chart"
	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
	"kreislauf/web/templates/result"
	"kreislauf/web/templates/ui"
)

func winWinPath(cooperationID string) string { return cooperationPath(cooperationID) + "/win-win" }

// listResults shows the waves that the reader may know of, by campaign.
func (a *App) listResults(c *fiber.Ctx) error {
	l, viewer := i18n.From(c.UserContext()), viewerOf(c)
	waves, err := a.Results.Waves(c.UserContext(), viewer)
	if err != nil {
		return err
	}
	p := result.ListPage{Frame: a.appFrame(c, "results", l.T("result.title"))}
	p.Frame.Lead = l.T("result.lead")
	if p.Campaigns, err = a.roundsByCampaign(c, waves); err != nil {
		return err
	}
	if viewer.Manages() {
		p.Next = []ui.Link{{Label: l.T("overview.add_campaign"), URL: "/campaigns/new", Icon: "clipboard-list", Primary: true}}
	}
	return a.render(c, result.List(p))
}

// roundsByCampaign keeps the order of the waves, and that in which their
// campaigns first appear.
func (a *App) roundsByCampaign(c *fiber.Ctx, waves []analytics.Wave) ([]result.Campaign, error) {
	l := i18n.From(c.UserContext())
	var campaigns []result.Campaign
	at := map[string]int{}
	for _, w := range waves {
		i, known := at[w.CampaignID]
		if !known {
			i = len(campaigns)
			at[w.CampaignID] = i
			campaigns = append(campaigns, result.Campaign{ID: "befragung-" + w.CampaignID, Title: w.Title.In(l.Lang()), Hint: l.T("result.mode_" + w.Mode)})
		}
		round := roundLine(l, w, w.Stage(a.Now()))
		if w.ReleasedAt != nil {
			var err error
			if round.Papers, err = a.toldLinks(c, w.ID); err != nil {
				return nil, err
			}
		}
		campaigns[i].Rounds = append(campaigns[i].Rounds, round)
	}
	return campaigns, nil
}

func roundLine(l *i18n.Locale, w analytics.Wave, stage analytics.Stage) result.Round {
	r := result.Round{
		Title: l.T("result.round", "number", w.Number), State: stageBadge(l, stage),
		Hint: l.T("result.window", "from", l.Date(w.OpensAt), "to", l.Date(w.ClosesAt)),
	}
	if stage == analytics.StageTallied || stage == analytics.StageReleased {
		r.URL = resultPath(w.ID)
		if w.Attributed() && w.CooperationID != "" {
			r.URL = winWinPath(w.CooperationID) + "?wave=" + w.ID
		}
	}
	return r
}

func stageBadge(l *i18n.Locale, stage analytics.Stage) ui.Badge {
	text := l.T("result.stage_" + string(stage))
	switch stage {
	case analytics.StageOpen:
		return ui.Of("open", text)
	case analytics.StageTallied:
		return ui.Of("due", text)
	case analytics.StageReleased:
		return ui.Of("done", text)
	case analytics.StageStuck, analytics.StageVoid:
		return ui.Of("bad", text)
	default:
		return ui.Of("", text)
	}
}

// showResult shows one wave's results; an attributed wave leads to the
// cooperation that was rated.
func (a *App) showResult(c *fiber.Ctx) error {
	ctx, viewer := c.UserContext(), viewerOf(c)
	wave, err := a.Results.Wave(ctx, viewer, c.Params("id"))
	if err != nil {
		return err
	}
	if wave.Attributed() && wave.CooperationID != "" {
		return see(c, winWinPath(wave.CooperationID)+"?wave="+wave.ID)
	}
	report, err := a.Results.Results(ctx, viewer, wave.ID)
	if err != nil {
		return err
	}
	p := a.resultPage(c, wave, report)
	if p.Papers, err = a.toldLinks(c, wave.ID); err != nil {
		return err
	}
	return a.render(c, result.Show(p))
}

func (a *App) resultPage(c *fiber.Ctx, wave analytics.Wave, report analytics.WaveReport) result.Page {
	l := i18n.From(c.UserContext())
	p := result.Page{Frame: a.appFrame(c, "results", l.T("result.page", "title", wave.Title.In(l.Lang()), "number", wave.Number))}
	p.Frame.Crumbs = []ui.Link{{Label: l.T("result.title"), URL: "/results"}}
	p.Frame.Lead = resultLead(l, report)
	p.Findings, p.Figures = findings(l, report), resultFigures(l, report)
	p.Kept = l.T("result.kept")
	if report.Stage == analytics.StageTallied {
		p.Kept = l.T("result.kept_later")
		p.Pending = &result.Pending{Text: l.T("result.pending_text"), Link: ui.Link{Label: l.T("result.pending_link"), URL: wavePath(wave.ID)}}
	}
	placeCharts(l, &p, report, c.Query("topic"), c.Query("question"))
	p.Heat, p.HeatTitle = heatmap(l, report)
	if viewerOf(c).Manages() {
		p.Selection = selectionOf(l, report, selected(c), []ui.Field{p.Topic, p.Question})
	}
	return p
}

func resultLead(l *i18n.Locale, r analytics.WaveReport) string {
	args := []any{"from", l.Date(r.Wave.OpensAt), "to", l.Date(r.Wave.ClosesAt)}
	if r.Wave.ReleasedAt == nil {
		return l.T("result.lead_pending", args...)
	}
	return l.T("result.lead_released", append(args, "released", l.Date(*r.Wave.ReleasedAt))...)
}

// placeCharts puts the charts on the page: agreement by topic, the trend of
// the same topic, values, and one statement by group.
func placeCharts(l *i18n.Locale, p *result.Page, r analytics.WaveReport, topic, question string) {
	source := "/charts/results/" + r.Wave.ID + "/"
	p.Topic, p.Question = topicField(l, r, topic), questionField(l, r, question)
	topic, question = p.Topic.Value, p.Question.Value
	if drawn, ok := agreementChart(l, r, topic); ok {
		p.Charts = append(p.Charts, figure("zustimmung", source+"agreement?of="+topic, drawn))
	}
	if topic == "" {
		topic = moved(r)
	}
	if drawn, ok := trendChart(l, r, topic); ok {
		p.Charts = append(p.Charts, figure("verlauf", source+"trend?of="+topic, drawn))
	}
	if drawn, ok := valuesChart(l, r); ok {
		f := figure("werte", source+"values", drawn)
		p.Values = &f
	}
	scale, lines, ok := statementLines(l, r, question)
	if !ok {
		return
	}
	q, _ := r.Content.Question(question)
	p.Statement = l.T("result.statement", "text", q.Text.In(l.Lang()))
	if hasKind(lines, analytics.Distribution, analytics.ThreeGroups) {
		f := figure("anteile", source+"shares?of="+question, chart.Precision(l, scale, lines))
		p.Shares = &f
	}
	if hasKind(lines, analytics.Mean) {
		f := figure("mittel", source+"means?of="+question, chart.Means(l, scale, lines))
		p.Means = &f
	}
	p.Joint = jointGroups(l, r.Sight.Rows(question))
}

func hasKind(lines []chart.Line, kinds ...analytics.CellKind) bool {
	for _, line := range lines {
		for _, kind := range kinds {
			if line.Cell.Kind == kind {
				return true
			}
		}
	}
	return false
}

// jointGroups says which companies are shown together.
func jointGroups(l *i18n.Locale, rows []analytics.Row) []string {
	var texts []string
	for _, row := range rows {
		if len(row.Block.Companies) > 1 && !row.Block.Whole {
			texts = append(texts, l.T("result.joint", "names", chart.BlockName(l, row.Block)))
		}
	}
	return texts
}

// topicField chooses the statements of the first chart.
func topicField(l *i18n.Locale, r analytics.WaveReport, chosen string) ui.Field {
	f := ui.Field{Name: "topic", Label: l.T("result.topic"), Options: []ui.Option{{Label: l.T("result.topic_extremes")}}}
	for _, d := range r.Dimensions {
		f.Options = append(f.Options, ui.Option{Value: d, Label: dimensionName(l, r.Content, d)})
		if d == chosen {
			f.Value = d
		}
	}
	return f
}

// questionField chooses the statement that is shown by group; without a
// choice it is the one with the least agreement.
func questionField(l *i18n.Locale, r analytics.WaveReport, chosen string) ui.Field {
	f := ui.Field{Name: "question", Label: l.T("result.question")}
	_, lines := statements(l, r, "")
	weakest := ""
	for _, line := range byAgreement(lines) {
		if agreementKnown(line) {
			weakest = line.Name
		}
	}
	fallback := ""
	for _, q := range r.Content.Questions() {
		if q.Type != survey.TypeScale {
			continue
		}
		f.Options = append(f.Options, ui.Option{Value: q.Code, Label: questionName(l, q)})
		if q.Code == chosen {
			f.Value = q.Code
		}
		if fallback == "" || questionName(l, q) == weakest {
			fallback = q.Code
		}
	}
	if f.Value == "" {
		f.Value = fallback
	}
	return f
}

// selected returns the companies that the reader put together.
func selected(c *fiber.Ctx) []string {
	var ids []string
	for _, name := range []string{"company", "with"} {
		if id := strings.TrimSpace(c.Query(name)); id != "" && (len(ids) == 0 || ids[0] != id) {
			ids = append(ids, id)
		}
	}
	return ids
}
