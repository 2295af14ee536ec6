package web

import (
	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/form"
	"kreislauf/web/templates/ui"
)

func milestoneTable(l *i18n.Locale, home cooperation.Home, milestones []cooperation.Milestone, today cooperation.Day, editable bool) ui.Table {
	table := ui.Table{Caption: l.T("milestone.list"), Columns: []ui.Column{
		{Label: l.T("milestone.title")}, {Label: l.T("milestone.due_on")}, {Label: l.T("milestone.state")}, {Label: l.T("milestone.owner")},
	}}
	for _, m := range milestones {
		badge := milestoneBadge(l, m, today)
		row := ui.Row{Head: ui.Cell{Text: m.Title}, Cells: []ui.Cell{{Text: written(l, m.DueOn)}, {State: &badge, Hint: milestoneHint(l, m)}, {Text: m.Owner}}}
		if editable {
			row.Head.URL = cooperationPath(home.Cooperation.ID) + "/milestones/" + m.ID
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func milestoneBadge(l *i18n.Locale, m cooperation.Milestone, today cooperation.Day) ui.Badge {
	switch {
	case !m.ReachedOn.IsZero() && m.Late(today):
		return ui.Of("done", l.T("milestone.reached_late"))
	case !m.ReachedOn.IsZero():
		return ui.Of("done", l.T("milestone.reached"))
	case m.Late(today):
		return ui.Badge{Is: "due", Icon: "alert-triangle", Text: l.T("milestone.late")}
	default:
		return ui.Badge{Icon: "circle-dashed", Text: l.T("milestone.ahead")}
	}
}

func milestoneHint(l *i18n.Locale, m cooperation.Milestone) string {
	switch {
	case !m.ReachedOn.IsZero():
		return l.T("milestone.reached_at", "day", written(l, m.ReachedOn))
	case !m.ExpectedOn.IsZero():
		return l.T("milestone.expected_at", "day", written(l, m.ExpectedOn))
	default:
		return ""
	}
}

func (a *App) newMilestone(c *fiber.Ctx) error {
	return a.drawMilestone(c, cooperation.MilestoneForm{}, nil)
}

func (a *App) createMilestone(c *fiber.Ctx) error {
	f := milestoneFormOf(c)
	if _, err := a.Cooperation.CreateMilestone(c.UserContext(), viewerOf(c), c.Params("id"), f); err != nil {
		return a.redrawMilestone(c, f, err)
	}
	return see(c, cooperationPath(c.Params("id"))+"/goals#meilensteine")
}

func (a *App) editMilestone(c *fiber.Ctx) error {
	m, err := a.Cooperation.Milestone(c.UserContext(), viewerOf(c), c.Params("id"), c.Params("milestone"))
	if err != nil {
		return err
	}
	return a.drawMilestone(c, cooperation.FormOfMilestone(m), nil)
}

func (a *App) saveMilestone(c *fiber.Ctx) error {
	f := milestoneFormOf(c)
	if err := a.Cooperation.EditMilestone(c.UserContext(), viewerOf(c), c.Params("id"), c.Params("milestone"), f); err != nil {
		return a.redrawMilestone(c, f, err)
	}
	return see(c, cooperationPath(c.Params("id"))+"/goals#meilensteine")
}

func milestoneFormOf(c *fiber.Ctx) cooperation.MilestoneForm {
	return cooperation.MilestoneForm{
		Title: c.FormValue("title"), Owner: c.FormValue("owner"), StartsOn: dayOf(c, "starts_on"), DueOn: dayOf(c, "due_on"),
		ExpectedOn: dayOf(c, "expected_on"), ReachedOn: dayOf(c, "reached_on"), Version: versionOf(c),
	}
}

func (a *App) redrawMilestone(c *fiber.Ctx, f cooperation.MilestoneForm, err error) error {
	p, drawErr := a.milestoneForm(c, f, wrongOf(c, err))
	if drawErr != nil {
		return drawErr
	}
	return a.redraw(c, err, func(Wrong) templ.Component { return p })
}

func (a *App) drawMilestone(c *fiber.Ctx, f cooperation.MilestoneForm, wrong Wrong) error {
	p, err := a.milestoneForm(c, f, wrong)
	if err != nil {
		return err
	}
	return a.render(c, p)
}

func (a *App) milestoneForm(c *fiber.Ctx, f cooperation.MilestoneForm, wrong Wrong) (templ.Component, error) {
	if err := viewerOf(c).NeedManager(); err != nil {
		return nil, err
	}
	home, err := a.home(c)
	if err != nil {
		return nil, err
	}
	s := a.sheet(c, "milestone", wrong)
	s.beside(s.need("title", f.Title), s.line("owner", f.Owner))
	s.beside(s.day("starts_on", f.StartsOn), s.day("due_on", f.DueOn))
	s.beside(s.day("expected_on", f.ExpectedOn), s.day("reached_on", f.ReachedOn))
	heading := s.l.T("milestone.new")
	if c.Params("milestone") != "" {
		heading = s.l.T("milestone.edit")
	}
	path := cooperationPath(home.Cooperation.ID) + "/goals"
	frame := a.formFrame(c, home, heading, ui.Link{Label: s.l.T("goal.page"), URL: path})
	return form.Show(s.page(a, c, frame, f.Version, path+"#meilensteine")), nil
}
