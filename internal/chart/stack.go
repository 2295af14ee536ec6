package chart

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kreislauf/internal/i18n"
)

// Sides of a diverging bar.
type side int

const (
	left  side = -1
	right side = 1
)

// layer is one series of a diverging stacked bar. A withheld layer is hatched
// and reaches as far as its share can.
type layer struct {
	name, role string
	side       side
	withheld   bool
	middle     bool // one half of the neutral share; never labelled
}

// bar is one row: widths per layer in per cent, and its text in the tooltip.
type bar struct {
	name, count string
	widths      []float64
	text        string
}

// labelFrom is the narrowest layer, in per cent, that has room for a number.
const labelFrom = 12

// stacked draws diverging bars around 0. Layers are stacked from the middle
// outwards in their order.
func stacked(l *i18n.Locale, aria string, layers []layer, stack []bar) drawing {
	d := drawing{
		aria: aria, trigger: "axis", format: format{Axis: "absPercent", Tooltip: byText},
		grid: frame("4", "66"), xMore: axisMore{Interval: 25},
	}
	names, short := make([]string, len(stack)), make([]string, len(stack))
	most := map[side]float64{left: 25, right: 25}
	for i, b := range stack {
		names[i], short[i] = b.name, b.name
		if b.count != "" {
			names[i], short[i] = b.name+"\n"+b.count, b.name+", "+b.count
		}
		reached := map[side]float64{}
		for k, layer := range layers {
			reached[layer.side] += b.widths[k]
		}
		for _, s := range []side{left, right} {
			most[s] = min(max(most[s], reach(reached[s], 25)), 100)
		}
	}
	d.x, d.y = valuesX(-most[left], most[right]), []opts.YAxis{rows(names)}
	d.yMore = []axisMore{{AxisLabel: everyLabel(), AxisTick: &showOnly{}}}
	seen := map[string]bool{}
	for k, layer := range layers {
		if k > 0 && !used(stack, k) {
			continue // the first one carries the texts of the tooltip
		}
		d.series = append(d.series, layerSeries(layers, k, stack))
		if !seen[layer.name] && used(stack, k) {
			seen[layer.name] = true
			d.legend = append(d.legend, layer.name)
		}
	}
	d.compact = &compact{Grid: []room{{"left": 22, "right": 12, "top": 24, "bottom": 38 + 22*((len(d.legend)+1)/2)}}, YAxis: []compactAxis{onTop(short, 10)}}
	for range d.series {
		d.compact.Series = append(d.compact.Series, compactPart{BarWidth: "16"})
	}
	return d
}

func used(stack []bar, layer int) bool {
	for _, b := range stack {
		if b.widths[layer] > 0 {
			return true
		}
	}
	return false
}

// layerSeries draws one layer. A width followed by the hatched rest of the same
// share is its lower end and therefore has no number.
func layerSeries(layers []layer, at int, stack []bar) series {
	layer := layers[at]
	points := make([]point, len(stack))
	for i, b := range stack {
		width := b.widths[at]
		points[i] = point{Value: 0.0}
		if at == 0 {
			points[i].Text = b.text
		}
		if width > 0 {
			points[i].Value = float64(layer.side) * width
			lowerEnd := at+1 < len(layers) && layers[at+1].withheld && b.widths[at+1] > 0
			points[i].Label = &textLabel{Show: !layer.withheld && !layer.middle && !lowerEnd && width >= labelFrom}
		}
	}
	s := series{SingleSeries: charts.SingleSeries{
		Name: layer.name, Type: types.ChartBar, Stack: "l", BarWidth: "20", Data: points,
	}}
	s.more.Role = layer.role
	if layer.withheld {
		s.more.Role, s.more.ItemStyle = "track", hatching()
	}
	return s
}
