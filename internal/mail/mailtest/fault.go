package mailtest

import (
	"context"
	"io"
	"net"
	"sync"

	"github.com/emersion/go-smtp"
)

// Fault is what the server does instead of accepting.
type Fault int

// Faults of the next letters.
const (
	TryLater        Fault = iota // 451 after the text
	NoRecipient                  // 550 at the recipient
	Refuse                       // 554 after the text
	HangUp                       // the text is taken, the connection drops before the answer
	StallAfterText               // the text is taken, and no answer comes
	NoSender                     // 550 at the sender's address
	SenderUnknown                // 550 about the sender, said at the recipient
	MailboxFull                  // 552 at the recipient
	Greylist                     // 450 at the recipient
	Busy                         // 421 instead of a greeting
	StallAtGreeting              // the connection stands, and no greeting comes
	DropAtGreeting               // the connection ends at once
)

var answers = map[Fault]smtp.SMTPError{
	TryLater:      {Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try later"},
	NoRecipient:   {Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"},
	Refuse:        {Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "not wanted from"},
	NoSender:      {Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "you may not send"},
	SenderUnknown: {Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 8}, Message: "sender's domain not found, to"},
	MailboxFull:   {Code: 552, EnhancedCode: smtp.EnhancedCode{5, 2, 2}, Message: "over quota"},
	Greylist:      {Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "greylisted"},
}

// isOfConnection tells the faults that come before the server speaks SMTP.
func (f Fault) isOfConnection() bool { return f >= Busy }

// Next lets the next letters meet these faults, in order.
func (s *Server) Next(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// Mend lets the next letters meet no fault any more.
func (s *Server) Mend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// next takes the fault that is due, of the connection or of a letter.
func (s *Server) next(ofConnection bool) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) == 0 || s.faults[0].isOfConnection() != ofConnection {
		return nil
	}
	first := s.faults[0]
	s.faults = s.faults[1:]
	return &first
}

// faultyListener keeps connections that meet a fault away from the server.
type faultyListener struct {
	net.Listener
	server *Server
}

// Accept implements net.Listener.
func (l *faultyListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		fault := l.server.next(true)
		if fault == nil {
			l.server.lines.took()
			return &line{Conn: conn, hangUp: sync.OnceFunc(l.server.lines.ended)}, nil
		}
		go l.server.meet(*fault, conn)
	}
}

func (s *Server) meet(f Fault, conn net.Conn) {
	defer func() { _ = conn.Close() }()
	switch f {
	case Busy:
		_, _ = io.WriteString(conn, "421 4.3.2 too many connections\r\n") // the sender may be gone
	case StallAtGreeting:
		<-s.stopped
	}
}

// line is a connection that is counted until it closes.
type line struct {
	net.Conn
	hangUp func()
}

// Close implements net.Conn.
func (l *line) Close() error {
	l.hangUp()
	return l.Conn.Close()
}

// lines counts open connections. A WaitGroup will not do: it may not begin
// anew while somebody waits.
type lines struct {
	mu   sync.Mutex
	open int
	idle chan struct{} // closed when the last one ends; nil while none is open
}

func (l *lines) took() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open++; l.idle == nil {
		l.idle = make(chan struct{})
	}
}

func (l *lines) ended() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open--; l.open == 0 {
		close(l.idle)
		l.idle = nil
	}
}

// Idle waits until the senders have closed all connections.
func (s *Server) Idle(ctx context.Context) error {
	s.lines.mu.Lock()
	idle := s.lines.idle
	s.lines.mu.Unlock()
	if idle == nil {
		return nil
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Closed is a mail setting on a port where nobody listens: the first one, which
// is given to nobody who asks for any.
const Closed = "smtp://127.0.0.1:1?tls=none"
