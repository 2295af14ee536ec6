package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/internal/roster"
	"kreislauf/web/templates/people"
	"kreislauf/web/templates/ui"
)

// shownRows bounds a preview's table; the figures above it count all rows.
const shownRows = 200

func (a *App) askPaste(c *fiber.Ctx) error {
	if err := viewerOf(c).NeedManager(); err != nil {
		return err
	}
	company, err := a.Cooperation.Company(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return err
	}
	return a.render(c, people.Paste(a.pastePage(c, company, "", nil)))
}

// takePaste previews a pasted list, or takes it over when the reader has seen
// the preview.
func (a *App) takePaste(c *fiber.Ctx) error {
	ctx, viewer, id, text := c.UserContext(), viewerOf(c), c.Params("id"), c.FormValue("people")
	if err := viewer.NeedManager(); err != nil {
		return err
	}
	company, err := a.Cooperation.Company(ctx, viewer, id)
	if err != nil {
		return err
	}
	if c.FormValue("go") == "import" {
		if _, err = a.Roster.ImportPaste(ctx, viewer, id, text); err == nil {
			return see(c, peoplePath(id))
		}
		return a.refusePaste(c, company, text, err)
	}
	paste, err := a.Roster.PreviewPaste(ctx, viewer, id, text)
	if err != nil {
		return a.refusePaste(c, company, text, err)
	}
	return a.render(c, people.Paste(a.pastePreviewPage(c, company, text, paste)))
}

func (a *App) pastePreviewPage(c *fiber.Ctx, company cooperation.Company, text string, paste roster.Import) people.PastePage {
	l := i18n.From(c.UserContext())
	page := a.pastePage(c, company, text, nil)
	page.Frame.Heading = l.T("people.paste_right")
	page.Frame.Title = page.Frame.Heading
	page.Frame.Lead = l.T("people.paste_rows", "n", len(paste.Rows), "company", company.Name)
	page.Preview = pastePreview(l, paste)
	return page
}

func (a *App) refusePaste(c *fiber.Ctx, company cooperation.Company, text string, err error) error {
	return a.redraw(c, err, func(w Wrong) templ.Component { return people.Paste(a.pastePage(c, company, text, w)) })
}

func (a *App) pastePage(c *fiber.Ctx, company cooperation.Company, text string, wrong Wrong) people.PastePage {
	l := i18n.From(c.UserContext())
	list := ui.Link{Label: l.T("people.title"), URL: peoplePath(company.ID)}
	return people.PastePage{
		Frame: a.rosterFrame(c, company, l.T("people.paste"), list), CSRF: a.formToken(c), Action: c.Path(), Wrong: wrong,
		Text: ui.Field{
			Name: "people", Label: l.T("people.paste_label"), Hint: l.T("people.paste_hint"), Value: text, Rows: 12,
			Required: true, Error: wrong.Of("people"),
		},
		Back: ui.Link{Label: l.T("people.paste_back"), URL: list.URL},
		File: ui.Link{Label: l.T("people.paste_file"), URL: importPath + "?company=" + company.ID},
	}
}

func pastePreview(l *i18n.Locale, paste roster.Import) *people.Preview {
	p := &people.Preview{Table: ui.Table{Caption: l.T("people.paste_caption"), Columns: []ui.Column{
		{Label: l.T("people.name")}, {Label: l.T("people.paste_verdict")}, {Label: l.T("people.team")},
		{Label: l.T("people.paste_reason")}, {Label: l.T("people.paste_line"), Num: true},
	}}}
	verdicts := roster.Verdicts()
	for _, v := range verdicts {
		if n := paste.Count(v); n > 0 {
			p.Figures = append(p.Figures, ui.Figure{
				Label: l.T("import.verdict_" + string(v)), Value: l.Int(int64(n)), Note: l.T("import.fate_" + string(v)),
			})
		}
	}
	rows := slices.Clone(paste.Rows)
	slices.SortStableFunc(rows, func(x, y roster.Row) int {
		return slices.Index(verdicts, x.Verdict) - slices.Index(verdicts, y.Verdict)
	})
	if len(rows) > shownRows {
		p.Rest = l.T("people.paste_rest", "shown", shownRows, "all", len(rows))
		rows = rows[:shownRows]
	}
	for _, row := range rows {
		p.Table.Rows = append(p.Table.Rows, pasteRow(l, row))
	}
	if n := paste.Takes(); n > 0 {
		p.Take = l.T("people.paste_take", "n", n)
	}
	return p
}

func pasteRow(l *i18n.Locale, row roster.Row) ui.Row {
	name := row.Name
	if name == "" {
		name = l.T("people.paste_nameless")
	}
	team := row.Team
	if team == "" {
		team = l.T("people.no_team")
	}
	badge := verdictBadge(l, row.Verdict)
	return ui.Row{
		Head:  ui.Cell{Text: name, Hint: emailOrPaper(l, account.ShownEmail(row.Email))},
		Cells: []ui.Cell{{State: &badge}, {Text: team}, {Text: importReasons(l, row)}, {Text: l.Int(int64(row.Number))}},
	}
}

func verdictBadge(l *i18n.Locale, v roster.Verdict) ui.Badge {
	badge := ui.Badge{Text: l.T("import.verdict_" + string(v))}
	switch v {
	case roster.RowReject:
		badge.Is, badge.Icon = "bad", "circle-x"
	case roster.RowDuplicate:
		badge.Icon = "copy"
	case roster.RowWarn:
		badge.Is, badge.Icon = "due", "alert-triangle"
	case roster.RowUpdate:
		badge.Is, badge.Icon = "changed", "refresh"
	case roster.RowAccept:
		badge.Is, badge.Icon = "done", "user-plus"
	case roster.RowSkip:
		badge.Icon = "equal"
	}
	return badge
}

// importReasons says why a row of a list got its verdict.
func importReasons(l *i18n.Locale, row roster.Row) string {
	if len(row.Reasons) == 0 {
		return l.T("import.accepted")
	}
	texts := make([]string, len(row.Reasons))
	for i, r := range row.Reasons {
		texts[i] = l.T(r.Key, r.Args...)
	}
	return strings.Join(texts, " ")
}
