// Package wave owns the manager's pages of one round: how it stands, what is
// fixed, what can be done. It refuses results, and while the round is open
// every number but the bands of turnout.
package wave

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// Page is one round.
type Page struct {
	Frame       layout.AppPage
	CSRF        string
	Wrong       []ui.Wrong
	Notes       []Note
	Figures     []ui.Figure
	Turnout     ui.Table // empty: none to show
	TurnoutAt   string
	TurnoutHint string
	Blocks      ui.Table // groups that are expected, or those that there are
	BlocksTitle string
	BlocksHint  string
	Mail        ui.Table
	Events      []ui.Event
	Frozen      []ui.Item
	FrozenTitle string
	Release     *Act
	Publish     *Act
	Extend      *Extend
	CancelURL   string // page that asks for a reason; empty: not offered
}

// Note is a remark above the page; Kind is info, warn or bad.
type Note struct {
	Kind, Title, Text string
}

// Act is a form of one button with what it does.
type Act struct {
	Title, Text, Action, Label, Icon string
}

// Extend is the form that moves the close.
type Extend struct {
	Action string
	Day    ui.DateField
	Time   ui.Field
	Reason ui.Field
}

// CancelPage asks for the reason before a round is called off.
type CancelPage struct {
	Frame        layout.AppPage
	CSRF, Action string
	Wrong        []ui.Wrong
	Text         string
	Reason       ui.Field
	Back         ui.Link
}
