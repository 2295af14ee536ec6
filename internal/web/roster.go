package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/internal/roster"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/people"
	"kreislauf/web/templates/ui"
)

const (
	allPeoplePath = "/people"
	importPath    = "/people/import"
	exportPath    = "/people/export"
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

// peopleFilterOf reads the filter of a list from its address.
func peopleFilterOf(c *fiber.Ctx) roster.Filter {
	f := roster.Filter{CompanyID: c.Query("company"), TeamID: c.Query("team"), Search: c.Query("q"), Page: c.QueryInt("page", 1)}
	switch p := roster.Presence(c.Query("state")); p {
	case roster.Gone, roster.Everyone:
		f.Presence = p
	}
	return f
}

// showPeople lists the people of one company.
func (a *App) showPeople(c *fiber.Ctx) error {
	ctx, viewer, id := c.UserContext(), viewerOf(c), c.Params("id")
	if err := viewer.NeedManager(); err != nil {
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
	l, f := i18n.From(ctx), peopleFilterOf(c)
	f.CompanyID = id
	p := peopleView{filter: f, teams: teams, links: rosterLinks(l, id), only: id}
	p.frame = a.rosterFrame(c, company, l.T("people.title"))
	p.frame.Lead = l.T("people.lead", "company", company.Name)
	return a.drawPeople(c, p)
}

// showEveryone lists the people of the network.
func (a *App) showEveryone(c *fiber.Ctx) error {
	ctx, viewer := c.UserContext(), viewerOf(c)
	if err := viewer.NeedManager(); err != nil {
		return err
	}
	companies, err := a.Cooperation.Companies(ctx, viewer)
	if err != nil {
		return err
	}
	teams, err := a.Roster.Teams(ctx, viewer)
	if err != nil {
		return err
	}
	l, f := i18n.From(ctx), peopleFilterOf(c)
	p := peopleView{filter: f, teams: teams, companies: companies}
	p.links = []ui.Link{
		{Label: l.T("people.groups"), URL: groupsPath, Icon: "users"},
		{Label: l.T("people.import"), URL: importPath, Icon: "upload", Primary: true},
	}
	p.frame = a.companyFrame(c, l.T("people.all"))
	p.frame.Lead = l.T("people.all_lead")
	return a.drawPeople(c, p)
}

// peopleView is a list of people about to be drawn; only is the company that the
// page is about, empty on the network's page.
type peopleView struct {
	frame     layout.AppPage
	filter    roster.Filter
	only      string
	companies []cooperation.Company
	teams     []cooperation.Team
	links     []ui.Link
}

func (a *App) drawPeople(c *fiber.Ctx, r peopleView) error {
	ctx := c.UserContext()
	list, err := a.Roster.FindPeople(ctx, viewerOf(c), r.filter)
	if err != nil {
		return err
	}
	nobody := list.Total == 0
	if nobody {
		any, err := a.Roster.FindPeople(ctx, viewerOf(c), roster.Filter{CompanyID: r.only, Presence: roster.Everyone})
		if err != nil {
			return err
		}
		nobody = any.Total == 0
	}
	l := i18n.From(ctx)
	page := people.ListPage{
		Frame: r.frame, Filter: r.form(l, c.Path()), Nobody: nobody, Add: r.links,
		Table: peopleTable(l, r.only == ""), Count: countOfPeople(l, list), Paging: pagingOf(c, l, list.Page, list.Pages),
		Exports: exportLinks(l, r.query()),
	}
	paths := teamPaths(r.teams)
	for _, p := range list.People {
		page.Table.Rows = append(page.Table.Rows, r.row(l, p, paths))
	}
	if !nobody {
		page.Frame.Actions = ui.Actions(r.links)
	}
	return a.render(c, people.List(page))
}

func rosterLinks(l *i18n.Locale, companyID string) []ui.Link {
	return []ui.Link{
		{Label: l.T("people.add"), URL: peoplePath(companyID) + "/new", Icon: "user-plus"},
		{Label: l.T("people.paste"), URL: peoplePath(companyID) + "/paste", Icon: "copy"},
		{Label: l.T("people.import"), URL: importPath + "?company=" + companyID, Icon: "upload", Primary: true},
	}
}

// form draws the filter. The network's list narrows by company, a company's
// list by team.
func (r peopleView) form(l *i18n.Locale, path string) people.Filter {
	f := people.Filter{
		Action: path, Label: l.T("people.filter"),
		Search: ui.Field{Name: "q", Label: l.T("people.search"), Value: r.filter.Search, Type: "search"},
	}
	if r.only == "" {
		pick := ui.Field{Name: "company", Label: l.T("people.company"), Value: r.filter.CompanyID, Options: []ui.Option{{Label: l.T("people.any_company")}}}
		for _, one := range r.companies {
			pick.Options = append(pick.Options, ui.Option{Value: one.ID, Label: one.Name})
		}
		f.Picks = append(f.Picks, pick)
	} else if len(r.teams) > 0 {
		pick := ui.Field{Name: "team", Label: l.T("people.team"), Value: r.filter.TeamID, Options: []ui.Option{
			{Label: l.T("people.any_team")}, {Value: roster.NoTeam, Label: l.T("people.no_team")},
		}}
		pick.Options = append(pick.Options, teamChoices(r.teams)...)
		f.Picks = append(f.Picks, pick)
	}
	f.Picks = append(f.Picks, ui.Field{Name: "state", Label: l.T("people.state"), Value: string(r.filter.Presence), Options: []ui.Option{
		{Label: l.T("people.present")}, {Value: string(roster.Gone), Label: l.T("people.left")},
		{Value: string(roster.Everyone), Label: l.T("people.everyone")},
	}})
	if r.filter.Search != "" || r.filter.TeamID != "" || r.filter.Presence != roster.Present || r.filter.CompanyID != r.only {
		f.Clear = ui.Link{Label: l.T("people.filter_clear"), URL: path}
	}
	return f
}

// query names the filter in an address, without the page.
func (r peopleView) query() string {
	q := url.Values{}
	for name, value := range map[string]string{
		"company": r.filter.CompanyID, "team": r.filter.TeamID, "q": r.filter.Search, "state": string(r.filter.Presence),
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q.Encode()
}

func peopleTable(l *i18n.Locale, withCompany bool) ui.Table {
	t := ui.Table{Caption: l.T("people.title"), Columns: []ui.Column{{Label: l.T("people.name")}}}
	if withCompany {
		t.Columns = append(t.Columns, ui.Column{Label: l.T("people.company")})
	}
	t.Columns = append(t.Columns, ui.Column{Label: l.T("people.team")}, ui.Column{Label: l.T("people.language")}, ui.Column{Label: l.T("people.role")})
	return t
}

func (r peopleView) row(l *i18n.Locale, p roster.Person, teams map[string]string) ui.Row {
	row := ui.Row{Head: ui.Cell{Text: p.Name, URL: personPath(p.ID), Hint: emailOrPaper(l, p.Email)}}
	if r.only == "" {
		row.Cells = append(row.Cells, ui.Cell{Text: companyName(r.companies, p.CompanyID), URL: peoplePath(p.CompanyID)})
	}
	row.Cells = append(row.Cells, ui.Cell{Text: teamOr(l, teams[p.TeamID])}, ui.Cell{Text: l.T("settings.lang_" + p.Language)}, roleCell(l, p))
	return row
}

func roleCell(l *i18n.Locale, p roster.Person) ui.Cell {
	switch {
	case p.LeftAt != nil:
		return ui.Cell{Text: l.T("people.left_since", "day", *p.LeftAt)}
	case p.Representative:
		return ui.Cell{State: &ui.Badge{Is: "changed", Icon: "user-check", Text: l.T("people.representative")}}
	}
	return ui.Cell{Text: l.T("people.employee")}
}

func countOfPeople(l *i18n.Locale, list roster.Listing) string {
	if list.Pages == 1 {
		return l.T("people.present_count", "n", list.Total)
	}
	first := (list.Page - 1) * roster.PageSize
	return l.T("people.count_range", "from", first+1, "to", first+len(list.People), "n", list.Total)
}

// pagingOf leads to the neighbours of a page of the list at this address.
func pagingOf(c *fiber.Ctx, l *i18n.Locale, page, pages int) people.Paging {
	p := people.Paging{Label: l.T("people.pages"), Here: l.T("people.page_of", "page", page, "pages", pages)}
	if page > 1 {
		p.Before = ui.Link{Label: l.T("people.page_before"), URL: addressWith(c, "page", strconv.Itoa(page-1))}
	}
	if page < pages {
		p.After = ui.Link{Label: l.T("people.page_after"), URL: addressWith(c, "page", strconv.Itoa(page+1))}
	}
	return p
}

// addressWith is this page's address with one value of its query changed.
func addressWith(c *fiber.Ctx, name, value string) string {
	query, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		query = url.Values{}
	}
	query.Set(name, value)
	query.Del(doneParam)
	return c.Path() + "?" + query.Encode()
}

func emailOrPaper(l *i18n.Locale, email string) string {
	if email == "" {
		return l.T("people.no_email")
	}
	return account.ShownEmail(email)
}

func companyName(companies []cooperation.Company, id string) string {
	if i := slices.IndexFunc(companies, func(c cooperation.Company) bool { return c.ID == id }); i >= 0 {
		return companies[i].Name
	}
	return ""
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

// attributesOf reads what attributesText writes. It reports false for a line
// without a colon, of which nobody knows where the name ends.
func attributesOf(text string) (attributes map[string]string, ok bool) {
	attributes, ok = map[string]string{}, true
	for line := range strings.Lines(text) {
		name, value, colon := strings.Cut(line, ":")
		if name, value = strings.TrimSpace(name), strings.TrimSpace(value); name != "" || value != "" {
			attributes[name] = value
			ok = ok && colon
		}
	}
	return attributes, ok
}
