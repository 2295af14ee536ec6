// Package campaign owns the manager's pages of campaigns: the list, one
// campaign, its form, and how a questionnaire reads. It refuses results and
// every number that an open round must not show.
package campaign

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// ListPage lists the campaigns. Empty is shown while there are none at all.
type ListPage struct {
	Frame  layout.AppPage
	Alerts []Alert
	Tabs   []ui.Link
	Table  ui.Table
	Empty  []ui.Link
}

// Alert is something that waits for the manager.
type Alert struct {
	Title, Text string
	Link        ui.Link
}

// Round is the cell about a campaign's present round. Quarter is that of the
// turnout, 0 where none is shown.
type Round struct {
	State   ui.Badge
	Hint    string
	Quarter int
	Turnout string // empty: no turnout to speak of
}

// ShowPage is one campaign with its rounds.
type ShowPage struct {
	Frame   layout.AppPage
	CSRF    string
	Wrong   []ui.Wrong
	Rounds  ui.Table // the newest; the others are in Earlier
	Earlier ui.Table
	Events  []ui.Event // the newest; the others are in Older
	Older   []ui.Event
	Facts   []ui.Item
	Check   []Check
	Steps   []Step
	EndURL  string // page that asks before the campaign is ended; empty: not offered
	Preview []string
	// Launch leads to the page that starts a draft.
	Launch    *ui.Link
	Consent   *Consent // of two companies; nil: none is needed
	Documents []ui.Link
}

// Step is a form of one button.
type Step struct {
	Action, Label, Icon, Hint string
	Primary                   bool
}

// Check is one line of the check before the start.
type Check struct {
	OK     bool
	Needed bool // no round can open without it
	Later  bool // it can only be settled after the start
	Text   string
	Reason string // why it is open, where Text does not say
}

// EndPage asks before a campaign is ended.
type EndPage struct {
	Frame        layout.AppPage
	CSRF, Action string
	Back         ui.Link
}

// FormPage is the form of a campaign.
type FormPage struct {
	Frame          layout.AppPage
	CSRF, Action   string
	Version        string // empty on a new one
	Wrong          []ui.Wrong
	Questionnaire  ui.Field
	Questionnaires []ui.Link // how each reads
	Titles         []ui.Field
	Cooperation    ui.Field
	Companies      ui.Field
	Narrow         Narrow
	Split, Rate    ui.Field
	Expected       Expected
	Rule           Rule
	Windows        Windows
	Mode           ui.Field
	Reminders      []ui.Field
	OnlyMissing    ui.Field
	Quiet          []ui.Field // from and until
	Invitation     []ui.Field // subject and body, German and English
	Reminder       []ui.Field // likewise
	Thanks         []ui.Field // German and English
	Sender         []ui.Field // name, and address for answers
	Check          []Check
	Planned        bool // waves open by themselves already
}

// Expected is how fine the results will probably be. With Text there is no
// table, and the text says why.
type Expected struct {
	Lines      []string // how many are asked, and who is left out
	Table      ui.Table
	Text       string
	SmallTitle string // empty: every company gets a result of its own
	SmallText  string
	PartsTitle string // empty: no team or value will be too small
	PartsText  string
}

// Rule are the fields that say when rounds open.
type Rule struct {
	Kind, Every, Day, Weekday, Month, Time, Cron ui.Field
	Zone                                         ui.ZoneField
	Once, StartFrom                              ui.DateField
	Length, Unit                                 ui.Field
}

// Windows are the next windows in words, or what keeps the rule from having
// any.
type Windows struct {
	Title string
	Lines []string
	Wrong []string
}

// QuestionnairePage shows how a questionnaire reads, in both languages.
type QuestionnairePage struct {
	Frame    layout.AppPage
	Facts    []ui.Item
	Sections []Section
}

// Section is one page of a questionnaire.
type Section struct {
	ID, Title, Other string // Other is the title in the other language
	Questions        []Question
}

// Question is one question; Other is its text in the other language, and Kind
// says how it is answered.
type Question struct {
	Text, Other, Kind, OtherLang string
}
