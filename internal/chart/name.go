package chart

import (
	"strconv"

	"kreislauf/internal/analytics"
	"kreislauf/internal/i18n"
)

// maxNames is how many names a block lists before it counts the rest.
const maxNames = 3

// BlockName names a block: its companies or teams, the attribute values it is
// limited to, or everyone.
func BlockName(l *i18n.Locale, b analytics.Block) string {
	if b.Whole {
		return l.T("chart.everyone")
	}
	names := b.Names
	if len(names) > maxNames+1 {
		names = append(append([]string{}, names[:maxNames]...), l.T("chart.more_names", "n", len(b.Names)-maxNames))
	}
	text := l.List(names)
	if len(b.Values) > 0 {
		text += " (" + l.List(b.Values) + ")"
	}
	return text
}

// ShareText writes a share: its number, the limit beyond which it lies, or
// that it is not shown.
func ShareText(l *i18n.Locale, s analytics.Share) string {
	switch {
	case s.Capped == analytics.Under:
		return l.T("chart.under", "limit", percent(l, 10))
	case s.Capped == analytics.Over:
		return l.T("chart.over", "limit", percent(l, 90))
	case s.Hidden:
		return l.T("chart.hidden")
	default:
		return percent(l, float64(s.Percent))
	}
}

// MeanText writes the mean of a cell, or the end of the scale that it lies
// near, or that it is not shown.
func MeanText(l *i18n.Locale, c analytics.Cell) string {
	switch {
	case c.Mean != nil:
		return l.Number(*c.Mean, 1)
	case c.MeanBand == analytics.BandLow:
		return l.T("chart.band_low")
	case c.MeanBand == analytics.BandHigh:
		return l.T("chart.band_high")
	default:
		return l.T("chart.hidden")
	}
}

// Answers writes the number of answers of a cell, which is the number of
// people where a few of them gave none.
func Answers(l *i18n.Locale, c analytics.Cell) string {
	if c.FewMissing {
		return l.T("chart.n_few", "n", c.N)
	}
	return n(l, c.N)
}

// shown reports whether a cell has any number.
func shown(c analytics.Cell) bool { return c.Kind != "" && c.Kind != analytics.Hidden }

// span writes the smallest and the largest n of cells.
func span(l *i18n.Locale, cells []analytics.Cell) string {
	least, most := 0, 0
	for _, c := range cells {
		if !shown(c) {
			continue
		}
		if least == 0 || c.N < least {
			least = c.N
		}
		most = max(most, c.N)
	}
	switch {
	case most == 0:
		return l.T("chart.nothing_shown")
	case least == most:
		return n(l, most)
	default:
		return l.T("chart.n_span", "from", least, "to", most)
	}
}

func counted(l *i18n.Locale, c analytics.Cell) string {
	if !shown(c) {
		return l.T("chart.hidden")
	}
	return strconv.Itoa(c.N)
}
