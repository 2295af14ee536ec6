package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/form"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// sheet draws the fields of one form. Labels come from the area's catalogue:
// "goal.title" for the field title, and "goal.title_hint" where there is one.
type sheet struct {
	l     *i18n.Locale
	area  string
	today cooperation.Day
	wrong Wrong
	rows  []form.Row
}

func (a *App) sheet(c *fiber.Ctx, area string, wrong Wrong) *sheet {
	return &sheet{l: i18n.From(c.UserContext()), area: area, today: a.today(c), wrong: wrong}
}

func (s *sheet) field(name, value string) ui.Field {
	f := ui.Field{Name: name, Label: s.l.T(s.area + "." + name), Value: value, Error: s.wrong.Of(name)}
	if key := s.area + "." + name + "_hint"; s.l.Has(key) {
		f.Hint = s.l.T(key)
	}
	s.wrong.label(f)
	return f
}

// beside adds parts that stand beside each other where there is room.
func (s *sheet) beside(parts ...templ.Component) {
	s.rows = append(s.rows, form.Row{Parts: parts})
}

// wide adds parts below each other.
func (s *sheet) wide(parts ...templ.Component) {
	s.rows = append(s.rows, form.Row{Wide: true, Parts: parts})
}

func (s *sheet) line(name, value string) templ.Component { return ui.Input(s.field(name, value)) }

func (s *sheet) need(name, value string) templ.Component {
	f := s.field(name, value)
	f.Required = true
	return ui.Input(f)
}

// figure is a field for a number, which is shown with the language's sign
// before the decimals; unit may be empty.
func (s *sheet) figure(name, value, unit string, required bool) templ.Component {
	f := s.field(name, value)
	if s.l.Lang() == "de" {
		f.Value = strings.Replace(value, ".", ",", 1)
	}
	f.Keyboard, f.Unit, f.Required = "decimal", unit, required
	return ui.Input(f)
}

func (s *sheet) text(name, value string, lines int) templ.Component {
	f := s.field(name, value)
	f.Rows = lines
	return ui.TextArea(f)
}

func (s *sheet) pick(name, value string, options []ui.Option) templ.Component {
	f := s.field(name, value)
	f.Options = options
	return ui.Select(f)
}

func (s *sheet) pickMany(name string, values []string, options []ui.Option) templ.Component {
	f := s.field(name, "")
	for _, o := range options {
		o.Chosen = slices.Contains(values, o.Value)
		f.Options = append(f.Options, o)
	}
	return ui.Checkboxes(f)
}

func (s *sheet) day(name, value string) templ.Component {
	f := s.field(name, value)
	return ui.DateSelects(dayField(s.l, f, s.today))
}

// page puts the fields into a page with the area's words for saving.
func (s *sheet) page(a *App, c *fiber.Ctx, frame layout.AppPage, version int, back string) form.Page {
	p := form.Page{
		Frame: frame, CSRF: a.formToken(c), Action: c.Path(), Wrong: s.wrong, Rows: s.rows,
		Submit: s.l.T("form.save"), Back: ui.Link{Label: s.l.T("form.back"), URL: back},
	}
	if version > 0 {
		p.Version = strconv.Itoa(version)
	}
	return p
}

// versionOf reads the counter that a form was drawn with; 0 is none.
func versionOf(c *fiber.Ctx) int {
	version, err := strconv.Atoi(c.FormValue("version"))
	if err != nil {
		return 0
	}
	return version
}

// valuesOf reads all values of a field that may be sent several times.
func valuesOf(c *fiber.Ctx, name string) []string {
	var values []string
	for _, raw := range c.Context().PostArgs().PeekMulti(name) {
		values = append(values, string(raw))
	}
	return values
}
