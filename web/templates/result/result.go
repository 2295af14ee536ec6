// Package result owns the pages of results: the list of rounds, and one round
// with its findings, charts and what cannot be shown. It refuses to decide
// what may be shown, which the gate did.
package result

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// ListPage is every campaign with its rounds.
type ListPage struct {
	Frame     layout.AppPage
	Campaigns []Campaign
	Next      []ui.Link // what to do first, while there is nothing
}

// Campaign is one campaign with its rounds, the latest first.
type Campaign struct {
	ID, Title, Hint string
	Rounds          []Round
}

// Round is one round; URL is empty while there is nothing to read.
type Round struct {
	Title, Hint, URL string
	State            ui.Badge
	Papers           []ui.Link
}

// Page is the results of one round.
type Page struct {
	Frame     layout.AppPage
	Pending   *Pending // not released yet
	Findings  []Finding
	Figures   []ui.Figure
	Topic     ui.Field // chooses the statements of the first chart
	Question  ui.Field // chooses the statement that is shown by group
	Charts    []ui.Chart
	Values    *ui.Chart
	Statement string
	Shares    *ui.Chart
	Means     *ui.Chart
	Joint     []string // groups of several companies, in words
	Heat      *ui.Heat
	HeatTitle string
	Selection *Selection
	Kept      string // what remains of the round
	Papers    []ui.Link
}

// Pending says that only managers see the round, and where to release it.
type Pending struct {
	Text string
	Link ui.Link
}

// Finding is one sentence with the numbers behind it.
type Finding struct {
	Text, Detail string
}

// Selection is the reader's own choice of companies and the gate's answer.
type Selection struct {
	Fields  []ui.Field
	Hidden  []ui.Field // other choices of the page, kept
	Asked   bool
	Refused bool
	Title   string
	Answer  ui.Table
	Instead *ui.Link
}
