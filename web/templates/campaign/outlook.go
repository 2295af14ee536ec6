package campaign

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// OutlookPage tells a company beforehand what it will learn.
type OutlookPage struct {
	Frame      layout.AppPage
	CSRF       string
	Wrong      []ui.Wrong
	Action     string     // of the choice
	Choice     []ui.Field // none: there is no choice
	Attributed string     // by name: there is nothing to forecast, and why
	Shown      string     // heading
	Basis      string
	Table      ui.Table
	Nothing    string // instead of a table without rows
	Hidden     []string
	Rules      ui.Table
	Who        []string
	Decision   *Decision // nil: there is nothing to decide
}

// Decision is what a representative decides; without an action in its button
// it cannot be changed any more.
type Decision struct {
	State, Until string
	Terms        string // for how long it holds
	Seen         string // what the page is about, which comes back with the decision
	Button       Step
}
