// Package settings owns the pages on which a manager sets up the network, its
// accounts and its public texts. It refuses surveys and cooperations.
package settings

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// Page shows the network's settings and accounts.
type Page struct {
	Frame   layout.AppPage
	CSRF    string
	Version string
	Wrong   []ui.Wrong
	Fields  []ui.Field
	Zones   ui.ZoneField
	Members []Member
	Admit   Admit
	Legal   []ui.Link
	// Calendar leads to the feeds of the network's rounds.
	Calendar []ui.Link
	// Server leads those who run the server to its background work.
	Server []ui.Link
	Mine   ui.Field // the reader's own language
}

// Member is one account of the network; End is empty for the reader's own.
type Member struct {
	Name, Email, Role, Company, End string
}

// Admit is the form that gives somebody an account.
type Admit struct {
	Wrong                 []ui.Wrong
	Name, Email           ui.Field
	Role, Company, Speaks ui.Field
}

// LegalPage edits one public text in both languages.
type LegalPage struct {
	Frame  layout.AppPage
	CSRF   string
	Action string
	Wrong  []ui.Wrong
	Texts  []ui.Field
}
