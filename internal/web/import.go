package web

import (
	"io"
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/internal/interchange"
	"kreislauf/internal/roster"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/people"
	"kreislauf/web/templates/ui"
)

// askImport asks for a file, for one company where the address names one.
func (a *App) askImport(c *fiber.Ctx) error {
	page, err := a.uploadPage(c, c.Query("company"), "", nil)
	if err != nil {
		return err
	}
	return a.render(c, page)
}

// takeFile keeps an uploaded file or a pasted text until it is imported, and
// refuses at once what cannot be read.
func (a *App) takeFile(c *fiber.Ctx) error {
	ctx, viewer, company := c.UserContext(), viewerOf(c), c.FormValue("company")
	if err := viewer.NeedManager(); err != nil {
		return err
	}
	name, body, table, err := a.readFile(c)
	if err != nil {
		return a.refuseFile(c, company, err)
	}
	mapping, err := a.Roster.GuessImport(ctx, viewer, table.Header, table.Sample)
	if err != nil {
		return err
	}
	mapping.Sheet = table.Sheet
	upload, err := a.Roster.AddUpload(ctx, viewer, company, name, body, mapping)
	if err != nil {
		return err
	}
	return see(c, uploadPath(upload.ID))
}

// readFile reads what the form holds; a fault of its field where that is no
// list.
func (a *App) readFile(c *fiber.Ctx) (name string, body []byte, table *interchange.Table, err error) {
	if c.Locals(overlongLocal) != nil {
		return "", nil, nil, fault.Invalid("file", "import.file_large", "max", uploadLimit>>20)
	}
	if name, body, err = listOf(c); err != nil {
		return "", nil, nil, err
	}
	if err = interchange.CheckName(name, body); err != nil {
		return "", nil, nil, err
	}
	table, err = a.lists.Read(c.UserContext(), body, "")
	return name, body, table, err
}

func uploadPath(id string) string { return importPath + "/" + id }

// listOf reads the file of the form, or the text where no file was chosen.
func listOf(c *fiber.Ctx) (name string, body []byte, err error) {
	text := c.FormValue("text")
	file, err := c.FormFile("file")
	if err != nil || file.Size == 0 && text != "" {
		if text == "" {
			return "", nil, fault.Invalid("file", "upload.file_none")
		}
		return i18n.T(c.UserContext(), "upload.pasted"), []byte(text), nil
	}
	content, err := file.Open()
	if err != nil {
		return "", nil, fiber.ErrBadRequest
	}
	defer func() { _ = content.Close() }() // it was read only
	if body, err = io.ReadAll(content); err != nil {
		return "", nil, fiber.ErrBadRequest
	}
	return file.Filename, body, nil
}

func (a *App) refuseFile(c *fiber.Ctx, company string, err error) error {
	if fault.KindOf(err) != fault.KindInvalid {
		return err
	}
	page, drawErr := a.uploadPage(c, company, c.FormValue("text"), wrongOf(c, err))
	if drawErr != nil {
		return drawErr
	}
	return a.redraw(c, err, func(Wrong) templ.Component { return page })
}

func (a *App) uploadPage(c *fiber.Ctx, company, text string, wrong Wrong) (templ.Component, error) {
	if err := viewerOf(c).NeedManager(); err != nil {
		return nil, err
	}
	l := i18n.From(c.UserContext())
	pick, err := a.companyOfList(c, company, wrong)
	if err != nil {
		return nil, err
	}
	page := people.UploadPage{
		Frame: a.importFrame(c, l.T("upload.title")), CSRF: a.formToken(c), Action: importPath, Wrong: wrong, Company: pick,
		File:   ui.Field{Name: "file", Label: l.T("upload.file"), Hint: l.T("upload.file_hint", "max", uploadLimit>>20), Error: wrong.Of("file")},
		Text:   ui.Field{Name: "text", Label: l.T("upload.text"), Hint: l.T("upload.text_hint"), Value: text, Rows: 6},
		Submit: l.T("upload.submit"), Back: ui.Link{Label: l.T("form.back"), URL: backFromImport(company)},
	}
	page.Frame.Lead = l.T("upload.lead")
	wrong.label(page.File)
	for _, key := range []string{"columns", "header", "email", "team", "again", "formats"} {
		page.Help = append(page.Help, l.T("upload.help_"+key))
	}
	return people.Upload(page), nil
}

func backFromImport(company string) string {
	if company == "" {
		return allPeoplePath
	}
	return peoplePath(company)
}

// companyOfList asks whose people a list holds.
func (a *App) companyOfList(c *fiber.Ctx, company string, wrong Wrong) (ui.Field, error) {
	companies, err := a.Cooperation.Companies(c.UserContext(), viewerOf(c))
	if err != nil {
		return ui.Field{}, err
	}
	l := i18n.From(c.UserContext())
	f := ui.Field{
		Name: "company", Label: l.T("upload.company"), Hint: l.T("upload.company_hint"), Value: company, Error: wrong.Of("company"),
		Options: append([]ui.Option{{Label: l.T("upload.company_column")}}, companyChoices(companies, "")...),
	}
	wrong.label(f)
	return f, nil
}

func (a *App) importFrame(c *fiber.Ctx, heading string) layout.AppPage {
	return a.companyFrame(c, heading, ui.Link{Label: i18n.T(c.UserContext(), "people.all"), URL: allPeoplePath})
}

// cancelImport drops an uploaded list.
func (a *App) cancelImport(c *fiber.Ctx) error {
	u, err := a.Roster.Upload(c.UserContext(), viewerOf(c), c.Params("upload"))
	if fault.KindOf(err) == fault.KindNotFound {
		return see(c, allPeoplePath)
	}
	if err != nil {
		return err
	}
	if err := a.Roster.DropUpload(c.UserContext(), viewerOf(c), u.ID); err != nil {
		return err
	}
	return see(c, doneWith(backFromImport(u.CompanyID), "dropped"))
}

// figuresOfImport are what the page after an import shows.
var figuresOfImport = []string{"new", "changed", "left_out"}

// showImported says what an import did; the figures stand in the address, so
// that a reload shows them again and stores nothing twice. They are signed, so
// that no address makes the product say what did not happen.
func (a *App) showImported(c *fiber.Ctx) error {
	if err := viewerOf(c).NeedManager(); err != nil {
		return err
	}
	l, company := i18n.From(c.UserContext()), c.Query("company")
	signed := []string{"imported", company}
	for _, name := range figuresOfImport {
		signed = append(signed, c.Query(name))
	}
	if !a.Stamp.Verify(c.Query("sign"), signed...) {
		return see(c, allPeoplePath)
	}
	page := people.DonePage{Frame: a.importFrame(c, l.T("upload.done")), Text: l.T("upload.done_text"), Next: []ui.Link{
		{Label: l.T("upload.done_people"), URL: backFromImport(company), Icon: "users", Primary: true},
		{Label: l.T("upload.done_more"), URL: importPath, Icon: "upload"},
	}}
	for _, name := range figuresOfImport {
		page.Figures = append(page.Figures, ui.Figure{Label: l.T("upload.done_" + name), Value: l.Int(int64(max(0, c.QueryInt(name))))})
	}
	return a.render(c, people.Done(page))
}

// imported is the address of the page that says what an import did.
func (a *App) imported(company string, done roster.Import, chosen func(int) bool) string {
	count := map[string]int{}
	for _, row := range done.Rows {
		switch {
		case !row.Verdict.Takes() || chosen != nil && !chosen(row.Number):
			count["left_out"]++
		case row.Verdict == roster.RowUpdate:
			count["changed"]++
		default:
			count["new"]++
		}
	}
	query, signed := url.Values{"company": {company}}, []string{"imported", company}
	for _, name := range figuresOfImport {
		figure := strconv.Itoa(count[name])
		query.Set(name, figure)
		signed = append(signed, figure)
	}
	query.Set("sign", a.Stamp.Sign(signed...))
	return importPath + "/done?" + query.Encode()
}
