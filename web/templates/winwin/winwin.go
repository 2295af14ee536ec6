// Package winwin owns the page on whether everyone gains from a cooperation.
// It refuses to merge representatives' and employees' values.
package winwin

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// Page is the win-win of one round.
type Page struct {
	Frame   layout.AppPage
	Next    []ui.Link // what to do first, while nobody has rated
	Round   ui.Field  // chooses the round
	Few     string    // why shared numbers are not shown; empty: they are
	Figures []ui.Figure
	Charts  []ui.Chart
	Course  *ui.Chart
	Facts   []string // costs and benefits beside the ratings
	Ledger  *ui.Link
	Who     string // who sees which rating
}
