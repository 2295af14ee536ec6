package web

import (
	"context"
	"fmt"
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

// judged is an uploaded list with a verdict on each row.
type judged struct {
	upload roster.Upload
	table  *interchange.Table
	list   roster.Import
}

func (j judged) input(ctx context.Context) roster.ImportInput {
	return roster.ImportInput{CompanyID: j.upload.CompanyID, Mapping: j.upload.Mapping, Records: j.table.Records(ctx)}
}

func (a *App) judgeList(c *fiber.Ctx) (judged, error) {
	var j judged
	var err error
	if j.upload, j.table, err = a.openList(c, ""); err != nil {
		return j, err
	}
	j.list, err = a.Roster.PreviewImport(c.UserContext(), viewerOf(c), j.input(c.UserContext()))
	return j, err
}

func (a *App) previewImport(c *fiber.Ctx) error {
	j, err := a.judgeList(c)
	if err != nil {
		return err
	}
	if checkMapping(j.upload) != nil {
		return see(c, uploadPath(j.upload.ID))
	}
	return a.render(c, a.previewPage(c, j, nil))
}

// takeImport takes all rows that can be taken and drops the list, or takes the
// ticked ones of a page and shows what is left.
func (a *App) takeImport(c *fiber.Ctx) error {
	ctx, viewer := c.UserContext(), viewerOf(c)
	u, table, err := a.openList(c, "")
	if err != nil {
		return err
	}
	if checkMapping(u) != nil {
		return see(c, uploadPath(u.ID))
	}
	in, all := judged{upload: u, table: table}.input(ctx), c.FormValue("go") == "all"
	if !all {
		in.Chosen = chosenOf(c)
	}
	done, err := a.Roster.Import(ctx, viewer, in)
	if err != nil {
		return a.refuseTaking(c, err)
	}
	if !all {
		return see(c, fmt.Sprintf("%s/preview?taken=%d", uploadPath(u.ID), countTaken(done.Rows, in.Chosen)))
	}
	if err := a.Roster.DropUpload(ctx, viewer, u.ID); err != nil {
		return err
	}
	return see(c, a.imported(u.CompanyID, done, nil))
}

func countTaken(rows []roster.Row, chosen func(number int) bool) int {
	taken := 0
	for _, row := range rows {
		if row.Verdict.Takes() && chosen(row.Number) {
			taken++
		}
	}
	return taken
}

func chosenOf(c *fiber.Ctx) func(number int) bool {
	chosen := map[int]bool{}
	for _, value := range valuesOf(c, "row") {
		if n, err := strconv.Atoi(value); err == nil {
			chosen[n] = true
		}
	}
	return func(number int) bool { return chosen[number] }
}

// refuseTaking shows the list as it stands now: somebody changed the roster
// meanwhile.
func (a *App) refuseTaking(c *fiber.Ctx, err error) error {
	if fault.KindOf(err) != fault.KindConflict {
		return err
	}
	j, readErr := a.judgeList(c)
	if readErr != nil {
		return readErr
	}
	return a.redraw(c, err, func(w Wrong) templ.Component { return a.previewPage(c, j, w) })
}

func (a *App) previewPage(c *fiber.Ctx, j judged, wrong Wrong) templ.Component {
	l := i18n.From(c.UserContext())
	page := people.PreviewPage{
		Frame: a.importFrame(c, l.T("upload.right")), CSRF: a.formToken(c), Action: uploadPath(j.upload.ID) + "/take", Wrong: wrong,
		Figures: verdictFigures(l, j.list), Columns: l.T("upload.recognised", "columns", recognised(l, j.upload.Mapping)),
		Remap: ui.Link{Label: l.T("upload.remap"), URL: uploadPath(j.upload.ID)}, TabsLabel: l.T("upload.by_verdict"),
		Cancel: a.cancelStep(c, j.upload),
	}
	page.Frame.Lead = l.T("upload.preview_lead", "name", j.upload.Name, "n", len(j.list.Rows))
	if j.table.Sheet != "" {
		page.Frame.Lead = l.T("upload.preview_sheet", "name", j.upload.Name, "sheet", j.table.Sheet, "n", len(j.list.Rows))
	}
	page.Taken = takenWords(l, c.QueryInt("taken", -1), j.list)
	only := roster.Verdict(c.Query("verdict"))
	page.Tabs = verdictTabs(l, j, only)
	a.fillPreview(c, &page, j.upload.Mapping, j.list, only)
	if n := j.list.Takes(); n > 0 {
		page.TakeAll = l.T("upload.take_all", "n", n)
	}
	if j.list.Count(roster.RowReject) > 0 {
		page.Faulty = ui.Link{Label: l.T("upload.faulty_file"), URL: uploadPath(j.upload.ID) + "/rejected.csv"}
	}
	return people.PreviewList(page)
}

// takenWords says what was taken a moment ago, n rows or fewer than none where
// nothing was tried, and when nothing is left to take.
func takenWords(l *i18n.Locale, n int, list roster.Import) string {
	switch {
	case n > 0:
		return l.T("upload.taken", "n", min(n, len(list.Rows)))
	case list.Takes() == 0:
		return l.T("upload.nothing")
	case n == 0:
		return l.T("upload.taken_none")
	}
	return ""
}

// fillPreview puts one page of the rows into the table, what needs a look
// first.
func (a *App) fillPreview(c *fiber.Ctx, page *people.PreviewPage, m roster.Mapping, list roster.Import, only roster.Verdict) {
	l, order := i18n.From(c.UserContext()), roster.Verdicts()
	rows := slices.Clone(list.Rows)
	if slices.Contains(order, only) {
		rows = slices.DeleteFunc(rows, func(r roster.Row) bool { return r.Verdict != only })
	}
	slices.SortStableFunc(rows, func(x, y roster.Row) int {
		return slices.Index(order, x.Verdict) - slices.Index(order, y.Verdict)
	})
	all := len(rows)
	pages := max(1, (all+shownRows-1)/shownRows)
	at := min(max(1, c.QueryInt("page", 1)), pages)
	page.Paging = pagingOf(c, l, at, pages)
	first := (at - 1) * shownRows
	rows = rows[first:min(all, first+shownRows)]
	page.Count = l.T("upload.rows_shown", "from", min(all, first+1), "to", first+len(rows), "n", all)
	page.Table = ui.Table{Caption: l.T("upload.rows_caption"), Columns: []ui.Column{
		{Label: l.T("upload.person")}, {Label: l.T("upload.verdict")}, {Label: l.T("upload.place")}, {Label: l.T("upload.reason")}, {Label: l.T("upload.row"), Num: true},
	}}
	choices := 0
	for _, row := range rows {
		if row.Verdict.Takes() {
			choices++
		}
		page.Table.Rows = append(page.Table.Rows, importedRow(l, m, row))
	}
	if choices > 0 {
		page.TakeChosen, page.ChosenHint = l.T("upload.take_chosen"), l.T("upload.take_chosen_hint")
	}
}

func importedRow(l *i18n.Locale, m roster.Mapping, row roster.Row) ui.Row {
	name, hint := row.Name, emailOrPaper(l, row.Email)
	switch {
	case row.Empty():
		name, hint = l.T("upload.row_empty"), ""
	case name == "":
		name = l.T("people.paste_nameless")
	}
	badge := verdictBadge(l, row.Verdict)
	place := row.Company
	if row.Team != "" {
		place = strings.TrimPrefix(place+", "+row.Team, ", ")
	}
	head := ui.Cell{Text: name, Hint: hint}
	number := strconv.Itoa(row.Number)
	if row.Verdict.Takes() {
		head = ui.Cell{Content: people.Choose(people.Choice{Name: "row", Value: number, Label: name, Hint: hint, Chosen: true})}
	}
	return ui.Row{Head: head, Cells: []ui.Cell{{State: &badge}, {Text: place, Hint: detailsOf(l, m, row)}, {Text: importReasons(l, row)}, {Text: number}}}
}

// detailsOf names a row's language and attributes as they will be, where the
// list has columns for them.
func detailsOf(l *i18n.Locale, m roster.Mapping, row roster.Row) string {
	var details []string
	for _, column := range m.Columns {
		name, is := column.Attribute()
		switch {
		case column == roster.ColumnLanguage && row.Language != "":
			details = append(details, l.T("settings.lang_"+row.Language))
		case is && row.Attributes[name] != "":
			details = append(details, name+": "+row.Attributes[name])
		}
	}
	return strings.Join(details, ", ")
}

func verdictFigures(l *i18n.Locale, list roster.Import) []ui.Figure {
	var figures []ui.Figure
	for _, v := range roster.Verdicts() {
		if n := list.Count(v); n > 0 {
			figures = append(figures, ui.Figure{Label: l.T("import.verdict_" + string(v)), Value: l.Int(int64(n)), Note: l.T("import.fate_" + string(v))})
		}
	}
	return figures
}

func verdictTabs(l *i18n.Locale, j judged, only roster.Verdict) []ui.Link {
	base := uploadPath(j.upload.ID) + "/preview"
	tabs := []ui.Link{{Label: l.T("upload.all_rows", "n", len(j.list.Rows)), URL: base, Current: !slices.Contains(roster.Verdicts(), only)}}
	for _, v := range roster.Verdicts() {
		if n := j.list.Count(v); n > 0 {
			tabs = append(tabs, ui.Link{
				Label: l.T("import.verdict_"+string(v)) + " " + l.Int(int64(n)), URL: base + "?verdict=" + string(v), Current: v == only,
			})
		}
	}
	return tabs
}

// recognised lists the columns that are read.
func recognised(l *i18n.Locale, m roster.Mapping) string {
	var names []string
	for _, column := range m.Columns {
		switch name, is := column.Attribute(); {
		case is:
			names = append(names, name)
		case column != roster.ColumnIgnore:
			names = append(names, l.T("import.column_"+string(column)))
		}
	}
	return strings.Join(names, ", ")
}

// downloadRejected hands out the rows that cannot be taken, with the reasons,
// in columns that can be read again once they were mended.
func (a *App) downloadRejected(c *fiber.Ctx) error {
	j, err := a.judgeList(c)
	if err != nil {
		return err
	}
	l := i18n.From(c.UserContext())
	rows := [][]string{{l.T("upload.row"), l.T("people.name"), l.T("people.email"), l.T("people.company"), l.T("people.team"), l.T("upload.reason")}}
	for _, row := range j.list.Rows {
		if row.Verdict == roster.RowReject {
			rows = append(rows, []string{strconv.Itoa(row.Number), row.Name, row.Email, row.Company, row.Team, importReasons(l, row)})
		}
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Attachment(l.T("upload.faulty_name") + ".csv")
	return interchange.WriteTable(c.Response().BodyWriter(), l.Lang(), rows)
}
