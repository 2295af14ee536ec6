package web

import (
	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/form"
	"kreislauf/web/templates/goal"
	"kreislauf/web/templates/ui"
)

func (a *App) newGoal(c *fiber.Ctx) error {
	f := cooperation.GoalForm{ParentID: c.Query("parent"), StartsOn: string(a.today(c)), CompanyID: viewerOf(c).CompanyID}
	return a.drawGoalForm(c, f, nil)
}

func (a *App) createGoal(c *fiber.Ctx) error {
	f := goalFormOf(c)
	created, err := a.Cooperation.CreateGoal(c.UserContext(), viewerOf(c), c.Params("id"), f)
	if err != nil {
		return a.redrawGoalForm(c, f, err)
	}
	return see(c, cooperationPath(c.Params("id"))+"/goals/"+created.ID)
}

func (a *App) editGoal(c *fiber.Ctx) error {
	g, err := a.Cooperation.Goal(c.UserContext(), viewerOf(c), c.Params("id"), c.Params("goal"))
	if err != nil {
		return err
	}
	return a.drawGoalForm(c, cooperation.FormOfGoal(g.Goal), nil)
}

func (a *App) saveGoal(c *fiber.Ctx) error {
	f := goalFormOf(c)
	if err := a.Cooperation.EditGoal(c.UserContext(), viewerOf(c), c.Params("id"), c.Params("goal"), f); err != nil {
		return a.redrawGoalForm(c, f, err)
	}
	return see(c, cooperationPath(c.Params("id"))+"/goals/"+c.Params("goal"))
}

func goalFormOf(c *fiber.Ctx) cooperation.GoalForm {
	return cooperation.GoalForm{
		Title: c.FormValue("title"), Owner: c.FormValue("owner"), CompanyID: c.FormValue("company"), ParentID: c.FormValue("parent"),
		Unit: c.FormValue("unit"), Baseline: c.FormValue("baseline"), Target: c.FormValue("target"),
		StartsOn: dayOf(c, "starts_on"), DueOn: dayOf(c, "due_on"), Version: versionOf(c),
	}
}

func (a *App) redrawGoalForm(c *fiber.Ctx, f cooperation.GoalForm, err error) error {
	p, drawErr := a.goalForm(c, f, wrongOf(c, err))
	if drawErr != nil {
		return drawErr
	}
	return a.redraw(c, err, func(Wrong) templ.Component { return p })
}

func (a *App) drawGoalForm(c *fiber.Ctx, f cooperation.GoalForm, wrong Wrong) error {
	p, err := a.goalForm(c, f, wrong)
	if err != nil {
		return err
	}
	return a.render(c, p)
}

func (a *App) goalForm(c *fiber.Ctx, f cooperation.GoalForm, wrong Wrong) (templ.Component, error) {
	home, err := a.home(c)
	if err != nil {
		return nil, err
	}
	goals, err := a.Cooperation.Goals(c.UserContext(), viewerOf(c), home.Cooperation.ID)
	if err != nil {
		return nil, err
	}
	s := a.sheet(c, "goal", wrong)
	s.beside(s.need("title", f.Title), s.line("owner", f.Owner))
	s.beside(s.pick("company", f.CompanyID, a.goalOwners(c, home)), s.pick("parent", f.ParentID, parentGoals(s.l, goals, c.Params("goal"))))
	s.beside(s.figure("baseline", f.Baseline, "", true), s.figure("target", f.Target, "", true), s.line("unit", f.Unit))
	s.beside(s.day("starts_on", f.StartsOn), s.day("due_on", f.DueOn))
	path := cooperationPath(home.Cooperation.ID) + "/goals"
	heading, back := s.l.T("goal.new"), path
	if c.Params("goal") != "" {
		heading, back = s.l.T("goal.edit"), path+"/"+c.Params("goal")
	}
	frame := a.formFrame(c, home, heading, ui.Link{Label: s.l.T("goal.page"), URL: path})
	return form.Show(s.page(a, c, frame, f.Version, back)), nil
}

// goalOwners offers whose goal it is: shared or a company's for managers, the
// own company's for representatives.
func (a *App) goalOwners(c *fiber.Ctx, home cooperation.Home) []ui.Option {
	viewer := viewerOf(c)
	var options []ui.Option
	if viewer.Manages() {
		options = append(options, ui.Option{Label: i18n.T(c.UserContext(), "goal.whose_shared")})
	}
	return append(options, a.ownParties(c, home)...)
}

// ownParties offers the companies that the viewer may write for.
func (a *App) ownParties(c *fiber.Ctx, home cooperation.Home) []ui.Option {
	var options []ui.Option
	for _, p := range home.Parties {
		if p.Active(a.today(c)) && viewerOf(c).NeedCompany(p.CompanyID) == nil {
			options = append(options, ui.Option{Value: p.CompanyID, Label: p.Name})
		}
	}
	return options
}

func parentGoals(l *i18n.Locale, goals []cooperation.GoalState, self string) []ui.Option {
	options := []ui.Option{{Label: l.T("goal.parent_none")}}
	var add func([]cooperation.GoalState)
	add = func(list []cooperation.GoalState) {
		for _, g := range list {
			if g.ID != self {
				options = append(options, ui.Option{Value: g.ID, Label: g.Title})
				add(g.SubGoals)
			}
		}
	}
	add(goals)
	return options
}

func (a *App) measureGoal(c *fiber.Ctx) error {
	f := cooperation.MeasurementForm{Value: c.FormValue("value"), MeasuredOn: dayOf(c, "measured_on"), Note: c.FormValue("note")}
	id, goalID := c.Params("id"), c.Params("goal")
	if _, err := a.Cooperation.Measure(c.UserContext(), viewerOf(c), id, goalID, f); err != nil {
		p, drawErr := a.goalPage(c, f, wrongOf(c, err))
		if drawErr != nil {
			return drawErr
		}
		return a.redraw(c, err, func(Wrong) templ.Component { return goal.One(p) })
	}
	return see(c, cooperationPath(id)+"/goals/"+goalID)
}

func (a *App) takeBackMeasurement(c *fiber.Ctx) error {
	id, goalID := c.Params("id"), c.Params("goal")
	if err := a.Cooperation.TakeBackMeasurement(c.UserContext(), viewerOf(c), id, goalID, c.Params("measurement")); err != nil {
		return err
	}
	return see(c, cooperationPath(id)+"/goals/"+goalID)
}

func (a *App) measureForm(c *fiber.Ctx, g cooperation.GoalState, f cooperation.MeasurementForm, wrong Wrong) *goal.Measure {
	s := a.sheet(c, "goal", wrong)
	value := s.field("value", f.Value)
	value.Keyboard, value.Unit, value.Required = "decimal", g.Unit, true
	return &goal.Measure{
		Action: cooperationPath(c.Params("id")) + "/goals/" + g.ID + "/measurements", Wrong: wrong,
		Value: value, Day: dayField(s.l, s.field("measured_on", f.MeasuredOn), s.today), Note: s.field("note", f.Note),
	}
}
