// Package people owns the pages of the roster: who can be invited, one person,
// a pasted list before it is taken over. It refuses to show who has answered.
package people

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// ListPage lists a company's people, those who left apart.
type ListPage struct {
	Frame   layout.AppPage
	Present ui.Table
	Left    ui.Table
	Add     []ui.Link // the next steps while there is nobody
}

// PastePage takes a pasted list. Preview is nil until it was judged.
type PastePage struct {
	Frame   layout.AppPage
	CSRF    string
	Action  string
	Wrong   []ui.Wrong
	Text    ui.Field
	Back    ui.Link
	Preview *Preview
}

// Preview is what would become of each row. Take names the button that takes
// the rows over; empty: there is nothing to take over.
type Preview struct {
	Figures []ui.Figure
	Table   ui.Table
	Rest    string // "200 von 1.240 Zeilen", empty when all are shown
	Take    string
}
