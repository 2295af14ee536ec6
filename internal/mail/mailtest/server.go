// Package mailtest owns a real SMTP server for tests: it speaks over a socket,
// with and without TLS, keeps what it accepts, and fails on demand. The product
// never imports it.
package mailtest

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Server is one running SMTP server.
type Server struct {
	address string
	scheme  string
	query   url.Values
	account *account
	stopped chan struct{}
	lines   lines // open connections

	mu      sync.Mutex
	faults  []Fault
	letters []Letter
	taken   []Letter // accepted, but the sender does not know
	secure  int      // letters that came over TLS
}

type account struct {
	user, password string
	mechanisms     []string
}

type setup struct {
	offerTLS, wrapped bool
	account           *account
}

// Option changes how a server speaks.
type Option func(*setup)

// WithSTARTTLS offers TLS with a certificate of the server's own making.
func WithSTARTTLS() Option { return func(s *setup) { s.offerTLS = true } }

// WithTLS speaks TLS from the first byte, with such a certificate.
func WithTLS() Option { return func(s *setup) { s.wrapped = true } }

// WithAccount takes letters from one account only, which signs in by one of
// the mechanisms ("PLAIN", "LOGIN").
func WithAccount(user, password string, mechanisms ...string) Option {
	return func(s *setup) { s.account = &account{user, password, mechanisms} }
}

// Start runs a server on a free port until the test ends.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	var chosen setup
	for _, option := range options {
		option(&chosen)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen for mail: %v", err)
	}
	s := &Server{
		address: listener.Addr().String(), scheme: "smtp", query: url.Values{"tls": {"none"}}, account: chosen.account, stopped: make(chan struct{}),
	}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	server.Domain, server.AllowInsecureAuth = "localhost", true
	server.ErrorLog = log.New(io.Discard, "", 0)
	listener = &faultyListener{Listener: listener, server: s}
	if chosen.offerTLS || chosen.wrapped {
		config, file := certificate(t)
		s.query = url.Values{"tls": {"required"}, "tls_ca": {file}}
		server.TLSConfig = config
		if chosen.wrapped {
			s.scheme, s.query = "smtps", url.Values{"tls_ca": {file}}
			listener = tls.NewListener(listener, config)
		}
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener) // ends with the test
	}()
	t.Cleanup(func() {
		close(s.stopped)
		if err := server.Close(); err != nil {
			t.Errorf("close mail server: %v", err)
		}
		_ = listener.Close() // the server closes it only once it has begun to serve
		<-ended
	})
	return s
}

// Setting is the server as a mail setting.
func (s *Server) Setting() string { return s.SettingFor("", "") }

// SettingFor is Setting with another user and password than the account's.
func (s *Server) SettingFor(user, password string) string {
	address := url.URL{Scheme: s.scheme, Host: s.address, RawQuery: s.query.Encode()}
	if user == "" && s.account != nil {
		user, password = s.account.user, s.account.password
	}
	if user != "" {
		address.User = url.UserPassword(user, password)
	}
	return address.String()
}

// Address is the server's host and port.
func (s *Server) Address() string { return s.address }

// Letters returns what was accepted so far, in order.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.letters...)
}

// Taken returns what was received before the server hung up or fell silent.
func (s *Server) Taken() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.taken...)
}

// Secure returns how many letters came over TLS.
func (s *Server) Secure() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.secure
}

type session struct {
	server *Server
	conn   *smtp.Conn
	known  bool
	begun  time.Time // of the letter at hand: its sender was alive, as it waited for the answer
	to     string
	fault  *Fault
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// AuthMechanisms implements smtp.AuthSession.
func (s *session) AuthMechanisms() []string {
	if s.server.account == nil {
		return nil
	}
	return s.server.account.mechanisms
}

// Auth implements smtp.AuthSession.
func (s *session) Auth(mechanism string) (sasl.Server, error) {
	check := func(user, password string) error {
		a := s.server.account
		if a == nil || user != a.user || password != a.password {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}
	switch mechanism {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
	case sasl.Login:
		return &loginServer{check: check}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if s.server.account != nil && !s.known {
		return smtp.ErrAuthRequired
	}
	s.begun, s.fault = time.Now(), s.server.next(false)
	return s.fails(NoSender)
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return s.fails(NoRecipient, MailboxFull, Greylist, SenderUnknown)
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	letter, err := Parse(raw, s.to)
	if err != nil {
		return err
	}
	letter.At = s.begun
	if err := s.fails(TryLater, Refuse); err != nil {
		return err
	}
	_, isSecure := s.conn.TLSConnectionState()
	s.server.keep(letter, isSecure, s.fault == nil)
	switch {
	case s.fault == nil:
		return nil
	case *s.fault == StallAfterText:
		<-s.server.stopped
	}
	return errors.Join(io.ErrUnexpectedEOF, s.conn.Conn().Close())
}

func (s *Server) keep(l Letter, isSecure, accepted bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !accepted {
		s.taken = append(s.taken, l)
		return
	}
	s.letters = append(s.letters, l)
	if isSecure {
		s.secure++
	}
}

// fails gives the answer of the fault at hand if it is one of these.
func (s *session) fails(stage ...Fault) error {
	for _, f := range stage {
		if s.fault != nil && *s.fault == f {
			answer := answers[f]
			answer.Message += " " + s.to // as servers do, so that leaks show
			return &answer
		}
	}
	return nil
}

// loginServer is the old LOGIN mechanism: user name and password on demand.
type loginServer struct {
	check func(user, password string) error
	step  int
	user  string
}

// Next implements sasl.Server.
func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	l.step++
	switch l.step {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.user, string(response))
}
