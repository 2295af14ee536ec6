package mail

import (
	"bytes"
	"errors"
	netmail "net/mail"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"
)

// encode returns the letter as text and HTML, quoted-printable in UTF-8, with
// its attachments.
//
// Auto-Submitted (RFC 3834) keeps out-of-office replies away from senders, and
// X-Auto-Response-Suppress does so with Exchange, which does not know it. There
// is no "Precedence: bulk": it says nothing more to those two, and filters
// take it for advertising.
func (m Message) encode() (*gomail.Msg, error) {
	from, err := postal(m.From)
	if err != nil {
		return nil, errors.New("write letter: the sender is no address")
	}
	to, err := postal(m.To)
	if err != nil {
		return nil, &Refusal{Reason: reasonAddress}
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&from)
	msg.ToMailAddress(&to)
	if reply, err := postal(netmail.Address{Address: m.ReplyTo}); err == nil {
		msg.ReplyToMailAddress(&reply)
	}
	msg.Subject(oneLine(m.Subject))
	msg.SetMessageIDWithValue(m.ID)
	msg.SetDateWithValue(m.Date)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "OOF, AutoReply")
	m.unsubscribe(msg)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	for _, a := range m.Attachments {
		msg.AttachReadSeeker(a.Name, bytes.NewReader(a.Body), gomail.WithFileContentType(gomail.ContentType(a.Type)))
	}
	return msg, nil
}

// unsubscribe names the way out of reminders. The one click of RFC 8058 needs
// https; without it a program may only open the page.
func (m Message) unsubscribe(msg *gomail.Msg) {
	if m.Unsubscribe == "" {
		return
	}
	msg.SetGenHeader("List-Unsubscribe", "<"+m.Unsubscribe+">")
	if strings.HasPrefix(m.Unsubscribe, "https://") {
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
}

// postal returns an address as mail servers take it: the domain in ASCII, a
// name of one line. Whatever does not read back as exactly this address is
// none, so that nothing in it can begin another header.
func postal(a netmail.Address) (netmail.Address, error) {
	at := strings.LastIndexByte(a.Address, '@')
	if at < 1 || strings.ContainsAny(a.Address[:at], "@,;:<>()[]\\\" ") {
		return a, errors.New("no address")
	}
	domain, err := idna.Lookup.ToASCII(a.Address[at+1:])
	if err != nil {
		return a, errors.New("no domain")
	}
	plain := netmail.Address{Address: a.Address[:at+1] + domain}
	if read, err := netmail.ParseAddress(plain.String()); err != nil || read.Address != plain.Address {
		return a, errors.New("no address")
	}
	plain.Name = oneLine(a.Name)
	return plain, nil
}

// oneLine makes line breaks and other control characters blanks: encoded they
// would do no harm, and look like it.
func oneLine(text string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.Join(strings.Fields(plain), " ")
}
