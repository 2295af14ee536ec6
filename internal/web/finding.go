package web

import (
	"slices"

	"kreislauf/internal/analytics"
	"kreislauf/internal/chart"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/result"
	"kreislauf/web/templates/ui"
)

// maxFigures is how many dimensions stand beside the number of answers.
const maxFigures = 3

// findings are the results of a wave in at most four sentences: what moved,
// the strongest and the weakest statement, the group that stands out.
func findings(l *i18n.Locale, r analytics.WaveReport) []result.Finding {
	var list []result.Finding
	add := func(f result.Finding, ok bool) {
		if ok {
			list = append(list, f)
		}
	}
	add(movement(l, r))
	_, lines := statements(l, r, "")
	known := slices.DeleteFunc(byAgreement(lines), func(line chart.Line) bool { return !agreementKnown(line) })
	if len(known) > 1 {
		add(statementFinding(l, "strongest", known[0]), true)
		add(statementFinding(l, "weakest", known[len(known)-1]), true)
	}
	add(outlier(l, r))
	return list
}

// moved returns the first dimension that has risen or fallen, or the first.
func moved(r analytics.WaveReport) string {
	for _, d := range r.Dimensions {
		if _, direction := analytics.Since(r.Courses[d].Points); direction == analytics.Rising || direction == analytics.Falling {
			return d
		}
	}
	if len(r.Dimensions) == 0 {
		return ""
	}
	return r.Dimensions[0]
}

func movement(l *i18n.Locale, r analytics.WaveReport) (result.Finding, bool) {
	d := moved(r)
	drawn, ok := trendChart(l, r, d)
	course := r.Courses[d]
	if !ok || len(course.Points) == 0 {
		return result.Finding{}, false
	}
	last := course.Points[len(course.Points)-1]
	if last.Cell.Mean == nil {
		return result.Finding{}, false
	}
	detail := l.T("result.of_scale", "value", l.Number(*last.Cell.Mean, 1), "max", last.Max)
	if before := previous(course); before != nil {
		detail = l.T("result.of_scale_before", "value", l.Number(*last.Cell.Mean, 1), "max", last.Max, "before", l.Number(*before, 1))
	}
	return result.Finding{Text: drawn.Title + ".", Detail: detail + ", " + chart.Answers(l, last.Cell) + "."}, true
}

// previous returns the mean of the wave before the newest.
func previous(course analytics.Course) *float64 {
	if len(course.Points) < 2 {
		return nil
	}
	return course.Points[len(course.Points)-2].Cell.Mean
}

func statementFinding(l *i18n.Locale, key string, line chart.Line) result.Finding {
	groups := line.Cell.Groups
	return result.Finding{
		Text: l.T("result.finding_"+key, "name", line.Name),
		Detail: l.T("result.finding_shares",
			"agree", chart.ShareText(l, groups[2]), "disagree", chart.ShareText(l, groups[0]), "n", chart.Answers(l, line.Cell)),
	}
}

// outlier is the visible group that lies furthest below everyone in one
// dimension.
func outlier(l *i18n.Locale, r analytics.WaveReport) (result.Finding, bool) {
	var found analytics.Row
	dimension, gap, whole := "", 0.0, 0.0
	for _, d := range r.Dimensions {
		everyone, _ := r.Sight.IndexNetwork(d)
		if everyone.Mean == nil {
			continue
		}
		for _, row := range r.Sight.IndexRows(d) {
			if row.Cell.Mean != nil && *everyone.Mean-*row.Cell.Mean > gap {
				found, dimension, gap, whole = row, d, *everyone.Mean-*row.Cell.Mean, *everyone.Mean
			}
		}
	}
	if dimension == "" {
		return result.Finding{}, false
	}
	name := dimensionName(l, r.Content, dimension)
	return result.Finding{
		Text:   l.T("result.finding_outlier", "group", chart.BlockName(l, found.Block), "name", name),
		Detail: l.T("result.finding_gap", "value", l.Number(*found.Cell.Mean, 1), "whole", l.Number(whole, 1), "n", chart.Answers(l, found.Cell)),
	}, true
}

// resultFigures are the number of answers and the first dimensions.
func resultFigures(l *i18n.Locale, r analytics.WaveReport) []ui.Figure {
	figures := []ui.Figure{answersFigure(l, r)}
	for _, d := range r.Dimensions[:min(maxFigures, len(r.Dimensions))] {
		f := ui.Figure{Label: dimensionName(l, r.Content, d), Value: "–", Note: l.T("chart.cannot_show")}
		cell, verdict := r.Sight.IndexNetwork(d)
		if verdict == analytics.Shown {
			_, hi := dimensionScale(r, d)
			f.Value, f.Note = chart.MeanText(l, cell), changeNote(l, r.Courses[d])+chart.Answers(l, cell)
			if cell.Mean != nil {
				f.Of = l.T("result.of", "max", hi)
			}
		}
		figures = append(figures, f)
	}
	return figures
}

// changeNote says how a dimension changed; nothing without a comparison.
func changeNote(l *i18n.Locale, course analytics.Course) string {
	before := previous(course)
	if before == nil {
		return ""
	}
	direction := course.Directions[len(course.Directions)-1]
	return l.T("result.change_"+string(direction), "before", l.Number(*before, 1)) + ", "
}

// answersFigure counts who took part. Managers see all groups and with them
// the rate; everybody else sees how many answers the shared numbers rest on.
func answersFigure(l *i18n.Locale, r analytics.WaveReport) ui.Figure {
	answered, invited := 0, 0
	for _, block := range r.Sight.Turnout() {
		answered, invited = answered+block.N, invited+block.Invited
	}
	f := ui.Figure{Label: l.T("chart.answers")}
	if invited == r.Wave.Invited && invited > 0 {
		f.Value, f.Now, f.Max = l.Int(int64(answered)), answered, invited
		f.Note = l.T("result.rate", "rate", l.Percent(float64(answered)/float64(invited), 0), "invited", invited)
		return f
	}
	most := 0
	for _, d := range r.Dimensions {
		if cell, verdict := r.Sight.IndexNetwork(d); verdict == analytics.Shown {
			most = max(most, cell.N)
		}
	}
	f.Value, f.Note = "–", l.T("chart.cannot_show")
	if most > 0 {
		f.Value, f.Note = l.Int(int64(most)), l.T("result.in_all")
	}
	return f
}
