package web

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/analytics"
	"kreislauf/internal/chart"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/internal/interchange"
	"kreislauf/web/templates/ui"
)

// figure places a chart on a page; its picture and its table as a file come
// from source.
func figure(id, source string, drawn chart.Chart) ui.Chart {
	f := ui.Chart{
		ID: id, Title: drawn.Title, Sub: drawn.Subtitle, Note: drawn.Note, Src: source, Label: drawn.Aria,
		Size: string(drawn.Size), Table: tableOf(drawn), CSV: withQuery(source, "format=csv"),
	}
	return f
}

func withQuery(address, query string) string {
	if strings.Contains(address, "?") {
		return address + "&" + query
	}
	return address + "?" + query
}

func tableOf(drawn chart.Chart) ui.Table {
	table := ui.Table{Caption: drawn.Title}
	for i, head := range drawn.Table.Head {
		table.Columns = append(table.Columns, ui.Column{Label: head, Num: i > 0})
	}
	for _, row := range drawn.Table.Rows {
		table.Rows = append(table.Rows, ui.Row{Head: ui.Cell{Text: row[0]}, Cells: ui.Cells(row[1:]...)})
	}
	return table
}

// sendChart answers with a chart's option, or its table as a file.
func sendChart(c *fiber.Ctx, drawn chart.Chart) error {
	if c.Query("format") == "csv" {
		return sendTable(c, drawn.Table)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Send(drawn.Option)
}

// sendTable sends a chart's numbers as a file.
func sendTable(c *fiber.Ctx, table chart.Table) error {
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="kreislauf.csv"`)
	rows := slices.Concat([][]string{table.Head}, table.Rows)
	return interchange.WriteTable(c.Response().BodyWriter(), i18n.From(c.UserContext()).Lang(), rows)
}

// drawResult answers with one chart of a wave's results.
func (a *App) drawResult(c *fiber.Ctx) error {
	report, err := a.Results.Results(c.UserContext(), viewerOf(c), c.Params("wave"))
	if err != nil {
		return err
	}
	drawn, ok := resultChart(i18n.From(c.UserContext()), report, c.Params("name"), c.Query("of"))
	if !ok {
		return fault.NotFound("error.not_found")
	}
	return sendChart(c, drawn)
}

// drawCooperationChart answers with one chart of a cooperation.
func (a *App) drawCooperationChart(c *fiber.Ctx) error {
	l, id := i18n.From(c.UserContext()), c.Params("id")
	var drawn chart.Chart
	var err error
	switch c.Params("name") {
	case "win-win", "win-win-views", "win-win-course":
		drawn, err = a.winWinChart(c, id, c.Params("name"))
	case "goals":
		drawn, err = a.goalsChart(c, id)
	case "milestones":
		var milestones []cooperation.Milestone
		milestones, err = a.Cooperation.Milestones(c.UserContext(), viewerOf(c), id)
		drawn = chart.Milestones(l, a.today(c), milestones)
	case "ledger":
		drawn, err = a.ledgerChart(c, id)
	default:
		return fault.NotFound("error.not_found")
	}
	if err != nil {
		return err
	}
	return sendChart(c, drawn)
}

// goalsChart draws the shared goals.
func (a *App) goalsChart(c *fiber.Ctx, id string) (chart.Chart, error) {
	goals, err := a.Cooperation.Goals(c.UserContext(), viewerOf(c), id)
	if err != nil {
		return chart.Chart{}, err
	}
	progress := progressOf(goals, a.today(c))
	var lines []chart.GoalLine
	for _, g := range sharedOf(goals) {
		lines = append(lines, chart.GoalLine{Goal: g.Goal, Progress: progress[g.ID]})
	}
	return chart.Goals(i18n.From(c.UserContext()), a.today(c), lines), nil
}

// ledgerChart draws the accounts of one quarter, or the balance over all.
func (a *App) ledgerChart(c *fiber.Ctx, id string) (chart.Chart, error) {
	l := i18n.From(c.UserContext())
	home, err := a.Cooperation.Cooperation(c.UserContext(), viewerOf(c), id)
	if err != nil {
		return chart.Chart{}, err
	}
	entries, err := a.Cooperation.Ledger(c.UserContext(), viewerOf(c), id)
	if err != nil {
		return chart.Chart{}, err
	}
	if c.Query("view") == "course" {
		return chart.Balance(l, analytics.Accounts(entries)), nil
	}
	period := periodOf(c.Query("period"), entries, a.today(c))
	entries = slices.DeleteFunc(entries, func(e cooperation.Entry) bool { return e.Period != period })
	names := map[string]string{}
	for _, p := range home.Parties {
		names[p.CompanyID] = p.ShortName // labels stand beside the marks
	}
	var accounts []chart.Named
	for _, account := range analytics.Accounts(entries) {
		accounts = append(accounts, chart.Named{Name: names[account.CompanyID], Account: account})
	}
	return chart.Ledger(l, quarterText(l, period), accounts), nil
}

// waveLabel names a wave on an axis by the month it opened in.
func waveLabel(l *i18n.Locale, opens time.Time) string {
	opens = opens.In(l.Zone())
	return l.T("result.month", "month", l.MonthShort(opens.Month()), "year", opens.Format("2006"))
}
