package chart

import (
	"strings"

	"kreislauf/internal/analytics"
	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
)

// MaxOptions is the largest number of options that Choices draws.
const MaxOptions = 3

// Choices is one bar per question with the same two or three options, the
// last of which is drawn to the left: keep and add against drop.
func Choices(l *i18n.Locale, group string, options []survey.Option, lines []Line) Chart {
	c := Chart{Subtitle: l.T("chart.choices_sub", "group", group, "n", span(l, cellsOf(lines))), Size: sizeFor(len(lines) + 1)}
	c.Table.Head = []string{l.T("chart.statement"), l.T("chart.answers")}
	for _, o := range options {
		c.Table.Head = append(c.Table.Head, o.Text.In(l.Lang()))
	}
	layers := choiceLayers(l, options)
	stack := make([]bar, len(lines))
	for i, line := range lines {
		texts := []string{Answers(l, line.Cell)}
		row := []string{line.Name, counted(l, line.Cell)}
		for k, o := range options {
			share := ShareText(l, optionShare(line.Cell, k))
			texts, row = append(texts, o.Text.In(l.Lang())+": "+share), append(row, share)
		}
		if !shown(line.Cell) {
			texts = []string{l.T("chart.cannot_show")}
		}
		c.Table.Rows = append(c.Table.Rows, row)
		stack[i] = bar{name: line.Name, widths: choiceWidths(line.Cell, len(options)), text: strings.Join(texts, "\n")}
	}
	c.Title = choicesFinding(l, options, lines)
	c.Aria = l.T("chart.choices_aria", "title", c.Title)
	c.Option = stacked(l, c.Aria, layers, stack).encode()
	return c
}

func optionShare(c analytics.Cell, option int) analytics.Share {
	switch {
	case c.Kind == analytics.Distribution && option < len(c.Shares):
		return c.Shares[option]
	case c.Kind == analytics.ThreeGroups:
		return c.Groups[option]
	default:
		return analytics.Share{Hidden: true}
	}
}

// choiceLayers lists the last option to the left, the others to the right,
// each followed by what is shown as a limit only.
func choiceLayers(l *i18n.Locale, options []survey.Option) []layer {
	var layers []layer
	for k, o := range options {
		one := layer{name: o.Text.In(l.Lang()), role: []string{"pos2", "pos1", "neg2"}[k], side: right}
		if k == len(options)-1 {
			one.role, one.side = "neg2", left
		}
		limit := one
		limit.name, limit.withheld = l.T("chart.limit_only"), true
		layers = append(layers, one, limit)
	}
	return layers
}

func choiceWidths(c analytics.Cell, options int) []float64 {
	hidden, known := 0, 0.0
	for k := range options {
		share := optionShare(c, k)
		exact, _ := width(share, 0)
		known += exact
		if share.Hidden {
			hidden++
		}
	}
	rest := max(0, 100-known) / float64(max(hidden, 1))
	if !shown(c) {
		rest = 0
	}
	widths := make([]float64, 0, 2*options)
	for k := range options {
		exact, limit := width(optionShare(c, k), rest)
		widths = append(widths, exact, limit)
	}
	return widths
}

// choicesFinding names the question with the largest share of the first
// option and the one with the largest share of the last.
func choicesFinding(l *i18n.Locale, options []survey.Option, lines []Line) string {
	first, firstShare := most(lines, 0)
	last, lastShare := most(lines, len(options)-1)
	if first == "" || last == "" {
		return l.T("chart.agreement_none")
	}
	return l.T("chart.choices_title",
		"first", options[0].Text.In(l.Lang()), "high", first, "most", percent(l, firstShare),
		"last", options[len(options)-1].Text.In(l.Lang()), "low", last, "least", percent(l, lastShare))
}

func most(lines []Line, option int) (name string, share float64) {
	for _, line := range lines {
		s := optionShare(line.Cell, option)
		if shown(line.Cell) && s.Shown() && float64(s.Percent) > share {
			name, share = line.Name, float64(s.Percent)
		}
	}
	return name, share
}
