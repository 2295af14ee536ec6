package chart

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"kreislauf/internal/analytics"
	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
)

// Means is one dot per block that has a mean only, on the whole scale. Blocks
// whose mean is shown as lying near an end have a hollow dot there.
func Means(l *i18n.Locale, scale survey.Scale, lines []Line) Chart {
	var names, short []string
	var exact, near []point
	var drawn []Line
	for _, line := range lines {
		if line.Cell.Kind != analytics.Mean {
			continue
		}
		row, text := len(names), line.Name+"\n"+MeanText(l, line.Cell)+"\n"+Answers(l, line.Cell)
		drawn = append(drawn, line)
		names = append(names, line.Name+"\n"+n(l, line.Cell.N))
		short = append(short, line.Name+", "+n(l, line.Cell.N))
		if line.Cell.Mean != nil {
			exact = append(exact, labelled(*line.Cell.Mean, row, MeanText(l, line.Cell), text))
			continue
		}
		end := scale.Min
		if line.Cell.MeanBand == analytics.BandHigh {
			end = scale.Max
		}
		p := labelled(float64(end), row, MeanText(l, line.Cell), text)
		if end == scale.Max {
			p.Label.Position = "left"
		}
		near = append(near, p)
	}
	c := Chart{
		Title:    l.T("chart.means_title"),
		Subtitle: l.T("chart.scale_ends", "min", scale.Min, "low", stepLabel(l, scale, 0), "max", scale.Max, "high", stepLabel(l, scale, steps(scale)-1)),
		Aria:     l.T("chart.means_aria", "n", len(names)), Size: sizeFor(len(names)),
		Table: agreementTable(l, l.T("chart.block"), drawn),
	}
	d := onScale(l, scale.Min, scale.Max, names, short, c.Aria)
	d.series = []series{
		withLabels(dots(l.T("chart.mean"), "primary", "circle", 16, exact)),
		withLabels(dots(l.T("chart.near_end"), "hollow", "circle", 16, near)),
	}
	c.Option = d.encode()
	return c
}

func labelled(value float64, row int, label, text string) point {
	return point{
		Value: []any{value, row}, Text: text,
		Label: &textLabel{Show: true, Position: "right", Formatter: literal(label)},
	}
}

// onScale is a frame with named rows and an answer scale from left to right.
func onScale(l *i18n.Locale, lo, hi int, names, short []string, aria string) drawing {
	d := drawing{
		aria: aria, trigger: "item", format: format{Axis: "dec0", Tooltip: byText}, grid: frame("12", "8"),
		x: valuesX(float64(lo), float64(hi)), y: []opts.YAxis{rows(names)},
		xMore: axisMore{Interval: 1}, yMore: []axisMore{{AxisLabel: everyLabel(), AxisTick: &showOnly{}, SplitLine: &showOnly{Show: true}}},
	}
	d.compact = &compact{Grid: []room{{"left": 12, "right": 20, "top": 26}}, YAxis: []compactAxis{onTop(short, 12)}}
	return d
}
