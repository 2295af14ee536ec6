package chart

import (
	"cmp"
	"slices"

	"kreislauf/internal/i18n"
)

// Partner is one company's rating of the cooperation.
type Partner struct {
	Name  string
	Value float64
}

// Ratings are the ratings of one wave on a scale from Min to Max. Level is
// the mean of all companies, also of those that the reader does not see; it
// is not drawn unless HasLevel is set.
type Ratings struct {
	Partners []Partner
	Min, Max int
	Level    float64
	HasLevel bool
	Wave     string // "3/2026"
	Items    int    // statements that the rating is the mean of
}

// Neutral is the middle of the scale: neither gain nor loss.
func (r Ratings) Neutral() float64 { return float64(r.Min+r.Max) / 2 }

// Losing returns the names of the partners below the neutral value, the
// lowest first.
func (r Ratings) Losing() []string {
	var names []string
	for _, p := range slices.Backward(r.sorted()) {
		if p.Value < r.Neutral() {
			names = append(names, p.Name)
		}
	}
	return names
}

func (r Ratings) sorted() []Partner {
	return slices.SortedStableFunc(slices.Values(r.Partners), func(a, b Partner) int { return cmp.Compare(b.Value, a.Value) })
}

// WinWinPartners is one bar per company from the neutral value, in another
// colour below it, with a line at the level.
func WinWinPartners(l *i18n.Locale, r Ratings) Chart {
	c := Chart{
		Title: winWinFinding(l, r), Size: sizeFor(len(r.Partners) - 1),
		Subtitle: l.T("chart.winwin_sub", "min", r.Min, "neutral", l.Number(r.Neutral(), decimals(r.Neutral())), "max", r.Max, "items", r.Items, "wave", r.Wave, "n", n(l, len(r.Partners))),
		Table:    Table{Head: []string{l.T("chart.company"), l.T("chart.value"), l.T("chart.to_level")}},
	}
	var names, texts []string
	points := make([]point, 0, len(r.Partners))
	for _, p := range r.sorted() {
		value, distance := l.Number(p.Value, 1), l.T("chart.hidden")
		if r.HasLevel {
			distance = l.Signed(p.Value-r.Level, 1)
		}
		names, texts = append(names, p.Name), append(texts, p.Name+" "+value)
		c.Table.Rows = append(c.Table.Rows, []string{p.Name, value, distance})
		points = append(points, ratingBar(p, value, r.Neutral()))
	}
	c.Aria = l.T("chart.winwin_aria", "values", l.List(texts))
	d := onScale(l, r.Min, r.Max, names, names, c.Aria)
	d.grid, d.xMore.StartValue = frame("26", "8"), number(r.Neutral())
	d.yMore[0].SplitLine = nil
	s := withLabels(bars(l.T("chart.winwin"), "", points))
	s.BarWidth, s.more.Points, s.more.Z = "18", true, 10
	if r.HasLevel {
		s.mark(r.Level, l.T("chart.level", "value", l.Number(r.Level, 1)), "start", false)
	}
	d.series = []series{s}
	d.compact.Grid[0]["top"], d.compact.Series = 44, []compactPart{{BarWidth: "14"}}
	c.Option = d.encode()
	return c
}

func ratingBar(p Partner, value string, neutral float64) point {
	bar := point{
		Name: p.Name, Value: p.Value, Text: p.Name + ": " + value, Status: "primary",
		Label: &textLabel{Show: true, Position: "right", Formatter: literal(value), BackgroundColor: "var:--c-surface", Padding: []int{1, 3}},
	}
	if p.Value < neutral {
		bar.Status, bar.Label.Position = "neg", "left"
	}
	return bar
}

func winWinFinding(l *i18n.Locale, r Ratings) string {
	losing := r.Losing()
	switch {
	case len(r.Partners) == 0:
		return l.T("chart.winwin_none")
	case len(losing) == 0:
		return l.T("chart.winwin_all")
	case len(losing) == 1:
		return l.T("chart.winwin_one", "name", losing[0])
	default:
		return l.T("chart.winwin_many", "count", len(losing), "all", len(r.Partners))
	}
}
