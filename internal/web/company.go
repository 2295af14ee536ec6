package web

import (
	"strconv"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/company"
	"kreislauf/web/templates/form"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

func (a *App) listCompanies(c *fiber.Ctx) error {
	ctx, viewer := c.UserContext(), viewerOf(c)
	companies, err := a.Cooperation.Companies(ctx, viewer)
	if err != nil {
		return err
	}
	count, err := a.headcount(c)
	if err != nil {
		return err
	}
	l := i18n.From(ctx)
	page := company.ListPage{Frame: a.appFrame(c, "companies", l.T("company.title")), Table: companyTable(l, viewer, companies, count)}
	if viewer.Manages() {
		add := ui.Link{Label: l.T("company.add"), URL: "/companies/new", Icon: "plus", Primary: true}
		page.Empty = []ui.Link{add}
		if len(companies) > 0 {
			page.Frame.Actions = ui.Actions([]ui.Link{
				{Label: l.T("people.all"), URL: allPeoplePath, Icon: "users"}, {Label: l.T("people.groups"), URL: groupsPath, Icon: "users"}, add,
			})
		}
	}
	return a.render(c, company.List(page))
}

// companyTable lists companies; how many people each has only managers see.
func companyTable(l *i18n.Locale, viewer account.Viewer, companies []cooperation.Company, count map[string]int) ui.Table {
	table := ui.Table{
		Caption: l.T("company.list"),
		Columns: []ui.Column{{Label: l.T("company.name")}, {Label: l.T("company.trade")}, {Label: l.T("company.seat")}},
	}
	if viewer.Manages() {
		table.Columns = append(table.Columns, ui.Column{Label: l.T("company.people"), Num: true})
	}
	for _, one := range companies {
		table.Rows = append(table.Rows, companyRow(l, viewer, one, count[one.ID]))
	}
	return table
}

// companyRow leads managers to the people; where there are none yet, to their
// list.
func companyRow(l *i18n.Locale, viewer account.Viewer, one cooperation.Company, count int) ui.Row {
	path := "/companies/" + one.ID
	row := ui.Row{Head: ui.Cell{Text: one.Name, URL: path}, Cells: ui.Cells(one.Trade, one.Seat)}
	switch {
	case !viewer.Manages():
	case count == 0:
		row.Cells = append(row.Cells, ui.Cell{Text: l.T("company.people_add"), URL: path + "/people/paste"})
	default:
		row.Cells = append(row.Cells, ui.Cell{Text: l.Int(int64(count)), URL: path + "/people"})
	}
	if one.ArchivedAt != nil {
		row.Head.State = &ui.Badge{Icon: "eye-off", Text: l.T("company.archived")}
	}
	return row
}

// headcount returns how many people of each company can be invited; only
// managers see the roster.
func (a *App) headcount(c *fiber.Ctx) (map[string]int, error) {
	if !viewerOf(c).Manages() {
		return nil, nil
	}
	return a.Roster.Headcount(c.UserContext(), viewerOf(c))
}

func (a *App) showCompany(c *fiber.Ctx) error {
	ctx, viewer, id := c.UserContext(), viewerOf(c), c.Params("id")
	one, err := a.Cooperation.Company(ctx, viewer, id)
	if err != nil {
		return err
	}
	teams, err := a.Cooperation.Teams(ctx, viewer, id)
	if err != nil {
		return err
	}
	outlines, err := a.Cooperation.Cooperations(ctx, viewer)
	if err != nil {
		return err
	}
	count, err := a.headcount(c)
	if err != nil {
		return err
	}
	page := a.companyPage(c, one, teams, count[id])
	page.Cooperations = companyCooperations(i18n.From(ctx), outlines, id)
	return a.render(c, company.Show(page))
}

func (a *App) companyPage(c *fiber.Ctx, one cooperation.Company, teams []cooperation.Team, people int) company.ShowPage {
	l, path, manages := i18n.From(c.UserContext()), "/companies/"+one.ID, viewerOf(c).Manages()
	page := company.ShowPage{
		Frame: a.companyFrame(c, one.Name), Sheet: companySheet(l, one), Note: one.Note, Teams: teamTable(l, teams, path, manages),
	}
	if one.ArchivedAt != nil {
		page.Frame.State = &ui.Badge{Icon: "eye-off", Text: l.T("company.archived")}
	}
	if manages {
		page.Frame.Actions = ui.Actions([]ui.Link{{Label: l.T("company.edit"), URL: path + "/edit", Icon: "pencil"}})
		page.TeamLinks = []ui.Link{{Label: l.T("company.team_add"), URL: path + "/teams/new", Icon: "plus"}}
		page.People = l.T("company.people_count", "n", people)
		page.PeopleLinks = []ui.Link{{Label: l.T("company.people_open"), URL: path + "/people", Icon: "users"}}
	}
	return page
}

// companyFrame is the frame of a page below the list of companies.
func (a *App) companyFrame(c *fiber.Ctx, heading string, above ...ui.Link) layout.AppPage {
	frame := a.appFrame(c, "companies", heading)
	frame.Crumbs = append([]ui.Link{{Label: i18n.T(c.UserContext(), "company.title"), URL: "/companies"}}, above...)
	return frame
}

func companySheet(l *i18n.Locale, one cooperation.Company) []ui.Item {
	sheet := []ui.Item{{Label: l.T("company.short_name"), Value: one.ShortName}}
	for _, item := range []ui.Item{
		{Label: l.T("company.trade"), Value: one.Trade},
		{Label: l.T("company.seat"), Value: one.Seat},
		{Label: l.T("company.website"), Value: one.Website, URL: one.Website},
	} {
		if item.Value == "" {
			item.Value = l.T("company.unknown")
		}
		sheet = append(sheet, item)
	}
	return sheet
}

func companyCooperations(l *i18n.Locale, outlines []cooperation.Outline, companyID string) []ui.Item {
	var items []ui.Item
	for _, o := range outlines {
		for _, party := range o.Parties {
			if party.CompanyID == companyID {
				items = append(items, ui.Item{
					Label: o.Cooperation.Name, URL: "/cooperations/" + o.Cooperation.ID,
					Hint: l.T("company.member_since", "day", written(l, party.JoinedOn)),
				})
			}
		}
	}
	return items
}

func (a *App) newCompany(c *fiber.Ctx) error {
	if err := viewerOf(c).NeedManager(); err != nil {
		return err
	}
	return a.render(c, a.companyForm(c, cooperation.CompanyForm{}, i18n.T(c.UserContext(), "company.new"), "/companies", nil, nil))
}

func (a *App) createCompany(c *fiber.Ctx) error {
	f := companyFormOf(c)
	created, err := a.Cooperation.CreateCompany(c.UserContext(), viewerOf(c), f)
	if err != nil {
		return a.redraw(c, err, func(w Wrong) templ.Component {
			return a.companyForm(c, f, i18n.T(c.UserContext(), "company.new"), "/companies", nil, w)
		})
	}
	return see(c, doneWith("/companies/"+created.ID, "company_added"))
}

func (a *App) editCompany(c *fiber.Ctx) error {
	if err := viewerOf(c).NeedManager(); err != nil {
		return err
	}
	one, err := a.Cooperation.Company(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return err
	}
	return a.render(c, a.companyForm(c, cooperation.FormOfCompany(one), one.Name, "/companies/"+one.ID, a.archiveStep(c, one), nil))
}

func (a *App) saveCompany(c *fiber.Ctx) error {
	f, id := companyFormOf(c), c.Params("id")
	if err := a.Cooperation.EditCompany(c.UserContext(), viewerOf(c), id, f); err != nil {
		return a.redraw(c, err, func(w Wrong) templ.Component {
			return a.companyForm(c, f, i18n.T(c.UserContext(), "company.edit"), "/companies/"+id, nil, w)
		})
	}
	return see(c, doneWith("/companies/"+id, "saved"))
}

func (a *App) archiveCompany(archived bool) fiber.Handler {
	return func(c *fiber.Ctx) error {
		id := c.Params("id")
		if err := a.Cooperation.ArchiveCompany(c.UserContext(), viewerOf(c), id, versionOf(c), archived); err != nil {
			return err
		}
		done := "company_restored"
		if archived {
			done = "company_archived"
		}
		return see(c, doneWith("/companies/"+id, done))
	}
}

func companyFormOf(c *fiber.Ctx) cooperation.CompanyForm {
	return cooperation.CompanyForm{
		Name: c.FormValue("name"), ShortName: c.FormValue("short_name"), Trade: c.FormValue("trade"), Seat: c.FormValue("seat"),
		Website: c.FormValue("website"), Note: c.FormValue("note"), Version: versionOf(c),
	}
}

func (a *App) companyForm(c *fiber.Ctx, f cooperation.CompanyForm, heading, back string, below templ.Component, wrong Wrong) templ.Component {
	s := a.sheet(c, "company", wrong)
	s.beside(s.need("name", f.Name), s.line("short_name", f.ShortName), s.line("trade", f.Trade),
		s.line("seat", f.Seat), s.line("website", f.Website))
	s.wide(s.text("note", f.Note, 4))
	page := s.page(a, c, a.companyFrame(c, heading), f.Version, back)
	page.Below = below
	return form.Show(page)
}

func (a *App) archiveStep(c *fiber.Ctx, one cooperation.Company) templ.Component {
	l, act := i18n.From(c.UserContext()), "archive"
	if one.ArchivedAt != nil {
		act = "restore"
	}
	return form.Button(form.Step{
		ID: "archiv", Title: l.T("company." + act), Text: l.T("company." + act + "_text"), Button: l.T("company." + act + "_button"),
		Action: "/companies/" + one.ID + "/" + act, CSRF: a.formToken(c), Version: strconv.Itoa(one.Version),
	})
}
