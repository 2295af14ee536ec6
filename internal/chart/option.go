package chart

import (
	"encoding/json"
	"fmt"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// drawing is a chart under construction: what go-echarts has words for in its
// own types, the rest in ours.
type drawing struct {
	grid    opts.Grid
	x       opts.XAxis
	y       []opts.YAxis
	legend  []string // names of series; none: no legend
	series  []series
	trigger string // of the tooltip: axis or item
	aria    string
	format  format
	xMore   axisMore
	yMore   []axisMore
	compact *compact
}

// series is a go-echarts series with what go-echarts lacks.
type series struct {
	charts.SingleSeries
	more seriesMore
}

// seriesMore extends a series. Role, Points and Render are names that
// web/bundle resolves to colours and drawing functions, so that no function
// travels as text.
type seriesMore struct {
	Role          string     `json:"x-role,omitempty"`
	Points        bool       `json:"x-points,omitempty"`
	Render        string     `json:"x-render,omitempty"`
	Silent        bool       `json:"silent,omitempty"`
	Z             int        `json:"z,omitempty"`
	StackStrategy string     `json:"stackStrategy,omitempty"`
	ItemStyle     *itemStyle `json:"itemStyle,omitempty"`
	MarkLine      *markMore  `json:"markLine,omitempty"`
}

type markMore struct {
	Silent bool     `json:"silent"`
	Symbol []string `json:"symbol"`
	Today  bool     `json:"x-today,omitempty"`
}

type itemStyle struct {
	Decal *decal `json:"decal,omitempty"`
}

// decal is ECharts' pattern, here the hatching of what is withheld.
type decal struct {
	Color      string  `json:"color"`
	DashArrayX []int   `json:"dashArrayX"`
	DashArrayY []int   `json:"dashArrayY"`
	Rotation   float64 `json:"rotation"`
}

// hatching marks a share that is shown only as lying beyond a limit, or not.
func hatching() *itemStyle {
	return &itemStyle{Decal: &decal{Color: "var:--c-muted", DashArrayX: []int{1, 0}, DashArrayY: []int{2, 4}, Rotation: -0.785}}
}

// format names the formatter of the value axis and the tooltip.
type format struct {
	Axis    string `json:"axis,omitempty"`
	Tooltip string `json:"tooltip,omitempty"`
}

// byText is the tooltip that shows the text of each point.
const byText = "text"

// axisMore extends an axis: a fixed distance of its ticks, and the value where
// bars begin.
type axisMore struct {
	Interval   float64     `json:"interval,omitempty"`
	StartValue *float64    `json:"startValue,omitempty"`
	AxisLabel  *axisLabel  `json:"axisLabel,omitempty"`
	NameStyle  *alignStyle `json:"nameTextStyle,omitempty"`
	Z          int         `json:"z,omitempty"`
	SplitLine  *showOnly   `json:"splitLine,omitempty"`
	AxisTick   *showOnly   `json:"axisTick,omitempty"`
}

type axisLabel struct {
	Interval      *int   `json:"interval,omitempty"`
	Formatter     string `json:"formatter,omitempty"` // ECharts' template, never a function
	HideOverlap   bool   `json:"hideOverlap,omitempty"`
	Inside        bool   `json:"inside,omitempty"`
	Align         string `json:"align,omitempty"`
	VerticalAlign string `json:"verticalAlign,omitempty"`
	Margin        *int   `json:"margin,omitempty"`
	Padding       []int  `json:"padding,omitempty"`
}

type alignStyle struct {
	Align string `json:"align"`
}

type showOnly struct {
	Show bool `json:"show"`
}

// point is one item of a series.
type point struct {
	Name   string     `json:"name,omitempty"`
	Value  any        `json:"value"`
	Symbol string     `json:"symbol,omitempty"`
	Text   string     `json:"x-text,omitempty"`   // its lines in the tooltip
	Status string     `json:"x-status,omitempty"` // its colour, in a series with Points
	Hollow bool       `json:"x-hollow,omitempty"`
	Label  *textLabel `json:"label,omitempty"`
}

type textLabel struct {
	Show            bool   `json:"show"`
	Position        string `json:"position,omitempty"`
	Formatter       string `json:"formatter,omitempty"`
	Color           string `json:"color,omitempty"`
	BackgroundColor string `json:"backgroundColor,omitempty"`
	Padding         []int  `json:"padding,omitempty"`

	Distance float64 `json:"distance,omitempty"` // from the mark, in pixels
}

// compact overrides an option in a frame narrower than 480 px.
type compact struct {
	Grid   []room        `json:"grid,omitempty"`
	YAxis  []compactAxis `json:"yAxis,omitempty"`
	XAxis  []compactAxis `json:"xAxis,omitempty"`
	Series []compactPart `json:"series,omitempty"`
}

// room is the space around the grid, in pixels.
type room map[string]int

type compactAxis struct {
	axisMore
	Data        []string `json:"data,omitempty"`
	SplitNumber int      `json:"splitNumber,omitempty"`
}

type compactPart struct {
	BarWidth   string     `json:"barWidth,omitempty"`
	SymbolSize any        `json:"symbolSize,omitempty"`
	Label      *fontLabel `json:"label,omitempty"`
}

type fontLabel struct {
	FontSize int `json:"fontSize"`
}

// encode returns the option as JSON with keys in alphabetical order. What
// go-echarts adds unasked (title, toolbox, palette) is left out.
func (d drawing) encode() json.RawMessage {
	base := charts.NewBar()
	base.XAxisList = []opts.XAxis{d.x}
	base.YAxisList = d.y
	base.GridList = []opts.Grid{d.grid}
	base.Tooltip = opts.Tooltip{Trigger: d.trigger}
	base.Aria = &opts.Aria{Enabled: opts.Bool(true), Label: &opts.AriaLabel{Enabled: opts.Bool(true), Description: d.aria}}
	if d.trigger == "axis" {
		base.Tooltip.AxisPointer = &opts.AxisPointer{Type: "shadow"}
	}
	if len(d.legend) > 0 {
		base.Legend = opts.Legend{Bottom: "0", Data: d.legend, ItemWidth: 14, ItemHeight: 10}
	}
	for _, s := range d.series {
		base.MultiSeries = append(base.MultiSeries, s.SingleSeries)
	}
	option := toMap(base.JSON())
	for _, unasked := range []string{"title", "toolbox", "color"} {
		delete(option, unasked)
	}
	if len(d.legend) == 0 {
		delete(option, "legend")
	}
	merge(option, toMap(d.extension()))
	return must(json.Marshal(option))
}

// extension is what is laid over the option of go-echarts.
type extension struct {
	Tooltip map[string]string `json:"tooltip"`
	Format  format            `json:"x-format"`
	XAxis   []axisMore        `json:"xAxis"`
	YAxis   []axisMore        `json:"yAxis,omitempty"`
	Series  []seriesMore      `json:"series"`
	Compact *compact          `json:"x-compact,omitempty"`
}

func (d drawing) extension() extension {
	e := extension{
		Tooltip: map[string]string{"renderMode": "richText"},
		Format:  d.format, XAxis: []axisMore{d.xMore}, YAxis: d.yMore, Compact: d.compact,
	}
	for _, s := range d.series {
		e.Series = append(e.Series, s.more)
	}
	return e
}

func toMap(value any) map[string]any {
	var m map[string]any
	if err := json.Unmarshal(must(json.Marshal(value)), &m); err != nil {
		panic(fmt.Sprintf("chart: option is no JSON object: %v", err))
	}
	return m
}

// must returns JSON: an option holds finite numbers and texts only, so that
// writing it cannot fail.
func must(text []byte, err error) []byte {
	if err != nil {
		panic(fmt.Sprintf("chart: option has no JSON form: %v", err))
	}
	return text
}

// merge lays over onto base: objects by key, lists of objects by position.
func merge(base, over map[string]any) {
	for key, value := range over {
		switch v := value.(type) {
		case map[string]any:
			if below, ok := base[key].(map[string]any); ok {
				merge(below, v)
				continue
			}
			base[key] = v
		case []any:
			base[key] = mergeList(base[key], v)
		default:
			base[key] = v
		}
	}
}

func mergeList(base any, over []any) any {
	list, ok := base.([]any)
	if !ok || len(list) != len(over) {
		return over
	}
	for i := range list {
		below, isObject := list[i].(map[string]any)
		above, both := over[i].(map[string]any)
		if !isObject || !both {
			return over
		}
		merge(below, above)
	}
	return list
}
