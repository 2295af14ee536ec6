package web

import (
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/form"
	"kreislauf/web/templates/ui"
)

// teamTable lists teams as a tree: each below its parent, with the way to it.
func teamTable(l *i18n.Locale, teams []cooperation.Team, path string, editable bool) ui.Table {
	table := ui.Table{
		Caption: l.T("company.teams"),
		Columns: []ui.Column{{Label: l.T("company.team_name")}, {Label: l.T("company.team_parent")}},
	}
	var add func(branches []cooperation.Branch, above []string)
	add = func(branches []cooperation.Branch, above []string) {
		for _, b := range branches {
			head, place := ui.Cell{Text: b.Name}, l.T("team.parent_none")
			if len(above) > 0 {
				place = strings.Join(above, " › ")
			}
			if editable {
				head.URL = path + "/teams/" + b.ID
			}
			table.Rows = append(table.Rows, ui.Row{Head: head, Cells: ui.Cells(place)})
			add(b.Below, append(above[:len(above):len(above)], b.Name))
		}
	}
	add(cooperation.TeamTree(teams), nil)
	return table
}

// teamPaths writes each team with the teams above it: "Werk Nord / Lager".
func teamPaths(teams []cooperation.Team) map[string]string {
	paths := make(map[string]string, len(teams))
	var add func(branches []cooperation.Branch, above string)
	add = func(branches []cooperation.Branch, above string) {
		for _, b := range branches {
			paths[b.ID] = above + b.Name
			add(b.Below, paths[b.ID]+teamSeparator)
		}
	}
	add(cooperation.TeamTree(teams), "")
	return paths
}

// teamSeparator stands between the parts of a team's path, in files too.
const teamSeparator = " / "

// teamChoices offers teams by their path, in the order of the tree.
func teamChoices(teams []cooperation.Team) []ui.Option {
	var options []ui.Option
	var add func(branches []cooperation.Branch, above string)
	add = func(branches []cooperation.Branch, above string) {
		for _, b := range branches {
			options = append(options, ui.Option{Value: b.ID, Label: above + b.Name})
			add(b.Below, above+b.Name+teamSeparator)
		}
	}
	add(cooperation.TeamTree(teams), "")
	return options
}

func teamOr(l *i18n.Locale, path string) string {
	if path == "" {
		return l.T("people.no_team")
	}
	return path
}

func (a *App) newTeam(c *fiber.Ctx) error { return a.drawTeam(c, cooperation.TeamForm{}, nil) }

func (a *App) createTeam(c *fiber.Ctx) error {
	f := teamFormOf(c)
	if _, err := a.Cooperation.CreateTeam(c.UserContext(), viewerOf(c), c.Params("id"), f); err != nil {
		return a.redrawTeam(c, f, err)
	}
	return see(c, doneWith("/companies/"+c.Params("id"), "team_added"))
}

func (a *App) editTeam(c *fiber.Ctx) error {
	f, err := a.storedTeam(c)
	if err != nil {
		return err
	}
	return a.drawTeam(c, f, nil)
}

func (a *App) storedTeam(c *fiber.Ctx) (cooperation.TeamForm, error) {
	teams, err := a.Cooperation.Teams(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return cooperation.TeamForm{}, err
	}
	for _, t := range teams {
		if t.ID == c.Params("team") {
			return cooperation.FormOfTeam(t), nil
		}
	}
	return cooperation.TeamForm{}, fault.NotFound("error.not_found")
}

func (a *App) saveTeam(c *fiber.Ctx) error {
	f := teamFormOf(c)
	if err := a.Cooperation.EditTeam(c.UserContext(), viewerOf(c), c.Params("id"), c.Params("team"), f); err != nil {
		return a.redrawTeam(c, f, err)
	}
	return see(c, doneWith("/companies/"+c.Params("id"), "saved"))
}

// deleteTeam removes a team without people and teams.
func (a *App) deleteTeam(c *fiber.Ctx) error {
	ctx, viewer, id, team := c.UserContext(), viewerOf(c), c.Params("id"), c.Params("team")
	if err := a.Cooperation.DeleteTeam(ctx, viewer, id, team, versionOf(c)); err != nil {
		if fault.KindOf(err) != fault.KindConflict {
			return err
		}
		f, readErr := a.storedTeam(c)
		if readErr != nil {
			return readErr
		}
		return a.redrawTeam(c, f, err)
	}
	return see(c, doneWith("/companies/"+id, "team_deleted"))
}

func teamFormOf(c *fiber.Ctx) cooperation.TeamForm {
	return cooperation.TeamForm{Name: c.FormValue("name"), ParentID: c.FormValue("parent"), Version: versionOf(c)}
}

func (a *App) redrawTeam(c *fiber.Ctx, f cooperation.TeamForm, err error) error {
	page, drawErr := a.teamPage(c, f, wrongOf(c, err))
	if drawErr != nil {
		return drawErr
	}
	return a.redraw(c, err, func(Wrong) templ.Component { return page })
}

func (a *App) drawTeam(c *fiber.Ctx, f cooperation.TeamForm, wrong Wrong) error {
	page, err := a.teamPage(c, f, wrong)
	if err != nil {
		return err
	}
	return a.render(c, page)
}

func (a *App) teamPage(c *fiber.Ctx, f cooperation.TeamForm, wrong Wrong) (templ.Component, error) {
	ctx, viewer, id := c.UserContext(), viewerOf(c), c.Params("id")
	if err := viewer.NeedManager(); err != nil {
		return nil, err
	}
	one, err := a.Cooperation.Company(ctx, viewer, id)
	if err != nil {
		return nil, err
	}
	teams, err := a.Cooperation.Teams(ctx, viewer, id)
	if err != nil {
		return nil, err
	}
	l := i18n.From(ctx)
	s := a.sheet(c, "team", wrong)
	parents := []ui.Option{{Label: l.T("team.parent_none")}}
	for _, choice := range teamChoices(teams) {
		if choice.Value != c.Params("team") {
			parents = append(parents, choice)
		}
	}
	s.beside(s.need("name", f.Name), s.pick("parent", f.ParentID, parents))
	heading := l.T("team.new")
	if c.Params("team") != "" {
		heading = l.T("team.edit")
	}
	frame := a.companyFrame(c, heading, ui.Link{Label: one.Name, URL: "/companies/" + id})
	page := s.page(a, c, frame, f.Version, "/companies/"+id)
	if c.Params("team") != "" {
		page.Below = form.Button(form.Step{
			ID: "loeschen", Title: l.T("group.team_delete"), Text: l.T("group.team_delete_text"), Button: l.T("group.team_delete_button"), Icon: "trash",
			Action: "/companies/" + id + "/teams/" + c.Params("team") + "/delete", CSRF: a.formToken(c), Version: page.Version,
		})
	}
	return form.Show(page), nil
}
