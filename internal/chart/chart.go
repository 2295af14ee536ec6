// Package chart turns results of analytics into ECharts options as JSON, with
// the same numbers as a table and a title that states the finding. It refuses
// to draw, to emit script, and to show what the results do not hold.
package chart

import (
	"encoding/json"

	"kreislauf/internal/i18n"
)

// Chart is one chart in the reader's language.
type Chart struct {
	Title    string // the finding
	Subtitle string // what is measured, of whom, n
	Aria     string // the picture in a sentence
	Note     string // what is not shown and why; may be empty
	Size     Size
	Option   json.RawMessage // ECharts option, completed by web/bundle/chart-option.js
	Table    Table
}

// Table holds the numbers of a chart as text; Head is as long as every row,
// and the first column names the row.
type Table struct {
	Head []string
	Rows [][]string
}

// Size is how tall a chart is drawn.
type Size string

// Sizes, see web/styles/charts.css.
const (
	Small  Size = "s"
	Medium Size = ""
	Large  Size = "l"
	Huge   Size = "xl"
)

// sizeFor returns the size in which this many rows are readable, also on a
// phone, where the name of a row stands above its mark.
func sizeFor(rows int) Size {
	switch {
	case rows <= 2:
		return Small
	case rows <= 4:
		return Medium
	default:
		return Large
	}
}

// n writes how many answers a number rests on.
func n(l *i18n.Locale, answers int) string { return l.T("chart.n", "n", answers) }

func percent(l *i18n.Locale, p float64) string { return l.Percent(p/100, 0) }
