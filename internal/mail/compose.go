package mail

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	template "kreislauf/web/templates/mail"
)

// compose writes a letter in the addressee's language.
func (a Addresses) compose(ctx context.Context, e campaign.Envelope, l links) (Message, error) {
	zone, err := time.LoadLocation(e.Zone)
	if err != nil {
		return Message{}, fmt.Errorf("compose letter: %w", err)
	}
	w := writer{Locale: i18n.New(e.Language, zone), envelope: e, link: l.to}
	view := w.view()
	if l.unsubscribe != "" {
		view.Unsubscribe = template.Link{Label: w.T("mail.unsubscribe"), URL: l.unsubscribe}
	}
	view.Links = []template.Link{
		{Label: w.T("mail.imprint"), URL: a.Imprint},
		{Label: w.T("mail.privacy_page"), URL: a.Privacy},
	}
	var page strings.Builder
	if err := template.Letter(view).Render(ctx, &page); err != nil {
		return Message{}, fmt.Errorf("compose letter: %w", err)
	}
	return Message{Subject: view.Subject, Text: plain(view), HTML: page.String()}, nil
}

// writer chooses the words of one letter.
type writer struct {
	*i18n.Locale
	envelope campaign.Envelope
	link     string
}

func (w writer) view() template.View {
	e := w.envelope
	v := template.View{
		Language: w.Lang(), Greeting: w.T("mail.greeting", "name", e.Name),
		Footer: w.T("mail.footer", "network", networkName(e)),
	}
	switch e.Letter.Kind {
	case campaign.MailInvitation, campaign.MailReminder, campaign.MailTest:
		w.ask(&v)
	case campaign.MailSignIn:
		w.say(&v, "sign_in")
		v.Button, v.Note = template.Link{Label: w.T("mail.sign_in_button"), URL: w.link}, w.T("mail.sign_in_note")
	case campaign.MailReleaseDue:
		w.releaseDue(&v)
	case campaign.MailResults:
		w.results(&v)
	case campaign.MailConsentAsked:
		w.consent(&v)
	case campaign.MailMissed:
		w.say(&v, "missed", "title", w.title(), "opens", w.LongDateTime(e.OpensAt), "closes", w.LongDateTime(e.ClosesAt))
		v.Button = template.Link{Label: w.T("mail.missed_button"), URL: w.link}
	case campaign.MailAddressChanged:
		v.Greeting = w.T("mail.greeting_nobody")
		w.say(&v, "address_changed", "title", w.title())
	}
	return v
}

// ask writes an invitation, a reminder of it, or the manager's trial of both.
func (w writer) ask(v *template.View) {
	e := w.envelope
	var written string
	switch e.Letter.Kind {
	case campaign.MailReminder:
		written = w.wordsOf(v, e.Reminder, "reminder")
		if written == "" && !e.OnlyMissing {
			v.Paragraphs = append(v.Paragraphs, w.T("mail.reminder_thanks"))
		}
	case campaign.MailTest:
		written = w.wordsOf(v, e.Message, "invitation")
		v.Subject = w.T("mail.test_subject", "subject", v.Subject)
		v.Note = w.T("mail.test_note")
	default:
		written = w.wordsOf(v, e.Message, "invitation")
	}
	if !e.ClosesAt.IsZero() && !strings.Contains(written, "{end}") {
		v.Paragraphs = append(v.Paragraphs, w.T("mail.until", "end", w.LongDateTime(e.ClosesAt)))
	}
	if w.link != "" {
		v.Button, v.Note = template.Link{Label: w.T("mail.invitation_button"), URL: w.link}, w.T("mail.link_note")
	}
	v.Privacy = w.privacy()
}

// wordsOf takes the manager's subject and text, or for each of them the
// product's own words of that kind, and returns the manager's text as written.
func (w writer) wordsOf(v *template.View, m campaign.Message, kind string) string {
	title := w.title()
	if v.Subject = w.fill(w.Pick(m.Subject)); v.Subject == "" {
		v.Subject = w.T("mail."+kind+"_subject", "title", title)
	}
	written := w.Pick(m.Body)
	if v.Paragraphs = paragraphs(w.fill(written)); len(v.Paragraphs) > 0 {
		return written
	}
	v.Paragraphs = paragraphs(w.T("mail."+kind+"_body", "title", title))
	return ""
}

// privacy is the one truthful sentence, with what the manager chose.
func (w writer) privacy() string {
	e := w.envelope
	if e.Mode == campaign.Attributed {
		return w.T("mail.privacy_attributed", "company", e.CompanyName)
	}
	if e.OnlyMissing {
		return w.T("mail.privacy_anonymous", "k", e.K) + " " + w.T("mail.privacy_only_missing")
	}
	return w.T("mail.privacy_anonymous", "k", e.K) + " " + w.T("mail.privacy_everyone")
}

func (w writer) say(v *template.View, kind string, args ...any) {
	v.Subject = w.T("mail."+kind+"_subject", args...)
	v.Paragraphs = paragraphs(w.T("mail."+kind+"_body", args...))
}

func (w writer) title() string { return w.Pick(w.envelope.Title) }

// fill puts what the sender's placeholders stand for into a manager's text. A
// line that holds the link alone goes: the link stands below every text.
func (w writer) fill(text string) string {
	end, link := "", w.link
	if !w.envelope.ClosesAt.IsZero() {
		end = w.LongDateTime(w.envelope.ClosesAt)
	}
	if link == "" {
		link = w.T("mail.test_link")
	}
	var lines []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if strings.TrimSpace(line) != "{link}" {
			lines = append(lines, line)
		}
	}
	return strings.TrimSpace(strings.NewReplacer(
		"{name}", w.envelope.Name, "{end}", end, "{link}", link, "{network}", networkName(w.envelope),
	).Replace(strings.Join(lines, "\n")))
}

// paragraphs splits at empty lines.
func paragraphs(text string) []string {
	var found []string
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			found = append(found, part)
		}
	}
	return found
}

// plain is the letter for programs that show text only.
func plain(v template.View) string {
	parts := append([]string{v.Greeting}, v.Paragraphs...)
	if v.Button.URL != "" {
		parts = append(parts, v.Button.Label+":\n"+v.Button.URL)
	}
	for _, part := range []string{v.Note, v.Privacy} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if v.Unsubscribe.URL != "" {
		parts = append(parts, v.Unsubscribe.Label+":\n"+v.Unsubscribe.URL)
	}
	footer := []string{"-- ", v.Footer}
	for _, link := range v.Links {
		footer = append(footer, link.Label+": "+link.URL)
	}
	return strings.Join(append(parts, strings.Join(footer, "\n")), "\n\n") + "\n"
}
