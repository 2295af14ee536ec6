package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/analytics"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/overview"
	"kreislauf/web/templates/ui"
)

// shownRounds is how many of the next rounds the overview lists.
const shownRounds = 4

// showOverview is the first page after signing in, one for each role.
func (a *App) showOverview(c *fiber.Ctx) error {
	viewer := viewerOf(c)
	switch viewer.Role {
	case account.Partner:
		return a.showTasks(c)
	case account.Reader:
		return a.showReading(c)
	}
	o, err := a.Results.Overview(c.UserContext(), viewer)
	if err != nil {
		return err
	}
	if !o.Steps.Opened && !stepsDone(o.Steps) {
		return a.showSteps(c, o.Steps)
	}
	p := a.overviewPage(c, o)
	if o.Latest != nil {
		if err := a.placeLatest(c, &p, *o.Latest); err != nil {
			return err
		}
	}
	return a.render(c, overview.Show(p))
}

// overviewPage is a manager's first page without the latest results.
func (a *App) overviewPage(c *fiber.Ctx, o analytics.Overview) overview.Page {
	l := i18n.From(c.UserContext())
	add := ui.Link{Label: l.T("overview.add_cooperation"), URL: "/cooperations/new", Icon: "heart-handshake", Primary: true}
	hello := l.T("overview.hello_"+dayPart(o.Now.In(l.Zone())), "name", viewerOf(c).Name)
	p := overview.Page{
		Frame:        a.appFrame(c, "overview", hello),
		Cooperations: places(l, o, a.today(c)), Rounds: nextRounds(l, o), Add: []ui.Link{add},
	}
	p.Frame.Lead = l.T("overview.lead_nothing", "day", l.LongDate(o.Now))
	if len(o.Matters) > 0 {
		p.Frame.Lead = l.T("overview.lead", "day", l.LongDate(o.Now), "n", len(o.Matters))
	}
	p.Frame.Actions = ui.Actions([]ui.Link{
		{Label: l.T("overview.add_campaign"), URL: "/campaigns/new", Icon: "clipboard-list"}, add,
	})
	for _, m := range o.Matters {
		p.Matters = append(p.Matters, matterLine(l, m, o.Now))
	}
	return p
}

// showReading is a reader's first page: where the results are, and the rules
// under which people are being asked.
func (a *App) showReading(c *fiber.Ctx) error {
	l, viewer := i18n.From(c.UserContext()), viewerOf(c)
	inForce, err := a.Campaign.InForce(c.UserContext(), viewer)
	if err != nil {
		return err
	}
	p := overview.ReaderPage{Frame: a.appFrame(c, "overview", l.T("overview.hello", "name", viewer.Name))}
	p.Links = []ui.Link{
		{Label: l.T("result.title"), URL: "/results", Icon: "chart-bar", Primary: true},
		{Label: l.T("cooperation.title"), URL: "/cooperations", Icon: "heart-handshake"},
	}
	for _, one := range inForce {
		p.Sheets = append(p.Sheets, ui.Link{Label: l.T("overview.reader_sheet", "title", l.Pick(one.Title)), URL: sheetPath(one.ID) + ".pdf"})
	}
	return a.render(c, overview.Reader(p))
}

// placeLatest shows the figures of the latest results.
func (a *App) placeLatest(c *fiber.Ctx, p *overview.Page, w analytics.Wave) error {
	l := i18n.From(c.UserContext())
	report, err := a.Results.Results(c.UserContext(), viewerOf(c), w.ID)
	if err != nil {
		return err
	}
	p.Figures = resultFigures(l, report)
	p.Results = ui.Link{Label: l.T("overview.latest", "title", l.T("result.page", "title", w.Title.In(l.Lang()), "number", w.Number)), URL: resultPath(w.ID)}
	return nil
}

func dayPart(at time.Time) string {
	switch hour := at.Hour(); {
	case hour < 11:
		return "morning"
	case hour < 18:
		return "day"
	default:
		return "evening"
	}
}

func matterLine(l *i18n.Locale, m analytics.Matter, now time.Time) overview.Matter {
	switch m.Kind {
	case analytics.MatterLosing:
		return losingLine(l, m)
	case analytics.MatterLate:
		text := l.T("overview.late_expected", "cooperation", m.Cooperation)
		if days := int(now.Sub(m.Since.Time()).Hours() / 24); days > 0 {
			text = l.T("overview.late_text", "cooperation", m.Cooperation, "n", days)
		}
		return overview.Matter{
			Icon: "clock", Urgent: true, Title: l.T("overview.late", "name", m.Name), Text: text,
			Link: ui.Link{Label: l.T("overview.late_link"), URL: cooperationPath(m.CooperationID) + "/goals#meilensteine"},
		}
	}
	title := l.T("result.page", "title", m.Wave.Title.In(l.Lang()), "number", m.Wave.Number)
	line := overview.Matter{
		Icon: "chart-bar", Urgent: m.Kind != analytics.MatterClosing, Title: l.T("overview." + string(m.Kind)),
		Text: l.T("overview."+string(m.Kind)+"_text", "title", title, "end", l.DateTime(m.Wave.ClosesAt)),
		Link: ui.Link{Label: l.T("overview." + string(m.Kind) + "_link"), URL: wavePath(m.Wave.ID)},
	}
	switch m.Kind {
	case analytics.MatterClosing:
		line.Icon = "player-play"
	case analytics.MatterStuck:
		line.Icon = "alert-triangle"
	case analytics.MatterRelease:
		line.Link.URL = resultPath(m.Wave.ID)
	}
	return line
}

// losingLine says what a company told about its loss, what its figures show,
// or both.
func losingLine(l *i18n.Locale, m analytics.Matter) overview.Matter {
	line := overview.Matter{
		Icon: "alert-triangle", Urgent: true, Title: l.T("overview.losing", "name", m.Name),
		Link: ui.Link{Label: l.T("overview.losing_link"), URL: winWinPath(m.CooperationID)},
	}
	args := []any{"cooperation", m.Cooperation, "rating", l.Number(m.Rating, 1), "max", m.Max, "amount", l.Money(-m.Balance)}
	switch {
	case m.Rating > 0 && m.Balance < 0:
		line.Text = l.T("overview.losing_both", args...)
	case m.Rating > 0:
		line.Text = l.T("overview.losing_rating", args...)
	default:
		line.Text = l.T("overview.losing_balance", args...)
		line.Link = ui.Link{Label: l.T("result.to_ledger"), URL: cooperationPath(m.CooperationID) + "/ledger"}
	}
	return line
}
