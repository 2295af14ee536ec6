package chart

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/opts"

	"kreislauf/internal/analytics"
	"kreislauf/internal/i18n"
)

// WinWinPoint is the win-win of one wave. Comparable is false where the
// question changed against the wave before.
type WinWinPoint struct {
	Wave       string
	WinWin     analytics.WinWin
	Comparable bool
}

// WinWinTrend is level and floor over the waves.
func WinWinTrend(l *i18n.Locale, lo, hi int, points []WinWinPoint) Chart {
	c := Chart{Title: winWinTrendFinding(l, points), Subtitle: l.T("chart.winwin_trend_sub", "min", lo, "max", hi)}
	c.Table.Head = []string{l.T("chart.wave"), l.T("chart.level_head"), l.T("chart.floor"), l.T("chart.balance_head"), l.T("chart.companies")}
	waves := make([]string, len(points))
	for i, p := range points {
		waves[i] = p.Wave
		c.Table.Rows = append(c.Table.Rows, []string{
			p.Wave, l.Number(p.WinWin.Level, 1), l.Number(p.WinWin.Floor, 1), l.Number(p.WinWin.Balance, 1), l.Int(int64(p.WinWin.N)),
		})
	}
	c.Aria = c.Title
	d := drawing{
		aria: c.Aria, trigger: "axis", format: format{Axis: "dec0", Tooltip: byText}, grid: frame("24", "36"),
		x: columns(waves), y: []opts.YAxis{valuesY(float64(lo), float64(hi))},
		xMore: axisMore{AxisLabel: everyLabel()}, yMore: []axisMore{{Interval: 1}},
		legend: []string{l.T("chart.level_head"), l.T("chart.floor")},
	}
	for start := 0; start < len(points); {
		end := start + 1
		for end < len(points) && points[end].Comparable {
			end++
		}
		d.series = append(d.series, winWinRun(l, points, start, end)...)
		start = end
	}
	if len(points) > 1 && len(d.series) > 2 {
		c.Note = l.T("chart.trend_gap")
	}
	c.Option = d.encode()
	return c
}

func winWinRun(l *i18n.Locale, points []WinWinPoint, start, end int) []series {
	level, floor := make([]point, len(points)), make([]point, len(points))
	for i := start; i < end; i++ {
		w := points[i].WinWin
		level[i] = linePoint(l, l.T("chart.level_head"), w.Level, "top")
		floor[i] = linePoint(l, l.T("chart.floor"), w.Floor, "bottom")
	}
	low := line(l.T("chart.floor"), "neg", floor)
	low.Symbol, low.SymbolSize, low.LineStyle = "triangle", 11, &opts.LineStyle{Width: 3, Type: "dashed"}
	return []series{line(l.T("chart.level_head"), "primary", level), low}
}

func linePoint(l *i18n.Locale, name string, value float64, position string) point {
	text := l.Number(value, 1)
	return point{Value: value, Text: name + ": " + text, Label: &textLabel{Show: true, Position: position, Formatter: literal(text)}}
}

// winWinTrendFinding compares the two newest waves as shown, to one decimal.
func winWinTrendFinding(l *i18n.Locale, points []WinWinPoint) string {
	if len(points) < 2 || !points[len(points)-1].Comparable {
		return l.T("chart.winwin_trend_none")
	}
	before, after := points[len(points)-2].WinWin, points[len(points)-1].WinWin
	return l.T("chart.winwin_trend_" + Tendency(before.Level, after.Level) + "_" + Tendency(before.Floor, after.Floor))
}

// Tendency compares two values as they are shown, to one decimal: up, same or
// down.
func Tendency(before, after float64) string {
	switch shown := math.Round(10*after) - math.Round(10*before); {
	case shown > 0:
		return "up"
	case shown < 0:
		return "down"
	default:
		return "same"
	}
}
