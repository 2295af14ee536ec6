package campaign

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// Bounds of a campaign's texts, in characters.
const (
	maxTitle   = 120
	maxSubject = 150
	maxBody    = 4000
	maxThanks  = 1000
	maxSender  = 60
)

// placeholders are what a mail's text may leave to the sending, in braces.
var placeholders = []string{"name", "end", "link", "network"}

// braced is a pair of braces with what stands between them.
var braced = regexp.MustCompile(`\{([^{}]*)\}`)

// checkTexts refuses texts that cannot be shown or sent as they are meant.
func (c Campaign) checkTexts(errs *fault.Errors) {
	errs.Line("title", c.Title["de"], maxTitle, true)
	errs.Line("title_en", own(c.Title, "en"), maxTitle, false)
	errs.Line("split_by", c.SplitBy, roster.MaxName, false)
	c.Invitation.check(errs, "invitation")
	c.Reminder.check(errs, "reminder")
	for _, language := range survey.Languages {
		field, text := inLanguage("thanks", language), own(c.Thanks, language)
		checkBody(errs, field, text, maxThanks)
		checkPlaceholders(errs, field, text, nil)
	}
	errs.Line("sender", c.Sender, maxSender, false)
	if strings.ContainsAny(c.Sender, "@<>\"") {
		errs.Add("sender", "error.campaign_sender")
	}
	if c.ReplyTo != "" && account.CheckEmail(c.ReplyTo) != nil {
		errs.Add("reply_to", "error.person_email")
	}
}

func (m Message) check(errs *fault.Errors, field string) {
	for _, language := range survey.Languages {
		in, text := inLanguage(field+".subject", language), own(m.Subject, language)
		errs.Line(in, text, maxSubject, false)
		checkPlaceholders(errs, in, text, placeholders)
		in, text = inLanguage(field+".body", language), own(m.Body, language)
		checkBody(errs, in, text, maxBody)
		checkPlaceholders(errs, in, text, placeholders)
	}
}

// inLanguage is the field of a text in one language.
func inLanguage(field, language string) string {
	if language == survey.Languages[0] {
		return field
	}
	return field + "_" + language
}

// own is a text in one language, or nothing where it is a copy of the German.
func own(t survey.Text, language string) string {
	if language != "de" && t[language] == t["de"] {
		return ""
	}
	return t[language]
}

// checkPlaceholders refuses the first pair of braces that holds none of the
// allowed words: what is misspelt would reach the readers as it stands.
func checkPlaceholders(errs *fault.Errors, field, text string, allowed []string) {
	for _, found := range braced.FindAllStringSubmatch(text, -1) {
		if slices.Contains(allowed, found[1]) {
			continue
		}
		if len(allowed) == 0 {
			errs.Add(field, "error.campaign_no_placeholder", "placeholder", found[0])
			return
		}
		errs.Add(field, "error.campaign_placeholder", "placeholder", found[0], "allowed", "{"+strings.Join(allowed, "}, {")+"}")
		return
	}
}

// inBoth copies what is missing in English from the German.
func (m Message) inBoth() Message {
	return Message{Subject: bothLanguages(m.Subject), Body: bothLanguages(m.Body)}
}

// bothLanguages copies the German sentence where the English one is missing,
// so that what is stored is what English readers are shown.
func bothLanguages(t survey.Text) survey.Text {
	text := survey.Text{}
	maps.Copy(text, t)
	for _, language := range survey.Languages {
		text[language] = strings.TrimSpace(text[language])
	}
	if text["en"] == "" {
		text["en"] = text["de"]
	}
	return text
}

// checkBody accepts readable text of several lines.
func checkBody(errs *fault.Errors, field, text string, limit int) {
	control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, control):
		errs.Add(field, "error.text")
	case utf8.RuneCountInString(text) > limit:
		errs.Add(field, "error.too_long", "max", limit)
	}
}
