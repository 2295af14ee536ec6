// Package wave owns the manager's pages of one round: how it stands, what is
// fixed, what can be done, what people are told afterwards. It refuses
// results, and while the round is open every number but the bands of turnout.
package wave

import (
	"slices"

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
	Mail        MailPart
	Notice      *Notice
	Events      []ui.Event
	Frozen      []ui.Item
	FrozenTitle string
	Release     *Step
	Announce    *Step
	Publish     *Act
	Handouts    *Act // answered with a file
	Extend      *Extend
	CloseURL    string // page that asks for a reason; empty: not offered
	CancelURL   string // likewise
	CancelText  string // what it does
}

// Note is a remark above the page; Kind is info, warn or bad.
type Note struct {
	Kind, Title, Text string
}

// Act is a form of one button with what it does.
type Act struct {
	Title, Text, Action, Label, Icon string
}

// Step leads to a page on which something is done.
type Step struct {
	Title, Text string
	Link        ui.Link
}

// MailPart says how far the letters have come. The page holds it, and the
// stream of the page sends it again.
type MailPart struct {
	Stream  string // address that sends it when it changes; empty: nothing will
	Reload  string // address of the page
	Table   ui.Table
	Said    string // where the sending stands, for the live region
	Lost    string // how many invitations did not arrive; empty: all did
	LostURL string // list of whose
	At      string // when this was read
}

// Notice is what the people invited were told.
type Notice struct {
	Sent   string // when, and by whom
	Told   ui.Told
	Sheets []ui.Link // to print
}

// Extend is the form that moves the close.
type Extend struct {
	Action string
	Day    ui.DateField
	Time   ui.Field
	Reason ui.Field
}

// AskPage asks for the reason before a round is called off or closed early.
type AskPage struct {
	Frame        layout.AppPage
	CSRF, Action string
	Wrong        []ui.Wrong
	Text         string
	Reason       ui.Field
	Button       ui.Link // label and icon
	Grave        bool    // answers are lost
	Back         ui.Link
}

// UndeliveredPage lists invitations that did not arrive.
type UndeliveredPage struct {
	Frame layout.AppPage
	Lead  string // what can be done
	Empty string // instead of an empty table
	Table ui.Table
	Where string // "Seite 2 von 3"; empty: one page
	Turn  []ui.Link
	Back  ui.Link
	// Resend sends those again that no mail server took; nil: there are none.
	Resend *Act
	CSRF   string
}

// written reports whether a field holds something or was refused.
func written(fields []ui.Field) bool {
	return slices.ContainsFunc(fields, func(f ui.Field) bool { return f.Value != "" || f.Error != "" })
}
