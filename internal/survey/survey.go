// Package survey owns questionnaires, their published versions, question
// types, branching and the validity of answers. It refuses to know who
// answered: people, waves and mail belong to other packages.
package survey

import "time"

// Languages of every questionnaire, in the order of the interface.
var Languages = []string{"de", "en"}

// Text is one sentence in each language, keyed "de" and "en".
type Text map[string]string

// In returns the sentence in lang, or German when lang is missing.
func (t Text) In(lang string) string {
	if s, ok := t[lang]; ok && s != "" {
		return s
	}
	return t["de"]
}

// Audience says who a questionnaire is written for.
type Audience string

// Audiences: employees answer anonymously, representatives for their company.
const (
	Employees       Audience = "employees"
	Representatives Audience = "representatives"
)

// Questionnaire is a family of versions. A shipped one has no network.
type Questionnaire struct {
	ID        string
	NetworkID string // empty: shipped with the product
	Key       string // stable name, "cooperation-pulse"
	Audience  Audience
}

// Version is one published, unchangeable text of a questionnaire.
type Version struct {
	ID              string
	QuestionnaireID string
	Number          int
	Content         Content
	PublishedAt     time.Time
}

// Content is everything a respondent sees, as stored in one JSON value.
type Content struct {
	Title      Text        `json:"title"`
	Intro      Text        `json:"intro"`
	Minutes    int         `json:"minutes"`
	Scales     []Scale     `json:"scales,omitempty"`
	Dimensions []Dimension `json:"dimensions,omitempty"`
	Pages      []Page      `json:"pages"`
}

// Scale is an answer scale from Min to Max in whole steps, both ends included.
type Scale struct {
	Code          string `json:"code"`
	Min           int    `json:"min"`
	Max           int    `json:"max"`
	Labels        []Text `json:"labels"` // one per step, from Min to Max: "Stimme voll zu"
	Short         []Text `json:"short"`  // the same, for a narrow column: "voll zu"
	NotApplicable bool   `json:"not_applicable"`
}

// Dimension is one construct measured by its questions. From three scale
// questions on it has an index: the mean of a person's answers to them.
type Dimension struct {
	Code  string `json:"code"`
	Title Text   `json:"title"`
}

// Layout is how a page draws its questions.
type Layout string

// Layouts of a page.
const (
	LayoutList   Layout = "list"
	LayoutMatrix Layout = "matrix" // scale questions of one scale as one table
	LayoutCards  Layout = "cards"  // choice questions with the same options
)

// Page is what is shown at once.
type Page struct {
	Code      string     `json:"code"`
	Title     Text       `json:"title"`
	Intro     Text       `json:"intro,omitempty"`
	Layout    Layout     `json:"layout"`
	ShowIf    *Condition `json:"show_if,omitempty"`
	Questions []Question `json:"questions"`
}

// Type is the kind of a question.
type Type string

// Question types.
const (
	TypeScale  Type = "scale"  // one whole number of the scale
	TypeChoice Type = "choice" // one option code
	TypeText   Type = "text"   // free text; attributed waves only
)

// NotApplicable is the answer "cannot judge" of scale and choice questions
// that allow it.
const NotApplicable = "na"

// Question has a code that survives versions, so that waves compare.
type Question struct {
	Code          string     `json:"code"`
	Type          Type       `json:"type"`
	Dimension     string     `json:"dimension,omitempty"`
	Text          Text       `json:"text"`
	Short         Text       `json:"short,omitempty"` // for charts and the review page
	Hint          Text       `json:"hint,omitempty"`
	Scale         string     `json:"scale,omitempty"`
	Options       []Option   `json:"options,omitempty"`
	NotApplicable bool       `json:"not_applicable,omitempty"` // choice only; a scale carries its own
	Required      bool       `json:"required,omitempty"`
	MaxLength     int        `json:"max_length,omitempty"`   // text only, in characters
	Reverse       bool       `json:"reverse,omitempty"`      // a high answer is bad for the dimension
	ByAttribute   bool       `json:"by_attribute,omitempty"` // split by attribute before company
	ShowIf        *Condition `json:"show_if,omitempty"`
}

// Option is one choice, ordered from positive to negative where that has a
// meaning.
type Option struct {
	Code string `json:"code"`
	Text Text   `json:"text"`
	Icon string `json:"icon,omitempty"`
}

// Condition holds when the named earlier question was answered with one of In.
type Condition struct {
	Question string   `json:"question"`
	In       []string `json:"in"`
}

// Answers maps a question code to its value: a whole number of the scale, an
// option code, NotApplicable, or text. An unanswered question is absent.
type Answers map[string]string
