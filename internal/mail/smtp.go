package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"os"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

const (
	submissionPort  = 587
	submissionsPort = 465
)

// server sends over SMTP, one connection for each letter.
type server struct {
	host     string
	wrapped  bool // TLS from the first byte
	tls      *tls.Config
	patience time.Duration
	options  []gomail.Option
}

func newServer(address *url.URL, patience time.Duration) (Sender, error) {
	s := &server{host: address.Hostname(), wrapped: address.Scheme == "smtps", patience: patience}
	if s.host == "" {
		return nil, errors.New("mail: the mail server has no host name")
	}
	port, err := portOf(address)
	if err != nil {
		return nil, err
	}
	policy, err := policyOf(address)
	if err != nil {
		return nil, err
	}
	if s.tls, err = tlsOf(address); err != nil {
		return nil, err
	}
	s.options = []gomail.Option{
		gomail.WithTimeout(patience), gomail.WithoutNoop(), gomail.WithoutRset(),
		gomail.WithTLSPolicy(policy), gomail.WithTLSConfig(s.tls), gomail.WithPort(port),
	}
	if s.wrapped {
		s.options = append(s.options, gomail.WithSSL())
	}
	if user := address.User.Username(); user != "" {
		password, _ := address.User.Password()
		s.options = append(s.options, signingIn(s.host), gomail.WithUsername(user), gomail.WithPassword(password))
	}
	if _, err := gomail.NewClient(s.host, s.options...); err != nil {
		return nil, errors.New("mail: the address of the mail server cannot be used")
	}
	return s, nil
}

func portOf(address *url.URL) (int, error) {
	text := address.Port()
	switch {
	case text != "":
		port, err := strconv.Atoi(text)
		if err != nil {
			return 0, errors.New("mail: the mail server's port is no number")
		}
		return port, nil
	case address.Scheme == "smtps":
		return submissionsPort, nil
	}
	return submissionPort, nil
}

func policyOf(address *url.URL) (gomail.TLSPolicy, error) {
	switch address.Query().Get("tls") {
	case "":
		if !isLoopback(address.Hostname()) && address.User.Username() != "" {
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

// tlsOf trusts the named certificates only, or the system's. There is no way
// to trust everybody: whoever sits between would read every link.
func tlsOf(address *url.URL) (*tls.Config, error) {
	config := &tls.Config{ServerName: address.Hostname(), MinVersion: tls.VersionTLS12}
	file := address.Query().Get("tls_ca")
	if file == "" {
		return config, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, errors.New("mail: the file named by tls_ca cannot be read")
	}
	config.RootCAs = x509.NewCertPool()
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		return nil, errors.New("mail: the file named by tls_ca holds no certificate in PEM")
	}
	return config, nil
}

// signingIn lets passwords travel without TLS on the loopback only.
func signingIn(host string) gomail.Option {
	plain, login := gomail.SMTPAuthPlain, gomail.SMTPAuthLogin
	if isLoopback(host) {
		plain, login = gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc
	}
	return gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, plain, login)
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
	var line net.Conn
	dial := func(ctx context.Context, network, address string) (_ net.Conn, err error) {
		line, err = s.dial(ctx, network, address)
		return line, err
	}
	client, err := gomail.NewClient(s.host, append([]gomail.Option{gomail.WithDialContextFunc(dial)}, s.options...)...)
	if err != nil {
		return errors.New("send letter: the address of the mail server cannot be used")
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if line != nil {
		_ = line.Close() // the client leaves it open where the server's greeting, TLS or sign-in fails
	}
	if err == nil || msg.IsDelivered() {
		return nil // a failed farewell does not undo the server's yes
	}
	return safe(err)
}

func (s *server) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if s.wrapped {
		dialer := tls.Dialer{Config: s.tls}
		return dialer.DialContext(ctx, network, address)
	}
	var dialer net.Dialer
	return dialer.DialContext(ctx, network, address)
}
