package web

import (
	"strconv"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	page "kreislauf/web/templates/cooperation"
	"kreislauf/web/templates/form"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

func (a *App) listCooperations(c *fiber.Ctx) error {
	ctx, viewer := c.UserContext(), viewerOf(c)
	outlines, err := a.Cooperation.Cooperations(ctx, viewer)
	if err != nil {
		return err
	}
	l := i18n.From(ctx)
	p := page.ListPage{Frame: a.appFrame(c, "cooperations", l.T("cooperation.title"))}
	for _, o := range outlines {
		p.Cards = append(p.Cards, page.Card{
			Name: o.Cooperation.Name, URL: cooperationPath(o.Cooperation.ID), Now: int(o.Cycle.Current()),
			Text: l.T("cooperation.turn_and_step", "turn", o.Cycle.Number, "step", l.T(stepKey(o.Cycle.Current()))),
			Hint: l.List(shortNames(o.Parties, a.today(c))),
		})
	}
	if viewer.Manages() {
		add := []ui.Link{{Label: l.T("cooperation.add"), URL: "/cooperations/new", Icon: "plus", Primary: true}}
		p.Empty = add
		if len(p.Cards) > 0 {
			p.Frame.Actions = ui.Actions(add)
		}
	}
	return a.render(c, page.List(p))
}

func cooperationPath(id string) string { return "/cooperations/" + id }

func stepKey(s cooperation.Step) string { return "cooperation.step_" + strconv.Itoa(int(s)) }

// shortNames lists the companies that take part.
func shortNames(parties []cooperation.Party, today cooperation.Day) []string {
	var names []string
	for _, p := range parties {
		if p.Active(today) {
			names = append(names, p.ShortName)
		}
	}
	return names
}

// tab is one of the pages of a cooperation.
type tab struct {
	key, path string
	roles     []account.Role
}

var cooperationTabs = []tab{
	{"circle", "", everyone},
	{"goals", "/goals", everyone},
	{"ledger", "/ledger", []account.Role{account.Manager, account.Partner}},
	{"win_win", "/win-win", everyone},
	{"agreement", "/agreement", everyone},
}

// cooperationFrame is the frame of a page of one cooperation; current is the
// key of its tab.
func (a *App) cooperationFrame(c *fiber.Ctx, home cooperation.Home, current, heading string) layout.AppPage {
	l, path := i18n.From(c.UserContext()), cooperationPath(home.Cooperation.ID)
	frame := a.appFrame(c, "cooperations", heading)
	frame.Crumbs = []ui.Link{{Label: l.T("cooperation.title"), URL: "/cooperations"}}
	if current != "circle" {
		frame.Crumbs = append(frame.Crumbs, ui.Link{Label: home.Cooperation.Name, URL: path})
	}
	frame.TabsLabel = home.Cooperation.Name
	for _, t := range cooperationTabs {
		if (section{roles: t.roles}).open(viewerOf(c).Role) {
			frame.Tabs = append(frame.Tabs, ui.Link{Label: l.T("cooperation.tab_" + t.key), URL: path + t.path, Current: t.key == current})
		}
	}
	return frame
}

// formFrame is the frame of a form below a cooperation's tab.
func (a *App) formFrame(c *fiber.Ctx, home cooperation.Home, heading string, above ...ui.Link) layout.AppPage {
	frame := a.appFrame(c, "cooperations", heading)
	frame.Crumbs = append([]ui.Link{
		{Label: i18n.T(c.UserContext(), "cooperation.title"), URL: "/cooperations"},
		{Label: home.Cooperation.Name, URL: cooperationPath(home.Cooperation.ID)},
	}, above...)
	return frame
}

func (a *App) home(c *fiber.Ctx) (cooperation.Home, error) {
	return a.Cooperation.Cooperation(c.UserContext(), viewerOf(c), c.Params("id"))
}

func (a *App) newCooperation(c *fiber.Ctx) error {
	f := cooperation.CooperationForm{StartedOn: string(a.today(c))}
	return a.drawCooperation(c, f, nil)
}

func (a *App) createCooperation(c *fiber.Ctx) error {
	f := cooperationFormOf(c)
	created, err := a.Cooperation.CreateCooperation(c.UserContext(), viewerOf(c), f)
	if err != nil {
		return a.redrawCooperation(c, f, err)
	}
	return see(c, cooperationPath(created.ID))
}

func (a *App) editCooperation(c *fiber.Ctx) error {
	home, err := a.home(c)
	if err != nil {
		return err
	}
	return a.drawCooperation(c, cooperation.FormOfCooperation(home.Cooperation, home.Parties, a.today(c)), nil)
}

func (a *App) saveCooperation(c *fiber.Ctx) error {
	f := cooperationFormOf(c)
	if err := a.Cooperation.EditCooperation(c.UserContext(), viewerOf(c), c.Params("id"), f); err != nil {
		return a.redrawCooperation(c, f, err)
	}
	return see(c, cooperationPath(c.Params("id")))
}

func cooperationFormOf(c *fiber.Ctx) cooperation.CooperationForm {
	return cooperation.CooperationForm{
		Name: c.FormValue("name"), Purpose: c.FormValue("purpose"), StartedOn: dayOf(c, "started_on"),
		ConcludedOn: dayOf(c, "concluded_on"), Companies: valuesOf(c, "companies"), Version: versionOf(c),
	}
}

func (a *App) redrawCooperation(c *fiber.Ctx, f cooperation.CooperationForm, err error) error {
	p, drawErr := a.cooperationPage(c, f, wrongOf(c, err))
	if drawErr != nil {
		return drawErr
	}
	return a.redraw(c, err, func(Wrong) templ.Component { return p })
}

func (a *App) drawCooperation(c *fiber.Ctx, f cooperation.CooperationForm, wrong Wrong) error {
	p, err := a.cooperationPage(c, f, wrong)
	if err != nil {
		return err
	}
	return a.render(c, p)
}

func (a *App) cooperationPage(c *fiber.Ctx, f cooperation.CooperationForm, wrong Wrong) (templ.Component, error) {
	if err := viewerOf(c).NeedManager(); err != nil {
		return nil, err
	}
	companies, err := a.Cooperation.Companies(c.UserContext(), viewerOf(c))
	if err != nil {
		return nil, err
	}
	s := a.sheet(c, "cooperation", wrong)
	var options []ui.Option
	for _, one := range companies {
		if one.ArchivedAt == nil {
			options = append(options, ui.Option{Value: one.ID, Label: one.Name})
		}
	}
	s.wide(s.need("name", f.Name), s.text("purpose", f.Purpose, 3))
	s.beside(s.day("started_on", f.StartedOn), s.day("concluded_on", f.ConcludedOn))
	s.wide(s.pickMany("companies", f.Companies, options))
	frame, back := a.appFrame(c, "cooperations", s.l.T("cooperation.new")), "/cooperations"
	frame.Crumbs = []ui.Link{{Label: s.l.T("cooperation.title"), URL: back}}
	if c.Params("id") != "" {
		home, err := a.home(c)
		if err != nil {
			return nil, err
		}
		frame, back = a.formFrame(c, home, s.l.T("cooperation.edit")), cooperationPath(c.Params("id"))
	}
	p := s.page(a, c, frame, f.Version, back)
	if len(options) < 2 {
		p.Intro = s.l.T("cooperation.too_few_companies")
	}
	return form.Show(p), nil
}
