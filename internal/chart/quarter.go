package chart

import (
	"maps"
	"slices"
	"strconv"

	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
)

// QuarterName writes a quarter as the axis does: "3/2026".
func QuarterName(l *i18n.Locale, q cooperation.Quarter) string {
	year, number := q.Parts()
	return l.T("chart.quarter_name", "quarter", number, "year", strconv.Itoa(year))
}

func sortedQuarters(total map[cooperation.Quarter]analytics.Amounts) []cooperation.Quarter {
	return slices.Sorted(maps.Keys(total))
}
