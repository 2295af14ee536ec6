package mailtest

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"time"
)

// Letter is one accepted mail.
type Letter struct {
	To          string
	Subject     string
	MessageID   string
	Header      mail.Header
	Text        string
	HTML        string
	Attachments []Attachment
	Raw         []byte
	At          time.Time // when its sender announced it; Parse leaves it empty
}

// Attachment is a file that came with a letter.
type Attachment struct {
	Name string
	Type string // media type with its parameters
	Body []byte
}

// Parse reads a letter to the given address; lines of its parts end in "\n".
func Parse(raw []byte, to string) (Letter, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Letter{}, fmt.Errorf("read letter: %w", err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return Letter{}, fmt.Errorf("read subject: %w", err)
	}
	l := Letter{To: to, Subject: subject, MessageID: m.Header.Get("Message-ID"), Header: m.Header, Raw: raw}
	return l, l.read(textproto.MIMEHeader(m.Header), m.Body)
}

func (l *Letter) read(header textproto.MIMEHeader, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("read content type: %w", err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		return l.readParts(multipart.NewReader(body, params["boundary"]))
	}
	content, err := decoded(header, body)
	if err != nil {
		return err
	}
	_, disposition, _ := mime.ParseMediaType(header.Get("Content-Disposition"))
	switch {
	case disposition["filename"] != "":
		l.Attachments = append(l.Attachments, Attachment{Name: disposition["filename"], Type: header.Get("Content-Type"), Body: content})
	case kind == "text/html":
		l.HTML = strings.ReplaceAll(string(content), "\r\n", "\n")
	default:
		l.Text = strings.ReplaceAll(string(content), "\r\n", "\n")
	}
	return nil
}

func (l *Letter) readParts(parts *multipart.Reader) error {
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read part: %w", err)
		}
		if err := l.read(part.Header, part); err != nil {
			return err
		}
	}
}

func decoded(header textproto.MIMEHeader, body io.Reader) ([]byte, error) {
	switch strings.ToLower(header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		return nil, fmt.Errorf("decode part: %w", err)
	}
	return content, nil
}
