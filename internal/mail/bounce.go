package mail

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"strings"

	"kreislauf/internal/campaign"
)

// Bounds of one delivery-status notice; what lies beyond them is not read.
const (
	noticeSize  = 1 << 20
	noticeDepth = 5  // parts within parts
	noticeParts = 50 // in all
)

// ErrNoBounce means that a message does not say that one of our letters could
// not be delivered.
var ErrNoBounce = errors.New("no notice of a letter that could not be delivered")

// ReadBounce reads a delivery-status notice (RFC 3464) as mail servers send
// it, at most 1 MB of it. The letter is known by the Message-ID in what the
// notice returns of it, never by an address: that is what a forger knows. A
// notice of a delay is no bounce. Every message that is none gives ErrNoBounce.
func ReadBounce(r io.Reader) (campaign.Bounce, error) {
	message, err := netmail.ReadMessage(bufio.NewReader(io.LimitReader(r, noticeSize)))
	if err != nil {
		return campaign.Bounce{}, ErrNoBounce
	}
	var n notice
	n.read(textproto.MIMEHeader(message.Header), message.Body, noticeDepth)
	if n.messageID == "" || !n.failed {
		return campaign.Bounce{}, ErrNoBounce
	}
	return campaign.Bounce{MessageID: n.messageID, Reason: reasonOf(n.status)}, nil
}

// notice is what was found in the parts of a message so far.
type notice struct {
	parts     int
	failed    bool
	status    string // enhanced status code of the failure
	messageID string
}

// read takes in one part and those within it. What cannot be read is passed
// over: servers cut what they return.
func (n *notice) read(header textproto.MIMEHeader, body io.Reader, depth int) {
	if n.parts++; n.parts > noticeParts || depth == 0 {
		return
	}
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return
	}
	body = decode(header, body)
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		n.readStatus(body)
	case "message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers":
		n.readReturned(body)
	default:
		if strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" {
			n.readParts(multipart.NewReader(body, params["boundary"]), depth)
		}
	}
}

func (n *notice) readParts(parts *multipart.Reader, depth int) {
	for n.parts <= noticeParts {
		part, err := parts.NextRawPart()
		if err != nil {
			return
		}
		n.read(part.Header, part, depth-1)
	}
}

// readStatus reads the groups of fields for the message and for each
// recipient. Our letters have one recipient; the first failure counts.
func (n *notice) readStatus(body io.Reader) {
	fields := textproto.NewReader(bufio.NewReader(body))
	for range noticeParts {
		group, err := fields.ReadMIMEHeader()
		if strings.EqualFold(strings.TrimSpace(group.Get("Action")), "failed") && !n.failed {
			n.failed, n.status = true, statusIn(group)
		}
		if err != nil {
			return
		}
	}
}

// statusIn prefers what the far server said over the reporting server's
// summary, which is often 5.0.0.
func statusIn(group textproto.MIMEHeader) string {
	status, _, _ := strings.Cut(strings.TrimSpace(group.Get("Status")), " ")
	if !strings.HasPrefix(status, "5.0.") && status != "" {
		return status
	}
	for word := range strings.FieldsSeq(group.Get("Diagnostic-Code")) {
		if len(word) >= len("5.1.1") && len(word) <= len("5.999.999") && strings.HasPrefix(word, "5.") {
			return word
		}
	}
	return status
}

// readReturned looks for the Message-ID in the returned headers.
func (n *notice) readReturned(body io.Reader) {
	header, _ := textproto.NewReader(bufio.NewReader(body)).ReadMIMEHeader()
	if id := strings.TrimSpace(header.Get("Message-Id")); n.messageID == "" {
		n.messageID = strings.TrimSuffix(strings.TrimPrefix(id, "<"), ">")
	}
}

// decode undoes the transfer encoding. Notices must not encode these parts, and
// some servers do.
func decode(header textproto.MIMEHeader, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(header.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	case "base64":
		text, _ := io.ReadAll(io.LimitReader(body, noticeSize))
		return base64.NewDecoder(base64.StdEncoding, bytes.NewReader(text))
	}
	return body
}
