package web

import (
	"math"
	"strings"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
)

// goalCharts are the figures of a cooperation's goals and milestones, with the
// same numbers as tables; the pictures come from their own address.
func goalCharts(l *i18n.Locale, home cooperation.Home, goals []cooperation.GoalState, milestones []cooperation.Milestone, today cooperation.Day) []ui.Chart {
	source := "/charts" + cooperationPath(home.Cooperation.ID)
	var charts []ui.Chart
	if shared := sharedOf(goals); len(shared) > 0 {
		progress := progressOf(goals, today)
		good, all := onPlan(goals, progress)
		chart := ui.Chart{
			ID: "bild-ziele", Src: source + "/goals", Title: l.T("goal.chart_title", "good", good, "all", all),
			Sub: l.T("goal.chart_sub", "day", written(l, today)), Label: l.T("goal.chart_label"),
			Table: ui.Table{Caption: l.T("goal.chart_label"), Columns: []ui.Column{
				{Label: l.T("goal.goal")}, {Label: l.T("goal.way"), Num: true}, {Label: l.T("goal.plan"), Num: true},
			}},
		}
		for _, g := range shared {
			p := progress[g.ID]
			cells := ui.Cells("–", "–")
			if p.Known {
				cells[0].Text = l.Percent(p.Attainment/100, 0)
			}
			if p.Planned {
				cells[1].Text = l.Percent(p.Plan/100, 0)
			}
			chart.Table.Rows = append(chart.Table.Rows, ui.Row{Head: ui.Cell{Text: g.Title}, Cells: cells})
		}
		charts = append(charts, chart)
	}
	if len(milestones) > 0 {
		charts = append(charts, milestoneChart(l, source, milestones, today))
	}
	return charts
}

func sharedOf(goals []cooperation.GoalState) []cooperation.GoalState {
	var shared []cooperation.GoalState
	for _, g := range goals {
		if g.CompanyID == "" {
			shared = append(shared, g)
		}
	}
	return shared
}

func milestoneChart(l *i18n.Locale, source string, milestones []cooperation.Milestone, today cooperation.Day) ui.Chart {
	chart := ui.Chart{
		ID: "bild-meilensteine", Src: source + "/milestones", Label: l.T("milestone.chart_label"),
		Title: l.T("milestone.chart_title", "n", lateMilestones(milestones, today), "all", len(milestones)), Sub: l.T("milestone.chart_sub"),
		Table: ui.Table{Caption: l.T("milestone.chart_label"), Columns: []ui.Column{
			{Label: l.T("milestone.title")}, {Label: l.T("milestone.starts_on")}, {Label: l.T("milestone.due_on")}, {Label: l.T("milestone.state")},
		}},
	}
	for _, m := range milestones {
		chart.Table.Rows = append(chart.Table.Rows, ui.Row{
			Head: ui.Cell{Text: m.Title}, Cells: ui.Cells(written(l, m.StartsOn), written(l, m.DueOn), milestoneBadge(l, m, today).Text),
		})
	}
	return chart
}

// quantity writes a figure with as many decimals as it needs, up to two, and
// its unit: "7,4 Tage", "8 %".
func quantity(l *i18n.Locale, value float64, unit string) string {
	decimals := 0
	for decimals < 2 && math.Abs(value*math.Pow10(decimals)-math.Round(value*math.Pow10(decimals))) > 1e-6 {
		decimals++
	}
	number := l.Number(value, decimals)
	switch {
	case unit == "":
		return number
	case unit == "%" && l.Lang() == "en":
		return number + unit
	case unit == "%":
		return number + "\u202f" + unit
	default:
		return number + "\u00a0" + strings.TrimSpace(unit)
	}
}

// money writes euros with a plus or a minus.
func money(l *i18n.Locale, euros float64) string {
	if math.Round(euros) > 0 {
		return "+" + l.Money(euros)
	}
	return l.Money(euros)
}
