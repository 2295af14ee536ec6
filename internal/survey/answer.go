package survey

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"kreislauf/internal/fault"
)

// requiredKey says that a question needs an answer.
const requiredKey = "answer.required"

// complaint is why a value is no answer: a translation key and its arguments.
// The zero value is none.
type complaint struct {
	key  string
	args []any
}

// CheckPage reads the posted form values of one page, given by its index.
// Fields that the page does not ask are dropped; an empty value is an
// unanswered question. The error is fault.Errors with question codes as
// fields; the valid answers are returned beside it. Whether a question with a
// condition is required depends on other pages and is left to CheckAll.
func (c Content) CheckPage(page int, raw map[string][]string) (Answers, error) {
	answers := Answers{}
	if page < 0 || page >= len(c.Pages) {
		return answers, fault.NotFound("answer.page_unknown")
	}
	var errs fault.Errors
	for _, q := range c.Pages[page].Questions {
		value, bad := c.readPosted(q, raw[q.Code])
		switch {
		case bad.key != "":
			errs.Add(q.Code, bad.key, bad.args...)
		case value != "":
			answers[q.Code] = value
		case q.Required && q.ShowIf == nil:
			errs.Add(q.Code, requiredKey)
		}
	}
	return answers, errs.Err()
}

// Merge returns the draft with the answers of one page replaced. Answers that
// the page did not show, because they lie behind a branch, stay.
func (c Content) Merge(draft Answers, page int, posted Answers) Answers {
	merged := make(Answers, len(draft)+len(posted))
	maps.Copy(merged, draft)
	if page < 0 || page >= len(c.Pages) {
		return merged
	}
	reachable := c.Reachable(draft)
	for _, q := range c.Pages[page].Questions {
		if value, ok := posted[q.Code]; ok {
			merged[q.Code] = value
		} else if reachable[q.Code] {
			delete(merged, q.Code)
		}
	}
	return merged
}

// CheckAll is the full check at the submit. It returns the valid answers to
// the questions that can be reached, and fault.Errors for those that are
// invalid or required and missing. Answers
// behind a branch and codes that the content does not know are dropped.
func (c Content) CheckAll(a Answers) (Answers, error) {
	valid := Answers{}
	complaints := map[string]complaint{}
	for _, q := range c.Questions() {
		value, bad := c.read(q, a[q.Code])
		if bad.key != "" {
			complaints[q.Code] = bad
		} else if value != "" {
			valid[q.Code] = value
		}
	}
	reachable := c.Reachable(valid)
	var errs fault.Errors
	for _, q := range c.Questions() {
		bad, wrong := complaints[q.Code]
		switch {
		case !reachable[q.Code]:
			delete(valid, q.Code)
		case wrong:
			errs.Add(q.Code, bad.key, bad.args...)
		case q.Required && valid[q.Code] == "":
			errs.Add(q.Code, requiredKey)
		}
	}
	return valid, errs.Err()
}

func (c Content) readPosted(q Question, posted []string) (string, complaint) {
	switch len(posted) {
	case 0:
		return "", complaint{}
	case 1:
		return c.read(q, posted[0])
	default:
		return "", complaint{key: "answer.several"}
	}
}

// read returns the canonical form of one value, which is itself canonical.
// Scale and choice questions know their values letter by letter, so that
// "03" or " 3" is no answer; text loses the space around it.
func (c Content) read(q Question, value string) (string, complaint) {
	if value == "" {
		return "", complaint{}
	}
	if q.Type == TypeText {
		return readText(value, q.MaxLength)
	}
	if !slices.Contains(c.Values(q), value) {
		return "", complaint{key: "answer.value_unknown"}
	}
	return value, complaint{}
}

// lineBreaks turns what browsers send between two lines into one character.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func readText(value string, limit int) (string, complaint) {
	value = strings.TrimSpace(lineBreaks.Replace(value))
	if !readable(value) {
		return "", complaint{key: "answer.text_unreadable"}
	}
	if n := utf8.RuneCountInString(value); n > limit {
		return "", complaint{key: "answer.text_long", args: []any{"max", limit, "n", n}}
	}
	return value, complaint{}
}
