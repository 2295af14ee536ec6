package web

import (
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/goal"
	"kreislauf/web/templates/ui"
)

func (a *App) listGoals(c *fiber.Ctx) error {
	home, err := a.home(c)
	if err != nil {
		return err
	}
	goals, err := a.Cooperation.Goals(c.UserContext(), viewerOf(c), home.Cooperation.ID)
	if err != nil {
		return err
	}
	milestones, err := a.Cooperation.Milestones(c.UserContext(), viewerOf(c), home.Cooperation.ID)
	if err != nil {
		return err
	}
	p := a.goalsPage(c, home, goals, milestones)
	links := goalLinks(i18n.From(c.UserContext()), home, viewerOf(c).Manages(), viewerOf(c).CompanyID != "")
	if len(goals)+len(milestones) == 0 {
		p.Next, p.Frame.Lead = links, ""
	} else if len(links) > 0 {
		p.Frame.Actions = ui.Actions(links)
	}
	return a.render(c, goal.List(p))
}

func (a *App) goalsPage(c *fiber.Ctx, home cooperation.Home, goals []cooperation.GoalState, milestones []cooperation.Milestone) goal.ListPage {
	l, today := i18n.From(c.UserContext()), a.today(c)
	progress, names := progressOf(goals, today), partyNames(home.Parties)
	good, all := onPlan(goals, progress)
	p := goal.ListPage{
		Frame:  a.cooperationFrame(c, home, "goals", l.T("goal.page")),
		Charts: goalCharts(l, home, goals, milestones, today), SharedHint: l.T("goal.shared_hint", "good", good, "all", all),
		Milestones: milestoneTable(l, home, milestones, today, viewerOf(c).Manages()),
	}
	p.Frame.Lead = l.T("goal.lead", "good", good, "all", all, "late", lateMilestones(milestones, today), "milestones", len(milestones))
	for _, g := range goals {
		line := goalLine(l, home, g, progress, names)
		if g.CompanyID == "" {
			p.Shared = append(p.Shared, line)
		} else {
			p.Own = append(p.Own, line)
		}
	}
	return p
}

func goalLinks(l *i18n.Locale, home cooperation.Home, manages, represents bool) []ui.Link {
	path := cooperationPath(home.Cooperation.ID)
	var links []ui.Link
	if manages {
		links = append(links, ui.Link{Label: l.T("milestone.add"), URL: path + "/milestones/new", Icon: "flag"})
	}
	if manages || represents {
		links = append(links, ui.Link{Label: l.T("goal.add"), URL: path + "/goals/new", Icon: "target", Primary: true})
	}
	return links
}

// partyNames returns the companies' names by their ids.
func partyNames(parties []cooperation.Party) map[string]string {
	names := map[string]string{}
	for _, p := range parties {
		names[p.CompanyID] = p.Name
	}
	return names
}

func goalLine(l *i18n.Locale, home cooperation.Home, g cooperation.GoalState, progress map[string]analytics.Progress, names map[string]string) goal.Line {
	line := goal.Line{
		Title: g.Title, URL: goalPath(home, g.ID), State: paceBadge(l, progress[g.ID]),
		Parts: goalParts(l, home, g.SubGoals, progress),
	}
	line.Text = goalText(l, g, progress[g.ID])
	if name := names[g.CompanyID]; name != "" {
		line.Text = name + ": " + line.Text
	}
	return line
}

func goalPath(home cooperation.Home, id string) string {
	return cooperationPath(home.Cooperation.ID) + "/goals/" + id
}

// goalText says in one line where a goal stands and who looks after it.
func goalText(l *i18n.Locale, g cooperation.GoalState, p analytics.Progress) string {
	text := l.T("goal.line_unmeasured", "target", quantity(l, g.Target, g.Unit), "day", written(l, g.DueOn))
	if p.Measured {
		text = l.T("goal.line", "value", quantity(l, p.Value, g.Unit), "baseline", quantity(l, g.Baseline, g.Unit),
			"target", quantity(l, g.Target, g.Unit), "day", written(l, g.DueOn))
	}
	if g.Owner != "" {
		text += " " + l.T("goal.line_owner", "name", g.Owner)
	}
	return text
}

func goalParts(l *i18n.Locale, home cooperation.Home, goals []cooperation.GoalState, progress map[string]analytics.Progress) []goal.Part {
	var parts []goal.Part
	for _, g := range goals {
		badge := paceBadge(l, progress[g.ID])
		parts = append(parts, goal.Part{
			Title: g.Title, URL: goalPath(home, g.ID), When: written(l, g.DueOn), Icon: badge.Icon, State: badge.Text,
		})
		parts = append(parts, goalParts(l, home, g.SubGoals, progress)...)
	}
	return parts
}

func (a *App) showGoal(c *fiber.Ctx) error {
	return a.drawGoal(c, cooperation.MeasurementForm{MeasuredOn: string(a.today(c))}, nil)
}

func (a *App) drawGoal(c *fiber.Ctx, f cooperation.MeasurementForm, wrong Wrong) error {
	p, err := a.goalPage(c, f, wrong)
	if err != nil {
		return err
	}
	return a.render(c, goal.One(p))
}

func (a *App) goalPage(c *fiber.Ctx, f cooperation.MeasurementForm, wrong Wrong) (goal.OnePage, error) {
	ctx, viewer := c.UserContext(), viewerOf(c)
	home, err := a.home(c)
	if err != nil {
		return goal.OnePage{}, err
	}
	g, err := a.Cooperation.Goal(ctx, viewer, home.Cooperation.ID, c.Params("goal"))
	if err != nil {
		return goal.OnePage{}, err
	}
	l, path := i18n.From(ctx), goalPath(home, g.ID)
	progress := progressOf([]cooperation.GoalState{g}, a.today(c))
	p := goal.OnePage{
		Frame: a.formFrame(c, home, g.Title, ui.Link{Label: l.T("goal.page"), URL: cooperationPath(home.Cooperation.ID) + "/goals"}),
		State: paceBadge(l, progress[g.ID]), Facts: goalFacts(l, g, progress[g.ID], partyNames(home.Parties)),
		Parts: goalParts(l, home, g.SubGoals, progress), Measurements: measurementLines(l, g, path), CSRF: a.formToken(c),
	}
	if viewer.Manages() || viewer.Represents(g.CompanyID) {
		p.Frame.Actions = ui.Actions([]ui.Link{{Label: l.T("goal.edit"), URL: path + "/edit", Icon: "pencil"}})
		p.Measure = a.measureForm(c, g, f, wrong)
	}
	return p, nil
}

func goalFacts(l *i18n.Locale, g cooperation.GoalState, p analytics.Progress, names map[string]string) []ui.Item {
	whose := l.T("goal.whose_shared")
	if name := names[g.CompanyID]; name != "" {
		whose = name
	}
	facts := []ui.Item{
		{Label: l.T("goal.whose"), Value: whose},
		{Label: l.T("goal.baseline"), Value: quantity(l, g.Baseline, g.Unit)},
		{Label: l.T("goal.target"), Value: quantity(l, g.Target, g.Unit)},
		{Label: l.T("goal.time"), Value: l.T("cooperation.from_to", "from", written(l, g.StartsOn), "to", written(l, g.DueOn))},
	}
	if p.Known {
		facts = append(facts, ui.Item{Label: l.T("goal.way"), Value: l.Percent(p.Attainment/100, 0)})
	}
	if p.Planned {
		facts = append(facts, ui.Item{Label: l.T("goal.plan"), Value: l.Percent(p.Plan/100, 0)})
	}
	if g.Owner != "" {
		facts = append(facts, ui.Item{Label: l.T("goal.owner"), Value: g.Owner})
	}
	return facts
}

// measurementLines lists a goal's values, the newest first.
func measurementLines(l *i18n.Locale, g cooperation.GoalState, path string) []goal.Measurement {
	lines := make([]goal.Measurement, 0, len(g.Measurements))
	for i := len(g.Measurements) - 1; i >= 0; i-- {
		m := g.Measurements[i]
		line := goal.Measurement{
			When: written(l, m.MeasuredOn), Value: quantity(l, m.Value, g.Unit), Note: m.Note,
			TakeBack: path + "/measurements/" + m.ID + "/delete",
		}
		if way, ok := analytics.Attainment(g.Baseline, g.Target, m.Value); ok {
			line.Way = l.Percent(way/100, 0)
		}
		lines = append(lines, line)
	}
	return lines
}
