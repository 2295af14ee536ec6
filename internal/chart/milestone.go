package chart

import (
	"slices"
	"time"

	"github.com/go-echarts/go-echarts/v2/opts"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
)

// Milestones is the plan as bars over time with a line at today: dark when
// reached, light while under way, with the delay behind the promised day in
// the colour of warnings. A milestone of one day is a diamond.
func Milestones(l *i18n.Locale, today cooperation.Day, milestones []cooperation.Milestone) Chart {
	c := Chart{Title: milestonesFinding(l, today, milestones), Size: sizeFor(len(milestones) + 1)}
	c.Table.Head = []string{l.T("chart.milestone"), l.T("chart.promised"), l.T("chart.expected"), l.T("chart.reached"), l.T("chart.state")}
	names := make([]string, len(milestones))
	points := make([]point, len(milestones))
	first, last := today, today
	for row, m := range milestones {
		begin, until := beginOf(m), untilOf(m, today)
		first, last = min(first, begin), max(last, m.DueOn, until)
		names[row] = m.Title
		state := l.T("chart.milestone_" + stateOf(m, today))
		points[row] = point{
			Name: m.Title, Value: []any{row, string(begin), string(m.DueOn), done(m), string(until)},
			Text: m.Title + "\n" + l.T("chart.promised") + ": " + day(l, m.DueOn) + "\n" + state,
		}
		c.Table.Rows = append(c.Table.Rows, []string{m.Title, day(l, m.DueOn), day(l, m.ExpectedOn), day(l, m.ReachedOn), state})
	}
	c.Subtitle = l.T("chart.milestones_sub", "from", day(l, first), "to", day(l, last))
	c.Aria = l.T("chart.milestones_aria", "title", c.Title)
	d := drawing{
		aria: c.Aria, trigger: "item", format: format{Tooltip: byText}, grid: frame("24", "8"),
		x: opts.XAxis{Type: "time", Min: string(first), Max: string(later(last)), SplitNumber: 6},
		y: []opts.YAxis{rows(names)}, yMore: []axisMore{{AxisLabel: everyLabel(), AxisTick: &showOnly{}}},
		xMore: axisMore{AxisLabel: &axisLabel{Formatter: "{MMM}", HideOverlap: true}},
	}
	s := custom("", "gantt", points)
	s.Encode = &opts.Encode{X: []int{1, 2, 4}, Y: 0}
	s.mark(string(today), l.T("chart.today"), "start", true)
	d.series = []series{s}
	d.compact = &compact{Grid: []room{{"top": 30}}, YAxis: []compactAxis{onTop(names, 11)}, XAxis: []compactAxis{{SplitNumber: 3}}}
	c.Option = d.encode()
	return c
}

// later leaves room at the right of the plan.
func later(d cooperation.Day) cooperation.Day {
	return cooperation.DayOf(d.Time().Add(7 * 24 * time.Hour))
}

func beginOf(m cooperation.Milestone) cooperation.Day {
	if m.StartsOn.IsZero() {
		return m.DueOn
	}
	return m.StartsOn
}

// untilOf is when the milestone was reached, is expected, or today if neither
// is known and its day has passed.
func untilOf(m cooperation.Milestone, today cooperation.Day) cooperation.Day {
	switch {
	case !m.ReachedOn.IsZero():
		return m.ReachedOn
	case m.DueOn.Before(today):
		return max(today, m.ExpectedOn)
	default:
		return max(m.DueOn, m.ExpectedOn)
	}
}

func done(m cooperation.Milestone) int {
	if m.ReachedOn.IsZero() {
		return 0
	}
	return 1
}

func stateOf(m cooperation.Milestone, today cooperation.Day) string {
	switch late := m.Late(today); {
	case !m.ReachedOn.IsZero() && late:
		return "reached_late"
	case !m.ReachedOn.IsZero():
		return "reached"
	case late:
		return "late"
	case today.Before(beginOf(m)):
		return "ahead"
	default:
		return "running"
	}
}

func day(l *i18n.Locale, d cooperation.Day) string {
	if d.IsZero() {
		return "–"
	}
	return l.In(time.UTC).Date(d.Time())
}

// Late returns the milestones that are not reached and behind their day.
func Late(milestones []cooperation.Milestone, today cooperation.Day) []cooperation.Milestone {
	return slices.DeleteFunc(slices.Clone(milestones), func(m cooperation.Milestone) bool { return stateOf(m, today) != "late" })
}

func milestonesFinding(l *i18n.Locale, today cooperation.Day, milestones []cooperation.Milestone) string {
	late := Late(milestones, today)
	switch {
	case len(milestones) == 0:
		return l.T("chart.milestones_none")
	case len(late) == 0:
		return l.T("chart.milestones_fine")
	case len(late) == 1:
		return l.T("chart.milestones_one", "name", late[0].Title)
	default:
		return l.T("chart.milestones_many", "count", len(late), "all", len(milestones))
	}
}
