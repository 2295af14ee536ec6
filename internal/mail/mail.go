// Package mail owns the writing and sending of letters: their words, the links
// that are made at the last moment, and the way to a mail server or, in
// development, to a folder. It refuses to keep or log a text, a link or an
// address.
package mail

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"strings"
	"time"
)

// Message is one letter ready to be sent.
type Message struct {
	From    netmail.Address
	To      netmail.Address
	Subject string
	Text    string
	HTML    string
	ID      string // Message-ID without angle brackets
	Date    time.Time
}

// Sender hands letters over. Its errors carry no address and no text; a
// *Refusal is final, every other error may pass.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Refusal is the mail server's final word on a letter.
type Refusal struct {
	Reason string // key below "mail.failed_"
	Code   int    // SMTP reply code
}

// Error returns text without an address.
func (r *Refusal) Error() string {
	return fmt.Sprintf("the mail server refused the letter: %s (%d)", r.Reason, r.Code)
}

// Open returns the sender for a mail setting: "smtp://user:password@host:port"
// (STARTTLS where the server offers it; "?tls=required" insists, "?tls=none"
// goes without on the loopback), "smtps://…" (TLS from the first byte), or
// "file:FOLDER", which writes one .eml file per letter.
func Open(setting string) (Sender, error) {
	if folder, ok := strings.CutPrefix(setting, "file:"); ok {
		return newFolder(folder)
	}
	address, err := url.Parse(setting)
	if err != nil {
		// url.Parse quotes its input, which holds a password.
		return nil, errors.New("mail: the address of the mail server cannot be read")
	}
	if address.Scheme != "smtp" && address.Scheme != "smtps" {
		return nil, errors.New("mail: use smtp://, smtps:// or file:FOLDER")
	}
	return newServer(address)
}

// MessageID derives the Message-ID of a letter from its permanent effect key,
// so that a letter sent twice is folded into one by mail programs. The key
// itself does not show.
func MessageID(effectKey, from string) string {
	sum := sha256.Sum256([]byte("kreislauf message id 1 " + effectKey))
	_, domain, found := strings.Cut(from, "@")
	if !found {
		domain = "localhost"
	}
	return hex.EncodeToString(sum[:16]) + "@" + domain
}
