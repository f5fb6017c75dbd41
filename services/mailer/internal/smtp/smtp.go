// Package smtp hands letters to a mail server, by go-mail.
//
// It promises to come back, whatever the server does: each step has its time.
// Its errors hold nothing of the letter.
package smtp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"os"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/sartor-cv/sartor/services/mailer/internal/delivery"
)

// farewell is how long the server has for its goodbye.
const farewell = 2 * time.Second

// Config is how to reach a mail server.
type Config struct {
	Host     string
	Port     int
	User     string // empty to send without a password
	Password string
	From     string // an address, or `Name <address>`
	TLS      string // see Security
	CAFile   string // authorities besides the system's
	Timeout  time.Duration
}

// Limit is how long one attempt can take: to connect, to be greeted, to agree
// on who and how, and to hand over.
func (c Config) Limit() time.Duration { return 4 * c.Timeout }

// Sender hands letters to one mail server.
type Sender struct {
	Config
	from     *mail.Address
	security security
	config   *tls.Config
}

var _ delivery.Sender = (*Sender)(nil)

// New returns a sender, or says what is wrong with c.
func New(c Config) (*Sender, error) {
	s := &Sender{Config: c}
	var err error
	if s.from, err = sender(c.From); err != nil {
		return nil, err
	}
	if s.security, err = securityOf(c.TLS, c.Host); err != nil {
		return nil, err
	}
	roots, err := authorities(c.CAFile)
	if err != nil {
		return nil, err
	}
	s.config = &tls.Config{ServerName: c.Host, RootCAs: roots, MinVersion: tls.VersionTLS12}
	return s, nil
}

// sender reads the From setting.
func sender(from string) (*mail.Address, error) {
	a, err := mail.ParseAddress(from)
	if err != nil || !isMailbox(a.Address) {
		return nil, errors.New("SMTP_FROM is neither an address nor Name <address>")
	}
	return a, nil
}

// authorities returns the system's and those in file; nil for the system's alone.
func authorities(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // that is how crypto/tls says it
	}
	pem, err := os.ReadFile(file) //nolint:gosec // the operator's own setting
	if err != nil {
		return nil, fmt.Errorf("SMTP_CA_FILE: %w", err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("SMTP_CA_FILE holds no certificates")
	}
	return roots, nil
}

// Send implements delivery.Sender.
func (s *Sender) Send(ctx context.Context, id string, l delivery.Letter) error {
	if !isAddress(l.To) {
		return &delivery.SendError{Stage: "address", Permanent: true, Detail: "not one that mail is sent to"}
	}
	msg, err := s.compose(id, l)
	if err != nil {
		return &delivery.SendError{Stage: "compose", Permanent: true, Detail: "the letter can't be encoded"}
	}
	var conn net.Conn
	client, err := gomail.NewClient(s.Host, s.options(func(dialing context.Context, network, address string) (net.Conn, error) {
		conn, err = s.dial(dialing, network, address)
		return conn, err
	})...)
	if err != nil {
		return &delivery.SendError{Stage: "settings", Detail: err.Error()}
	}
	open, err := client.DialToSMTPClientWithContext(ctx)
	if conn != nil {
		// go-mail leaves the connection open when it gives up half-way, and
		// doesn't watch the context.
		defer func() { _ = conn.Close() }()
		defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	}
	if err != nil {
		return notConnected(err)
	}
	err = client.SendWithSMTPClient(open, msg)
	if !msg.IsDelivered() {
		return notTaken(err)
	}
	if open.UpdateDeadline(farewell) == nil { // how it goes is none of the letter's business
		_ = open.Quit()
	}
	return nil
}

// dial connects, and begins TLS where that comes first.
func (s *Sender) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil || s.security != implicit {
		return conn, err
	}
	secure := tls.Client(conn, s.config)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return secure, nil
}

func (s *Sender) compose(id string, l delivery.Letter) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(s.from)
	if err := msg.To(l.To); err != nil {
		return nil, err
	}
	msg.SetMessageIDWithValue(id + "@" + s.from.Address[strings.LastIndexByte(s.from.Address, '@')+1:])
	msg.SetDate()
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // no answers from those on holiday
	msg.Subject(l.Subject)
	msg.SetBodyString(gomail.TypeTextPlain, l.Text)
	if l.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	}
	return msg, nil
}

func (s *Sender) options(dial gomail.DialContextFunc) []gomail.Option {
	options := []gomail.Option{
		gomail.WithPort(s.Port),
		gomail.WithTimeout(s.Timeout),
		gomail.WithTLSConfig(s.config),
		gomail.WithTLSPolicy(s.security.policy()),
		gomail.WithDialContextFunc(dial),
		gomail.WithoutNoop(),
		gomail.WithoutRset(),
		gomail.WithoutSMTPUTF8(), // our addresses are ASCII
	}
	if s.User != "" {
		// Not go-mail's own discovery: it doesn't know of a TLS that we began.
		// It refuses to say a password in the clear all the same.
		options = append(options, gomail.WithUsername(s.User), gomail.WithPassword(s.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256PLUS, gomail.SMTPAuthSCRAMSHA256,
				gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	return options
}
