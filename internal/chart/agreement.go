package chart

import (
	"strings"

	"kreislauf/internal/analytics"
	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
)

// Line is one row of a chart of agreement: a statement or a block, with its
// published cell. A cell without kind is withheld.
type Line struct {
	Name string
	Cell analytics.Cell
}

// Agreement is one bar per statement, disagreement to the left, agreement to
// the right, the neutral answer around the middle.
func Agreement(l *i18n.Locale, group string, scale survey.Scale, lines []Line) Chart {
	c := Chart{Subtitle: l.T("chart.agreement_sub", "group", group, "n", span(l, cellsOf(lines))), Size: sizeFor(len(lines) + 1)}
	c.Title, c.Aria = agreementFinding(l, lines)
	c.Option, c.Note = agreementBars(l, c.Aria, scale, lines, false)
	c.Table = agreementTable(l, l.T("chart.statement"), lines)
	return c
}

// Precision is one statement by block. Blocks with a distribution or three
// groups are bars; see Means for the others.
func Precision(l *i18n.Locale, scale survey.Scale, lines []Line) Chart {
	var drawn []Line
	for _, line := range lines {
		if line.Cell.Kind != analytics.Mean && shown(line.Cell) {
			drawn = append(drawn, line)
		}
	}
	c := Chart{Title: l.T("chart.precision_title"), Subtitle: l.T("chart.precision_sub"), Size: sizeFor(len(drawn) + 1)}
	_, c.Aria = agreementFinding(l, drawn)
	c.Option, c.Note = agreementBars(l, c.Aria, scale, drawn, true)
	c.Table = agreementTable(l, l.T("chart.block"), lines)
	return c
}

// agreementFinding names the statements with the largest and the smallest
// agreement.
func agreementFinding(l *i18n.Locale, lines []Line) (title, aria string) {
	high, low := -1, -1
	for i, line := range lines {
		agree, ok := agreeing(line.Cell)
		if !ok {
			continue
		}
		if best, _ := agreeing(at(lines, high)); high < 0 || agree > best {
			high = i
		}
		if worst, _ := agreeing(at(lines, low)); low < 0 || agree < worst {
			low = i
		}
	}
	if high < 0 {
		return l.T("chart.agreement_none"), l.T("chart.agreement_none")
	}
	most, _ := agreeing(lines[high].Cell)
	if high == low {
		title = l.T("chart.agreement_one", "name", lines[high].Name, "share", percent(l, most))
		return title, title
	}
	least, _ := agreeing(lines[low].Cell)
	args := []any{"high", lines[high].Name, "most", percent(l, most), "low", lines[low].Name, "least", percent(l, least)}
	return l.T("chart.agreement_title", args...), l.T("chart.agreement_aria", args...)
}

func at(lines []Line, i int) analytics.Cell {
	if i < 0 {
		return analytics.Cell{}
	}
	return lines[i].Cell
}

// agreeing returns the shown share of those who agree.
func agreeing(c analytics.Cell) (float64, bool) {
	if c.Kind != analytics.Distribution && c.Kind != analytics.ThreeGroups || !c.Groups[2].Shown() {
		return 0, false
	}
	return float64(c.Groups[2].Percent), true
}

func cellsOf(lines []Line) []analytics.Cell {
	cells := make([]analytics.Cell, len(lines))
	for i, line := range lines {
		cells[i] = line.Cell
	}
	return cells
}

func agreementTable(l *i18n.Locale, head string, lines []Line) Table {
	t := Table{Head: []string{
		head, l.T("chart.answers"), l.T("chart.disagree"), l.T("chart.neither"), l.T("chart.agree"), l.T("chart.mean"),
	}}
	for _, line := range lines {
		row := []string{line.Name, counted(l, line.Cell)}
		for _, share := range line.Cell.Groups {
			if line.Cell.Kind == analytics.Mean || !shown(line.Cell) {
				share = analytics.Share{Hidden: true}
			}
			row = append(row, ShareText(l, share))
		}
		t.Rows = append(t.Rows, append(row, MeanText(l, line.Cell)))
	}
	return t
}

// agreementBars draws lines on a scale; counts sets n beside each name. The
// note says which bars are hatched, or have no bar.
func agreementBars(l *i18n.Locale, aria string, scale survey.Scale, lines []Line, counts bool) ([]byte, string) {
	layers := agreementLayers(l, scale)
	stack := make([]bar, len(lines))
	hatched, bare := false, false
	for i, line := range lines {
		stack[i] = bar{name: line.Name, widths: agreementWidths(line.Cell, scale), text: agreementText(l, scale, line.Cell)}
		bare = bare || !informs(line.Cell)
		if counts && shown(line.Cell) {
			stack[i].count = n(l, line.Cell.N)
		}
		for k, layer := range layers {
			hatched = hatched || layer.withheld && stack[i].widths[k] > 0
		}
	}
	var notes []string
	if hatched {
		notes = append(notes, l.T("chart.hatched_note", "limit", percent(l, 10), "most", percent(l, 90)))
	}
	if bare {
		notes = append(notes, l.T("chart.bare_note"))
	}
	return stacked(l, aria, layers, stack).encode(), strings.Join(notes, " ")
}

// agreementText lists the shares of a cell for the tooltip.
func agreementText(l *i18n.Locale, scale survey.Scale, c analytics.Cell) string {
	if !shown(c) {
		return l.T("chart.cannot_show")
	}
	lines := []string{Answers(l, c)}
	if c.Kind == analytics.Mean {
		return strings.Join(append(lines, l.T("chart.mean")+": "+MeanText(l, c)), "\n")
	}
	if c.Kind == analytics.Distribution {
		for step, share := range c.Shares {
			lines = append(lines, stepLabel(l, scale, step)+": "+ShareText(l, share))
		}
		return strings.Join(lines, "\n")
	}
	for g, key := range []string{"chart.disagree", "chart.neither", "chart.agree"} {
		if g == 1 && steps(scale)%2 == 0 {
			continue
		}
		lines = append(lines, l.T(key)+": "+ShareText(l, c.Groups[g]))
	}
	return strings.Join(lines, "\n")
}

func steps(scale survey.Scale) int { return scale.Max - scale.Min + 1 }

func stepLabel(l *i18n.Locale, scale survey.Scale, step int) string {
	if step < len(scale.Labels) {
		return scale.Labels[step].In(l.Lang())
	}
	return l.Int(int64(scale.Min + step))
}
