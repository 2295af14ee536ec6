package web

import (
	"slices"

	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
)

// ledgerSums is the table of what each company put in and got out in a
// quarter, by what it consists of.
func ledgerSums(l *i18n.Locale, accounts []analytics.Account, entries []cooperation.Entry, names map[string]string) ui.Table {
	categories := cooperation.Contribution.Categories()
	table := ui.Table{Caption: l.T("ledger.sums_caption"), Columns: []ui.Column{{Label: l.T("ledger.company")}}}
	for _, category := range categories {
		table.Columns = append(table.Columns, ui.Column{Label: l.T("ledger.category_" + string(category)), Num: true})
	}
	for _, key := range []string{"costs", "planned", "benefits", "planned", "balance"} {
		table.Columns = append(table.Columns, ui.Column{Label: l.T("ledger." + key), Num: true})
	}
	var all analytics.Account
	for _, account := range accounts {
		table.Rows = append(table.Rows, sumRow(l, names[account.CompanyID], account, entriesOf(entries, account.CompanyID)))
		all.Reported = all.Reported || account.Reported
		all.Actual.Contribution += account.Actual.Contribution
		all.Actual.Benefit += account.Actual.Benefit
		all.Planned.Contribution += account.Planned.Contribution
		all.Planned.Benefit += account.Planned.Benefit
	}
	if len(accounts) > 1 {
		foot := sumRow(l, l.T("ledger.all"), all, entries)
		table.Foot = &foot
	}
	return table
}

func entriesOf(entries []cooperation.Entry, companyID string) []cooperation.Entry {
	var own []cooperation.Entry
	for _, e := range entries {
		if e.CompanyID == companyID {
			own = append(own, e)
		}
	}
	return own
}

func sumRow(l *i18n.Locale, name string, account analytics.Account, entries []cooperation.Entry) ui.Row {
	row := ui.Row{Head: ui.Cell{Text: name}}
	for _, category := range cooperation.Contribution.Categories() {
		sum, estimated := 0.0, false
		for _, e := range entries {
			if e.Kind == cooperation.Contribution && e.Category == category && e.Actual != nil {
				sum, estimated = sum+*e.Actual, estimated || e.Estimated
			}
		}
		row.Cells = append(row.Cells, ui.Cell{Text: l.Money(sum), Estimate: estimated})
	}
	balance := ui.Cell{Text: "–"}
	if account.Reported {
		balance = ui.Cell{Text: money(l, account.Actual.Balance()), Minus: account.Loses()}
	}
	return ui.Row{Head: row.Head, Cells: append(row.Cells,
		ui.Cell{Text: l.Money(account.Actual.Contribution)}, ui.Cell{Text: l.Money(account.Planned.Contribution)},
		ui.Cell{Text: l.Money(account.Actual.Benefit)}, ui.Cell{Text: l.Money(account.Planned.Benefit)}, balance)}
}

// ledgerCharts are the figure of the chosen quarter and the one of all
// quarters; the pictures come from their own address.
func ledgerCharts(l *i18n.Locale, home cooperation.Home, entries []cooperation.Entry, accounts []analytics.Account, period cooperation.Quarter) []ui.Chart {
	source := "/charts" + cooperationPath(home.Cooperation.ID) + "/ledger"
	names := partyNames(home.Parties)
	quarter := ui.Chart{
		ID: "bild-quartal", Src: source + "?period=" + string(period), Size: "l", Label: l.T("ledger.chart_label"),
		Title: quarterTitle(l, accounts),
		Sub:   l.T("ledger.chart_sub", "quarter", quarterText(l, period)),
		Table: ui.Table{Caption: l.T("ledger.chart_label"), Columns: []ui.Column{
			{Label: l.T("ledger.company")}, {Label: l.T("ledger.costs"), Num: true}, {Label: l.T("ledger.benefits"), Num: true},
		}},
	}
	for _, account := range accounts {
		quarter.Table.Rows = append(quarter.Table.Rows, ui.Row{Head: ui.Cell{Text: names[account.CompanyID]}, Cells: []ui.Cell{
			{Text: l.Money(account.Actual.Contribution), Estimate: account.Estimated}, {Text: l.Money(account.Actual.Benefit), Estimate: account.Estimated},
		}})
	}
	course := courseOf(entries)
	running := ui.Chart{
		ID: "bild-verlauf", Src: source + "?view=course", Label: l.T("ledger.course_label"), Title: courseTitle(l, course), Sub: l.T("ledger.course_sub"),
		Table: ui.Table{Caption: l.T("ledger.course_label"), Columns: []ui.Column{{Label: l.T("ledger.period")}, {Label: l.T("ledger.balance"), Num: true}}},
	}
	for _, q := range course {
		running.Table.Rows = append(running.Table.Rows, ui.Row{Head: ui.Cell{Text: quarterText(l, q.Quarter)}, Cells: []ui.Cell{{Text: money(l, q.Actual.Balance())}}})
	}
	var charts []ui.Chart
	if anyReported(accounts) {
		charts = append(charts, quarter)
	}
	if len(course) > 0 {
		charts = append(charts, running)
	}
	return charts
}

func anyReported(accounts []analytics.Account) bool {
	return slices.ContainsFunc(accounts, func(a analytics.Account) bool { return a.Reported })
}

// quarterTitle says who pays more than they get; a reader who sees one company
// alone is told about that one.
func quarterTitle(l *i18n.Locale, accounts []analytics.Account) string {
	losing := len(analytics.Losing(accounts))
	switch {
	case len(accounts) > 1:
		return l.T("ledger.chart_title", "n", losing, "all", len(accounts))
	case losing > 0:
		return l.T("ledger.chart_title_own_minus")
	default:
		return l.T("ledger.chart_title_own_plus")
	}
}

func courseTitle(l *i18n.Locale, course []analytics.QuarterAccount) string {
	if len(course) > 0 && course[len(course)-1].Actual.Balance() < 0 {
		return l.T("ledger.course_title_down")
	}
	return l.T("ledger.course_title_up")
}

// courseOf adds up all companies per quarter, as far as figures are known.
func courseOf(entries []cooperation.Entry) []analytics.QuarterAccount {
	together := make([]cooperation.Entry, len(entries))
	for i, e := range entries {
		e.CompanyID = ""
		together[i] = e
	}
	var known []analytics.QuarterAccount
	for _, account := range analytics.Accounts(together) {
		for _, q := range account.Quarters {
			if q.Reported {
				known = append(known, q)
			}
		}
	}
	return known
}
