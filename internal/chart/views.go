package chart

import (
	"kreislauf/internal/analytics"
	"kreislauf/internal/i18n"
)

// View is one block of employees beside the representatives of the companies
// in it.
type View struct {
	Block           string
	Employees       analytics.Cell
	Representatives []Partner
}

// WinWinViews sets both views side by side; they are never one number. Small
// blocks hold several companies: the employees' mark is then hollow.
func WinWinViews(l *i18n.Locale, lo, hi int, views []View) Chart {
	c := Chart{Title: viewsFinding(l, views), Subtitle: l.T("chart.views_sub", "min", lo, "max", hi), Size: sizeFor(len(views) + 1)}
	c.Table.Head = []string{l.T("chart.company"), l.T("chart.representative"), l.T("chart.employees"), l.T("chart.answers")}
	var names, short []string
	var reps, single, joint []point
	for row, v := range views {
		names = append(names, v.Block+"\n"+Answers(l, v.Employees))
		short = append(short, v.Block+", "+Answers(l, v.Employees))
		if !shown(v.Employees) {
			names[row], short[row] = v.Block, v.Block
		}
		for _, p := range v.Representatives {
			reps = append(reps, point{Value: []any{p.Value, row}, Text: p.Name + ", " + l.T("chart.representative") + ": " + l.Number(p.Value, 1)})
			c.Table.Rows = append(c.Table.Rows, []string{p.Name, l.Number(p.Value, 1), viewText(l, v), counted(l, v.Employees)})
		}
		if v.Employees.Mean == nil {
			continue
		}
		mark := point{Value: []any{*v.Employees.Mean, row}, Text: v.Block + ", " + l.T("chart.employees") + ": " + MeanText(l, v.Employees) + ", " + Answers(l, v.Employees)}
		if len(v.Representatives) > 1 {
			joint = append(joint, mark)
		} else {
			single = append(single, mark)
		}
	}
	c.Aria = l.T("chart.views_aria", "n", len(views))
	d := onScale(l, lo, hi, names, short, c.Aria)
	d.grid = frame("12", "58")
	d.compact.Grid[0]["bottom"] = 78
	d.series = []series{
		dots(l.T("chart.representative"), "ink", "diamond", 16, reps),
		dots(l.T("chart.employees_mean"), "primary", "circle", 14, single),
	}
	if len(joint) > 0 {
		d.series = append(d.series, dots(l.T("chart.joint"), "hollow", "circle", 14, joint))
	}
	for _, s := range d.series {
		d.legend = append(d.legend, s.Name)
	}
	c.Option = d.encode()
	return c
}

func viewText(l *i18n.Locale, v View) string {
	if len(v.Representatives) > 1 && shown(v.Employees) {
		return l.T("chart.together", "value", MeanText(l, v.Employees))
	}
	return MeanText(l, v.Employees)
}

// viewsFinding counts where employees rate higher than their representative.
func viewsFinding(l *i18n.Locale, views []View) string {
	milder, compared := 0, 0
	for _, v := range views {
		if v.Employees.Mean == nil || len(v.Representatives) != 1 {
			continue
		}
		compared++
		if *v.Employees.Mean > v.Representatives[0].Value {
			milder++
		}
	}
	switch {
	case compared == 0:
		return l.T("chart.views_none")
	case len(views) == 1 && milder == 1:
		return l.T("chart.views_milder")
	case len(views) == 1:
		return l.T("chart.views_harsher")
	default:
		return l.T("chart.views_title", "milder", milder, "all", compared)
	}
}
