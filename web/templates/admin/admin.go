// Package admin owns the page on which those who run the server see its
// background work. It refuses answers, names and addresses.
package admin

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// Page shows ticks, jobs, effects and failures.
type Page struct {
	Frame    layout.AppPage
	CSRF     string
	Figures  []ui.Figure
	Server   []ui.Item
	Workers  ui.Table
	Jobs     ui.Table
	Effects  ui.Table
	Failed   ui.Table // without rows: nothing failed
	RetryAll string   // target of a POST
}
