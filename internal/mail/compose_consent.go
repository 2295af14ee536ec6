package mail

import template "kreislauf/web/templates/mail"

// consent tells a representative that the company has to decide about a joint
// result.
func (w writer) consent(v *template.View) {
	w.say(v, "consent_asked", "title", w.title())
	v.Button = template.Link{Label: w.T("mail.consent_asked_button"), URL: w.link}
}
