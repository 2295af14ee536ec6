package mail_test

import (
	"strings"
	"testing"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/survey"
)

func TestLettersAboutResultsReadAsTheirGoldenFiles(t *testing.T) {
	t.Parallel()
	several := envelope(campaign.MailResults)
	several.WaveSettled = true
	several.Notice = campaign.Notice{
		Findings:    []survey.Text{{"de": "Absprachen gelingen besser."}, {"de": "Treffen dauern {n} zu lang.", "en": "Meetings take too long."}},
		Measure:     survey.Text{"de": "Ab Mai dauern Treffen <höchstens> 45 Minuten.", "en": "From May on meetings take 45 minutes at most."},
		Responsible: "Jana Albers, Netzwerkmanagement",
	}
	english := several
	english.Language = "en"
	one := several
	one.Notice.Findings = several.Notice.Findings[:1]
	overdue := envelope(campaign.MailReleaseDue)
	overdue.Letter.Number = "3"
	for name, e := range map[string]campaign.Envelope{
		"results": several, "results-en": english, "results-one": one, "release-overdue": overdue,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &desk{envelope: e}
			if err := d.courier(t).Carry(t.Context(), "l", false); err != nil {
				t.Fatal(err)
			}
			if d.outcome != "sent" {
				t.Fatalf("the letter is %q", d.outcome)
			}
			m := d.sent[0]
			golden(t, name, "To: "+m.To.String()+"\nFrom: "+m.From.String()+"\nSubject: "+m.Subject+"\n\n"+m.Text+"\n"+m.HTML+"\n")
		})
	}
}

func TestResultsAreToldToThoseWhoseLinkIsStoppedAndHoldNoLink(t *testing.T) {
	t.Parallel()
	e := envelope(campaign.MailResults)
	e.MailStopped, e.WaveSettled, e.ClosesAt = true, true, time.Date(2027, 3, 8, 7, 0, 0, 0, time.UTC)
	e.Notice = campaign.Notice{Findings: []survey.Text{{"de": "Gut."}}, Measure: survey.Text{"de": "Weiter so."}, Responsible: "Alle"}
	d := &desk{envelope: e}
	if err := d.courier(t).Carry(t.Context(), "l", false); err != nil {
		t.Fatal(err)
	}
	if d.outcome != "sent" {
		t.Fatalf("the letter is %q", d.outcome)
	}
	if m := d.sent[0]; strings.Contains(m.Text, "/a/") || strings.Contains(m.HTML, "/a/") {
		t.Errorf("the letter holds a link to the survey: %s", m.Text)
	}
}
