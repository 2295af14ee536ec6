package campaign

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

func TestTextsAreRefusedBesideTheirFieldWithTheReason(t *testing.T) {
	t.Parallel()
	german := func(text string) survey.Text { return survey.Text{"de": text} }
	for name, c := range map[string]struct {
		campaign Campaign
		want     map[string]string
	}{
		"nothing but a title": {Campaign{}, nil},
		"every placeholder of a mail": {Campaign{
			Invitation: Message{Subject: german("{name}, bis {end}"), Body: german("{network}: {link}")},
			Reminder:   Message{Body: german("{name} {end} {link} {network}")},
		}, nil},
		"a misspelt one":               {Campaign{Invitation: Message{Body: german("Guten Tag {Name}")}}, map[string]string{"invitation.body": "error.campaign_placeholder {Name}"}},
		"a space within":               {Campaign{Reminder: Message{Subject: german("Bis { end }")}}, map[string]string{"reminder.subject": "error.campaign_placeholder { end }"}},
		"empty braces":                 {Campaign{Reminder: Message{Body: german("{}")}}, map[string]string{"reminder.body": "error.campaign_placeholder {}"}},
		"doubled braces":               {Campaign{Reminder: Message{Body: german("{{vorname}}")}}, map[string]string{"reminder.body": "error.campaign_placeholder {vorname}"}},
		"only in English":              {Campaign{Invitation: Message{Body: survey.Text{"de": "Gut {name}", "en": "Well {nam}"}}}, map[string]string{"invitation.body_en": "error.campaign_placeholder {nam}"}},
		"an unbalanced brace is fine":  {Campaign{Invitation: Message{Body: german("Smiley :-} und {")}}, nil},
		"braces over lines":            {Campaign{Invitation: Message{Body: german("{\nname}")}}, map[string]string{"invitation.body": "error.campaign_placeholder {\nname}"}},
		"none in the thanks":           {Campaign{Thanks: german("Danke, {name}")}, map[string]string{"thanks": "error.campaign_no_placeholder {name}"}},
		"English thanks":               {Campaign{Thanks: survey.Text{"de": "Danke", "en": "Thanks {link}"}}, map[string]string{"thanks_en": "error.campaign_no_placeholder {link}"}},
		"thanks of a thousand letters": {Campaign{Thanks: german(strings.Repeat("ä", 1000))}, nil},
		"thanks that are too long":     {Campaign{Thanks: german(strings.Repeat("ä", 1001))}, map[string]string{"thanks": "error.too_long"}},
		"thanks of two lines":          {Campaign{Thanks: german("Danke.\nBis bald.")}, nil},
		"a subject of two lines":       {Campaign{Reminder: Message{Subject: german("a\nb")}}, map[string]string{"reminder.subject": "error.text"}},
		"a NUL in a text":              {Campaign{Reminder: Message{Body: german("a\x00b")}}, map[string]string{"reminder.body": "error.text"}},
		"a sender":                     {Campaign{Sender: "Netzwerkbüro Ruhr-Metall, i. A. Jana Albers"}, nil},
		"a sender of sixty letters":    {Campaign{Sender: strings.Repeat("ü", 60)}, nil},
		"a sender that is too long":    {Campaign{Sender: strings.Repeat("ü", 61)}, map[string]string{"sender": "error.too_long"}},
		"a sender with an address":     {Campaign{Sender: "Jana jana@ruhr.example"}, map[string]string{"sender": "error.campaign_sender"}},
		"a sender in angle brackets":   {Campaign{Sender: "Jana <x>"}, map[string]string{"sender": "error.campaign_sender"}},
		"a sender that adds a header":  {Campaign{Sender: "Jana\r\nBcc: x"}, map[string]string{"sender": "error.text"}},
		"an address for answers":       {Campaign{ReplyTo: "buero@ruhr.example"}, nil},
		"no address for answers":       {Campaign{ReplyTo: "buero"}, map[string]string{"reply_to": "error.person_email"}},
		"two addresses for answers":    {Campaign{ReplyTo: "a@ruhr.example, b@ruhr.example"}, map[string]string{"reply_to": "error.person_email"}},
	} {
		one := c.campaign
		one.Title = german("Wie läuft es?")
		var errs fault.Errors
		one.checkTexts(&errs)
		var got map[string]string
		for _, f := range errs {
			if got == nil {
				got = map[string]string{}
			}
			got[f.Field] = f.Key
			if len(f.Args) > 1 && f.Args[0] == "placeholder" {
				got[f.Field] += " " + f.Args[1].(string)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAMissingEnglishTextIsTheGermanOneAndIsComplainedOfOnce(t *testing.T) {
	t.Parallel()
	c := Campaign{Title: survey.Text{"de": "Titel"}, Thanks: bothLanguages(survey.Text{"de": "Danke {wem}", "en": " "})}
	if c.Thanks["en"] != "Danke {wem}" {
		t.Errorf("English thanks: %q", c.Thanks["en"])
	}
	var errs fault.Errors
	c.checkTexts(&errs)
	if len(errs) != 1 || errs[0].Field != "thanks" {
		t.Errorf("faults: %v", errs)
	}
}
