package mail

import (
	"strconv"

	"kreislauf/internal/campaign"
	template "kreislauf/web/templates/mail"
)

// results writes what came of a wave. It is the same for everyone who was
// invited and carries no link: those of a released wave are void.
func (w writer) results(v *template.View) {
	n := w.envelope.Notice
	v.Subject = w.T("notice.mail_subject", "title", w.title())
	v.Paragraphs = []string{w.T("notice.mail_intro", "title", w.title())}
	if len(n.Findings) == 1 {
		v.Paragraphs = append(v.Paragraphs, w.T("notice.mail_finding_only", "finding", w.Pick(n.Findings[0])))
	} else {
		v.Paragraphs = append(v.Paragraphs, w.T("notice.mail_finding_first"))
		for i, finding := range n.Findings {
			v.Paragraphs = append(v.Paragraphs, w.T("notice.mail_finding", "number", strconv.Itoa(i+1), "finding", w.Pick(finding)))
		}
	}
	v.Paragraphs = append(v.Paragraphs,
		w.T("notice.mail_measure", "measure", w.Pick(n.Measure)),
		w.T("notice.mail_who", "who", n.Responsible))
	v.Note = w.T("notice.mail_more")
}

// releaseDue asks a manager for a release, in other words once the keys have
// to go.
func (w writer) releaseDue(v *template.View) {
	e := w.envelope
	v.Button = template.Link{Label: w.T("mail.release_due_button"), URL: w.link}
	if e.Letter.KeysGone() {
		v.Subject = w.T("notice.overdue_subject", "title", w.title())
		v.Paragraphs = paragraphs(w.T("notice.overdue_body", "title", w.title()))
		return
	}
	w.say(v, "release_due", "title", w.title(), "until", w.LongDateTime(e.ClosesAt.Add(campaign.KeyLife)))
}
