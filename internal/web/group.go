package web

import (
	"strconv"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/internal/roster"
	"kreislauf/web/templates/form"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/people"
	"kreislauf/web/templates/ui"
)

const groupsPath = "/groups"

func (a *App) listGroups(c *fiber.Ctx) error {
	groups, err := a.Roster.Groups(c.UserContext(), viewerOf(c))
	if err != nil {
		return err
	}
	outlines, err := a.Cooperation.Cooperations(c.UserContext(), viewerOf(c))
	if err != nil {
		return err
	}
	l := i18n.From(c.UserContext())
	add := []ui.Link{{Label: l.T("group.add"), URL: groupsPath + "/new", Icon: "plus", Primary: true}}
	page := people.GroupsPage{Frame: a.companyFrame(c, l.T("group.title")), Empty: add, Table: groupTable(l, groups, outlines)}
	page.Frame.Lead = l.T("group.lead")
	if len(groups) > 0 {
		page.Frame.Actions = ui.Actions(add)
	}
	return a.render(c, people.Groups(page))
}

func groupTable(l *i18n.Locale, groups []roster.GroupCount, outlines []cooperation.Outline) ui.Table {
	table := ui.Table{
		Caption: l.T("group.list"),
		Columns: []ui.Column{
			{Label: l.T("group.name")}, {Label: l.T("group.cooperation")}, {Label: l.T("group.people"), Num: true}, {Label: l.T("group.companies"), Num: true},
		},
	}
	for _, g := range groups {
		table.Rows = append(table.Rows, ui.Row{
			Head:  ui.Cell{Text: g.Name, URL: groupPath(g.ID)},
			Cells: ui.Cells(cooperationName(l, outlines, g.CooperationID), l.Int(int64(g.People)), l.Int(int64(g.Companies))),
		})
	}
	return table
}

func groupPath(id string) string { return groupsPath + "/" + id }

func cooperationName(l *i18n.Locale, outlines []cooperation.Outline, id string) string {
	for _, o := range outlines {
		if o.Cooperation.ID == id {
			return o.Cooperation.Name
		}
	}
	return l.T("group.cooperation_none")
}

// showGroup shows who belongs to a group and, once something is searched for
// or the group is empty, who could.
func (a *App) showGroup(c *fiber.Ctx) error {
	ctx, viewer, id := c.UserContext(), viewerOf(c), c.Params("id")
	group, err := a.Roster.Group(ctx, viewer, id)
	if err != nil {
		return err
	}
	companies, err := a.Cooperation.Companies(ctx, viewer)
	if err != nil {
		return err
	}
	l := i18n.From(ctx)
	page := people.GroupPage{Frame: a.groupFrame(c, group.Name), CSRF: a.formToken(c), Action: groupPath(id) + "/members"}
	page.Frame.Lead = l.T("group.one_lead")
	page.Frame.Actions = ui.Actions([]ui.Link{{Label: l.T("group.edit"), URL: groupPath(id) + "/edit", Icon: "pencil"}})
	if err := a.placeInside(c, &page, companies); err != nil {
		return err
	}
	if err := a.placeOutside(c, &page, companies); err != nil {
		return err
	}
	return a.render(c, people.Group(page))
}

// placeInside shows who belongs to the group.
func (a *App) placeInside(c *fiber.Ctx, page *people.GroupPage, companies []cooperation.Company) error {
	l, id := i18n.From(c.UserContext()), c.Params("id")
	inside := roster.Filter{GroupID: id, Search: c.Query("member"), Page: c.QueryInt("member_page", 1), Presence: roster.Everyone}
	var err error
	if page.Inside, err = a.pick(c, companies, inside, "remove"); err != nil {
		return err
	}
	page.Inside.ID, page.Inside.Title = "dabei", l.T("group.inside")
	page.Inside.Button, page.Inside.Icon, page.Inside.Nobody = l.T("group.remove"), "minus", l.T("group.inside_none")
	page.Inside.Filtered = page.Inside.Paging.After.URL != "" || page.Inside.Paging.Before.URL != "" || inside.Search != ""
	page.Filter = people.Filter{Action: groupPath(id), Label: l.T("group.inside_search"),
		Search: ui.Field{Name: "member", Label: l.T("people.search"), Value: inside.Search, Type: "search"}}
	return nil
}

// placeOutside shows who could belong to it.
func (a *App) placeOutside(c *fiber.Ctx, page *people.GroupPage, companies []cooperation.Company) error {
	l, id := i18n.From(c.UserContext()), c.Params("id")
	outside := roster.Filter{NotIn: id, CompanyID: c.Query("company"), Search: c.Query("q"), Page: c.QueryInt("page", 1)}
	var err error
	if page.Outside, err = a.pick(c, companies, outside, "add"); err != nil {
		return err
	}
	page.Outside.ID, page.Outside.Title, page.Outside.Hint = "hinzufuegen", l.T("group.outside"), l.T("group.outside_hint")
	page.Outside.Button, page.Outside.Icon, page.Outside.Nobody = l.T("group.put_in"), "plus", l.T("people.none_found")
	page.Outside.Filtered = true
	page.OutsideFilter = peopleView{filter: outside, companies: companies}.form(l, groupPath(id))
	page.OutsideFilter.Label, page.OutsideFilter.Picks = l.T("group.outside_search"), page.OutsideFilter.Picks[:1]
	return nil
}

// pick lists people with a check box each, under the name of what happens to
// those chosen.
func (a *App) pick(c *fiber.Ctx, companies []cooperation.Company, f roster.Filter, name string) (people.Pick, error) {
	list, err := a.Roster.FindPeople(c.UserContext(), viewerOf(c), f)
	if err != nil {
		return people.Pick{}, err
	}
	l := i18n.From(c.UserContext())
	p := people.Pick{
		Count: countOfPeople(l, list), Paging: pagingOf(c, l, list.Page, list.Pages),
		Table: ui.Table{Caption: l.T("group." + name + "_caption"), Columns: []ui.Column{{Label: l.T("people.name")}, {Label: l.T("people.company")}, {Label: l.T("people.role")}}},
	}
	if name == "remove" {
		p.Paging = memberPaging(c, l, list)
	}
	for _, one := range list.People {
		p.Table.Rows = append(p.Table.Rows, ui.Row{
			Head:  ui.Cell{Content: people.Choose(people.Choice{Name: name, Value: one.ID, Label: one.Name, Hint: emailOrPaper(l, one.Email)})},
			Cells: []ui.Cell{{Text: companyName(companies, one.CompanyID)}, roleCell(l, one)},
		})
	}
	return p, nil
}

// memberPaging pages through the members beside the list of everybody else.
func memberPaging(c *fiber.Ctx, l *i18n.Locale, list roster.Listing) people.Paging {
	p := people.Paging{Label: l.T("group.inside_pages"), Here: l.T("people.page_of", "page", list.Page, "pages", list.Pages)}
	if list.Page > 1 {
		p.Before = ui.Link{Label: l.T("people.page_before"), URL: addressWith(c, "member_page", strconv.Itoa(list.Page-1))}
	}
	if list.Page < list.Pages {
		p.After = ui.Link{Label: l.T("people.page_after"), URL: addressWith(c, "member_page", strconv.Itoa(list.Page+1))}
	}
	return p
}

// changeMembers adds the people ticked in one list, or takes out those ticked
// in the other.
func (a *App) changeMembers(c *fiber.Ctx) error {
	id := c.Params("id")
	err := a.Roster.ChangeMembers(c.UserContext(), viewerOf(c), id, valuesOf(c, "add"), valuesOf(c, "remove"))
	if err != nil {
		return err
	}
	return see(c, groupPath(id))
}

func (a *App) newGroup(c *fiber.Ctx) error {
	return a.drawGroup(c, roster.GroupInput{}, nil)
}

func (a *App) createGroup(c *fiber.Ctx) error {
	in := groupInputOf(c)
	id, err := a.Roster.AddGroup(c.UserContext(), viewerOf(c), in)
	if err != nil {
		return a.redrawGroup(c, in, err)
	}
	return see(c, groupPath(id))
}

func (a *App) editGroup(c *fiber.Ctx) error {
	g, err := a.Roster.Group(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return err
	}
	return a.drawGroup(c, roster.GroupInput{Name: g.Name, CooperationID: g.CooperationID, Version: g.Version}, nil)
}

func (a *App) saveGroup(c *fiber.Ctx) error {
	in, id := groupInputOf(c), c.Params("id")
	if err := a.Roster.EditGroup(c.UserContext(), viewerOf(c), id, in); err != nil {
		return a.redrawGroup(c, in, err)
	}
	return see(c, groupPath(id))
}

func (a *App) deleteGroup(c *fiber.Ctx) error {
	if err := a.Roster.DeleteGroup(c.UserContext(), viewerOf(c), c.Params("id")); err != nil {
		return err
	}
	return see(c, groupsPath)
}

func groupInputOf(c *fiber.Ctx) roster.GroupInput {
	return roster.GroupInput{Name: c.FormValue("name"), CooperationID: c.FormValue("cooperation"), Version: versionOf(c)}
}

func (a *App) redrawGroup(c *fiber.Ctx, in roster.GroupInput, err error) error {
	page, drawErr := a.groupForm(c, in, wrongOf(c, err))
	if drawErr != nil {
		return drawErr
	}
	return a.redraw(c, err, func(Wrong) templ.Component { return page })
}

func (a *App) drawGroup(c *fiber.Ctx, in roster.GroupInput, wrong Wrong) error {
	page, err := a.groupForm(c, in, wrong)
	if err != nil {
		return err
	}
	return a.render(c, page)
}

func (a *App) groupForm(c *fiber.Ctx, in roster.GroupInput, wrong Wrong) (templ.Component, error) {
	if err := viewerOf(c).NeedManager(); err != nil {
		return nil, err
	}
	outlines, err := a.Cooperation.Cooperations(c.UserContext(), viewerOf(c))
	if err != nil {
		return nil, err
	}
	l, id := i18n.From(c.UserContext()), c.Params("id")
	s := a.sheet(c, "group", wrong)
	cooperations := []ui.Option{{Label: l.T("group.cooperation_none")}}
	for _, o := range outlines {
		cooperations = append(cooperations, ui.Option{Value: o.Cooperation.ID, Label: o.Cooperation.Name})
	}
	s.beside(s.need("name", in.Name), s.pick("cooperation", in.CooperationID, cooperations))
	heading, back := l.T("group.new"), groupsPath
	if id != "" {
		heading, back = l.T("group.edit"), groupPath(id)
	}
	page := s.page(a, c, a.groupFrame(c, heading), in.Version, back)
	page.Intro = l.T("group.never_block")
	if id != "" {
		page.Below = form.Button(form.Step{
			ID: "loeschen", Title: l.T("group.delete"), Text: l.T("group.delete_text"), Button: l.T("group.delete_button"), Icon: "trash",
			Action: groupPath(id) + "/delete", CSRF: a.formToken(c), Version: page.Version,
		})
	}
	return form.Show(page), nil
}

// groupFrame is the frame of a page below the list of groups.
func (a *App) groupFrame(c *fiber.Ctx, heading string) layout.AppPage {
	return a.companyFrame(c, heading, ui.Link{Label: i18n.T(c.UserContext(), "group.title"), URL: groupsPath})
}
