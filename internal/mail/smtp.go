package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

const (
	sendTimeout     = 30 * time.Second
	submissionPort  = 587
	submissionsPort = 465
)

// server sends over SMTP, one connection for each letter.
type server struct {
	host    string
	options []gomail.Option
}

func newServer(address *url.URL) (Sender, error) {
	host := address.Hostname()
	if host == "" {
		return nil, errors.New("mail: the mail server has no host name")
	}
	port := submissionPort
	options := []gomail.Option{gomail.WithTimeout(sendTimeout), gomail.WithoutNoop(), gomail.WithoutRset()}
	if address.Scheme == "smtps" {
		port = submissionsPort
		options = append(options, gomail.WithSSL())
	}
	if text := address.Port(); text != "" {
		var err error
		if port, err = strconv.Atoi(text); err != nil {
			return nil, errors.New("mail: the mail server's port is no number")
		}
	}
	policy, err := policyOf(address)
	if err != nil {
		return nil, err
	}
	options = append(options, gomail.WithTLSPolicy(policy), gomail.WithPort(port))
	if user := address.User.Username(); user != "" {
		password, _ := address.User.Password()
		options = append(options, gomail.WithSMTPAuth(authFor(host)), gomail.WithUsername(user), gomail.WithPassword(password))
	}
	if _, err := gomail.NewClient(host, options...); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &server{host: host, options: options}, nil
}

func policyOf(address *url.URL) (gomail.TLSPolicy, error) {
	switch address.Query().Get("tls") {
	case "":
		if isLoopback(address.Hostname()) {
			return gomail.TLSOpportunistic, nil
		}
		if address.User.Username() != "" {
			return gomail.TLSMandatory, nil // a password never travels in the clear
		}
		return gomail.TLSOpportunistic, nil
	case "required":
		return gomail.TLSMandatory, nil
	case "none":
		if isLoopback(address.Hostname()) {
			return gomail.NoTLS, nil
		}
		return gomail.NoTLS, errors.New("mail: tls=none is for this machine's own mail server only")
	}
	return gomail.NoTLS, errors.New("mail: tls is required or none")
}

// authFor lets passwords travel without TLS on the loopback only.
func authFor(host string) gomail.SMTPAuthType {
	if isLoopback(host) {
		return gomail.SMTPAuthPlainNoEnc
	}
	return gomail.SMTPAuthAutoDiscover
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// Send implements Sender.
func (s *server) Send(ctx context.Context, m Message) error {
	msg, err := m.encode()
	if err != nil {
		return err
	}
	client, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return fmt.Errorf("send letter: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() {
		return nil // a failed farewell does not undo the server's yes
	}
	return safe(err)
}

// safe turns an error of the conversation into one without addresses. The
// server's no to a recipient or a text is final; its no to us may be cured.
func safe(err error) error {
	var sending *gomail.SendError
	if !errors.As(err, &sending) {
		var network net.Error
		if errors.As(err, &network) && network.Timeout() {
			return errors.New("send letter: the mail server did not answer in time")
		}
		return errors.New("send letter: the mail server cannot be reached or does not let us in")
	}
	code := sending.ErrorCode()
	if code >= 500 {
		switch sending.Reason {
		case gomail.ErrSMTPRcptTo:
			return &Refusal{Reason: "address", Code: code}
		case gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
			return &Refusal{Reason: "refused", Code: code}
		}
	}
	return fmt.Errorf("send letter: the mail server did not take it: %s (%d)", sending.Reason, code)
}

// encode returns the letter as both text and HTML.
func (m Message) encode() (*gomail.Msg, error) {
	msg := gomail.NewMsg()
	msg.FromMailAddress(&m.From)
	msg.ToMailAddress(&m.To)
	msg.Subject(m.Subject)
	msg.SetMessageIDWithValue(m.ID)
	msg.SetDateWithValue(m.Date)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	if len(msg.GetTo()) == 0 || len(msg.GetFrom()) == 0 {
		return nil, errors.New("write letter: sender or addressee is missing")
	}
	return msg, nil
}
