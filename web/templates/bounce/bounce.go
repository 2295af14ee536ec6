// Package bounce draws the page on which managers hand in notices of letters
// that could not be delivered. It refuses to show whose letters they were.
package bounce

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// Page is the page with the form, and with what became of the last upload.
type Page struct {
	Frame  layout.AppPage
	CSRF   string
	Action string
	Field  string // name of the file input
	Result string // empty: nothing was handed in yet
	Wrong  []ui.Wrong
	Error  string // beside the field
}

func (p Page) describedBy() string {
	if p.Error != "" {
		return p.Field + "-error " + p.Field + "-hint"
	}
	return p.Field + "-hint"
}

func (p Page) invalid() string {
	if p.Error != "" {
		return "true"
	}
	return "false"
}
