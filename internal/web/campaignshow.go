package web

import (
	"context"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	page "kreislauf/web/templates/campaign"
	"kreislauf/web/templates/ui"
)

func (a *App) showCampaign(c *fiber.Ctx) error {
	p, err := a.campaignShow(c, nil)
	if err != nil {
		return err
	}
	return a.render(c, page.Show(p))
}

// act carries out one step of a campaign and shows it again, saying what was
// done; what the service refuses stands above the page.
func (a *App) act(done string, step func(ctx context.Context, v account.Viewer, id string) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := step(c.UserContext(), viewerOf(c), c.Params("id")); err != nil {
			return a.refuseAct(c, err)
		}
		return see(c, doneWith(campaignPath(c.Params("id")), done))
	}
}

func (a *App) refuseAct(c *fiber.Ctx, err error) error {
	if kind := fault.KindOf(err); kind != fault.KindInvalid && kind != fault.KindConflict {
		return err
	}
	wrong := wrongOf(c, err)
	for i := range wrong {
		wrong[i].Field = "" // the fields stand on the form, not here
	}
	p, showErr := a.campaignShow(c, wrong)
	if showErr != nil {
		return showErr
	}
	return a.redraw(c, err, func(Wrong) templ.Component { return page.Show(p) })
}

func (a *App) campaignShow(c *fiber.Ctx, wrong Wrong) (page.ShowPage, error) {
	ctx, viewer, id := c.UserContext(), viewerOf(c), c.Params("id")
	e, now, err := a.campaigns(c).Get(ctx, viewer, id)
	if err != nil {
		return page.ShowPage{}, err
	}
	acts, err := a.Campaign.CampaignActs(ctx, viewer, id)
	if err != nil {
		return page.ShowPage{}, err
	}
	consent, err := a.campaigns(c).ConsentState(ctx, viewer, id)
	if err != nil {
		return page.ShowPage{}, err
	}
	own, err := a.ownFacts(ctx, viewer, e.Campaign)
	if err != nil {
		return page.ShowPage{}, err
	}
	l := i18n.From(ctx)
	badge := campaignBadge(l, e, now)
	p := page.ShowPage{
		Frame: a.campaignFrame(c, l.Pick(e.Campaign.Title)), CSRF: a.formToken(c), Wrong: wrong,
		Rounds: roundTable(l, e, now), Events: actEvents(l, acts, e.Waves), Facts: append(campaignFacts(l, e), own...),
		Consent: a.consentPanel(l, id, consent), Documents: documents(l, e.Campaign),
	}
	p.Rounds.Rows, p.Earlier.Rows = recent(p.Rounds.Rows)
	p.Events, p.Older = recent(p.Events)
	p.Earlier.Caption, p.Earlier.Columns = p.Rounds.Caption, p.Rounds.Columns
	p.Frame.State, p.Frame.Lead = &badge, e.Campaign.Rule.Describe().In(l)
	placeSteps(l, &p, e.Campaign)
	if e.Campaign.State == campaign.Draft {
		err = a.placeStart(c, &p, e)
	}
	return p, err
}

// placeSteps offers what the campaign's state allows.
func placeSteps(l *i18n.Locale, p *page.ShowPage, c campaign.Campaign) {
	if c.State != campaign.Ended {
		p.Frame.Actions = ui.Actions([]ui.Link{
			{Label: l.T("campaign.edit"), URL: campaignPath(c.ID) + "/edit", Icon: "pencil"},
			{Label: l.T("calendar.title"), URL: feedAnchor(c.ID), Icon: "calendar-event"},
		})
		p.Steps = campaignSteps(l, c)
	}
	if c.State == campaign.Scheduled || c.State == campaign.Paused {
		p.EndURL = campaignPath(c.ID) + "/end"
	}
}

// placeStart says what a draft still needs, and when its rounds would be.
func (a *App) placeStart(c *fiber.Ctx, p *page.ShowPage, e campaign.Entry) error {
	l, f := i18n.From(c.UserContext()), formOfCampaign(e.Campaign, len(e.Waves) > 0)
	seen, err := a.foresee(c, f)
	if err != nil {
		return err
	}
	p.Check = a.startChecks(l, f, seen)
	p.Launch = &ui.Link{Label: l.T("launch.open"), URL: launchPath(e.Campaign.ID), Icon: "calendar-repeat", Primary: true}
	for _, w := range seen.windows {
		p.Preview = append(p.Preview, windowWords(l, w))
	}
	return nil
}

// shownNewest is how many rounds and how many entries of its history a campaign
// shows at once; a series runs for years.
const shownNewest = 12

// recent parts what is shown at once from what stands behind a summary.
func recent[T any](all []T) (shown, older []T) {
	n := min(len(all), shownNewest)
	return all[:n], all[n:]
}

// campaignSteps are the buttons that fit the campaign's state.
func campaignSteps(l *i18n.Locale, c campaign.Campaign) []page.Step {
	path := campaignPath(c.ID)
	step := func(name, icon string, primary bool) page.Step {
		return page.Step{
			Action: path + "/" + name, Label: l.T("campaign.do_" + name), Icon: icon, Primary: primary, Hint: l.T("campaign.do_" + name + "_hint"),
		}
	}
	test := step("test", "send", false)
	steps := []page.Step{test}
	if c.SheetAt == nil && c.Mode == campaign.Anonymous && c.State != campaign.Draft {
		steps = append(steps, handOver(l, c.ID))
	}
	switch c.State {
	case campaign.Paused:
		return append(steps, step("resume", "player-play", true))
	case campaign.Scheduled:
		return append(steps, step("pause", "player-pause", false))
	}
	return steps
}

func roundTable(l *i18n.Locale, e campaign.Entry, now time.Time) ui.Table {
	table := ui.Table{Caption: l.T("campaign.rounds"), Columns: []ui.Column{
		{Label: l.T("wave.round")}, {Label: l.T("wave.state")}, {Label: l.T("wave.window")}, {Label: l.T("wave.results")},
	}}
	for _, w := range e.Waves {
		badge := waveBadge(l, w.State(now))
		row := ui.Row{
			Head:  ui.Cell{Text: l.T("wave.number", "number", w.Number), URL: wavePath(w.ID)},
			Cells: []ui.Cell{{State: &badge}, {Text: windowWords(l, w.Window())}, {Text: l.T("wave.no_results")}},
		}
		if url := resultsOf(e.Campaign, w); url != "" {
			row.Cells[2] = ui.Cell{Text: l.T("wave.see_results"), URL: url}
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// actEvents writes a history; rounds name themselves where waves are given.
func actEvents(l *i18n.Locale, acts []campaign.Act, waves []campaign.Wave) []ui.Event {
	number := map[string]int{}
	for _, w := range waves {
		number[w.ID] = w.Number
	}
	events := make([]ui.Event, 0, len(acts))
	for _, act := range acts {
		text := l.T("act."+act.Kind, act.Args()...)
		if n, ok := number[act.WaveID]; ok {
			text = l.T("wave.number", "number", n) + ": " + text
		}
		if points := act.Points(); len(points) > 0 {
			text += " " + l.T("launch.anyway_kept", "points", pointNames(l, points))
		}
		events = append(events, ui.Event{When: l.DateTime(act.At), Machine: act.At.Format(time.RFC3339), Text: text})
	}
	return events
}

func campaignFacts(l *i18n.Locale, e campaign.Entry) []ui.Item {
	c := e.Campaign
	facts := []ui.Item{
		{Icon: "clipboard-list", Label: l.T("campaign.questionnaire"), Value: l.Pick(e.Questionnaire), URL: "/questionnaires/" + c.QuestionnaireID},
		{Icon: "users", Label: l.T("campaign.for_whom"), Value: audienceWords(l, c.Mode, e.People)},
		{Icon: "lock", Label: l.T("campaign.mode"), Value: l.T("campaign.mode_" + string(c.Mode))},
	}
	if c.Mode == campaign.Anonymous {
		facts = append(facts, ui.Item{Icon: "chart-bar", Label: l.T("campaign.split"), Value: splitWords(l, c.SplitBy)})
	}
	return append(facts, ui.Item{Icon: "mail", Label: l.T("campaign.reminders"), Value: reminderWords(l, c.Reminders.Within(c.Rule.Length))})
}

func splitWords(l *i18n.Locale, split string) string {
	switch split {
	case "":
		return l.T("campaign.split_company")
	case campaign.SplitTeams:
		return l.T("campaign.split_team")
	}
	return l.T("campaign.split_attribute", "attribute", split)
}

func reminderWords(l *i18n.Locale, r calendar.Reminders) string {
	if len(r.Offsets) == 0 {
		return l.T("campaign.reminders_none")
	}
	days := make([]string, len(r.Offsets))
	for i, n := range r.Offsets {
		days[i] = l.Int(int64(n))
	}
	if r.OnlyMissing {
		return l.T("campaign.reminders_missing", "days", l.List(days))
	}
	return l.T("campaign.reminders_all", "days", l.List(days))
}

func (a *App) askEnd(c *fiber.Ctx) error {
	one, err := a.Campaign.Campaign(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return err
	}
	l, path := i18n.From(c.UserContext()), campaignPath(one.ID)
	return a.render(c, page.End(page.EndPage{
		Frame: a.campaignFrame(c, l.T("campaign.end_title"), ui.Link{Label: l.Pick(one.Title), URL: path}),
		CSRF:  a.formToken(c), Action: path + "/end", Back: ui.Link{Label: l.T("campaign.end_back"), URL: path},
	}))
}
