// Package unsubscribe draws the page on which reminders of one wave are ended
// or let come again. It refuses to know who asks.
package unsubscribe

import "kreislauf/web/templates/layout"

// OneClickField and OneClick are what mail programs post, RFC 8058.
const (
	OneClickField = "List-Unsubscribe"
	OneClick      = "One-Click"
)

// formID ties the button in the foot to its form.
const formID = "reminders"

// Page is the page, before and after.
type Page struct {
	layout.SurveyPage
	Survey     string // start page of the link
	Action     string // target of the POST
	CSRF       string
	Unreminded bool
}

// Heading is the key of the page's heading.
func (p Page) Heading() string {
	if p.Unreminded {
		return "mail.unsubscribed_title"
	}
	return "mail.unsubscribe_title"
}
