// Package ui owns the components that pages are made of: fields, states,
// panels, tables, figures, charts, the circle. It refuses to fetch, to decide
// who may see what, and to hold sentences, which come from the caller or i18n.
package ui

import "strconv"

// Badge is a state as icon and word. Is chooses the look: open, changed, due,
// done, bad, draft, or empty for a neutral one.
type Badge struct {
	Is, Icon, Text string
}

// Of returns the badge of a state with the icon that belongs to it.
func Of(is, text string) Badge {
	return Badge{Is: is, Icon: stateIcon(is), Text: text}
}

func stateIcon(is string) string {
	switch is {
	case "open":
		return "player-play"
	case "changed":
		return "git-compare"
	case "due":
		return "clock"
	case "done":
		return "circle-check"
	case "bad":
		return "alert-triangle"
	case "draft":
		return "pencil"
	default:
		return "calendar-event"
	}
}

// Link is a link with words, for lists of links and actions.
type Link struct {
	Label, URL string
	Icon       string // name in the sprite, may be empty
	Primary    bool   // drawn as the page's main action
	Current    bool   // the page that is shown
}

// Item is a label with its value; Icon, Hint and URL may be empty.
type Item struct {
	Label, Value, Icon, Hint, URL string
}

// Figure is one number of a page's head. Of stands small beside the value
// ("von 5"), Note below it. With Max above 0 a bar shows Now of Max.
type Figure struct {
	Label, Value, Of, Note, Formula string
	Now, Max                        int
}

// Event is one line of a log; Machine is the time in RFC 3339 or a date.
type Event struct {
	When, Machine, Text string
	Now                 bool
}

// Way is the progress through a form or a list of steps.
type Way struct {
	ID, Label, Rest string // "Seite 2 von 6", "noch etwa 5 Minuten"
	Done, All       int
}

// FirstStep is one step of the path of a new network.
type FirstStep struct {
	Title, Text string
	URL, Label  string // a link on steps that are not current
	Done        bool
	Current     bool
	Actions     []Link // shown on the current step
}

func itoa(n int) string { return strconv.Itoa(n) }

func buttonClass(primary bool) string {
	if primary {
		return "btn btn-primary"
	}
	return "btn"
}

func noteIcon(kind string) string {
	switch kind {
	case "warn", "bad":
		return "alert-triangle"
	default:
		return "info-circle"
	}
}

func current(is bool) string {
	if is {
		return "page"
	}
	return ""
}
