// Package mailtest owns a real SMTP server for tests: it speaks over a socket,
// keeps what it accepts, and fails on demand. The product never imports it.
package mailtest

import (
	"bytes"
	"errors"
	"io"
	"log"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Letter is one accepted mail.
type Letter struct {
	To        string
	Subject   string
	MessageID string
	Header    mail.Header
	Text      string
	HTML      string
	Raw       []byte
	At        time.Time // when it was received
}

// Fault is what the server does instead of accepting.
type Fault int

// Faults of the next letters.
const (
	TryLater    Fault = iota // 451 after the text
	NoRecipient              // 550 at the recipient
	Refuse                   // 554 after the text
	HangUp                   // the text is taken, the connection drops before the answer
)

// Server is one running SMTP server.
type Server struct {
	address string
	mu      sync.Mutex
	faults  []Fault
	letters []Letter
	taken   []Letter // with HangUp: accepted, but the sender does not know
}

// Start runs a server on a free port until the test ends.
func Start(t testing.TB) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen for mail: %v", err)
	}
	s := &Server{address: listener.Addr().String()}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	server.Domain = "localhost"
	server.ErrorLog = log.New(io.Discard, "", 0)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener) // ends with the test
	}()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Errorf("close mail server: %v", err)
		}
		<-ended
	})
	return s
}

// Setting is the server as a mail setting.
func (s *Server) Setting() string { return "smtp://" + s.address + "?tls=none" }

// Next lets the next letters meet these faults, in order.
func (s *Server) Next(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// Letters returns what was accepted so far, in order.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.letters...)
}

// Taken returns what was received before the server hung up.
func (s *Server) Taken() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.taken...)
}

func (s *Server) fault() (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) == 0 {
		return 0, false
	}
	first := s.faults[0]
	s.faults = s.faults[1:]
	return first, true
}

type session struct {
	server *Server
	conn   *smtp.Conn
	to     string
	fault  Fault
	faulty bool
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func (s *session) Mail(string, *smtp.MailOptions) error {
	s.fault, s.faulty = s.server.fault()
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.faulty && s.fault == NoRecipient {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user " + to}
	}
	s.to = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	letter, err := parse(raw, s.to)
	if err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	switch {
	case !s.faulty:
		s.server.letters = append(s.server.letters, letter)
		return nil
	case s.fault == TryLater:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try later, " + s.to}
	case s.fault == Refuse:
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "not wanted from " + s.to}
	}
	s.server.taken = append(s.server.taken, letter)
	return errors.Join(io.ErrUnexpectedEOF, s.conn.Conn().Close())
}

func parse(raw []byte, to string) (Letter, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Letter{}, err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return Letter{}, err
	}
	l := Letter{To: to, Subject: subject, MessageID: m.Header.Get("Message-ID"), Header: m.Header, Raw: raw, At: time.Now()}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || !strings.HasPrefix(kind, "multipart/") {
		return l, err
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err != nil {
			return l, err
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			return l, err
		}
		text := strings.ReplaceAll(string(body), "\r\n", "\n")
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			l.HTML = text
		} else {
			l.Text = text
		}
	}
}
