package web

import (
	"cmp"
	"fmt"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
)

// render writes a page into the response, which Fiber buffers whole: a
// failure half-way leaves nothing of it.
func (a *App) render(c *fiber.Ctx, page templ.Component) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	if err := page.Render(c.UserContext(), c.Response().BodyWriter()); err != nil {
		c.Response().ResetBody()
		return fmt.Errorf("render page: %w", err)
	}
	return nil
}

// redraw answers a form that could not be accepted: the same page with its
// values, the faults beside the fields, and the status of the first fault.
func (a *App) redraw(c *fiber.Ctx, err error, page func(wrong Wrong) templ.Component) error {
	kind := fault.KindOf(err)
	if kind != fault.KindInvalid && kind != fault.KindConflict {
		return err
	}
	c.Status(statusOf[kind])
	return a.render(c, page(wrongOf(c, err)))
}

// see sends the browser to another page after a POST.
func see(c *fiber.Ctx, path string) error { return c.Redirect(path, fiber.StatusSeeOther) }

// Wrong holds what is wrong with a form, in the reader's language.
type Wrong []ui.Wrong

// Of returns the sentence for one field, or "".
func (w Wrong) Of(field string) string {
	for _, one := range w {
		if one.Field == field {
			return one.Text
		}
	}
	return ""
}

// label names the fields for the list above the form, where a sentence such as
// "please fill this in" would not say which field it means.
func (w Wrong) label(fields ...ui.Field) {
	for _, f := range fields {
		for i := range w {
			if w[i].Field == f.Name {
				w[i].Label = f.Label
			}
		}
	}
}

// place shows beside f what was refused about what it holds, and has the list
// above the form lead there.
func (w Wrong) place(refused string, f *ui.Field) {
	for i := range w {
		if w[i].Field == refused {
			f.Error, w[i].Field, w[i].Label = w[i].Text, cmp.Or(f.ID, f.Name), f.Label
		}
	}
}

func wrongOf(c *fiber.Ctx, err error) Wrong {
	var wrong Wrong
	for _, f := range fault.All(err) {
		wrong = append(wrong, ui.Wrong{Field: f.Field, Text: i18n.T(c.UserContext(), f.Key, f.Args...)})
	}
	return wrong
}
