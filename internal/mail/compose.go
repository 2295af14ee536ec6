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
func (a Addresses) compose(ctx context.Context, e campaign.Envelope, link string) (Message, error) {
	zone, err := time.LoadLocation(e.Zone)
	if err != nil {
		return Message{}, fmt.Errorf("compose letter: %w", err)
	}
	w := writer{Locale: i18n.New(e.Language, zone), envelope: e, link: link}
	view := w.view()
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
		Footer: w.T("mail.footer", "network", senderName(e)),
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
	v.Subject = w.fill(w.Pick(e.Message.Subject))
	body := w.fill(w.Pick(e.Message.Body))
	if v.Subject == "" {
		v.Subject = w.T("mail.invitation_subject", "title", w.title())
	}
	if body == "" {
		body = w.T("mail.invitation_body", "title", w.title())
	}
	switch e.Letter.Kind {
	case campaign.MailReminder:
		v.Subject = w.T("mail.reminder_subject", "title", w.title())
		body = w.T("mail.reminder_body", "title", w.title()) + "\n\n" + w.T("mail.reminder_thanks")
		if e.OnlyMissing {
			body = w.T("mail.reminder_body", "title", w.title())
		}
	case campaign.MailTest:
		v.Subject = w.T("mail.test_subject", "subject", v.Subject)
		v.Note = w.T("mail.test_note")
	}
	v.Paragraphs = paragraphs(body)
	saysEnd := strings.Contains(w.Pick(e.Message.Body), "{end}") && e.Letter.Kind != campaign.MailReminder
	if !e.ClosesAt.IsZero() && !saysEnd {
		v.Paragraphs = append(v.Paragraphs, w.T("mail.until", "end", w.LongDateTime(e.ClosesAt)))
	}
	if w.link != "" {
		v.Button, v.Note = template.Link{Label: w.T("mail.invitation_button"), URL: w.link}, w.T("mail.link_note")
	}
	v.Privacy = w.privacy()
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

// fill puts name and end into a manager's text. {link} needs no place of its
// own: the link stands below the text in every letter.
func (w writer) fill(text string) string {
	end := ""
	if !w.envelope.ClosesAt.IsZero() {
		end = w.LongDateTime(w.envelope.ClosesAt)
	}
	return strings.TrimSpace(strings.NewReplacer("{name}", w.envelope.Name, "{end}", end, "{link}", "").Replace(text))
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
	footer := []string{"-- ", v.Footer}
	for _, link := range v.Links {
		footer = append(footer, link.Label+": "+link.URL)
	}
	return strings.Join(append(parts, strings.Join(footer, "\n")), "\n\n") + "\n"
}
