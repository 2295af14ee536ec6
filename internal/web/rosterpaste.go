package web

import (
	"slices"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/people"
	"kreislauf/web/templates/ui"
)

// shownRows bounds a preview's table; the figures above it count all rows.
const shownRows = 200

// verdicts in the order of a preview: what needs a look comes first.
var verdicts = []campaign.Verdict{campaign.RowFaulty, campaign.RowChanged, campaign.RowNew, campaign.RowUnchanged}

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
		if _, err = a.Campaign.ImportPaste(ctx, viewer, id, text); err == nil {
			return see(c, peoplePath(id))
		}
		return a.refusePaste(c, company, text, err)
	}
	paste, err := a.Campaign.PreviewPaste(ctx, viewer, id, text)
	if err != nil {
		return a.refusePaste(c, company, text, err)
	}
	page := a.pastePage(c, company, text, nil)
	page.Frame.Heading = i18n.T(ctx, "people.paste_right")
	page.Frame.Title = page.Frame.Heading
	page.Frame.Lead = i18n.T(ctx, "people.paste_rows", "n", len(paste.Rows), "company", company.Name)
	page.Preview = pastePreview(i18n.From(ctx), paste)
	return a.render(c, people.Paste(page))
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
	}
}

func pastePreview(l *i18n.Locale, paste campaign.Paste) *people.Preview {
	p := &people.Preview{Table: ui.Table{Caption: l.T("people.paste_caption"), Columns: []ui.Column{
		{Label: l.T("people.name")}, {Label: l.T("people.paste_verdict")}, {Label: l.T("people.team")},
		{Label: l.T("people.paste_reason")}, {Label: l.T("people.paste_line"), Num: true},
	}}}
	for _, v := range []campaign.Verdict{campaign.RowNew, campaign.RowChanged, campaign.RowUnchanged, campaign.RowFaulty} {
		p.Figures = append(p.Figures, ui.Figure{
			Label: l.T("people.verdict_" + string(v)), Value: l.Int(int64(paste.Count(v))), Note: l.T("people.fate_" + string(v)),
		})
	}
	rows := slices.Clone(paste.Rows)
	slices.SortStableFunc(rows, func(x, y campaign.PasteRow) int {
		return slices.Index(verdicts, x.Verdict) - slices.Index(verdicts, y.Verdict)
	})
	if len(rows) > shownRows {
		p.Rest = l.T("people.paste_rest", "shown", shownRows, "all", len(rows))
		rows = rows[:shownRows]
	}
	for _, row := range rows {
		p.Table.Rows = append(p.Table.Rows, pasteRow(l, row))
	}
	if n := paste.Count(campaign.RowNew) + paste.Count(campaign.RowChanged); n > 0 {
		p.Take = l.T("people.paste_take", "n", n)
	}
	return p
}

func pasteRow(l *i18n.Locale, row campaign.PasteRow) ui.Row {
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
		Head:  ui.Cell{Text: name, Hint: emailOrPaper(l, row.Email)},
		Cells: []ui.Cell{{State: &badge}, {Text: team}, {Text: pasteReason(l, row)}, {Text: l.Int(int64(row.Line))}},
	}
}

func verdictBadge(l *i18n.Locale, v campaign.Verdict) ui.Badge {
	badge := ui.Badge{Text: l.T("people.verdict_" + string(v))}
	switch v {
	case campaign.RowFaulty:
		badge.Is, badge.Icon = "bad", "circle-x"
	case campaign.RowChanged:
		badge.Is, badge.Icon = "changed", "refresh"
	case campaign.RowNew:
		badge.Is, badge.Icon = "done", "user-plus"
	case campaign.RowUnchanged:
		badge.Icon = "equal"
	}
	return badge
}

func pasteReason(l *i18n.Locale, row campaign.PasteRow) string {
	switch {
	case row.Reason != nil && row.Reason.Field == "name" && row.Name == "":
		return l.T("people.reason_nameless")
	case row.Reason != nil:
		return l.T(row.Reason.Key, row.Reason.Args...)
	case row.Verdict == campaign.RowNew && row.Email == "":
		return l.T("people.reason_paper")
	}
	return l.T("people.reason_" + string(row.Verdict))
}
