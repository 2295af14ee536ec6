package web

import (
	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/form"
	"kreislauf/web/templates/people"
	"kreislauf/web/templates/ui"
)

// personForm is the form of one person; Attributes are its text.
type personForm struct {
	campaign.PersonInput
	attributes string
	left       bool
}

func (a *App) newPerson(c *fiber.Ctx) error {
	form := personForm{PersonInput: campaign.PersonInput{CompanyID: c.Params("id"), Language: i18n.From(c.UserContext()).Lang()}}
	return a.drawPerson(c, form, nil)
}

func (a *App) createPerson(c *fiber.Ctx) error {
	form := personFormOf(c, c.Params("id"))
	if _, err := a.Campaign.AddPerson(c.UserContext(), viewerOf(c), form.PersonInput); err != nil {
		return a.redrawPerson(c, form, err)
	}
	return see(c, peoplePath(form.CompanyID))
}

func (a *App) editPerson(c *fiber.Ctx) error {
	p, err := a.Campaign.Person(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return err
	}
	return a.drawPerson(c, personForm{
		PersonInput: campaign.PersonInput{
			CompanyID: p.CompanyID, TeamID: p.TeamID, Name: p.Name, Email: p.Email, Language: p.Language,
			Representative: p.Representative, Version: p.Version,
		},
		attributes: attributesText(p.Attributes), left: p.LeftAt != nil,
	}, nil)
}

func (a *App) savePerson(c *fiber.Ctx) error {
	p, err := a.Campaign.Person(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return err
	}
	form := personFormOf(c, p.CompanyID)
	form.left = p.LeftAt != nil
	if err := a.Campaign.EditPerson(c.UserContext(), viewerOf(c), p.ID, form.PersonInput); err != nil {
		return a.redrawPerson(c, form, err)
	}
	return see(c, peoplePath(p.CompanyID))
}

// letPersonGo marks that a person has left, or has come back.
func (a *App) letPersonGo(left bool) fiber.Handler {
	return func(c *fiber.Ctx) error {
		p, err := a.Campaign.Person(c.UserContext(), viewerOf(c), c.Params("id"))
		if err != nil {
			return err
		}
		if err := a.Campaign.SetLeft(c.UserContext(), viewerOf(c), p.ID, left); err != nil {
			return err
		}
		return see(c, peoplePath(p.CompanyID))
	}
}

func personFormOf(c *fiber.Ctx, companyID string) personForm {
	text := c.FormValue("attributes")
	return personForm{
		PersonInput: campaign.PersonInput{
			CompanyID: companyID, TeamID: c.FormValue("team"), Name: c.FormValue("name"), Email: c.FormValue("email"),
			Language: c.FormValue("language"), Attributes: attributesOf(text),
			Representative: c.FormValue("representative") != "", Version: versionOf(c),
		},
		attributes: text,
	}
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
	company, err := a.Cooperation.Company(ctx, viewer, f.CompanyID)
	if err != nil {
		return nil, err
	}
	teams, err := a.Cooperation.Teams(ctx, viewer, f.CompanyID)
	if err != nil {
		return nil, err
	}
	l := i18n.From(ctx)
	s := a.sheet(c, "people", wrong)
	email := s.field("email", f.Email)
	email.Type = "email"
	s.beside(s.need("name", f.Name), ui.Input(email),
		s.pick("team", f.TeamID, teamOptions(l, teams)), ui.Select(languageField(ctx, "language", f.Language)))
	var chosen []string
	if f.Representative {
		chosen = []string{"yes"}
	}
	s.wide(s.pickMany("representative", chosen, []ui.Option{{Value: "yes", Label: l.T("people.representative_yes")}}),
		s.text("attributes", f.attributes, 3))
	heading := l.T("people.new")
	if f.Version > 0 {
		heading = l.T("people.edit")
	}
	list := ui.Link{Label: l.T("people.title"), URL: peoplePath(company.ID)}
	page := s.page(a, c, a.rosterFrame(c, company, heading, list), f.Version, list.URL)
	if f.Version > 0 {
		page.Below = a.leaveStep(c, f.left)
	}
	return form.Show(page), nil
}

func (a *App) leaveStep(c *fiber.Ctx, left bool) templ.Component {
	l, act := i18n.From(c.UserContext()), "leave"
	if left {
		act = "return"
	}
	return people.Leave("/people/"+c.Params("id")+"/"+act, a.formToken(c),
		l.T("people."+act), l.T("people."+act+"_text"), l.T("people."+act+"_button"))
}

func teamOptions(l *i18n.Locale, teams []cooperation.Team) []ui.Option {
	options := []ui.Option{{Label: l.T("people.no_team")}}
	for _, t := range teams {
		options = append(options, ui.Option{Value: t.ID, Label: t.Name})
	}
	return options
}
