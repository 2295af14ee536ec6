// Package agreement owns the pages of a cooperation's agreement: its versions,
// what changed, who accepts, and the form of a draft. It refuses to decide when
// a version is in force.
package agreement

import (
	"kreislauf/internal/cooperation"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// Page is one version of the agreement beside all others.
type Page struct {
	Frame    layout.AppPage
	Next     []ui.Link // while there is no version
	Clauses  []Clause
	Legend   bool // the clauses show changes
	Consents ui.Table
	Due      string
	Versions []Version
	Steps    []Step
}

// Clause is one rule with what became of it; Body is its text, or what was
// changed in it.
type Clause struct {
	ID, Title string
	State     *ui.Badge
	Body      [][]cooperation.Piece // paragraphs
}

// Version is one line of the list of versions.
type Version struct {
	Title, When, URL, Label string
	State                   ui.Badge
	Shown                   bool
}

// Step is a form of one button.
type Step struct {
	Action, CSRF, Version string
	Text, Button, Icon    string
	Primary               bool
}

// EditPage is the form of a draft.
type EditPage struct {
	Frame                 layout.AppPage
	CSRF, Action, Version string
	Wrong                 []ui.Wrong
	Clauses               []Draft
	Back                  ui.Link
}

// Draft is one clause of the form, with its code in a hidden field.
type Draft struct {
	Legend, CodeName, Code string
	Title, Body            ui.Field
}

func markup(kind cooperation.PieceKind) string {
	switch kind {
	case cooperation.Added:
		return "ins"
	case cooperation.Removed:
		return "del"
	default:
		return ""
	}
}
