package chart

import (
	"encoding/json"
	"math"
	"strings"

	"github.com/go-echarts/go-echarts/v2/opts"

	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
)

// Named is one company's account with its name.
type Named struct {
	Name    string
	Account analytics.Account
}

// unit is how amounts are drawn: whole euros, or thousands where they are
// large.
type unit struct {
	divisor float64
	key     string
}

func unitFor(largest float64) unit {
	if largest >= 10_000 {
		return unit{1000, "chart.thousand_euros"}
	}
	return unit{1, "chart.euros"}
}

// Ledger sets what each company put in against what it got out, by what was
// reported. Above the diagonal lies gain; losing companies are triangles,
// estimates hollow.
func Ledger(l *i18n.Locale, period string, accounts []Named) Chart {
	reported, largest := []Named{}, 1.0
	for _, a := range accounts {
		if a.Account.Reported {
			reported = append(reported, a)
			largest = max(largest, a.Account.Actual.Contribution, a.Account.Actual.Benefit)
		}
	}
	c := Chart{
		Title: ledgerFinding(l, reported), Size: Huge, Table: ledgerTable(l, accounts),
		Subtitle: l.T("chart.ledger_sub", "period", period, "reported", len(reported), "all", len(accounts)),
	}
	c.Aria = l.T("chart.ledger_aria", "title", c.Title)
	u := unitFor(largest)
	step := niceStep(largest / u.divisor)
	most := reach(largest/u.divisor*1.05, step)
	d := drawing{
		aria: c.Aria, trigger: "item", format: format{Axis: "dec0", Tooltip: byText}, grid: frame("40", "34"),
		x: valuesX(0, most), y: []opts.YAxis{valuesY(0, most)},
		xMore: axisMore{Interval: step}, yMore: []axisMore{{Interval: step, NameStyle: &alignStyle{Align: "left"}}},
	}
	d.x.Name, d.x.NameLocation, d.x.NameGap = l.T("chart.costs_in", "unit", l.T(u.key)), "middle", 28
	d.y[0].Name, d.y[0].NameLocation = l.T("chart.benefits_in", "unit", l.T(u.key)), "end"
	s := withLabels(dots(l.T("chart.company"), "", "circle", 18, ledgerPoints(l, u, most, reported)))
	s.more.Points = true
	s.MarkLines = &opts.MarkLines{
		Data:          []any{[]any{diagonal{0, 0}, diagonal{most, most}}},
		MarkLineStyle: opts.MarkLineStyle{Label: &opts.Label{Show: opts.Bool(true), Formatter: l.T("chart.break_even"), Position: "insideEndTop"}},
	}
	s.more.MarkLine = &markMore{Silent: true, Symbol: []string{"none", "none"}}
	d.series = []series{s}
	d.compact = &compact{Series: []compactPart{{SymbolSize: 15, Label: &fontLabel{FontSize: 11}}}}
	c.Option = d.encode()
	return c
}

// diagonal is one end of the break-even line.
type diagonal [2]float64

// MarshalJSON writes the end as ECharts reads it.
func (d diagonal) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string][2]float64{"coord": d})
}

func ledgerPoints(l *i18n.Locale, u unit, most float64, accounts []Named) []point {
	points := make([]point, len(accounts))
	for i, a := range accounts {
		actual := a.Account.Actual
		name := a.Name
		if a.Account.Estimated {
			name = l.T("chart.estimated", "name", a.Name)
		}
		p := point{
			Name: name, Value: []float64{actual.Contribution / u.divisor, actual.Benefit / u.divisor},
			Status: "pos", Hollow: a.Account.Estimated, Symbol: "circle",
			Text: strings.Join([]string{
				name, l.T("chart.cost") + ": " + l.Money(actual.Contribution),
				l.T("chart.benefit") + ": " + l.Money(actual.Benefit), l.T("chart.balance") + ": " + signedMoney(l, actual.Balance()),
			}, "\n"),
			Label: &textLabel{Show: true, Formatter: literal(name)},
		}
		if a.Account.Loses() {
			p.Status, p.Symbol = "neg", "triangle"
		}
		points[i] = p
	}
	placeLabels(points, most)
	return points
}

func ledgerFinding(l *i18n.Locale, accounts []Named) string {
	var losing []string
	for _, a := range accounts {
		if a.Account.Loses() {
			losing = append(losing, a.Name)
		}
	}
	switch {
	case len(accounts) == 0:
		return l.T("chart.ledger_none")
	case len(losing) == 0:
		return l.T("chart.ledger_all")
	case len(losing) == 1:
		return l.T("chart.ledger_one", "name", losing[0])
	default:
		return l.T("chart.ledger_many", "count", len(losing), "all", len(accounts))
	}
}

func ledgerTable(l *i18n.Locale, accounts []Named) Table {
	t := Table{Head: []string{
		l.T("chart.company"), l.T("chart.cost"), l.T("chart.planned"), l.T("chart.benefit"), l.T("chart.planned"), l.T("chart.balance"),
	}}
	for _, a := range accounts {
		row := []string{a.Name, l.T("chart.not_reported"), l.Money(a.Account.Planned.Contribution), l.T("chart.not_reported"), l.Money(a.Account.Planned.Benefit), l.T("chart.not_reported")}
		if a.Account.Reported {
			row[1], row[3], row[5] = l.Money(a.Account.Actual.Contribution), l.Money(a.Account.Actual.Benefit), signedMoney(l, a.Account.Actual.Balance())
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func signedMoney(l *i18n.Locale, euros float64) string {
	if math.Round(euros) > 0 {
		return "+" + l.Money(euros)
	}
	return l.Money(euros)
}

// Balance is benefit minus contribution of all companies together, quarter by
// quarter, by what was reported.
func Balance(l *i18n.Locale, accounts []analytics.Account) Chart {
	quarters, total := balances(accounts)
	c := Chart{Title: balanceFinding(l, quarters, total), Subtitle: l.T("chart.balance_sub", "companies", len(accounts)), Size: Small}
	c.Table.Head = []string{l.T("chart.quarter"), l.T("chart.cost"), l.T("chart.benefit"), l.T("chart.balance")}
	largest := 1.0
	for _, q := range quarters {
		largest = max(largest, math.Abs(total[q].Balance()))
	}
	u := unitFor(largest)
	var names []string
	var points []point
	lo, hi, step := 0.0, 0.0, niceStep(2*largest/u.divisor)
	for _, q := range quarters {
		value := total[q].Balance() / u.divisor
		lo, hi = min(lo, -reach(-value*1.1, step)), max(hi, reach(value*1.1, step))
		names = append(names, QuarterName(l, q))
		points = append(points, balanceBar(l, QuarterName(l, q), value, total[q].Balance()))
		c.Table.Rows = append(c.Table.Rows, []string{
			QuarterName(l, q), l.Money(total[q].Contribution), l.Money(total[q].Benefit), signedMoney(l, total[q].Balance()),
		})
	}
	c.Aria = l.T("chart.balance_aria", "title", c.Title)
	d := drawing{
		aria: c.Aria, trigger: "item", format: format{Axis: "dec0", Tooltip: byText}, grid: frame("28", "8"),
		x: columns(names), y: []opts.YAxis{valuesY(lo, hi)}, xMore: axisMore{AxisLabel: everyLabel()},
		yMore: []axisMore{{Interval: step, NameStyle: &alignStyle{Align: "left"}}},
	}
	d.y[0].Name, d.y[0].NameLocation = l.T(u.key), "end"
	s := withLabels(bars(l.T("chart.balance"), "", points))
	s.BarWidth, s.more.Points = "46%", true
	d.series = []series{s}
	c.Option = d.encode()
	return c
}

func balanceBar(l *i18n.Locale, name string, value, euros float64) point {
	p := point{
		Name: name, Value: value, Text: name + ": " + signedMoney(l, euros), Status: "primary",
		Label: &textLabel{Show: true, Position: "top", Formatter: literal(l.Signed(value, 0))},
	}
	if value < 0 {
		p.Status, p.Label.Position = "neg", "bottom"
	}
	return p
}

func balances(accounts []analytics.Account) ([]cooperation.Quarter, map[cooperation.Quarter]analytics.Amounts) {
	total := map[cooperation.Quarter]analytics.Amounts{}
	for _, a := range accounts {
		for _, q := range a.Quarters {
			if !q.Reported {
				continue
			}
			sum := total[q.Quarter]
			sum.Contribution += q.Actual.Contribution
			sum.Benefit += q.Actual.Benefit
			total[q.Quarter] = sum
		}
	}
	return sortedQuarters(total), total
}

func balanceFinding(l *i18n.Locale, quarters []cooperation.Quarter, total map[cooperation.Quarter]analytics.Amounts) string {
	if len(quarters) == 0 {
		return l.T("chart.ledger_none")
	}
	last := quarters[len(quarters)-1]
	args := []any{"quarter", QuarterName(l, last), "amount", signedMoney(l, total[last].Balance())}
	if total[last].Balance() < 0 {
		return l.T("chart.balance_minus", args...)
	}
	return l.T("chart.balance_plus", args...)
}
