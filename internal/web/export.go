package web

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/i18n"
	"kreislauf/internal/interchange"
	"kreislauf/internal/roster"
	"kreislauf/web/templates/ui"
)

// groupSeparator stands between the names of somebody's groups in a file.
const groupSeparator = " | "

func exportLinks(l *i18n.Locale, query string) []ui.Link {
	if query != "" {
		query = "?" + query
	}
	return []ui.Link{
		{Label: l.T("upload.export_xlsx"), URL: exportPath + ".xlsx" + query, Icon: "download"},
		{Label: l.T("upload.export_csv"), URL: exportPath + ".csv" + query, Icon: "download"},
	}
}

func (a *App) exportSeparated(c *fiber.Ctx) error {
	return a.exportPeople(c, "csv", "text/csv; charset=utf-8", interchange.NewSeparated)
}

func (a *App) exportWorkbook(c *fiber.Ctx) error {
	const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	return a.exportPeople(c, "xlsx", kind, func(w io.Writer) (interchange.RowWriter, error) {
		return interchange.NewWorkbook(w, i18n.T(c.UserContext(), "people.title"))
	})
}

// exportPeople writes the people that the address's filter leaves into a
// temporary file, so that memory stays flat and a failure is still a page, and
// sends it.
func (a *App) exportPeople(c *fiber.Ctx, ending, kind string, open func(io.Writer) (interchange.RowWriter, error)) error {
	if err := viewerOf(c).NeedManager(); err != nil {
		return err
	}
	file, err := os.CreateTemp("", "kreislauf-export-*")
	if err != nil {
		return fmt.Errorf("export people: %w", err)
	}
	kept := &passing{File: file}
	if err := a.writePeople(c, kept, open); err != nil {
		return errors.Join(err, kept.Close())
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("export people: %w", err), kept.Close())
	}
	c.Attachment(i18n.T(c.UserContext(), "upload.export_name") + "." + ending)
	c.Set(fiber.HeaderContentType, kind)
	return c.SendStream(kept, int(size))
}

// passing is a file that is gone once it was sent.
type passing struct{ *os.File }

// Close implements io.Closer.
func (p *passing) Close() error { return errors.Join(p.File.Close(), os.Remove(p.Name())) }

func (a *App) writePeople(c *fiber.Ctx, w io.Writer, open func(io.Writer) (interchange.RowWriter, error)) error {
	sheet, err := a.exportSheet(c)
	if err != nil {
		return err
	}
	rows, err := open(w)
	if err != nil {
		return err
	}
	err = rows.Write(sheet.header())
	if err == nil {
		err = a.Roster.EachPerson(c.UserContext(), viewerOf(c), sheet.filter, func(p roster.Person) error { return rows.Write(sheet.row(p)) })
	}
	return errors.Join(err, rows.Close())
}

// exportSheet is what the rows of an export refer to.
type exportSheet struct {
	l          *i18n.Locale
	filter     roster.Filter
	companies  map[string]string
	teams      map[string]string
	groups     map[string][]string
	attributes []string
}

func (a *App) exportSheet(c *fiber.Ctx) (exportSheet, error) {
	ctx, viewer := c.UserContext(), viewerOf(c)
	s := exportSheet{l: i18n.From(ctx), filter: peopleFilterOf(c), companies: map[string]string{}}
	companies, err := a.Cooperation.Companies(ctx, viewer)
	if err != nil {
		return s, err
	}
	for _, one := range companies {
		s.companies[one.ID] = one.Name
	}
	teams, err := a.Roster.Teams(ctx, viewer)
	if err != nil {
		return s, err
	}
	s.teams = teamPaths(teams)
	if s.groups, err = a.Roster.Memberships(ctx, viewer); err != nil {
		return s, err
	}
	used := map[string]bool{}
	err = a.Roster.EachPerson(ctx, viewer, s.filter, func(p roster.Person) error {
		for name := range p.Attributes {
			used[name] = true
		}
		return nil
	})
	for name := range used {
		s.attributes = append(s.attributes, name)
	}
	slices.Sort(s.attributes)
	return s, err
}

func (s exportSheet) header() []string {
	var header []string
	for _, column := range []roster.Column{
		roster.ColumnCompany, roster.ColumnTeam, roster.ColumnName, roster.ColumnEmail,
		roster.ColumnLanguage, roster.ColumnRepresentative, roster.ColumnGroup,
	} {
		header = append(header, s.l.T("import.column_"+string(column)))
	}
	return append(append(header, s.attributes...), s.l.T("upload.left_on"))
}

func (s exportSheet) row(p roster.Person) []string {
	speaks, left := s.l.T("upload.no"), ""
	if p.Representative {
		speaks = s.l.T("upload.yes")
	}
	if p.LeftAt != nil {
		left = p.LeftAt.Format("2006-01-02")
	}
	row := []string{
		s.companies[p.CompanyID], s.teams[p.TeamID], p.Name, account.ShownEmail(p.Email),
		p.Language, speaks, strings.Join(s.groups[p.ID], groupSeparator),
	}
	for _, name := range s.attributes {
		row = append(row, p.Attributes[name])
	}
	return append(row, left)
}
