package web

import (
	"strconv"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/web/templates/form"
	"kreislauf/web/templates/ui"
)

func (a *App) editCycle(c *fiber.Ctx) error {
	home, cycle, err := a.cycle(c)
	if err != nil {
		return err
	}
	return a.render(c, a.cycleForm(c, home, cycle, cooperation.FormOfCycle(cycle), nil))
}

func (a *App) saveCycle(c *fiber.Ctx) error {
	home, cycle, err := a.cycle(c)
	if err != nil {
		return err
	}
	f := cooperation.CycleForm{
		StartedOn: dayOf(c, "started_on"), EndedOn: dayOf(c, "ended_on"), Summary: c.FormValue("summary"), Version: versionOf(c),
	}
	for i := range f.Steps {
		f.Steps[i] = c.FormValue("step_" + strconv.Itoa(i+1))
	}
	if err := a.Cooperation.EditCycle(c.UserContext(), viewerOf(c), home.Cooperation.ID, cycle.ID, f); err != nil {
		return a.redraw(c, err, func(w Wrong) templ.Component { return a.cycleForm(c, home, cycle, f, w) })
	}
	return see(c, cooperationPath(home.Cooperation.ID))
}

func (a *App) startCycle(c *fiber.Ctx) error {
	if _, err := a.Cooperation.StartCycle(c.UserContext(), viewerOf(c), c.Params("id"), versionOf(c)); err != nil {
		return err
	}
	return see(c, cooperationPath(c.Params("id")))
}

// cycle returns the cycle of the address, for those who may change it.
func (a *App) cycle(c *fiber.Ctx) (cooperation.Home, cooperation.Cycle, error) {
	if err := viewerOf(c).NeedManager(); err != nil {
		return cooperation.Home{}, cooperation.Cycle{}, err
	}
	home, err := a.home(c)
	if err != nil {
		return cooperation.Home{}, cooperation.Cycle{}, err
	}
	for _, cycle := range home.Cycles {
		if cycle.ID == c.Params("cycle") {
			return home, cycle, nil
		}
	}
	return cooperation.Home{}, cooperation.Cycle{}, fault.NotFound("error.not_found")
}

func (a *App) cycleForm(c *fiber.Ctx, home cooperation.Home, cycle cooperation.Cycle, f cooperation.CycleForm, wrong Wrong) templ.Component {
	s := a.sheet(c, "cycle", wrong)
	states := []ui.Option{}
	for _, state := range []cooperation.StepState{cooperation.StepIdle, cooperation.StepRunning, cooperation.StepDone} {
		states = append(states, ui.Option{Value: string(state), Label: s.l.T("cooperation.state_" + string(state))})
	}
	var steps []templ.Component
	for i, state := range f.Steps {
		field := ui.Field{Name: "step_" + strconv.Itoa(i+1), Value: state, Options: states}
		field.Label = strconv.Itoa(i+1) + " " + s.l.T(stepKey(cooperation.Step(i+1)))
		field.Error = wrong.Of(field.Name)
		steps = append(steps, ui.Select(field))
	}
	s.beside(steps...)
	s.beside(s.day("started_on", f.StartedOn), s.day("ended_on", f.EndedOn))
	s.wide(s.text("summary", f.Summary, 3))
	path := cooperationPath(home.Cooperation.ID)
	p := s.page(a, c, a.formFrame(c, home, s.l.T("cycle.edit", "turn", cycle.Number)), f.Version, path)
	p.Intro = s.l.T("cycle.intro")
	if cycle.ID == home.Cycles[0].ID {
		p.Below = form.Button(form.Step{
			ID: "weiter", Title: s.l.T("cycle.next"), Text: s.l.T("cycle.next_text", "turn", cycle.Number+1), Action: path + "/cycles",
			CSRF: a.formToken(c), Version: strconv.Itoa(cycle.Version), Button: s.l.T("cycle.next_button"), Icon: "rotate-clockwise",
		})
	}
	return form.Show(p)
}
