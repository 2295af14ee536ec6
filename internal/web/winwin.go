package web

import (
	"math"
	"slices"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/analytics"
	"kreislauf/internal/chart"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
	"kreislauf/web/templates/winwin"
)

// showWinWin shows whether everyone gains from a cooperation.
func (a *App) showWinWin(c *fiber.Ctx) error {
	l, viewer := i18n.From(c.UserContext()), viewerOf(c)
	r, err := a.Results.WinWin(c.UserContext(), viewer, c.Params("id"), c.Query("wave"))
	if err != nil {
		return err
	}
	p := winwin.Page{Frame: a.cooperationFrame(c, r.Cooperation, "win_win", l.T("result.winwin_title"))}
	if !r.Rated() {
		if viewer.Manages() {
			p.Next = []ui.Link{{Label: l.T("overview.add_campaign"), URL: "/campaigns/new", Icon: "clipboard-list", Primary: true}}
		}
		return a.render(c, winwin.Show(p))
	}
	p.Frame.Lead, p.Who = winWinLead(l, r, viewer.Manages()), l.T("result.who_"+string(viewer.Role))
	placeWinWin(l, &p, r)
	if viewer.Manages() {
		if err := a.placeFacts(c, &p, r); err != nil {
			return err
		}
	}
	return a.render(c, winwin.Show(p))
}

// placeWinWin places the charts. Readers see no company's rating, and a chart
// without one would say that nobody rated.
func placeWinWin(l *i18n.Locale, p *winwin.Page, r analytics.WinWinReport) {
	p.Round, p.Figures = roundField(l, r), winWinFigures(l, r)
	if !r.Shared {
		p.Few = l.T("result.few_text")
	}
	source := "/charts" + cooperationPath(r.Cooperation.Cooperation.ID) + "/"
	query := "?wave=" + r.Wave.ID
	if len(r.Ratings) > 0 {
		p.Charts = append(p.Charts, figure("je-unternehmen", source+"win-win"+query, partnersChart(l, r)))
	}
	if len(r.Ratings) > 0 && r.Employees.Known {
		p.Charts = append(p.Charts, figure("zwei-sichten", source+"win-win-views"+query, viewsChart(l, r)))
	}
	if len(r.Course) > 0 {
		f := figure("verlauf", source+"win-win-course"+query, courseChart(l, r))
		p.Course = &f
	}
}

// winWinChart draws one of the charts of the page.
func (a *App) winWinChart(c *fiber.Ctx, id, name string) (chart.Chart, error) {
	l := i18n.From(c.UserContext())
	r, err := a.Results.WinWin(c.UserContext(), viewerOf(c), id, c.Query("wave"))
	if err != nil {
		return chart.Chart{}, err
	}
	switch {
	case !r.Rated():
		return chart.Chart{}, fault.NotFound("error.not_found")
	case name == "win-win-views":
		return viewsChart(l, r), nil
	case name == "win-win-course":
		return courseChart(l, r), nil
	default:
		return partnersChart(l, r), nil
	}
}

func partnersChart(l *i18n.Locale, r analytics.WinWinReport) chart.Chart {
	drawn := chart.Ratings{
		Min: r.Min, Max: r.Max, Level: r.WinWin.Level, HasLevel: r.Shared, Items: r.Items, Wave: waveLabel(l, r.Wave.OpensAt),
	}
	for _, rating := range r.Ratings {
		drawn.Partners = append(drawn.Partners, chart.Partner{Name: r.NameOf(rating.CompanyID), Value: rating.Value})
	}
	return chart.WinWinPartners(l, drawn)
}

// viewsChart sets the employees of each visible group beside the visible
// ratings of its companies.
func viewsChart(l *i18n.Locale, r analytics.WinWinReport) chart.Chart {
	var views []chart.View
	for _, row := range r.Employees.Rows {
		v := chart.View{Block: chart.BlockName(l, row.Block), Employees: row.Cell}
		for _, rating := range r.Ratings {
			if slices.Contains(row.Block.Companies, rating.CompanyID) {
				v.Representatives = append(v.Representatives, chart.Partner{Name: r.NameOf(rating.CompanyID), Value: rating.Value})
			}
		}
		views = append(views, v)
	}
	if len(views) == 0 {
		views = append(views, chart.View{Block: l.T("chart.everyone"), Employees: r.Employees.Network})
	}
	return chart.WinWinViews(l, r.Min, r.Max, views)
}

func courseChart(l *i18n.Locale, r analytics.WinWinReport) chart.Chart {
	points := make([]chart.WinWinPoint, len(r.Course))
	for i, at := range r.Course {
		points[i] = chart.WinWinPoint{Wave: waveLabel(l, at.Wave.OpensAt), WinWin: at.WinWin, Comparable: at.Comparable}
	}
	return chart.WinWinTrend(l, r.Min, r.Max, points)
}

func roundField(l *i18n.Locale, r analytics.WinWinReport) ui.Field {
	f := ui.Field{Name: "wave", Label: l.T("chart.wave"), Value: r.Wave.ID}
	for _, w := range r.Waves {
		f.Options = append(f.Options, ui.Option{Value: w.ID, Label: l.T("result.round_of", "number", w.Number, "month", waveLabel(l, w.OpensAt))})
	}
	return f
}

// winWinLead answers the page's question in a sentence.
func winWinLead(l *i18n.Locale, r analytics.WinWinReport, all bool) string {
	var names []string
	for _, rating := range r.Losing() {
		names = append(names, r.NameOf(rating.CompanyID))
	}
	switch {
	case !all && len(names) > 0:
		return l.T("result.winwin_own_loses")
	case !all && len(r.Ratings) > 0:
		return l.T("result.winwin_own_gains")
	case !all:
		return l.T("result.winwin_shared")
	case len(names) > 0:
		return l.T("result.winwin_no", "names", l.List(names), "n", len(names))
	default:
		return l.T("result.winwin_yes")
	}
}

// winWinFigures are level, balance and floor, never one number.
func winWinFigures(l *i18n.Locale, r analytics.WinWinReport) []ui.Figure {
	if !r.Shared {
		return nil
	}
	w := r.WinWin
	of := l.T("result.of", "max", r.Max)
	floor := ui.Figure{Label: l.T("result.floor"), Value: l.Number(w.Floor, 1), Of: of, Formula: l.T("result.floor_formula")}
	var names []string
	for _, id := range w.Lowest {
		names = append(names, r.NameOf(id))
	}
	figures := []ui.Figure{
		{Label: l.T("result.level"), Value: l.Number(w.Level, 1), Of: of, Formula: l.T("result.level_formula", "n", w.N)},
		{Label: l.T("result.balance"), Value: l.Number(w.Balance, 1), Of: l.T("result.points"), Formula: l.T("result.balance_formula")},
		floor,
	}
	if last := len(r.Course) - 1; last > 0 && r.Course[last].Comparable && r.Course[last].Wave.ID == r.Wave.ID {
		before := r.Course[last-1]
		since := waveLabel(l, before.Wave.OpensAt)
		for i, value := range []struct {
			key           string
			before, after float64
		}{
			{"result.since_", before.WinWin.Level, w.Level},
			{"result.apart_", before.WinWin.Balance, w.Balance},
			{"result.since_", before.WinWin.Floor, w.Floor},
		} {
			by := l.Number(math.Abs(value.after-value.before), 1)
			figures[i].Note = l.T(value.key+chart.Tendency(value.before, value.after), "by", by, "wave", since)
		}
	}
	if len(names) > 0 {
		figures[2].Note = l.List(append([]string{}, names...)) + suffix(figures[2].Note)
	}
	return figures
}

func suffix(note string) string {
	if note == "" {
		return ""
	}
	return ", " + note
}

// placeFacts sets the companies' costs and benefits beside their ratings.
func (a *App) placeFacts(c *fiber.Ctx, p *winwin.Page, r analytics.WinWinReport) error {
	l, id := i18n.From(c.UserContext()), r.Cooperation.Cooperation.ID
	entries, err := a.Cooperation.Ledger(c.UserContext(), viewerOf(c), id)
	if err != nil {
		return err
	}
	for _, account := range analytics.Losing(analytics.Accounts(entries)) {
		key := "result.fact_loses"
		for _, rating := range r.Losing() {
			if rating.CompanyID == account.CompanyID {
				key = "result.fact_agrees"
			}
		}
		p.Facts = append(p.Facts, l.T(key, "name", r.NameOf(account.CompanyID), "amount", l.Money(-account.Actual.Balance())))
	}
	if len(p.Facts) == 0 && len(entries) > 0 {
		p.Facts = []string{l.T("result.fact_none")}
	}
	if len(entries) > 0 {
		p.Ledger = &ui.Link{Label: l.T("result.to_ledger"), URL: cooperationPath(id) + "/ledger"}
	}
	return nil
}
