package web

import (
	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/internal/roster"
	"kreislauf/web/templates/form"
	"kreislauf/web/templates/people"
	"kreislauf/web/templates/ui"
)

// personForm is the form of one person; attributes are its text. home is the
// company that the form was opened for.
type personForm struct {
	roster.PersonInput
	name       string // as it is stored; empty: a new person
	attributes string
	unclear    bool // the attributes' text says more than Attributes holds
	home       string
	left       bool
}

// check reports what the form alone can tell.
func (f personForm) check() error {
	if f.unclear {
		return fault.Invalid("attributes", "error.person_attribute_colon")
	}
	return nil
}

func personPath(id string) string { return "/people/" + id + "/edit" }

func (a *App) newPerson(c *fiber.Ctx) error {
	form := personForm{
		PersonInput: roster.PersonInput{CompanyID: c.Params("id"), Language: i18n.From(c.UserContext()).Lang()},
		home:        c.Params("id"),
	}
	return a.drawPerson(c, form, nil)
}

func (a *App) createPerson(c *fiber.Ctx) error {
	form := personFormOf(c, c.Params("id"))
	if err := form.check(); err != nil {
		return a.redrawPerson(c, form, err)
	}
	if _, err := a.Roster.AddPerson(c.UserContext(), viewerOf(c), form.PersonInput); err != nil {
		return a.redrawPerson(c, form, err)
	}
	return see(c, doneWith(peoplePath(form.CompanyID), "added"))
}

func (a *App) editPerson(c *fiber.Ctx) error {
	form, err := a.personAsKept(c)
	if err != nil {
		return err
	}
	return a.drawPerson(c, form, nil)
}

// personAsKept is the form of the person in the address, as it is stored.
func (a *App) personAsKept(c *fiber.Ctx) (personForm, error) {
	p, err := a.Roster.Person(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return personForm{}, err
	}
	groups, err := a.Roster.GroupsOf(c.UserContext(), viewerOf(c), p.ID)
	if err != nil {
		return personForm{}, err
	}
	form := personForm{
		PersonInput: roster.PersonInput{
			CompanyID: p.CompanyID, TeamID: p.TeamID, Name: p.Name, Email: account.ShownEmail(p.Email), Language: p.Language,
			Representative: p.Representative, Version: p.Version,
		},
		name: p.Name, attributes: attributesText(p.Attributes), home: p.CompanyID, left: p.LeftAt != nil,
	}
	for _, g := range groups {
		form.Groups = append(form.Groups, g.ID)
	}
	return form, nil
}

// savePerson keeps the form. Teams belong to a company: somebody who moves to
// another one has none at first, and is shown again to be given one.
func (a *App) savePerson(c *fiber.Ctx) error {
	p, err := a.Roster.Person(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return err
	}
	form := personFormOf(c, p.CompanyID)
	form.name, form.left = p.Name, p.LeftAt != nil
	if err := form.check(); err != nil {
		return a.redrawPerson(c, form, err)
	}
	moves := form.CompanyID != p.CompanyID
	if moves {
		form.TeamID = ""
	}
	if err := a.Roster.EditPerson(c.UserContext(), viewerOf(c), p.ID, form.PersonInput); err != nil {
		return a.redrawPerson(c, form, err)
	}
	if moves {
		return see(c, doneWith(personPath(p.ID), "moved")+"#team")
	}
	return see(c, doneWith(peoplePath(p.CompanyID), "saved"))
}

// letPersonGo marks that a person has left, or has come back.
func (a *App) letPersonGo(left bool) fiber.Handler {
	return func(c *fiber.Ctx) error {
		form, err := a.personAsKept(c)
		if err != nil {
			return err
		}
		if err := a.Roster.SetLeft(c.UserContext(), viewerOf(c), c.Params("id"), left); err != nil {
			return a.redrawPerson(c, form, err)
		}
		if left {
			return see(c, doneWith(peoplePath(form.CompanyID), "left"))
		}
		return see(c, doneWith(peoplePath(form.CompanyID), "returned"))
	}
}

func personFormOf(c *fiber.Ctx, companyID string) personForm {
	text := c.FormValue("attributes")
	attributes, clear := attributesOf(text)
	form := personForm{
		PersonInput: roster.PersonInput{
			CompanyID: companyID, TeamID: c.FormValue("team"), Name: c.FormValue("name"), Email: c.FormValue("email"),
			Language: c.FormValue("language"), Attributes: attributes,
			Representative: c.FormValue("representative") != "", Version: versionOf(c),
		},
		attributes: text, unclear: !clear, home: companyID,
	}
	if chosen := c.FormValue("company"); chosen != "" {
		form.CompanyID = chosen
	}
	if c.FormValue("groups_shown") != "" {
		form.Groups = append([]string{}, valuesOf(c, "groups")...)
	}
	return form
}

func (a *App) redrawPerson(c *fiber.Ctx, f personForm, err error) error {
	page, drawErr := a.personPage(c, f, wrongOf(c, err))
	if drawErr != nil {
		return drawErr
	}
	return a.redraw(c, err, func(Wrong) templ.Component { return page })
}

func (a *App) drawPerson(c *fiber.Ctx, f personForm, wrong Wrong) error {
	page, err := a.personPage(c, f, wrong)
	if err != nil {
		return err
	}
	return a.render(c, page)
}

func (a *App) personPage(c *fiber.Ctx, f personForm, wrong Wrong) (templ.Component, error) {
	ctx, viewer := c.UserContext(), viewerOf(c)
	if err := viewer.NeedManager(); err != nil {
		return nil, err
	}
	company, err := a.Cooperation.Company(ctx, viewer, f.home)
	if err != nil {
		return nil, err
	}
	s, err := a.personSheet(c, f, wrong)
	if err != nil {
		return nil, err
	}
	l := i18n.From(ctx)
	heading := f.name
	if heading == "" {
		heading = l.T("people.new")
	}
	list := ui.Link{Label: l.T("people.title"), URL: peoplePath(company.ID)}
	page := s.page(a, c, a.rosterFrame(c, company, heading, list), f.Version, list.URL)
	page.Action = c.Path()
	if f.Version > 0 {
		page.Action, page.Below = personPath(c.Params("id")), a.leaveStep(c, f.left)
	}
	return form.Show(page), nil
}

// personSheet holds the fields of a person's form.
func (a *App) personSheet(c *fiber.Ctx, f personForm, wrong Wrong) (*sheet, error) {
	ctx, viewer := c.UserContext(), viewerOf(c)
	teams, err := a.Cooperation.Teams(ctx, viewer, f.home)
	if err != nil {
		return nil, err
	}
	groups, err := a.Roster.Groups(ctx, viewer)
	if err != nil {
		return nil, err
	}
	l := i18n.From(ctx)
	s := a.sheet(c, "people", wrong)
	email := s.field("email", f.Email)
	email.Type = "email"
	s.beside(s.need("name", f.Name), ui.Input(email))
	team := s.pick("team", f.TeamID, append([]ui.Option{{Label: l.T("people.no_team")}}, teamChoices(teams)...))
	if f.Version > 0 {
		companies, err := a.Cooperation.Companies(ctx, viewer)
		if err != nil {
			return nil, err
		}
		s.beside(s.pick("company", f.CompanyID, companyChoices(companies, f.home)), team)
	} else {
		s.beside(team)
	}
	s.beside(ui.Select(languageField(ctx, "language", f.Language)))
	var chosen []string
	if f.Representative {
		chosen = []string{"yes"}
	}
	s.wide(s.pickMany("representative", chosen, []ui.Option{{Value: "yes", Label: l.T("people.representative_yes")}}),
		s.text("attributes", f.attributes, 3))
	if len(groups) > 0 {
		s.wide(s.pickMany("groups", f.Groups, groupChoices(groups)), people.Shown("groups_shown"))
	}
	return s, nil
}

// companyChoices offers the companies that people can belong to, and the one
// they belong to even if it was archived.
func companyChoices(companies []cooperation.Company, present string) []ui.Option {
	var options []ui.Option
	for _, one := range companies {
		if one.ArchivedAt == nil || one.ID == present {
			options = append(options, ui.Option{Value: one.ID, Label: one.Name})
		}
	}
	return options
}

func groupChoices(groups []roster.GroupCount) []ui.Option {
	options := make([]ui.Option, len(groups))
	for i, g := range groups {
		options[i] = ui.Option{Value: g.ID, Label: g.Name}
	}
	return options
}

func (a *App) leaveStep(c *fiber.Ctx, left bool) templ.Component {
	l, act, path := i18n.From(c.UserContext()), "leave", "/people/"+c.Params("id")
	icon := "logout"
	if left {
		act, icon = "return", "user-check"
	}
	return people.Leave(people.LeaveStep{
		CSRF: a.formToken(c), Action: path + "/" + act, Icon: icon,
		Title: l.T("people." + act), Text: l.T("people." + act + "_text"), Button: l.T("people." + act + "_button"),
		DeleteTitle: l.T("people.delete"), DeleteText: l.T("people.delete_text"),
		Delete: ui.Link{Label: l.T("people.delete_open"), URL: path + "/delete", Icon: "trash"},
	})
}
