// Package people owns the pages of the roster: who can be invited, one person,
// groups across companies, a list of people before it is taken over. It
// refuses to show who has answered.
package people

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// ListPage lists people, one page of those that the filter leaves.
type ListPage struct {
	Frame   layout.AppPage
	Filter  Filter
	Table   ui.Table
	Count   string // "51 bis 100 von 10.020 Personen"
	Paging  Paging
	Add     []ui.Link // the next steps while there is nobody at all
	Nobody  bool      // nobody at all, whatever the filter
	Exports []ui.Link
}

// Filter narrows a list; it is sent by GET.
type Filter struct {
	Action string
	Label  string
	Hidden []ui.Field // kept while the filter changes
	Search ui.Field
	Picks  []ui.Field
	Clear  ui.Link // without an address: nothing is filtered
}

// Paging leads to the pages beside this one; links without an address are left
// out, and all of it where there is one page only.
type Paging struct {
	Label         string
	Here          string // "Seite 2 von 201"
	Before, After ui.Link
}

// DeletePage asks before a person is deleted for good.
type DeletePage struct {
	Frame         layout.AppPage
	CSRF, Action  string
	Warning       string
	GoesT, StaysT string // headings
	Goes, Stays   []string
	OpenT, Open   string // what happens to rounds that are open; may be empty
	Confirm       ui.Field
	Wrong         []ui.Wrong
	Submit        string
	Back          ui.Link
}

// LeaveStep lets a person leave or return, and leads to the deletion.
type LeaveStep struct {
	CSRF, Action              string
	Title, Text, Button, Icon string
	DeleteTitle, DeleteText   string
	Delete                    ui.Link
}

// GroupsPage lists the groups of a network.
type GroupsPage struct {
	Frame layout.AppPage
	Table ui.Table
	Empty []ui.Link
}

// GroupPage is one group: who belongs to it, and who could.
type GroupPage struct {
	Frame                 layout.AppPage
	CSRF, Action          string
	Inside, Outside       Pick
	Filter, OutsideFilter Filter
}

// Pick is a list of people with check boxes and one button for those chosen.
type Pick struct {
	ID, Title, Hint string
	Filtered        bool // with its filter above it
	Table           ui.Table
	Count           string
	Paging          Paging
	Button, Icon    string
	Nobody          string // stands instead of the table
}

// Choice is one check box of a list.
type Choice struct {
	Name, Value, Label, Hint string
	Chosen                   bool
}

// PastePage takes a pasted list. Preview is nil until it was judged.
type PastePage struct {
	Frame   layout.AppPage
	CSRF    string
	Action  string
	Wrong   []ui.Wrong
	Text    ui.Field
	Back    ui.Link
	File    ui.Link // to the page that takes a file instead
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
