// Package layout owns the frames around pages: head, header, menu, foot, for
// accounts, respondents and the public. It refuses to know any page, and loads
// nothing from another host.
package layout

import (
	"context"

	"github.com/a-h/templ"

	"kreislauf/internal/i18n"
	"kreislauf/web/static"
	"kreislauf/web/templates/ui"
)

// Addresses of the legal texts, which every public page links to.
const (
	ImprintPath = "/impressum"
	PrivacyPath = "/datenschutz"
)

// htmxConfig keeps a failed request from replacing the page, and htmx from
// adding a style sheet of its own.
const htmxConfig = `{"noSwap":[204,304,"5xx"],"includeIndicatorCSS":false}`

// Language is one choice of the interface's language.
type Language struct {
	Code, URL string // "de", address that sets it
}

// Head is what stands in a page's <head>.
type Head struct {
	Title    string // of the page, without the network
	Network  string // may be empty before the setup
	ThemeURL string // style sheet of the network's brand colour, may be empty
	Referrer string // "no-referrer" by default; "same-origin" on pages with a form
}

// AppPage is a page of an account.
type AppPage struct {
	Head
	Languages  []Language
	Menu       []ui.Link // entries that the role may see, with icons
	User, Role string
	ProfileURL string
	SignOutURL string // target of a POST
	CSRF       string
	Crumbs     []ui.Link
	Heading    string
	Lead       string
	Done       string // what the step before this page did, empty on others
	State      *ui.Badge
	Actions    templ.Component // beside the heading, may be nil
	TabsLabel  string
	Tabs       []ui.Link
	Focus      bool // move the focus to the heading: the page replaces another one without a reload
}

// SurveyPage is a respondent's page. The page draws its own h1, with
// tabindex="-1" and, when Focus is set, autofocus; see Heading.
type SurveyPage struct {
	Head
	Languages       []Language
	PrivacySentence string
	Wide            bool
	Foot            templ.Component // the buttons above the privacy sentence, may be nil
	CompletedKey    string          // outbox key to forget, on the page after the submission
}

// PublicPage is a page for readers without an account: sign-in, setup, legal
// texts, errors.
type PublicPage struct {
	Head
	Languages []Language
	Heading   string
	Focus     bool
	Wide      bool
}

func (h Head) title() string {
	if h.Network == "" {
		return h.Title
	}
	return h.Title + " – " + h.Network
}

func (h Head) referrer() string {
	if h.Referrer == "" {
		return "no-referrer"
	}
	return h.Referrer
}

// assets are the style sheet and the scripts of a frame.
type assets struct {
	style   string
	icon    string
	scripts []string
}

func accountAssets() assets {
	return assets{style: static.URL("app.css"), icon: static.URL("favicon.svg"), scripts: []string{static.URL("vendor/htmx.min.js"), static.URL("app.js")}}
}

// respondentAssets are three files; an icon would be a request more on a slow
// connection.
func respondentAssets() assets {
	return assets{style: static.URL("survey.css"), icon: "data:,", scripts: []string{static.URL("respond.js")}}
}

// chartScripts are loaded by app.js on pages that hold a chart.
func chartScripts() string {
	return static.URL("vendor/echarts.min.js") + " " + static.URL("charts.js")
}

func upper(code string) string {
	switch code {
	case "de":
		return "DE"
	case "en":
		return "EN"
	default:
		return code
	}
}

func wideClass(wide bool) string {
	if wide {
		return "wide"
	}
	return ""
}

func iconURL(name string) string { return static.URL("icons.svg") + "#" + name }

// OutboxAttributes let a form keep its answers on the device until the server
// has them: autosaveURL takes the changed answers by POST, key is an opaque
// name of the session.
func OutboxAttributes(ctx context.Context, autosaveURL, key string) templ.Attributes {
	return templ.Attributes{
		"data-autosave":   autosaveURL,
		"data-outbox-key": key,
		"data-saving":     i18n.T(ctx, "ui.saving"),
		"data-saved":      i18n.T(ctx, "ui.saved"),
		"data-offline":    i18n.T(ctx, "ui.offline"),
		"data-failed":     i18n.T(ctx, "ui.refused"),
	}
}
