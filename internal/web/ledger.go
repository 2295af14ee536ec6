package web

import (
	"maps"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ledger"
	"kreislauf/web/templates/ui"
)

func (a *App) showLedger(c *fiber.Ctx) error {
	home, err := a.home(c)
	if err != nil {
		return err
	}
	entries, err := a.Cooperation.Ledger(c.UserContext(), viewerOf(c), home.Cooperation.ID)
	if err != nil {
		return err
	}
	l, path := i18n.From(c.UserContext()), cooperationPath(home.Cooperation.ID)+"/ledger"
	period := periodOf(c.Query("period"), entries, a.today(c))
	add := []ui.Link{{Label: l.T("ledger.add"), URL: path + "/new?period=" + string(period), Icon: "coins", Primary: true}}
	p := ledger.Page{Frame: a.cooperationFrame(c, home, "ledger", l.T("ledger.page")), Action: path, Rules: ledgerRules(l)}
	if len(entries) == 0 {
		p.Next = add
		return a.render(c, ledger.Show(p))
	}
	p.Frame.Actions = ui.Actions(add)
	placeLedger(l, &p, ledgerView{home: home, entries: entries, period: period, manages: viewerOf(c).Manages()})
	return a.render(c, ledger.Show(p))
}

// ledgerView is what the page shows of a ledger that has entries.
type ledgerView struct {
	home    cooperation.Home
	entries []cooperation.Entry // of all periods
	period  cooperation.Quarter
	manages bool
}

func placeLedger(l *i18n.Locale, p *ledger.Page, v ledgerView) {
	chosen := slices.DeleteFunc(slices.Clone(v.entries), func(e cooperation.Entry) bool { return e.Period != v.period })
	accounts, names := analytics.Accounts(chosen), partyNames(v.home.Parties)
	p.Frame.Lead = ledgerFinding(l, accounts, v.period, v.manages)
	p.Period = ui.Field{Name: "period", Label: l.T("ledger.period"), Value: string(v.period), Options: periodOptions(l, v.entries)}
	p.Charts = ledgerCharts(l, v.home, v.entries, accounts, v.period)
	p.SumsTitle = l.T("ledger.sums_own")
	if v.manages {
		p.SumsTitle = l.T("ledger.sums")
	}
	p.Sums, p.Hint = ledgerSums(l, accounts, chosen, names), l.T("ledger.sums_hint")
	p.Entries = entryTable(l, chosen, names, p.Action)
}

// periodOf returns the quarter asked for, or the newest one with an actual
// figure, or the present one.
func periodOf(asked string, entries []cooperation.Entry, today cooperation.Day) cooperation.Quarter {
	if q, err := cooperation.ParseQuarter(asked); err == nil {
		return q
	}
	for _, e := range entries {
		if e.Actual != nil {
			return e.Period
		}
	}
	if len(entries) > 0 {
		return entries[0].Period
	}
	return cooperation.QuarterOf(today.Time())
}

func periodOptions(l *i18n.Locale, entries []cooperation.Entry) []ui.Option {
	quarters := map[cooperation.Quarter]bool{}
	for _, e := range entries {
		quarters[e.Period] = true
	}
	list := slices.Sorted(maps.Keys(quarters))
	slices.Reverse(list)
	options := make([]ui.Option, len(list))
	for i, q := range list {
		options[i] = ui.Option{Value: string(q), Label: quarterText(l, q)}
	}
	return options
}

// quarterText writes a quarter as "2. Quartal 2026".
func quarterText(l *i18n.Locale, q cooperation.Quarter) string {
	year, number := q.Parts()
	return l.T("ledger.quarter", "number", number, "year", strconv.Itoa(year))
}

// ledgerFinding says who comes off how in a quarter.
func ledgerFinding(l *i18n.Locale, accounts []analytics.Account, period cooperation.Quarter, all bool) string {
	reported, balance := 0, 0.0
	for _, account := range accounts {
		if account.Reported {
			reported++
			balance += account.Actual.Balance()
		}
	}
	switch {
	case reported == 0:
		return l.T("ledger.finding_none", "quarter", quarterText(l, period))
	case all:
		return l.T("ledger.finding", "quarter", quarterText(l, period), "euros", money(l, balance),
			"n", len(analytics.Losing(accounts)), "all", reported)
	default:
		return l.T("ledger.finding_own", "quarter", quarterText(l, period), "euros", money(l, balance))
	}
}

func ledgerRules(l *i18n.Locale) ui.Table {
	table := ui.Table{Caption: l.T("ledger.rules"), Columns: []ui.Column{
		{Label: l.T("ledger.who")}, {Label: l.T("ledger.own_figures")}, {Label: l.T("ledger.others_figures")},
	}}
	for _, who := range []string{"partner", "manager", "reader"} {
		table.Rows = append(table.Rows, ui.Row{
			Head: ui.Cell{Text: l.T("ledger.rule_" + who)}, Cells: ui.Cells(l.T("ledger.rule_"+who+"_own"), l.T("ledger.rule_"+who+"_others")),
		})
	}
	return table
}

func entryTable(l *i18n.Locale, entries []cooperation.Entry, names map[string]string, path string) ui.Table {
	table := ui.Table{Caption: l.T("ledger.entries"), Columns: []ui.Column{
		{Label: l.T("ledger.entry")}, {Label: l.T("ledger.company")}, {Label: l.T("ledger.kind")},
		{Label: l.T("ledger.planned"), Num: true}, {Label: l.T("ledger.actual"), Num: true},
	}}
	for _, e := range entries {
		actual := ui.Cell{Text: l.T("ledger.not_yet")}
		if e.Actual != nil {
			actual = ui.Cell{Text: l.Money(*e.Actual), Estimate: e.Estimated}
		}
		table.Rows = append(table.Rows, ui.Row{
			Head: ui.Cell{Text: e.Title, URL: path + "/" + e.ID},
			Cells: []ui.Cell{
				{Text: names[e.CompanyID]},
				{Text: l.T("ledger.kind_"+string(e.Kind)) + ", " + l.T("ledger.category_"+string(e.Category))},
				{Text: l.Money(e.Planned)}, actual,
			},
		})
	}
	return table
}
