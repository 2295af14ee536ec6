// Package ledger owns the page of costs and benefits. It refuses to add up,
// and shows only what the service gave the reader.
package ledger

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// Page is a cooperation's costs and benefits in one quarter.
type Page struct {
	Frame     layout.AppPage
	Action    string // of the choice of quarter
	Period    ui.Field
	Charts    []ui.Chart
	Sums      ui.Table
	SumsTitle string
	Hint      string
	Entries   ui.Table
	Rules     ui.Table // who sees what
	Next      []ui.Link
}
