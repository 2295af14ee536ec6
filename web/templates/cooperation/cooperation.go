// Package cooperation owns the list of cooperations and the home page of one,
// with the circle of its five steps. It refuses goals, figures and agreements,
// which have pages of their own.
package cooperation

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// ListPage lists the cooperations that the reader may see.
type ListPage struct {
	Frame layout.AppPage
	Cards []Card
	Empty []ui.Link
}

// Card is one cooperation; Now is the step of its cycle, 1 to 5.
type Card struct {
	Name, URL, Text, Hint string
	Now                   int
}

// HomePage is a cooperation in its cycle.
type HomePage struct {
	Frame   layout.AppPage
	Title   string // the finding: which step runs
	Circle  ui.Circle
	Due     []Due
	Numbers []ui.Item
	Cycle   string // "Durchlauf 2 in Zahlen"
	Earlier []Earlier
	Steps   ui.Table
	Change  *ui.Link // to the form of the steps, for those who may
	Parties ui.Table
}

// Due is something that waits for somebody.
type Due struct {
	Title, When, Text string
	Link              ui.Link
}

// Earlier is a cycle that has ended.
type Earlier struct {
	Title, When, Summary, URL, Label string
}
