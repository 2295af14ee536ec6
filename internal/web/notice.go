package web

import (
	"context"
	"strconv"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/internal/paper"
	"kreislauf/internal/survey"
	"kreislauf/web/templates/form"
	"kreislauf/web/templates/ui"
	page "kreislauf/web/templates/wave"
)

// telling is a form that tells everyone who was invited what came of a round:
// with the release, or once after it.
type telling struct {
	name   string // of its words and the last part of its address
	done   string // what the round's page says afterwards
	before campaign.WaveState
	step   func(ctx context.Context, v account.Viewer, id string, in campaign.NoticeInput) error
}

func (a *App) releasing() telling {
	return telling{name: "release", done: "released", before: campaign.WaveTallied, step: a.Campaign.ReleaseWith}
}

func (a *App) announcing() telling {
	return telling{name: "announce", done: "announced", before: campaign.WaveReleased, step: a.Campaign.Announce}
}

// askNotice shows the form, or the round where there is nothing to tell.
func (a *App) askNotice(t telling) fiber.Handler {
	return func(c *fiber.Ctx) error {
		w, err := a.Campaign.WavePage(c.UserContext(), viewerOf(c), c.Params("id"))
		if err != nil {
			return err
		}
		if w.State != t.before || w.Notice != nil {
			return see(c, wavePath(w.Wave.ID))
		}
		return a.render(c, form.Show(a.noticeForm(c, t, w, nil)))
	}
}

// sendNotice takes the form. A round that somebody released meanwhile keeps
// the text and offers to send it afterwards.
func (a *App) sendNotice(t telling) fiber.Handler {
	return func(c *fiber.Ctx) error {
		id := c.Params("id")
		err := t.step(c.UserContext(), viewerOf(c), id, noticeInput(c))
		if err == nil {
			return see(c, doneWith(wavePath(id), t.done))
		}
		w, drawErr := a.Campaign.WavePage(c.UserContext(), viewerOf(c), id)
		if drawErr != nil {
			return drawErr
		}
		now := t
		switch {
		case w.State == campaign.WaveReleased && w.Notice == nil:
			now = a.announcing()
		case fault.KindOf(err) == fault.KindConflict:
			return a.refuseWave(c, err)
		}
		return a.redraw(c, err, func(wrong Wrong) templ.Component { return form.Show(a.noticeForm(c, now, w, wrong)) })
	}
}

func noticeInput(c *fiber.Ctx) campaign.NoticeInput {
	text := func(name string) survey.Text {
		return survey.Text{"de": c.FormValue(name + "_de"), "en": c.FormValue(name + "_en")}
	}
	in := campaign.NoticeInput{Measure: text("measure"), Responsible: c.FormValue("responsible")}
	for i := range campaign.MaxFindings {
		in.Findings = append(in.Findings, text("finding_"+strconv.Itoa(i+1)))
	}
	return in
}

func (a *App) noticeForm(c *fiber.Ctx, t telling, w campaign.WavePage, wrong Wrong) form.Page {
	l, path := i18n.From(c.UserContext()), wavePath(w.Wave.ID)
	s := a.sheet(c, "notice", wrong)
	area := func(name string, required bool) ui.Field {
		f := s.field(name, c.FormValue(name))
		f.Rows, f.Required = 2, required
		return f
	}
	if url := resultsOf(w.Campaign, w.Wave); url != "" {
		s.wide(page.FromResults(ui.Link{Label: l.T("notice.results_link"), URL: url}))
	}
	english := []ui.Field{}
	for i := range campaign.MaxFindings {
		name := "finding_" + strconv.Itoa(i+1)
		s.wide(ui.TextArea(area(name+"_de", i == 0)))
		english = append(english, area(name+"_en", false))
	}
	s.wide(ui.TextArea(area("measure_de", true)), s.need("responsible", c.FormValue("responsible")))
	s.wide(page.English(append(english, area("measure_en", false))))
	p := s.page(a, c, a.campaignFrame(c, l.T("notice."+t.name+"_heading"), waveCrumbs(l, w.Campaign, w.Wave)...), 0, path)
	p.Action, p.Intro, p.Submit = path+"/"+t.name, l.T("notice."+t.name+"_intro"), l.T("notice."+t.name+"_submit")
	if t.before == campaign.WaveTallied {
		p.Intro += " " + l.T("notice.final")
		p.Below = form.Button(form.Step{
			ID: "ohne", Title: l.T("notice.silent_title"), Text: l.T("notice.silent_text"), Action: path + "/release-silently",
			CSRF: p.CSRF, Button: l.T("notice.silent"), Icon: "check",
		})
	}
	return p
}

// noticePanel shows on a released round's page what people were told, or
// offers to tell them.
func noticePanel(l *i18n.Locale, w campaign.WavePage, p *page.Page) {
	if w.State != campaign.WaveReleased {
		return
	}
	path := wavePath(w.Wave.ID)
	if w.Notice == nil {
		p.Announce = &page.Step{
			Title: l.T("notice.panel"), Text: l.T("notice.panel_none"),
			Link: ui.Link{Label: l.T("notice.panel_write"), URL: path + "/announce", Icon: "send"},
		}
		return
	}
	n := page.Notice{
		Sent: l.T("notice.panel_sent", "day", w.Notice.CreatedAt, "actor", w.Notice.ActorName),
		Told: toldOf(l, survey.Told{Findings: w.Notice.Findings, Measure: w.Notice.Measure, Responsible: w.Notice.Responsible}),
	}
	for _, lang := range []struct{ key, query string }{{"notice.sheet", "de"}, {"notice.sheet_en", "en"}} {
		n.Sheets = append(n.Sheets, ui.Link{Label: l.T(lang.key), URL: noticeSheet(w.Wave.ID) + "?language=" + lang.query, Icon: "download"})
	}
	p.Notice = &n
}

// toldOf writes a notice in the reader's language.
func toldOf(l *i18n.Locale, t survey.Told) ui.Told {
	told := ui.Told{Measure: l.Pick(t.Measure), Responsible: t.Responsible}
	for _, finding := range t.Findings {
		told.Findings = append(told.Findings, l.Pick(finding))
	}
	return told
}

func noticeSheet(waveID string) string { return wavePath(waveID) + "/notice.pdf" }

// toldLinks lead a reader to what people were told of a round; managers find it
// on the round's own page.
func (a *App) toldLinks(c *fiber.Ctx, waveID string) ([]ui.Link, error) {
	viewer := viewerOf(c)
	if viewer.Role != account.Reader {
		return nil, nil
	}
	_, err := a.Campaign.Told(c.UserContext(), viewer, waveID)
	if fault.KindOf(err) == fault.KindNotFound {
		return nil, nil
	}
	return []ui.Link{{Label: i18n.T(c.UserContext(), "notice.reader_link"), URL: noticeSheet(waveID), Icon: "download"}}, err
}

// printNotice returns the sheet to pin up.
func (a *App) printNotice(c *fiber.Ctx) error {
	w, err := a.Campaign.Told(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return err
	}
	l := i18n.New(c.Query("language", i18n.From(c.UserContext()).Lang()), zoneOf(w.Wave.Zone))
	sheet, err := a.noticeSheet(c, l, w)
	if err != nil {
		return err
	}
	body, err := sheet.PDF(l)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Attachment(l.T("notice.paper_file", "number", w.Wave.Number) + ".pdf")
	return c.Send(body)
}

func (a *App) noticeSheet(c *fiber.Ctx, l *i18n.Locale, w campaign.Told) (paper.Notice, error) {
	told := toldOf(l, survey.Told{Findings: w.Notice.Findings, Measure: w.Notice.Measure, Responsible: w.Notice.Responsible})
	sheet := paper.Notice{
		Network: viewerOf(c).NetworkName, Title: l.Pick(w.Campaign.Title), Opens: w.Wave.OpensAt, Closes: w.Wave.ClosesAt, Invited: w.Wave.Invited,
		Findings: told.Findings, Measure: told.Measure, Responsible: told.Responsible, At: w.Notice.CreatedAt,
	}
	if w.Wave.Mode != campaign.Anonymous {
		return sheet, nil
	}
	var err error
	sheet.K = w.Wave.Frozen.K
	sheet.TookPart, err = a.publishedTurnout(c, w.Wave)
	return sheet, err
}

// publishedTurnout is how many took part where the published groups cover
// everyone who was invited, and else 0.
func (a *App) publishedTurnout(c *fiber.Ctx, w campaign.Wave) (int, error) {
	report, err := a.Results.Results(c.UserContext(), viewerOf(c), w.ID)
	if err != nil {
		return 0, err
	}
	if whole := wholeOf(report.Sight.Turnout()); whole.Invited == w.Invited {
		return whole.N, nil
	}
	return 0, nil
}
