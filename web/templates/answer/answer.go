// Package answer owns the respondents' pages: start, questions, review,
// thank-you, and what a link shows when nothing can be answered. It refuses to
// judge answers and to know the link beyond the addresses it is given.
package answer

import (
	"context"
	"strconv"

	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// Names of the hidden fields that every form carries, see survey.Form. No
// question code begins with an underscore.
const (
	BegunField   = "_begun"
	AttemptField = "_attempt"
	GoField      = "_go"
	GoBack       = "back" // value of GoField: keep the page and turn back
)

// formID lets the buttons in the foot belong to the form in the page.
const formID = "answers"

// Link is what the pages of one personal link share.
type Link struct {
	Base      string // address of the start page
	Query     string // "?begun=…" within the grace, else empty
	CSRF      string
	Begun     string // signed
	OutboxKey string // names the link on the device without revealing it
	Languages []layout.Language
	Focus     bool // the page replaces another one without a reload
}

// Page is the address of a page of questions, given by its index.
func (l Link) Page(index int) string { return l.at("/p/" + strconv.Itoa(index+1)) }

// Review is the address of the last page before the submit.
func (l Link) Review() string { return l.at("/review") }

// Done is the address of the thank-you page.
func (l Link) Done() string { return l.at("/done") }

// Start is the address of the first page.
func (l Link) Start() string { return l.at("") }

func (l Link) autosave() string { return l.Base + "/autosave" }
func (l Link) submit() string   { return l.Base + "/submit" }

func (l Link) at(path string) string { return l.Base + path + l.Query }

// hidden is one hidden field.
type hidden struct{ Name, Value string }

// carried is what the forms of a visit take along.
func (l Link) carried(v survey.Visit) []hidden {
	return []hidden{{AttemptField, v.Attempt}, {BegunField, l.Begun}}
}

func (l Link) frame(v survey.Visit, title, privacy string) layout.SurveyPage {
	return layout.SurveyPage{
		Head:            layout.Head{Title: title, Network: v.Facts.NetworkName},
		Languages:       l.Languages,
		PrivacySentence: privacy,
	}
}

// privacy is the one sentence that says who can learn what.
func privacy(ctx context.Context, v survey.Visit) string {
	switch {
	case !v.Facts.Anonymous:
		return i18n.T(ctx, "answering.privacy_attributed", "company", v.Company())
	case v.Facts.OnlyMissing:
		return i18n.T(ctx, "answering.privacy_anonymous_missing", "k", v.Facts.K)
	default:
		return i18n.T(ctx, "answering.privacy_anonymous", "k", v.Facts.K)
	}
}

func in(ctx context.Context, t survey.Text) string { return t.In(i18n.From(ctx).Lang()) }

func way(ctx context.Context, p survey.Progress) ui.Way {
	all := p.Pages + 1 // the review is the last one
	return ui.Way{
		ID:    "way",
		Label: i18n.T(ctx, "answering.page_of", "page", p.Page, "pages", all),
		Rest:  i18n.T(ctx, "answering.minutes_left", "n", p.Minutes),
		Done:  p.Page - 1, All: all,
	}
}
