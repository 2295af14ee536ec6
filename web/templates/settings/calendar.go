package settings

import "kreislauf/web/templates/layout"

// CalendarPage shows the addresses under which calendar programs find the
// network's rounds; while feeds are off there are none.
type CalendarPage struct {
	Frame layout.AppPage
	CSRF  string
	On    bool
	Feeds []Feed
}

// Feed is one calendar with its address for copying and as a link that
// calendar programs take.
type Feed struct {
	ID, Name, Address, Subscribe string
}
