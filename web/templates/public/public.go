// Package public owns the pages that need no account: first run, sign-in,
// legal texts and failures. It refuses to say whether an address has an account.
package public

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// FailurePage says what went wrong and what can be done.
type FailurePage struct {
	Frame layout.PublicPage
	Text  string
}

// SignInPage asks for an address; Sent replaces the form by what happens next.
type SignInPage struct {
	Frame layout.PublicPage
	CSRF  string
	Next  string
	Email ui.Field
	Wrong []ui.Wrong
	Sent  bool
}

// ConfirmPage turns a one-time link into a session with one press of a button.
type ConfirmPage struct {
	Frame  layout.PublicPage
	CSRF   string
	Action string
}

// SetupPage is the first-run form.
type SetupPage struct {
	Frame  layout.PublicPage
	CSRF   string
	Action string
	Fields []ui.Field
	Zones  ui.ZoneField
	Wrong  []ui.Wrong
}

// LegalPage is an editable public text, one string a paragraph.
type LegalPage struct {
	Frame      layout.PublicPage
	Sample     bool
	Paragraphs []Paragraph
}

// Paragraph is a heading or a text of a legal page.
type Paragraph struct {
	Heading bool
	Lines   []string
}
