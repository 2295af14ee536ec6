package chart

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kreislauf/internal/analytics"
	"kreislauf/internal/i18n"
)

// TrendPoint is one wave of a trend.
type TrendPoint struct {
	Wave      string // "2/2026"
	Point     analytics.Point
	Direction analytics.Direction // from the wave before
}

// Trend is the mean of a question or index over the waves of a campaign, with
// the interval it may lie in. The line has a gap where two waves cannot be
// compared: the question or the group changed.
func Trend(l *i18n.Locale, name string, points []TrendPoint) Chart {
	c := Chart{Title: trendFinding(l, name, points), Size: Large, Table: trendTable(l, points)}
	cells := make([]analytics.Cell, len(points))
	for i, p := range points {
		cells[i] = p.Point.Cell
	}
	c.Subtitle = l.T("chart.trend_sub", "name", name, "n", span(l, cells))
	c.Aria = l.T("chart.trend_aria", "name", name, "values", trendValues(l, points))
	if broken(points) {
		c.Note = l.T("chart.trend_gap")
	}
	c.Option = trendLines(l, c.Aria, points).encode()
	return c
}

// trendFinding says how the newest value has changed, and since when.
func trendFinding(l *i18n.Locale, name string, points []TrendPoint) string {
	values := make([]analytics.Point, len(points))
	for i, p := range points {
		values[i] = p.Point
	}
	since, direction := analytics.Since(values)
	if direction == analytics.NoComparison {
		return l.T("chart.trend_none", "name", name)
	}
	return l.T("chart.trend_"+string(direction), "name", name, "wave", points[since].Wave)
}

func trendValues(l *i18n.Locale, points []TrendPoint) string {
	texts := make([]string, len(points))
	for i, p := range points {
		texts[i] = p.Wave + ": " + MeanText(l, p.Point.Cell)
	}
	return l.List(texts)
}

// broken reports whether a later wave cannot be compared with the one before
// although both have a mean.
func broken(points []TrendPoint) bool {
	for i := 1; i < len(points); i++ {
		if gapBefore(points, i) {
			return true
		}
	}
	return false
}

func gapBefore(points []TrendPoint, i int) bool {
	return i > 0 && points[i].Direction == analytics.NoComparison &&
		points[i].Point.Cell.Mean != nil && points[i-1].Point.Cell.Mean != nil
}

func trendTable(l *i18n.Locale, points []TrendPoint) Table {
	t := Table{Head: []string{l.T("chart.wave"), l.T("chart.mean"), l.T("chart.interval"), l.T("chart.answers"), l.T("chart.change")}}
	for _, p := range points {
		t.Rows = append(t.Rows, []string{
			p.Wave, MeanText(l, p.Point.Cell), intervalText(l, p.Point), counted(l, p.Point.Cell), l.T("chart.direction_" + string(p.Direction)),
		})
	}
	return t
}

func intervalOf(p analytics.Point) (analytics.Interval, bool) {
	return analytics.IntervalOf(p.Cell, p.Min, p.Max, p.Invited)
}

func intervalText(l *i18n.Locale, p analytics.Point) string {
	i, ok := intervalOf(p)
	if !ok {
		return l.T("chart.hidden")
	}
	return l.T("chart.range", "from", l.Number(i.Lo, 1), "to", l.Number(i.Hi, 1))
}

// trendLines draws each run of comparable waves as a line and a band of their
// own, so that nothing is joined across a gap.
func trendLines(l *i18n.Locale, aria string, points []TrendPoint) drawing {
	waves := make([]string, len(points))
	lo, hi := 1, 5
	for i, p := range points {
		waves[i] = p.Wave
		if p.Point.Max > p.Point.Min {
			lo, hi = p.Point.Min, p.Point.Max
		}
	}
	d := drawing{
		aria: aria, trigger: "axis", format: format{Axis: "dec0", Tooltip: byText}, grid: frame("20", "36"),
		x: columns(waves), y: []opts.YAxis{valuesY(float64(lo), float64(hi))},
		xMore: axisMore{AxisLabel: everyLabel()}, yMore: []axisMore{{Interval: 1}},
		legend: []string{l.T("chart.mean"), l.T("chart.interval")},
	}
	for start := 0; start < len(points); {
		end := start + 1
		for end < len(points) && !gapBefore(points, end) {
			end++
		}
		d.series = append(d.series, run(l, points, start, end)...)
		start = end
	}
	return d
}

// run is one line with its band: the lower end, invisible, and on it the width
// of the interval.
func run(l *i18n.Locale, points []TrendPoint, start, end int) []series {
	empty := func() []point {
		list := make([]point, len(points))
		for i := range list {
			list[i].Value = nil
		}
		return list
	}
	base, width, mean := empty(), empty(), empty()
	for i := start; i < end; i++ {
		p := points[i].Point
		if p.Cell.Mean == nil {
			continue
		}
		text := MeanText(l, p.Cell) + " (" + intervalText(l, p) + ")\n" + Answers(l, p.Cell)
		mean[i] = point{Value: *p.Cell.Mean, Text: text, Label: &textLabel{Show: true, Position: "top", Formatter: literal(MeanText(l, p.Cell))}}
		if interval, ok := intervalOf(p); ok {
			base[i].Value, width[i].Value = interval.Lo, interval.Hi-interval.Lo
		}
	}
	stack := l.T("chart.interval") + l.Int(int64(start))
	lower, upper := band("", stack, base), band(l.T("chart.interval"), stack, width)
	upper.AreaStyle = &opts.AreaStyle{Opacity: opts.Float(0.2)}
	return []series{lower, upper, line(l.T("chart.mean"), "primary", mean)}
}

func band(name, stack string, points []point) series {
	s := series{SingleSeries: charts.SingleSeries{
		Name: name, Type: types.ChartLine, Stack: stack, Symbol: "none", Data: points,
		LineStyle: &opts.LineStyle{Opacity: opts.Float(0)}, ConnectNulls: opts.Bool(false),
	}}
	s.more = seriesMore{Role: "primary", Silent: true, StackStrategy: "all"}
	return s
}
