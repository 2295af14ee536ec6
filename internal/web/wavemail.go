package web

import (
	"strings"

	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
	page "kreislauf/web/templates/wave"
)

// mailPart is the part of a round's page that tells how far its letters have
// come; the stream sends the same again.
func mailPart(l *i18n.Locale, d campaign.Dispatch) page.MailPart {
	path := wavePath(d.Wave.ID)
	m := page.MailPart{Table: mailTable(l, d), At: l.T("wave.mail_at", "at", l.Clock(d.Now)), Reload: path}
	if !d.Settled {
		m.Stream = path + "/mail"
	}
	queued := 0
	for _, line := range d.Lines {
		queued += line.Queued
	}
	lost := d.Lines[0].Lost() // of the invitations: the first line is always theirs
	switch {
	case queued > 0:
		m.Said = l.T("wave.mail_said_running")
	case d.Wave.OpenedAt != nil:
		m.Said = l.T("wave.mail_said_done")
	}
	if lost > 0 {
		m.Lost, m.LostURL = l.T("wave.mail_lost", "n", lost), path+"/undelivered"
	}
	return m
}

func mailTable(l *i18n.Locale, d campaign.Dispatch) ui.Table {
	table := ui.Table{Caption: l.T("wave.mail"), Columns: []ui.Column{
		{Label: l.T("wave.mail_kind")}, {Label: l.T("wave.mail_when")}, {Label: l.T("wave.mail_state")},
	}}
	reminders := 0
	for _, line := range d.Lines {
		if line.Kind == campaign.MailReminder {
			reminders++
		}
	}
	nth := 0
	for _, line := range d.Lines {
		name := l.T("wave.mail_" + string(line.Kind))
		if line.Kind == campaign.MailReminder && reminders > 1 {
			nth++
			name = l.T("wave.mail_reminder_nth", "number", nth)
		}
		table.Rows = append(table.Rows, ui.Row{Head: ui.Cell{Text: name}, Cells: ui.Cells(mailWhen(l, d, line), mailWords(l, d, line))})
	}
	return table
}

func mailWhen(l *i18n.Locale, d campaign.Dispatch, line campaign.MailLine) string {
	switch {
	case line.Planned != nil:
		return l.DateTime(*line.Planned)
	case line.Kind == campaign.MailReminder:
		return l.DateTime(line.Due)
	case line.Kind == campaign.MailResults:
		return l.T("wave.mail_after_release")
	case d.Wave.OpenedAt != nil:
		return l.DateTime(*d.Wave.OpenedAt)
	}
	return ""
}

func mailWords(l *i18n.Locale, d campaign.Dispatch, line campaign.MailLine) string {
	switch {
	case line.Planned != nil && (d.State == campaign.WaveCancelled || d.State == campaign.WaveMissed):
		return l.T("wave.mail_dropped")
	case line.Planned != nil:
		return l.T("wave.mail_planned")
	case line.Hidden:
		return l.T("wave.mail_hidden")
	case line.Awaits:
		return l.T("wave.mail_awaits")
	}
	var words []string
	for _, part := range []struct {
		key string
		n   int
	}{{"sent", line.Sent}, {"queued", line.Queued}, {"paper", line.Paper}, {"bounced", line.Bounced}, {"failed", line.Failed}} {
		if part.n > 0 {
			words = append(words, l.T("wave.mail_"+part.key, "n", part.n))
		}
	}
	if len(words) == 0 {
		return l.T("wave.mail_none")
	}
	if len(line.Reasons) > 0 {
		return strings.Join(words, ", ") + " (" + reasonWords(l, line.Reasons) + ")"
	}
	return strings.Join(words, ", ")
}

// reasonWords lists why letters were lost: "Adresse unbekannt: 2".
func reasonWords(l *i18n.Locale, reasons []campaign.MailReason) string {
	words := make([]string, len(reasons))
	for i, r := range reasons {
		words[i] = l.T("wave.mail_reason", "reason", mailReason(l, r.Reason), "number", r.N)
	}
	return strings.Join(words, ", ")
}

// mailReason says why a letter was lost; what has no words of its own was
// refused by the mail server.
func mailReason(l *i18n.Locale, reason string) string {
	if key := "mail.failed_" + reason; l.Has(key) {
		return l.T(key)
	}
	return l.T("mail.failed_refused")
}
