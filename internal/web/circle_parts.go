package web

import (
	"strconv"

	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	page "kreislauf/web/templates/cooperation"
	"kreislauf/web/templates/ui"
)

// dueAhead is how many days before its day a milestone begins to wait.
const dueAhead = 30

// due lists what waits for somebody: the acceptance of a version, late and
// near milestones, goals behind their plan, figures of the last quarter.
func (s standing) due() []page.Due {
	var list []page.Due
	path := cooperationPath(s.home.Cooperation.ID)
	if version, waiting := s.proposal(); version != nil && waiting > 0 {
		list = append(list, page.Due{
			Title: s.l.T("cooperation.due_agreement", "number", version.Number),
			Text:  s.l.T("cooperation.due_agreement_text", "n", waiting),
			Link:  ui.Link{Label: s.l.T("cooperation.due_agreement_link"), URL: path + "/agreement"},
		})
	}
	soon := cooperation.DayOf(s.today.Time().AddDate(0, 0, dueAhead))
	for _, m := range s.milestones {
		if m.ReachedOn.IsZero() && (m.Late(s.today) || m.DueOn.Before(soon)) {
			key := "cooperation.due_milestone_text"
			if m.Late(s.today) {
				key = "cooperation.due_milestone_late"
			}
			list = append(list, page.Due{
				Title: m.Title, When: written(s.l, m.DueOn), Text: s.l.T(key),
				Link: ui.Link{Label: s.l.T("cooperation.due_milestone_link"), URL: path + "/goals#meilensteine"},
			})
		}
	}
	for _, g := range s.goals {
		if g.CompanyID != "" && !s.viewer.Represents(g.CompanyID) {
			continue // a company's own goal waits for that company
		}
		if is, points := paceOf(s.progress[g.ID]); is == paceBehind {
			list = append(list, page.Due{
				Title: g.Title, When: written(s.l, g.DueOn), Text: s.l.T("cooperation.due_goal_text", "n", points),
				Link: ui.Link{Label: s.l.T("cooperation.due_goal_link"), URL: path + "/goals/" + g.ID},
			})
		}
	}
	return list
}

// numbers are the cycle's facts with the pages they come from.
func (s standing) numbers() []ui.Item {
	path := cooperationPath(s.home.Cooperation.ID)
	good, all := onPlan(s.goals, s.progress)
	items := []ui.Item{
		{Label: s.l.T("cooperation.tab_goals"), URL: path + "/goals", Value: s.l.T("cooperation.goals_on_plan", "good", good, "all", all)},
		{Label: s.l.T("milestone.list"), URL: path + "/goals#meilensteine",
			Value: s.l.T("cooperation.milestones_late", "late", lateMilestones(s.milestones, s.today), "all", len(s.milestones))},
	}
	if accounts := analytics.Accounts(s.ledger); len(accounts) > 0 {
		item := ui.Item{Label: s.l.T("cooperation.tab_ledger"), URL: path + "/ledger"}
		if s.viewer.Manages() {
			item.Value = s.l.T("cooperation.paying_more", "n", len(analytics.Losing(accounts)), "all", len(accounts))
		} else {
			item.Value = s.l.T("cooperation.own_balance", "euros", money(s.l, accounts[0].Actual.Balance()))
		}
		items = append(items, item)
	}
	return append(items, ui.Item{Label: s.l.T("cooperation.tab_win_win"), URL: path + "/win-win", Value: s.l.T("cooperation.win_win_open")})
}

func (s standing) earlier() []page.Earlier {
	var list []page.Earlier
	for _, cycle := range s.home.Cycles {
		if cycle.ID == s.cycle.ID {
			continue
		}
		e := page.Earlier{
			Title: s.l.T("cooperation.turn_number", "turn", cycle.Number), Summary: cycle.Summary,
			When: s.l.T("cooperation.from_to", "from", written(s.l, cycle.StartedOn), "to", written(s.l, cycle.EndedOn)),
		}
		if s.viewer.Manages() {
			e.URL = cooperationPath(s.home.Cooperation.ID) + "/cycles/" + cycle.ID
			e.Label = s.l.T("cooperation.earlier_edit")
		}
		list = append(list, e)
	}
	return list
}

// steps is the table below the circle; its rows are what the circle's links
// lead to.
func (s standing) steps() ui.Table {
	table := ui.Table{Caption: s.l.T("cooperation.steps"), Columns: []ui.Column{
		{Label: s.l.T("cooperation.step")}, {Label: s.l.T("cooperation.state")}, {Label: s.l.T("cooperation.at_hand")},
	}}
	for _, step := range cooperation.Steps() {
		badge := stepBadge(s.cycle.Of(step), s.l.T("cooperation.state_"+string(s.cycle.Of(step))))
		if open := s.missing(step); open != "" {
			badge = ui.Badge{Is: "due", Icon: "alert-triangle", Text: open}
		}
		table.Rows = append(table.Rows, ui.Row{
			ID:    "schritt-" + strconv.Itoa(int(step)),
			Head:  ui.Cell{Text: strconv.Itoa(int(step)) + " " + s.l.T(stepKey(step)), URL: s.stepURL(step)},
			Cells: []ui.Cell{{State: &badge}, {Text: s.detail(step)}},
		})
	}
	return table
}

func stepBadge(state cooperation.StepState, text string) ui.Badge {
	switch state {
	case cooperation.StepDone:
		return ui.Of("done", text)
	case cooperation.StepRunning:
		return ui.Of("open", text)
	default:
		return ui.Badge{Icon: "circle-dashed", Text: text}
	}
}

// stepURL is the page on which a step is worked at, "" where this reader has none.
func (s standing) stepURL(step cooperation.Step) string {
	path := cooperationPath(s.home.Cooperation.ID)
	switch step {
	case cooperation.StepNeeds:
		return path + "/goals"
	case cooperation.StepPartners:
		return "#wer"
	case cooperation.StepStructure:
		return path + "/agreement"
	case cooperation.StepRelationship:
		if s.viewer.Manages() {
			return "/campaigns"
		}
		return "/results"
	default:
		return path + "/win-win"
	}
}

func (s standing) parties() ui.Table {
	table := ui.Table{Caption: s.l.T("cooperation.parties"), Columns: []ui.Column{
		{Label: s.l.T("cooperation.company")}, {Label: s.l.T("cooperation.joined")}, {Label: s.l.T("cooperation.takes_part")},
	}}
	for _, p := range s.home.Parties {
		row := ui.Row{Head: ui.Cell{Text: p.Name}, Cells: ui.Cells(written(s.l, p.JoinedOn), s.l.T("cooperation.active"))}
		if s.viewer.NeedCompany(p.CompanyID) == nil {
			row.Head.URL = "/companies/" + p.CompanyID
		}
		if !p.Active(s.today) {
			row.Cells[1].Text = s.l.T("cooperation.left", "day", written(s.l, p.LeftOn))
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}
