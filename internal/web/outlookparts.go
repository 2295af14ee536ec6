package web

import (
	"slices"

	"kreislauf/internal/analytics"
	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
)

// outlookTable lists the groups that the company will probably see; figures
// that the reader may not know are left out.
func outlookTable(l *i18n.Locale, o campaign.Outlook) ui.Table {
	table := ui.Table{Caption: l.T("outlook.shown", "company", o.Company.Name), Columns: []ui.Column{
		{Label: l.T("outlook.group")}, {Label: l.T("campaign.invited"), Num: true},
		{Label: l.T("campaign.answers"), Num: true}, {Label: l.T("campaign.shown")},
	}}
	switch {
	case o.Everyone != nil:
		table.Rows = append(table.Rows, outlookRow(l, l.T("outlook.everyone"), *o.Everyone))
	case o.Discreet && (slices.Contains(o.Hidden, campaign.HiddenConsent) || slices.Contains(o.Hidden, campaign.HiddenNetwork)):
		table.Rows = append(table.Rows, veiledRow(l, l.T("outlook.everyone"), "outlook.unlikely"))
	}
	for _, b := range o.Own {
		name := blockName(l, analytics.Block{Names: b.Names, Values: b.Values})
		if o.Discreet && b.Joint {
			name = l.T("outlook.joint", "company", o.Company.Name)
		}
		table.Rows = append(table.Rows, outlookRow(l, name, b))
	}
	return table
}

func outlookRow(l *i18n.Locale, name string, b campaign.OutlookBlock) ui.Row {
	if b.Shows == "" {
		return veiledRow(l, name, "outlook.likely")
	}
	invited, answers := l.Int(int64(b.Invited)), l.T("campaign.about", "n", b.Answers)
	return ui.Row{Head: ui.Cell{Text: name}, Cells: ui.Cells(invited, answers, showsWords(l, b.Shows, b.Perhaps))}
}

// veiledRow is a group of which nothing is told but whether it will appear.
func veiledRow(l *i18n.Locale, name, key string) ui.Row {
	unsaid := l.T("outlook.unsaid")
	return ui.Row{Head: ui.Cell{Text: name}, Cells: ui.Cells(unsaid, unsaid, l.T(key))}
}

// showsWords says what a group probably gets, and what it would get if
// somewhat fewer answer.
func showsWords(l *i18n.Locale, shows, perhaps analytics.CellKind) string {
	words := l.T("campaign.shows_" + string(shows))
	if perhaps != shows {
		words = l.T("campaign.shows_perhaps", "this", words, "that", l.T("campaign.shows_less_"+string(perhaps)))
	}
	return words
}

func hiddenLines(l *i18n.Locale, o campaign.Outlook) []string {
	var lines []string
	for _, reason := range o.Hidden {
		lines = append(lines, l.T("outlook.hidden_"+string(reason), "k", o.K, "company", o.Company.Name))
	}
	return lines
}

// whoSees says who sees what, and when.
func whoSees(l *i18n.Locale, o campaign.Outlook) []string {
	var lines []string
	if o.Opens != nil && o.Closes != nil {
		local := l.In(zoneOf(o.Zone))
		lines = append(lines, l.T("outlook.when", "opens", local.DateTime(*o.Opens), "closes", local.DateTime(*o.Closes)))
	}
	if o.Mode != campaign.Anonymous {
		return lines
	}
	for _, who := range []string{"people", "manager", "company", "reader", "nobody"} {
		key := "outlook.who_" + who
		if slices.Contains(o.Hidden, campaign.HiddenConsent) && l.Has(key+"_"+jointly(o)) {
			key += "_" + jointly(o)
		}
		lines = append(lines, l.T(key))
	}
	return lines
}

// jointly says how a joint result that two companies have not agreed to stands.
func jointly(o campaign.Outlook) string {
	if o.Frozen {
		return "not"
	}
	return "if"
}

// rulesTable says which numbers a group of n answers gets. With a larger k
// the finer kinds begin at k.
func rulesTable(l *i18n.Locale, k int) ui.Table {
	table := ui.Table{Caption: l.T("outlook.rules"), Columns: []ui.Column{{Label: l.T("outlook.answers")}, {Label: l.T("campaign.shown")}}}
	for _, r := range analytics.Rules(k) {
		table.Rows = append(table.Rows, ui.Row{Head: ui.Cell{Text: rangeWords(l, r)}, Cells: ui.Cells(l.T("outlook.shows_" + string(r.Shows)))})
	}
	return table
}

func rangeWords(l *i18n.Locale, r analytics.Rule) string {
	switch {
	case r.From == 0:
		return l.T("outlook.below", "k", r.To+1)
	case r.To == 0:
		return l.T("outlook.from", "from", r.From)
	}
	return l.T("outlook.between", "from", r.From, "to", r.To)
}
