package web

import (
	"slices"
	"strings"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
)

// categoryOptions offers what a cost or a benefit consists of, "contribution
// money" for money put in: without script one select must tell both.
func categoryOptions(l *i18n.Locale) []ui.Option {
	var options []ui.Option
	for _, kind := range []cooperation.EntryKind{cooperation.Contribution, cooperation.Benefit} {
		for _, category := range kind.Categories() {
			options = append(options, ui.Option{
				Value: string(kind) + " " + string(category),
				Label: l.T("ledger.kind_"+string(kind)) + ": " + l.T("ledger.category_"+string(category)),
			})
		}
	}
	return options
}

func splitKind(value string) (cooperation.EntryKind, cooperation.Category) {
	kind, category, _ := strings.Cut(value, " ")
	return cooperation.EntryKind(kind), cooperation.Category(category)
}

// quarterOptions offers the quarters around today, and the one that is set.
func quarterOptions(l *i18n.Locale, set string, today cooperation.Day) []ui.Option {
	quarter := cooperation.QuarterOf(today.Time().AddDate(0, -3*quartersBack, 0))
	var list []cooperation.Quarter
	for range quartersBack + quartersAhead + 1 {
		list = append(list, quarter)
		quarter = quarter.Next()
	}
	if q, err := cooperation.ParseQuarter(set); err == nil && !slices.Contains(list, q) {
		list = append(list, q)
		slices.Sort(list)
	}
	options := make([]ui.Option, len(list))
	for i, q := range list {
		options[i] = ui.Option{Value: string(q), Label: quarterText(l, q)}
	}
	return options
}
