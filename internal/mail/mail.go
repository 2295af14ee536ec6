// Package mail owns the writing and sending of letters: their words, the links
// that are made at the last moment, and the way to a mail server or, in
// development, to a folder. It refuses to keep or log a text, a link or an
// address.
package mail

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	netmail "net/mail"
	"net/url"
	"strings"
	"time"
)

// Message is one letter ready to be sent.
type Message struct {
	From    netmail.Address
	To      netmail.Address
	ReplyTo string // address, or empty
	Subject string
	Text    string
	HTML    string
	ID      string // Message-ID without angle brackets
	Date    time.Time
	// Unsubscribe is where reminders can be ended by one click, or empty.
	Unsubscribe string
	Attachments []Attachment
}

// Attachment is a small file that goes with a letter.
type Attachment struct {
	Name string
	Type string // media type with its parameters
	Body []byte
}

// Sender hands letters over. Its errors carry no address and no text; a
// *Refusal is final, every other error may pass; after an *Unsure one the letter
// may have been taken.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// sendTimeout is how long a mail server may take to connect and greet, and then
// once more to take a letter.
const sendTimeout = 30 * time.Second

// Open returns the sender for a mail setting: "smtp://user:password@host:port"
// (STARTTLS where the server offers it, and always with a password;
// "?tls=required" insists, "?tls=none" goes without on the loopback),
// "smtps://…" (TLS from the first byte), or "file:FOLDER", which writes one
// .eml file per letter. "tls_ca=FILE" names the certificates, in PEM, that the
// server's is checked against instead of the system's.
func Open(setting string) (Sender, error) { return OpenWithin(setting, sendTimeout) }

// OpenWithin is Open with another patience than thirty seconds.
func OpenWithin(setting string, patience time.Duration) (Sender, error) {
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
	return newServer(address, patience)
}

// MessageID derives the Message-ID of a letter from its permanent effect key,
// so that a letter sent twice is folded into one by mail programs. Who knows
// the effect key but not the server's secret cannot tell the Message-ID: with
// it, notices of letters that nobody received could be made up, and what is
// said about them would tell who was written to.
func MessageID(secret []byte, effectKey, from string) string {
	_, domain, found := strings.Cut(from, "@")
	if !found {
		domain = "localhost"
	}
	return keyed(secret, "kreislauf message id 2", effectKey) + "@" + domain
}

// keyed returns 32 hexadecimal digits of HMAC-SHA256 over a purpose and a text.
func keyed(secret []byte, purpose, text string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(purpose + "\x00" + text))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
