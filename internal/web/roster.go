package web

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/people"
	"kreislauf/web/templates/ui"
)

func peoplePath(companyID string) string { return "/companies/" + companyID + "/people" }

// rosterFrame is the frame of a page about people of one company; above are
// the pages between the company and this one.
func (a *App) rosterFrame(c *fiber.Ctx, company cooperation.Company, heading string, above ...ui.Link) layout.AppPage {
	frame := a.appFrame(c, "companies", heading)
	frame.Crumbs = append([]ui.Link{
		{Label: i18n.T(c.UserContext(), "people.companies"), URL: "/companies"},
		{Label: company.Name, URL: "/companies/" + company.ID},
	}, above...)
	return frame
}

func (a *App) showPeople(c *fiber.Ctx) error {
	ctx, viewer, id := c.UserContext(), viewerOf(c), c.Params("id")
	everybody, err := a.Campaign.People(ctx, viewer, id)
	if err != nil {
		return err
	}
	company, err := a.Cooperation.Company(ctx, viewer, id)
	if err != nil {
		return err
	}
	teams, err := a.Cooperation.Teams(ctx, viewer, id)
	if err != nil {
		return err
	}
	l := i18n.From(ctx)
	page := people.ListPage{
		Frame: a.rosterFrame(c, company, l.T("people.title")), Present: peopleTable(l, "people.present"),
		Left: peopleTable(l, "people.left"), Add: rosterLinks(l, id),
	}
	page.Frame.Lead = l.T("people.lead", "company", company.Name)
	for _, p := range everybody {
		table := &page.Present
		if p.LeftAt != nil {
			table = &page.Left
		}
		table.Rows = append(table.Rows, personRow(l, p, teams))
	}
	if len(page.Present.Rows) > 0 {
		page.Frame.Actions = ui.Actions(rosterLinks(l, id))
	}
	return a.render(c, people.List(page))
}

func rosterLinks(l *i18n.Locale, companyID string) []ui.Link {
	return []ui.Link{
		{Label: l.T("people.add"), URL: peoplePath(companyID) + "/new", Icon: "user-plus"},
		{Label: l.T("people.paste"), URL: peoplePath(companyID) + "/paste", Icon: "copy", Primary: true},
	}
}

func peopleTable(l *i18n.Locale, caption string) ui.Table {
	return ui.Table{Caption: l.T(caption), Columns: []ui.Column{
		{Label: l.T("people.name")}, {Label: l.T("people.team")}, {Label: l.T("people.language")}, {Label: l.T("people.role")},
	}}
}

func personRow(l *i18n.Locale, p campaign.Person, teams []cooperation.Team) ui.Row {
	row := ui.Row{
		Head: ui.Cell{Text: p.Name, URL: "/people/" + p.ID + "/edit", Hint: emailOrPaper(l, p.Email)},
		Cells: []ui.Cell{
			{Text: teamName(l, teams, p.TeamID)}, {Text: l.T("settings.lang_" + p.Language)}, {Text: l.T("people.employee")},
		},
	}
	switch {
	case p.LeftAt != nil:
		row.Cells[2] = ui.Cell{Text: l.T("people.left_since", "day", *p.LeftAt)}
	case p.Representative:
		row.Cells[2] = ui.Cell{State: &ui.Badge{Is: "changed", Icon: "user-check", Text: l.T("people.representative")}}
	}
	return row
}

func emailOrPaper(l *i18n.Locale, email string) string {
	if email == "" {
		return l.T("people.no_email")
	}
	return email
}

func teamName(l *i18n.Locale, teams []cooperation.Team, id string) string {
	if i := slices.IndexFunc(teams, func(t cooperation.Team) bool { return t.ID == id }); i >= 0 {
		return teams[i].Name
	}
	return l.T("people.no_team")
}

// attributesText writes a person's attributes as a form shows them, one
// "name: value" on each line.
func attributesText(attributes map[string]string) string {
	lines := make([]string, 0, len(attributes))
	for name, value := range attributes {
		lines = append(lines, name+": "+value)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// attributesOf reads what attributesText writes; a line without a colon is a
// name without a value.
func attributesOf(text string) map[string]string {
	attributes := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(line, ":")
		if name, value = strings.TrimSpace(name), strings.TrimSpace(value); name != "" || value != "" {
			attributes[name] = value
		}
	}
	return attributes
}
