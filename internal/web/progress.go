package web

import (
	"math"

	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
)

// nearPlan is how many points a goal may lie behind its plan and still be
// called close to it.
const nearPlan = 5

// progressOf returns the progress of all goals of a forest by goal id.
func progressOf(goals []cooperation.GoalState, today cooperation.Day) map[string]analytics.Progress {
	var list []cooperation.Goal
	var measured []cooperation.Measurement
	var flatten func([]cooperation.GoalState)
	flatten = func(states []cooperation.GoalState) {
		for _, g := range states {
			list, measured = append(list, g.Goal), append(measured, g.Measurements...)
			flatten(g.SubGoals)
		}
	}
	flatten(goals)
	byGoal := map[string]analytics.Progress{}
	for _, p := range analytics.ProgressOf(list, measured, today, nil) {
		byGoal[p.GoalID] = p
	}
	return byGoal
}

// pace sorts goals by how they stand to their plan.
type pace int

const (
	paceUnknown pace = iota
	paceReached
	paceAhead
	paceNear
	paceBehind
)

// paceOf returns how a goal stands and by how many whole points it lies behind.
func paceOf(p analytics.Progress) (pace, int) {
	behind, known := p.Behind()
	points := int(math.Round(behind))
	switch {
	case !p.Known:
		return paceUnknown, 0
	case p.Attainment >= 100:
		return paceReached, 0
	case !known:
		return paceUnknown, 0
	case points <= 0:
		return paceAhead, 0
	case points <= nearPlan:
		return paceNear, points
	default:
		return paceBehind, points
	}
}

func paceBadge(l *i18n.Locale, p analytics.Progress) ui.Badge {
	is, points := paceOf(p)
	switch is {
	case paceReached:
		return ui.Of("done", l.T("goal.pace_reached"))
	case paceAhead:
		return ui.Of("done", l.T("goal.pace_ahead"))
	case paceNear:
		return ui.Badge{Is: "due", Icon: "alert-triangle", Text: l.T("goal.pace_near")}
	case paceBehind:
		return ui.Badge{Is: "due", Icon: "alert-triangle", Text: l.T("goal.pace_behind", "n", points)}
	default:
		return ui.Badge{Icon: "circle-dashed", Text: l.T("goal.pace_unknown")}
	}
}

// onPlan counts the shared goals without a goal above them, and how many of
// those have reached their target or lie ahead of their plan.
func onPlan(goals []cooperation.GoalState, progress map[string]analytics.Progress) (onPlan, all int) {
	for _, g := range goals {
		if g.CompanyID != "" {
			continue
		}
		all++
		if is, _ := paceOf(progress[g.ID]); is == paceReached || is == paceAhead {
			onPlan++
		}
	}
	return onPlan, all
}

// lateMilestones counts the milestones that were or will be reached too late.
func lateMilestones(milestones []cooperation.Milestone, today cooperation.Day) int {
	late := 0
	for _, m := range milestones {
		if m.Late(today) {
			late++
		}
	}
	return late
}
