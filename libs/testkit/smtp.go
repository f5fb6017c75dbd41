package testkit

import (
	"crypto/subtle"
	"crypto/tls"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// SMTP is a mail server for tests. It listens on loopback, keeps what it is
// given, and goes wrong when told to.
type SMTP struct {
	// TLS makes it offer STARTTLS, with a certificate for localhost and
	// 127.0.0.1 that CAFile vouches for, and take no mail without it.
	TLS bool

	// Implicit makes it speak TLS from the first byte instead.
	Implicit bool

	// User and Password, where set, are asked of who sends.
	User, Password string

	addr   string
	caFile string
	config *tls.Config

	mu       sync.Mutex
	stop     func() // nil while down
	faults   map[string][]SMTPFault
	mails    []Mail
	taken    map[string]int // how many of an address's mails Wait has returned
	tarpit   Tarpit
	accepted int
}

// Mail is a message as a mail program would show it.
type Mail struct {
	From, To string // of the envelope; each recipient has a copy
	Subject  string
	Text     string
	HTML     string
	Header   map[string][]string // as sent, by canonical key
	TLS      bool
	User     string
}

// NewSMTP returns a mail server that runs until the test ends. set, which may
// be nil, changes its exported fields before it starts.
func NewSMTP(t *testing.T, set func(*SMTP)) *SMTP {
	t.Helper()
	s := &SMTP{faults: map[string][]SMTPFault{}, taken: map[string]int{}}
	if set != nil {
		set(s)
	}
	if s.TLS || s.Implicit {
		s.config, s.caFile = Certify(t)
	}
	s.addr = "127.0.0.1:0"
	s.Up(t)
	t.Cleanup(s.Down)
	return s
}

// Host is the address it listens on.
func (s *SMTP) Host() string { host, _, _ := net.SplitHostPort(s.addr); return host }

// Port is the port it listens on, in digits.
func (s *SMTP) Port() string { _, port, _ := net.SplitHostPort(s.addr); return port }

// CAFile is the PEM file of the authority behind its certificate.
func (s *SMTP) CAFile() string { return s.caFile }

// Up starts it, or starts it again, on the same port.
func (s *SMTP) Up(t *testing.T) {
	t.Helper()
	var listening net.ListenConfig
	l, err := listening.Listen(t.Context(), "tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(smtp.BackendFunc(s.session))
	srv.Domain = "mail.test"
	srv.TLSConfig = s.config
	srv.AllowInsecureAuth = s.config == nil
	srv.MaxMessageBytes = 1 << 20
	srv.ErrorLog = log.New(io.Discard, "", 0)
	gone := make(chan struct{})
	if s.Implicit {
		l = tls.NewListener(l, s.config)
	}
	s.mu.Lock()
	s.addr = l.Addr().String()
	s.stop = func() {
		_ = srv.Close()
		_ = l.Close() // srv doesn't know it before it serves
		<-gone
	}
	s.mu.Unlock()
	go func() {
		defer close(gone)
		_ = srv.Serve(tarpitListener{Listener: l, smtp: s, gone: gone})
	}()
}

// Down stops it: connections are cut and new ones refused until Up.
func (s *SMTP) Down() {
	s.mu.Lock()
	stop := s.stop
	s.stop = nil
	s.mu.Unlock()
	if stop != nil {
		stop()
	}
}

// Fault makes the next messages to the address go wrong, one fault each. An
// empty address stands for all that have no faults of their own.
func (s *SMTP) Fault(to string, faults ...SMTPFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[to] = append(s.faults[to], faults...)
}

// Mails returns what has been delivered to the address so far, in order.
func (s *SMTP) Mails(to string) []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	var got []Mail
	for _, m := range s.mails {
		if strings.EqualFold(m.To, to) {
			got = append(got, m)
		}
	}
	return got
}

// Wait returns the next mail to the address that no Wait has returned yet.
func (s *SMTP) Wait(t *testing.T, to string) Mail {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		got := s.Mails(to)
		s.mu.Lock()
		next := s.taken[to]
		if next < len(got) {
			s.taken[to]++
		}
		s.mu.Unlock()
		if next < len(got) {
			return got[next]
		}
		<-time.After(5 * time.Millisecond)
	}
	t.Fatalf("no mail came to %s", to)
	return Mail{}
}

// fault takes the next fault for the address, the zero one where there is none.
func (s *SMTP) fault(to string) SMTPFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range []string{to, ""} {
		if next := s.faults[key]; len(next) > 0 {
			s.faults[key] = next[1:]
			return next[0]
		}
	}
	return SMTPFault{}
}

// session is the server's side of one connection.
type session struct {
	smtp *SMTP
	conn *smtp.Conn
	user string
	from string
	to   []string
	next SMTPFault
}

func (s *SMTP) session(c *smtp.Conn) (smtp.Session, error) { return &session{smtp: s, conn: c}, nil }

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if s.smtp.User == "" || user != s.smtp.User ||
			subtle.ConstantTimeCompare([]byte(password), []byte(s.smtp.Password)) != 1 {
			return smtp.ErrAuthFailed
		}
		s.user = user
		return nil
	}), nil
}

func (s *session) Reset() { s.from, s.to, s.next = "", nil, SMTPFault{} }

func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	_, secure := s.conn.TLSConnectionState()
	switch {
	case s.smtp.TLS && !secure:
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Must issue a STARTTLS command first"}
	case s.smtp.User != "" && s.user == "":
		return smtp.ErrAuthRequired
	}
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if len(s.to) == 0 {
		s.next = s.smtp.fault(to)
	}
	if s.next.Reply != 0 && !s.next.AtData {
		return s.next.refusal()
	}
	s.to = append(s.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	m, err := readMail(r)
	if err != nil {
		return err
	}
	if s.next.Delay > 0 {
		<-time.After(s.next.Delay)
	}
	if s.next.Reply != 0 {
		return s.next.refusal()
	}
	m.From, m.User = s.from, s.user
	_, m.TLS = s.conn.TLSConnectionState()
	s.smtp.keep(m, s.to)
	if s.next.Drop {
		_ = s.conn.Conn().Close()
	}
	return nil
}

func (s *SMTP) keep(m Mail, to []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m.To = range to {
		s.mails = append(s.mails, m)
	}
}
