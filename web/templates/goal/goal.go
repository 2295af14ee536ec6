// Package goal owns the pages of goals with their measurements, and of
// milestones. It refuses to compute how far a goal has come.
package goal

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// ListPage is a cooperation's goals and milestones.
type ListPage struct {
	Frame      layout.AppPage
	Charts     []ui.Chart
	Shared     []Line
	SharedHint string
	Own        []Line // companies' own goals that the reader may see
	Milestones ui.Table
	Add        []ui.Link
	Next       []ui.Link // what to do first, while there is nothing
}

// Line is one goal with its sub-goals.
type Line struct {
	Title, URL, Text string
	State            ui.Badge
	Parts            []Part
}

// Part is one sub-goal; State is its word for readers who cannot see the icon.
type Part struct {
	Title, URL, When, Icon, State string
}

// OnePage is one goal: its figures, its measurements, its sub-goals.
type OnePage struct {
	Frame        layout.AppPage
	State        ui.Badge
	Facts        []ui.Item
	Parts        []Part
	Measurements []Measurement
	CSRF         string
	Measure      *Measure // nil where the reader may not enter values
}

// Measurement is one value of a goal; TakeBack is where it can be deleted.
type Measurement struct {
	When, Value, Way, Note, TakeBack string
}

// Measure is the form for a new value.
type Measure struct {
	Action string
	Wrong  []ui.Wrong
	Value  ui.Field
	Day    ui.DateField
	Note   ui.Field
}
