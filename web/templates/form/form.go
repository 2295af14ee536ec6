// Package form owns the page that holds one plain form: its fields in order,
// what was wrong, where to go back to. It refuses to know what the form is for.
package form

import (
	"github.com/a-h/templ"

	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// Page is one form. Version is the counter that the form was drawn with, empty
// on forms that create; Below holds further forms of their own and may be nil.
type Page struct {
	Frame        layout.AppPage
	CSRF, Action string
	Version      string
	Intro        string
	Wrong        []ui.Wrong
	Rows         []Row
	Submit       string
	Back         ui.Link
	Below        templ.Component
}

// Row is a full-width part of a form, or several parts beside each other.
type Row struct {
	Wide  bool
	Parts []templ.Component
}

// Step is a form of one button below a page's form.
type Step struct {
	ID, Title, Text, Action string
	CSRF, Version           string
	Button, Icon            string
}
