// Package company owns the pages of companies and their teams. It refuses
// people, whom the roster's pages show.
package company

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// ListPage lists the companies; Empty is shown when there are none.
type ListPage struct {
	Frame layout.AppPage
	Table ui.Table
	Empty []ui.Link // the next steps
}

// ShowPage is one company: its data sheet, its teams, its cooperations.
type ShowPage struct {
	Frame        layout.AppPage
	Sheet        []ui.Item
	Note         string // the managers' own
	Teams        ui.Table
	TeamLinks    []ui.Link
	People       string // "34 Personen", empty where the reader has no roster
	PeopleLinks  []ui.Link
	Cooperations []ui.Item
}
