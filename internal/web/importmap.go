package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/internal/interchange"
	"kreislauf/internal/roster"
	"kreislauf/web/templates/people"
	"kreislauf/web/templates/ui"
)

// Bounds of what the mapping shows of a list.
const (
	sampleRows  = 8
	sampleTexts = 3
)

// openList reads an uploaded list by its sheet; an unknown sheet falls back to
// the first.
func (a *App) openList(c *fiber.Ctx, sheet string) (roster.Upload, *interchange.Table, error) {
	u, err := a.Roster.Upload(c.UserContext(), viewerOf(c), c.Params("upload"))
	if err != nil {
		return u, nil, err
	}
	body, err := u.Content()
	if err != nil {
		return u, nil, err
	}
	if sheet == "" {
		sheet = u.Mapping.Sheet
	}
	table, err := a.lists.Read(c.UserContext(), body, sheet)
	return u, table, err
}

func (a *App) askMapping(c *fiber.Ctx) error {
	u, table, err := a.openList(c, "")
	if err != nil {
		return err
	}
	page, err := a.mapPage(c, u, table, nil)
	if err != nil {
		return err
	}
	return a.render(c, page)
}

// saveMapping keeps what the columns mean and goes on to the preview, or shows
// another sheet with the meanings guessed anew.
func (a *App) saveMapping(c *fiber.Ctx) error {
	u, table, err := a.openList(c, c.FormValue("sheet"))
	if err != nil {
		return err
	}
	u.CompanyID = c.FormValue("company")
	if table.Sheet != u.Mapping.Sheet {
		return a.turnSheet(c, u, table)
	}
	u.Mapping = mappingOf(c, u.Mapping)
	if err := checkMapping(u); err != nil {
		page, drawErr := a.mapPage(c, u, table, wrongOf(c, err))
		if drawErr != nil {
			return drawErr
		}
		return a.redraw(c, err, func(Wrong) templ.Component { return page })
	}
	if err := a.Roster.MapUpload(c.UserContext(), viewerOf(c), u); err != nil {
		return err
	}
	if c.FormValue("go") == "sheet" {
		return see(c, uploadPath(u.ID))
	}
	return see(c, uploadPath(u.ID)+"/preview")
}

// turnSheet goes on with another sheet of the spreadsheet.
func (a *App) turnSheet(c *fiber.Ctx, u roster.Upload, table *interchange.Table) error {
	mapping, err := a.Roster.GuessImport(c.UserContext(), viewerOf(c), table.Header, table.Sample)
	if err != nil {
		return err
	}
	mapping.Sheet = table.Sheet
	u.Mapping = mapping
	if err := a.Roster.MapUpload(c.UserContext(), viewerOf(c), u); err != nil {
		return err
	}
	return see(c, uploadPath(u.ID))
}

// checkMapping refuses a mapping that no row could be taken by.
func checkMapping(u roster.Upload) error {
	var errs fault.Errors
	if err := errs.Join(u.Mapping.Check()); err != nil {
		return err
	}
	if u.CompanyID == "" && !u.Mapping.Has(roster.ColumnCompany) {
		errs.Add("company", "upload.company_needed")
	}
	return errs.Err()
}

// mappingOf reads the meanings from the form; columns that it does not name
// keep theirs.
func mappingOf(c *fiber.Ctx, m roster.Mapping) roster.Mapping {
	m.Columns = slices.Clone(m.Columns)
	for i := range m.Columns {
		if value := c.FormValue(columnField(i)); value != "" {
			m.Columns[i] = roster.Column(value)
		}
	}
	return m
}

func columnField(i int) string { return "column_" + strconv.Itoa(i) }

func (a *App) mapPage(c *fiber.Ctx, u roster.Upload, table *interchange.Table, wrong Wrong) (templ.Component, error) {
	l := i18n.From(c.UserContext())
	pick, err := a.companyOfList(c, u.CompanyID, wrong)
	if err != nil {
		return nil, err
	}
	page := people.MapPage{
		Frame: a.importFrame(c, l.T("upload.map")), CSRF: a.formToken(c), Action: uploadPath(u.ID), Wrong: wrong, Company: pick,
		Submit: l.T("upload.map_submit"), Cancel: a.cancelStep(c, u), Sample: sampleTable(l, table, len(u.Mapping.Columns)),
	}
	page.Frame.Lead = l.T("upload.map_lead", "name", u.Name)
	if len(table.Sheets) > 1 {
		page.Sheets = ui.Field{Name: "sheet", Label: l.T("upload.sheet"), Value: table.Sheet}
		for _, name := range table.Sheets {
			page.Sheets.Options = append(page.Sheets.Options, ui.Option{Value: name, Label: name})
		}
	}
	for i, column := range u.Mapping.Columns {
		page.Columns = append(page.Columns, columnPick(l, table, i, column))
	}
	return people.Map(page), nil
}

func (a *App) cancelStep(c *fiber.Ctx, u roster.Upload) people.Cancel {
	return people.Cancel{Action: uploadPath(u.ID) + "/cancel", CSRF: a.formToken(c), Label: i18n.T(c.UserContext(), "upload.cancel")}
}

// columnPick asks what one column means, with what stands in it as a reminder.
func columnPick(l *i18n.Locale, table *interchange.Table, i int, chosen roster.Column) ui.Field {
	f := ui.Field{Name: columnField(i), Label: columnTitle(l, table, i), Value: string(chosen), Hint: l.T("upload.column_empty")}
	if texts := columnTexts(table, i); len(texts) > 0 {
		f.Hint = strings.Join(texts, " · ")
	}
	for _, meaning := range roster.Columns() {
		f.Options = append(f.Options, ui.Option{Value: string(meaning), Label: l.T("import.column_" + string(meaning))})
	}
	attribute := roster.AttributeColumn(columnTitle(l, table, i))
	if _, is := chosen.Attribute(); is {
		attribute = chosen
	}
	name, _ := attribute.Attribute()
	f.Options = append(f.Options, ui.Option{Value: string(attribute), Label: l.T("import.column_attribute", "name", name)})
	return f
}

func columnTitle(l *i18n.Locale, table *interchange.Table, i int) string {
	if i < len(table.Header) && table.Header[i] != "" {
		return table.Header[i]
	}
	return l.T("upload.column", "n", i+1)
}

func columnTexts(table *interchange.Table, i int) []string {
	var texts []string
	for _, record := range table.Sample {
		if i < len(record) && strings.TrimSpace(record[i]) != "" && !slices.Contains(texts, shortened(record[i])) {
			texts = append(texts, shortened(record[i]))
		}
		if len(texts) == sampleTexts {
			break
		}
	}
	return texts
}

// shortened keeps a sample to what a line can show.
func shortened(text string) string {
	const most = 40
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

func sampleTable(l *i18n.Locale, table *interchange.Table, width int) ui.Table {
	t := ui.Table{Caption: l.T("upload.sample")}
	for i := range width {
		t.Columns = append(t.Columns, ui.Column{Label: columnTitle(l, table, i)})
	}
	for _, record := range table.Sample[:min(sampleRows, len(table.Sample))] {
		texts := make([]string, max(1, width))
		for i := range texts {
			if i < len(record) {
				texts[i] = shortened(record[i])
			}
		}
		t.Rows = append(t.Rows, ui.Row{Head: ui.Cell{Text: texts[0]}, Cells: ui.Cells(texts[1:]...)})
	}
	return t
}
