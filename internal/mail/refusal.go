package mail

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// Refusal is the mail server's final word on a letter.
type Refusal struct {
	Reason string // key below "mail.failed_"
	Code   int    // SMTP reply code
}

// Error returns text without an address.
func (r *Refusal) Error() string {
	return fmt.Sprintf("the mail server refused the letter: %s (%d)", r.Reason, r.Code)
}

// Unsure is the error of a letter that the mail server may have taken: its
// answer did not arrive.
type Unsure struct{ text string }

// Error returns text without an address.
func (u *Unsure) Error() string { return u.text }

// Reasons why letters do not arrive, keys below "mail.failed_".
const (
	reasonAddress = "address"      // nobody there has it
	reasonFull    = "mailbox_full" // no room at the addressee's
	reasonRefused = "refused"      // not wanted
	reasonOther   = "other"        // anything else that is final
)

// reasonOf reads an enhanced status code, RFC 3463: "5.1.1".
func reasonOf(status string) string {
	switch {
	case status == "5.2.2":
		return reasonFull
	case strings.HasPrefix(status, "5.1.") || status == "5.2.1":
		return reasonAddress
	case strings.HasPrefix(status, "5.7."):
		return reasonRefused
	}
	return reasonOther
}

// safe turns an error of the conversation into one without addresses. The
// server's no to a recipient or a text is final; its no to us may be cured.
func safe(err error) error {
	var sending *gomail.SendError
	if !errors.As(err, &sending) {
		return fmt.Errorf("send letter: %s", before(err))
	}
	code, status := sending.ErrorCode(), sending.EnhancedStatusCode()
	if code >= 500 && !isAboutUs(code, status) {
		switch sending.Reason {
		case gomail.ErrSMTPRcptTo:
			return &Refusal{Reason: recipientReason(code, status), Code: code}
		case gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
			return &Refusal{Reason: textReason(code, status), Code: code}
		}
	}
	if code == 0 {
		text := fmt.Sprintf("send letter: the connection ended or the mail server did not answer in time: %s", sending.Reason)
		if sending.Reason == gomail.ErrSMTPDataClose {
			return &Unsure{text: text}
		}
		return errors.New(text)
	}
	return fmt.Errorf("send letter: the mail server did not take it: %s (%d)", sending.Reason, code)
}

// isAboutUs tells refusals that speak of our sign-in, our sender address or
// our way of speaking, wherever in the conversation they come: Postfix keeps
// them back until it hears the recipient.
func isAboutUs(code int, status string) bool {
	switch code {
	case 500, 502, 503, 504, 530, 534, 535, 538:
		return true
	}
	return status == "5.1.7" || status == "5.1.8"
}

func recipientReason(code int, status string) string {
	switch {
	case status != "":
		return reasonOf(status)
	case code == 552:
		return reasonFull
	case code == 554:
		return reasonRefused
	}
	return reasonAddress
}

func textReason(code int, status string) string {
	if status == "5.2.2" || (code == 552 && status == "") {
		return reasonFull
	}
	return reasonRefused
}

// before says what failed before a letter could be handed over.
func before(err error) string {
	var network net.Error
	var reply *textproto.Error
	var record tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &reply) && (reply.Code == 535 || reply.Code == 534 || reply.Code == 530):
		return fmt.Sprintf("the mail server does not accept user and password (%d)", reply.Code)
	case errors.As(err, &reply):
		return fmt.Sprintf("the mail server turns us away (%d)", reply.Code)
	case errors.As(err, &certificate), errors.As(err, &unknown):
		return "the mail server's certificate is not trusted"
	case errors.As(err, &record):
		return "the mail server does not speak TLS here"
	case errors.As(err, &network) && network.Timeout():
		return "the mail server did not answer in time"
	case errors.As(err, new(*net.OpError)):
		return "the mail server cannot be reached"
	}
	return "the mail server offers no TLS or no sign-in that we may use, or ended the connection"
}
