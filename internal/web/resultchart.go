package web

import (
	"cmp"
	"slices"

	"kreislauf/internal/analytics"
	"kreislauf/internal/chart"
	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
)

// shortList is how many of the strongest and of the weakest statements the
// first chart shows when no topic is chosen.
const shortList = 3

// resultChart draws one chart of a wave by its name; of is a dimension or a
// question.
func resultChart(l *i18n.Locale, r analytics.WaveReport, name, of string) (chart.Chart, bool) {
	switch name {
	case "agreement":
		return agreementChart(l, r, of)
	case "trend":
		return trendChart(l, r, of)
	case "values":
		return valuesChart(l, r)
	case "shares":
		scale, lines, ok := statementLines(l, r, of)
		return chart.Precision(l, scale, lines), ok
	case "means":
		scale, lines, ok := statementLines(l, r, of)
		return chart.Means(l, scale, lines), ok
	default:
		return chart.Chart{}, false
	}
}

func questionName(l *i18n.Locale, q survey.Question) string {
	if short := q.Short.In(l.Lang()); short != "" {
		return short
	}
	return q.Text.In(l.Lang())
}

func dimensionName(l *i18n.Locale, content survey.Content, code string) string {
	for _, d := range content.Dimensions {
		if d.Code == code {
			return d.Title.In(l.Lang())
		}
	}
	return code
}

// statements are the scale questions of a topic, or of all, on the scale of
// the first of them, with everybody's answer.
func statements(l *i18n.Locale, r analytics.WaveReport, dimension string) (survey.Scale, []chart.Line) {
	var scale survey.Scale
	var lines []chart.Line
	for _, q := range r.Content.Questions() {
		own, ok := r.Content.Scale(q.Scale)
		if !ok || q.Type != survey.TypeScale || dimension != "" && q.Dimension != dimension {
			continue
		}
		if scale.Code == "" {
			scale = own
		}
		if own.Code == scale.Code {
			cell, _ := r.Sight.Network(q.Code)
			lines = append(lines, chart.Line{Name: questionName(l, q), Cell: cell})
		}
	}
	return scale, lines
}

// agreementChart draws a topic's statements, or the strongest and the weakest
// of all.
func agreementChart(l *i18n.Locale, r analytics.WaveReport, dimension string) (chart.Chart, bool) {
	scale, lines := statements(l, r, dimension)
	if len(lines) == 0 {
		return chart.Chart{}, false
	}
	group := l.T("chart.everyone")
	if dimension == "" {
		lines = extremes(lines)
	} else {
		group = dimensionName(l, r.Content, dimension) + ", " + group
	}
	return chart.Agreement(l, group, scale, lines), true
}

// byAgreement sorts statements by the share of those who agree, the largest
// first; statements without a shown share come last.
func byAgreement(lines []chart.Line) []chart.Line {
	share := func(line chart.Line) int {
		if agreementKnown(line) {
			return line.Cell.Groups[2].Percent
		}
		return -1
	}
	return slices.SortedStableFunc(slices.Values(lines), func(a, b chart.Line) int { return cmp.Compare(share(b), share(a)) })
}

func agreementKnown(line chart.Line) bool {
	kind := line.Cell.Kind
	return (kind == analytics.Distribution || kind == analytics.ThreeGroups) && line.Cell.Groups[2].Shown()
}

// extremes are the strongest and the weakest statements; those whose agreement
// is not shown are neither.
func extremes(lines []chart.Line) []chart.Line {
	sorted := slices.DeleteFunc(byAgreement(lines), func(line chart.Line) bool { return !agreementKnown(line) })
	if len(sorted) == 0 {
		return lines[:min(2*shortList, len(lines))]
	}
	if len(sorted) <= 2*shortList {
		return sorted
	}
	return slices.Concat(sorted[:shortList], sorted[len(sorted)-shortList:])
}

func trendChart(l *i18n.Locale, r analytics.WaveReport, dimension string) (chart.Chart, bool) {
	course, ok := r.Courses[dimension]
	if !ok {
		return chart.Chart{}, false
	}
	points := make([]chart.TrendPoint, len(course.Points))
	for i, p := range course.Points {
		points[i] = chart.TrendPoint{Wave: waveLabel(l, course.Waves[i].OpensAt), Point: p, Direction: course.Directions[i]}
	}
	return chart.Trend(l, dimensionName(l, r.Content, dimension), points), true
}

// valuesChart draws the first page of choice questions that share two or
// three options.
func valuesChart(l *i18n.Locale, r analytics.WaveReport) (chart.Chart, bool) {
	for _, page := range r.Content.Pages {
		var options []survey.Option
		var lines []chart.Line
		for _, q := range page.Questions {
			if q.Type != survey.TypeChoice || len(q.Options) < 2 || len(q.Options) > chart.MaxOptions {
				continue
			}
			options = q.Options
			cell, _ := r.Sight.Network(q.Code)
			lines = append(lines, chart.Line{Name: questionName(l, q), Cell: cell})
		}
		if page.Layout == survey.LayoutCards && len(lines) > 1 {
			return chart.Choices(l, l.T("chart.everyone"), options, lines), true
		}
	}
	return chart.Chart{}, false
}

// statementLines are one statement's results: everyone, then each visible
// group.
func statementLines(l *i18n.Locale, r analytics.WaveReport, code string) (survey.Scale, []chart.Line, bool) {
	q, ok := r.Content.Question(code)
	if !ok || q.Type != survey.TypeScale {
		return survey.Scale{}, nil, false
	}
	scale, ok := r.Content.Scale(q.Scale)
	if !ok {
		return scale, nil, false
	}
	var lines []chart.Line
	if cell, verdict := r.Sight.Network(code); verdict == analytics.Shown {
		lines = append(lines, chart.Line{Name: l.T("chart.everyone"), Cell: cell})
	}
	for _, row := range r.Sight.Rows(code) {
		if !row.Block.Whole {
			lines = append(lines, chart.Line{Name: chart.BlockName(l, row.Block), Cell: row.Cell})
		}
	}
	return scale, lines, len(lines) > 0
}
