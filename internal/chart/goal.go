package chart

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
)

// GoalLine is one goal with its progress.
type GoalLine struct {
	Goal     cooperation.Goal
	Progress analytics.Progress
}

// noticeable is from how many points behind the plan a goal counts as behind.
const noticeable = 3

// Goals is one bullet per goal: the bar is what is achieved of the way from
// baseline to target, the upright mark what an even pace would have achieved
// by today. Both are cut to 0 to 100 per cent; the label is not.
func Goals(l *i18n.Locale, today cooperation.Day, goals []GoalLine) Chart {
	c := Chart{Title: goalsFinding(l, goals), Subtitle: l.T("chart.goals_sub", "day", day(l, today)), Size: sizeFor(len(goals) + 2)}
	c.Table.Head = []string{l.T("chart.goal"), l.T("chart.baseline"), l.T("chart.today_value"), l.T("chart.target"), l.T("chart.achieved"), l.T("chart.plan")}
	names := make([]string, len(goals))
	var full, achieved, plan []point
	for row, g := range goals {
		names[row] = g.Goal.Title
		c.Table.Rows = append(c.Table.Rows, goalRow(l, g))
		text := g.Goal.Title + "\n" + l.T("chart.achieved") + ": " + attained(l, g.Progress) + "\n" + l.T("chart.plan") + ": " + planned(l, g.Progress)
		full = append(full, point{Value: 100, Text: text})
		bar := point{Value: nil, Text: text}
		if g.Progress.Known {
			value := cut(g.Progress.Attainment)
			bar.Value = value
			bar.Label = &textLabel{Show: true, Position: "insideLeft", Formatter: literal(attained(l, g.Progress))}
			if value < labelFrom {
				bar.Label.Position, bar.Label.Color = "right", "var:--c-ink"
			}
		}
		achieved = append(achieved, bar)
		if g.Progress.Planned {
			plan = append(plan, point{Value: []any{cut(g.Progress.Plan), row}, Text: text})
		}
	}
	c.Aria = l.T("chart.goals_aria", "title", c.Title)
	c.Option = bullets(l, c.Aria, names, full, achieved, plan)
	return c
}

// bullets draws the wide track on an axis of its own, so that the narrow bar
// lies in its middle.
func bullets(l *i18n.Locale, aria string, names []string, full, achieved, plan []point) []byte {
	behind := rows(names)
	behind.Show = opts.Bool(false)
	d := drawing{
		aria: aria, trigger: "axis", format: format{Axis: "percent", Tooltip: byText}, grid: frame("8", "36"),
		x: valuesX(0, 100), y: []opts.YAxis{rows(names), behind},
		xMore: axisMore{Interval: 25}, yMore: []axisMore{{AxisLabel: everyLabel(), AxisTick: &showOnly{}}, {}},
		legend: []string{l.T("chart.achieved"), l.T("chart.plan")},
	}
	track := bars("", "track", full)
	track.BarWidth, track.YAxisIndex = "26", 1
	track.more.Silent, track.more.Z = true, 1
	bar := bars(l.T("chart.achieved"), "primary", achieved)
	bar.BarWidth, bar.more.Z = "12", 2
	bar.Label = &opts.Label{Show: opts.Bool(true), Position: "insideLeft"}
	mark := custom(l.T("chart.plan"), "planMark", plan)
	mark.more.Role, mark.more.Z = "ink", 5
	d.series = []series{track, bar, mark}
	d.compact = &compact{Grid: []room{{"left": 16, "top": 22}}, YAxis: []compactAxis{onTop(names, 17), {}}}
	return d.encode()
}

func cut(p float64) float64 { return min(max(p, 0), 100) }

func attained(l *i18n.Locale, p analytics.Progress) string {
	if !p.Known {
		return l.T("chart.not_measured")
	}
	return percent(l, p.Attainment)
}

func planned(l *i18n.Locale, p analytics.Progress) string {
	if !p.Planned {
		return l.T("chart.not_planned")
	}
	return percent(l, p.Plan)
}

func goalRow(l *i18n.Locale, g GoalLine) []string {
	value := func(v float64) string {
		text := l.Number(v, decimals(v))
		if g.Goal.Unit == "" {
			return text
		}
		return text + "\u00a0" + g.Goal.Unit
	}
	today := l.T("chart.not_measured")
	if g.Progress.Measured {
		today = value(g.Progress.Value)
	}
	return []string{g.Goal.Title, value(g.Goal.Baseline), today, value(g.Goal.Target), attained(l, g.Progress), planned(l, g.Progress)}
}

// decimals is one unless the value is whole.
func decimals(v float64) int {
	if v == float64(int64(v)) {
		return 0
	}
	return 1
}

func goalsFinding(l *i18n.Locale, goals []GoalLine) string {
	worst, most, known := -1, 0.0, false
	for i, g := range goals {
		points, ok := g.Progress.Behind()
		known = known || ok
		if ok && points >= noticeable && points > most {
			worst, most = i, points
		}
	}
	switch {
	case !known:
		return l.T("chart.goals_none")
	case worst < 0:
		return l.T("chart.goals_fine")
	default:
		return l.T("chart.goals_behind", "name", goals[worst].Goal.Title, "points", l.Number(most, 0))
	}
}
