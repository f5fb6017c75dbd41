package testkit

import (
	"net"
	"time"

	"github.com/emersion/go-smtp"
)

// SMTPFault is what goes wrong with one message.
type SMTPFault struct {
	// Reply refuses the recipient with this code, 451 or 550 say; with AtData,
	// the whole message once it has been sent. Text is what it says with it.
	Reply  int
	AtData bool
	Text   string

	// Delay passes before the message is answered.
	Delay time.Duration

	// Drop keeps the message and cuts the connection before saying so.
	Drop bool
}

func (f SMTPFault) refusal() error {
	text := f.Text
	if text == "" {
		text = "Refused, as the test wants it"
	}
	return &smtp.SMTPError{Code: f.Reply, EnhancedCode: smtp.EnhancedCode{f.Reply / 100, 0, 0}, Message: text}
}

// Tarpit is a way to keep who connects waiting.
type Tarpit int

// The tarpits.
const (
	// NoTarpit serves.
	NoTarpit Tarpit = iota
	// Silent accepts connections and never says a word.
	Silent
	// Dripping greets for ever, a line at a time.
	Dripping
)

// Tarpit changes what happens to connections from now on.
func (s *SMTP) Tarpit(kind Tarpit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tarpit = kind
}

// Accepted is how many connections there have been.
func (s *SMTP) Accepted() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accepted
}

func (s *SMTP) accept() Tarpit {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accepted++
	return s.tarpit
}

// tarpitListener keeps the connections that are to be kept waiting, until the
// other side or the server goes.
type tarpitListener struct {
	net.Listener
	smtp *SMTP
	gone <-chan struct{}
}

func (l tarpitListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		kind := l.smtp.accept()
		if kind == NoTarpit {
			return conn, nil
		}
		go l.hold(conn, kind)
	}
}

func (l tarpitListener) hold(conn net.Conn, kind Tarpit) {
	defer func() { _ = conn.Close() }()
	if kind == Silent {
		go func() { <-l.gone; _ = conn.Close() }()
		_, _ = conn.Read(make([]byte, 1)) // until the other side gives up
		return
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := conn.Write([]byte("220-wait\r\n")); err != nil {
			return
		}
		select {
		case <-l.gone:
			return
		case <-tick.C:
		}
	}
}
