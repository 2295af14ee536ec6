package web

import (
	"strconv"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/cooperation"
	"kreislauf/web/templates/form"
	"kreislauf/web/templates/ui"
)

// Quarters that the form of a cost or benefit offers, counted from today.
const (
	quartersBack  = 8
	quartersAhead = 8
)

func (a *App) newEntry(c *fiber.Ctx) error {
	f := cooperation.EntryForm{
		CompanyID: viewerOf(c).CompanyID, Kind: cooperation.Contribution, Category: cooperation.Money,
		Period: string(periodOf(c.Query("period"), nil, a.today(c))),
	}
	return a.drawEntry(c, f, nil)
}

func (a *App) createEntry(c *fiber.Ctx) error {
	f := entryFormOf(c)
	if _, err := a.Cooperation.CreateEntry(c.UserContext(), viewerOf(c), c.Params("id"), f); err != nil {
		return a.redrawEntry(c, f, err)
	}
	return see(c, cooperationPath(c.Params("id"))+"/ledger?period="+f.Period)
}

func (a *App) editEntry(c *fiber.Ctx) error {
	e, err := a.Cooperation.Entry(c.UserContext(), viewerOf(c), c.Params("id"), c.Params("entry"))
	if err != nil {
		return err
	}
	return a.drawEntry(c, cooperation.FormOfEntry(e), nil)
}

func (a *App) saveEntry(c *fiber.Ctx) error {
	f := entryFormOf(c)
	if err := a.Cooperation.EditEntry(c.UserContext(), viewerOf(c), c.Params("id"), c.Params("entry"), f); err != nil {
		return a.redrawEntry(c, f, err)
	}
	return see(c, cooperationPath(c.Params("id"))+"/ledger?period="+f.Period)
}

func (a *App) deleteEntry(c *fiber.Ctx) error {
	if err := a.Cooperation.DeleteEntry(c.UserContext(), viewerOf(c), c.Params("id"), c.Params("entry"), versionOf(c)); err != nil {
		return err
	}
	return see(c, cooperationPath(c.Params("id"))+"/ledger")
}

func entryFormOf(c *fiber.Ctx) cooperation.EntryForm {
	kind, category := splitKind(c.FormValue("category"))
	return cooperation.EntryForm{
		CompanyID: c.FormValue("company"), Period: c.FormValue("period"), Kind: kind, Category: category, Title: c.FormValue("title"),
		Planned: c.FormValue("planned"), Actual: c.FormValue("actual"), Estimated: c.FormValue("estimated") != "", Version: versionOf(c),
	}
}

func (a *App) redrawEntry(c *fiber.Ctx, f cooperation.EntryForm, err error) error {
	p, drawErr := a.entryForm(c, f, wrongOf(c, err))
	if drawErr != nil {
		return drawErr
	}
	return a.redraw(c, err, func(Wrong) templ.Component { return p })
}

func (a *App) drawEntry(c *fiber.Ctx, f cooperation.EntryForm, wrong Wrong) error {
	p, err := a.entryForm(c, f, wrong)
	if err != nil {
		return err
	}
	return a.render(c, p)
}

func (a *App) entryForm(c *fiber.Ctx, f cooperation.EntryForm, wrong Wrong) (templ.Component, error) {
	home, err := a.home(c)
	if err != nil {
		return nil, err
	}
	s := a.sheet(c, "ledger", wrong)
	s.beside(s.pick("company", f.CompanyID, a.ownParties(c, home)), s.pick("period", f.Period, quarterOptions(s.l, f.Period, a.today(c))))
	s.beside(s.pick("category", string(f.Kind)+" "+string(f.Category), categoryOptions(s.l)), s.need("title", f.Title))
	s.beside(s.figure("planned", f.Planned, "€", true), s.figure("actual", f.Actual, "€", false))
	chosen := []string{}
	if f.Estimated {
		chosen = append(chosen, "yes")
	}
	s.wide(s.pickMany("estimated", chosen, []ui.Option{{Value: "yes", Label: s.l.T("ledger.is_estimated")}}))
	path := cooperationPath(home.Cooperation.ID) + "/ledger"
	heading := s.l.T("ledger.new")
	if c.Params("entry") != "" {
		heading = s.l.T("ledger.edit")
	}
	frame := a.formFrame(c, home, heading, ui.Link{Label: s.l.T("ledger.page"), URL: path})
	p := s.page(a, c, frame, f.Version, path)
	if c.Params("entry") != "" {
		p.Below = form.Button(form.Step{
			ID: "zuruecknehmen", Title: s.l.T("ledger.delete"), Text: s.l.T("ledger.delete_text"), Button: s.l.T("ledger.delete_button"), Icon: "trash",
			Action: path + "/" + c.Params("entry") + "/delete", CSRF: a.formToken(c), Version: strconv.Itoa(f.Version),
		})
	}
	return form.Show(p), nil
}
