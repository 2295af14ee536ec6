package web

import (
	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/people"
	"kreislauf/web/templates/ui"
)

func (a *App) askDeletePerson(c *fiber.Ctx) error {
	page, err := a.deletePersonPage(c, nil)
	if err != nil {
		return err
	}
	return a.render(c, page)
}

// deletePerson forgets somebody who was chosen by a tick, so that no single
// click does it.
func (a *App) deletePerson(c *fiber.Ctx) error {
	ctx, viewer, id := c.UserContext(), viewerOf(c), c.Params("id")
	p, err := a.Roster.Person(ctx, viewer, id)
	if err != nil {
		return err
	}
	if c.FormValue("sure") == "" {
		wrong := fault.Invalid("sure", "error.person_delete_sure")
		page, err := a.deletePersonPage(c, wrongOf(c, wrong))
		if err != nil {
			return err
		}
		return a.redraw(c, wrong, func(Wrong) templ.Component { return page })
	}
	if err := a.Campaign.DeletePerson(ctx, viewer, id); err != nil {
		return err
	}
	return see(c, doneWith(peoplePath(p.CompanyID), "deleted"))
}

func (a *App) deletePersonPage(c *fiber.Ctx, wrong Wrong) (templ.Component, error) {
	ctx, viewer, id := c.UserContext(), viewerOf(c), c.Params("id")
	p, err := a.Roster.Person(ctx, viewer, id)
	if err != nil {
		return nil, err
	}
	company, err := a.Cooperation.Company(ctx, viewer, p.CompanyID)
	if err != nil {
		return nil, err
	}
	open, err := a.Campaign.OpenInvitationsOf(ctx, viewer, id)
	if err != nil {
		return nil, err
	}
	l := i18n.From(ctx)
	frame := a.rosterFrame(c, company, l.T("people.delete_heading", "name", p.Name),
		ui.Link{Label: l.T("people.title"), URL: peoplePath(company.ID)}, ui.Link{Label: p.Name, URL: personPath(id)})
	page := people.DeletePage{
		Frame: frame, CSRF: a.formToken(c), Action: c.Path(), Wrong: wrong, Warning: l.T("people.delete_warning"),
		GoesT: l.T("people.delete_goes"), StaysT: l.T("people.delete_stays"),
		Confirm: ui.Field{Name: "sure", Label: l.T("people.delete_confirm"), Error: wrong.Of("sure"), Options: []ui.Option{
			{Value: "yes", Label: l.T("people.delete_sure", "name", p.Name)},
		}},
		Submit: l.T("people.delete_button"), Back: ui.Link{Label: l.T("people.delete_back"), URL: personPath(id)},
	}
	for _, key := range []string{"person", "groups", "ballot", "letters", "uploads"} {
		page.Goes = append(page.Goes, l.T("people.delete_goes_"+key))
	}
	for _, key := range []string{"results", "counts", "ballots", "answers", "account", "texts"} {
		page.Stays = append(page.Stays, l.T("people.delete_stays_"+key))
	}
	if open > 0 {
		page.OpenT, page.Open = l.T("people.delete_open_title"), l.T("people.delete_open_rounds", "n", open)
	}
	return people.Delete(page), nil
}
