package chart

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// Parts that several charts are made of.

func bars(name, role string, points []point) series {
	s := series{SingleSeries: charts.SingleSeries{Name: name, Type: types.ChartBar, Data: points}}
	s.more.Role = role
	return s
}

func dots(name, role, symbol string, size int, points []point) series {
	s := series{SingleSeries: charts.SingleSeries{
		Name: name, Type: types.ChartScatter, Symbol: symbol, SymbolSize: size, Data: points,
	}}
	s.more.Role = role
	return s
}

func line(name, role string, points []point) series {
	s := series{SingleSeries: charts.SingleSeries{
		Name: name, Type: types.ChartLine, Symbol: "circle", SymbolSize: 9, Data: points,
		LineStyle: &opts.LineStyle{Width: 3}, ConnectNulls: opts.Bool(false),
		Label: &opts.Label{Show: opts.Bool(true), Position: "top"},
	}}
	s.more.Role = role
	return s
}

// withLabels lets the points of a series bring labels of their own.
func withLabels(s series) series {
	s.Label = &opts.Label{Show: opts.Bool(true)}
	return s
}

// custom is drawn by the shape of that name in web/bundle/chart-words.js.
func custom(name, shape string, points []point) series {
	s := series{SingleSeries: charts.SingleSeries{Name: name, Type: types.ChartCustom, Data: points}}
	s.more.Render = shape
	return s
}

// mark draws a dashed line at a value of the x axis. Rows run from top to
// bottom, so that its start is at the top.
func (s *series) mark(at any, label, position string, today bool) {
	s.MarkLines = &opts.MarkLines{
		Data: []any{opts.MarkLineNameXAxisItem{XAxis: at}},
		MarkLineStyle: opts.MarkLineStyle{
			Label: &opts.Label{Show: opts.Bool(true), Formatter: literal(label), Position: position},
		},
	}
	s.more.MarkLine = &markMore{Silent: true, Symbol: []string{"none", "none"}, Today: today}
}

// literal keeps a text from being read as one of ECharts' templates, whose
// placeholders stand in braces.
func literal(text string) string {
	safe := make([]rune, 0, len(text))
	for _, r := range text {
		switch r {
		case '{':
			r = '('
		case '}':
			r = ')'
		}
		safe = append(safe, r)
	}
	return string(safe)
}

// rows is a category axis from top to bottom.
func rows(names []string) opts.YAxis {
	return opts.YAxis{
		Type: "category", Data: names, Inverse: opts.Bool(true),
		AxisLine: &opts.AxisLine{Show: opts.Bool(false)},
	}
}

// columns is a category axis from left to right.
func columns(names []string) opts.XAxis {
	return opts.XAxis{Type: "category", Data: names, AxisTick: &opts.AxisTick{Show: opts.Bool(false)}}
}

func valuesX(lo, hi float64) opts.XAxis { return opts.XAxis{Type: "value", Min: lo, Max: hi} }

func valuesY(lo, hi float64) opts.YAxis { return opts.YAxis{Type: "value", Min: lo, Max: hi} }

func frame(top, bottom string) opts.Grid {
	return opts.Grid{Left: "8", Right: "24", Top: top, Bottom: bottom, ContainLabel: opts.Bool(true)}
}

// everyLabel keeps ECharts from leaving out categories.
func everyLabel() *axisLabel { return &axisLabel{Interval: number(0)} }

func number[T int | float64](v T) *T { return &v }

// onTop sets the names of rows above their marks, for narrow frames.
func onTop(names []string, gap int) compactAxis {
	return compactAxis{
		Data: names,
		axisMore: axisMore{Z: 9, SplitLine: &showOnly{}, AxisLabel: &axisLabel{
			Inside: true, Align: "left", VerticalAlign: "bottom", Margin: number(0), Padding: []int{0, 0, gap, 0}, Interval: number(0),
		}},
	}
}

// reach returns the next multiple of step at or beyond the value.
func reach(value, step float64) float64 { return math.Ceil(value/step-1e-9) * step }

// niceStep returns a round distance of ticks for a range, about four of them.
func niceStep(length float64) float64 {
	if length <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(length/4)))
	for _, factor := range []float64{1, 2, 2.5, 5} {
		if length/4 <= factor*power+1e-9 {
			return factor * power
		}
	}
	return 10 * power
}
