// Package mailbox is a mail server for one machine: it takes every mail, sends
// none on, and shows them on a page. It is for those who try Sartor and have no
// mail server at hand, so what it keeps is bounded and readable by its owner.
package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Limits of one mail and of the server.
const (
	maxMailBytes   = 1 << 20
	maxRecipients  = 10
	stepTimeout    = 30 * time.Second
	partingTimeout = 2 * time.Second
)

// Config is how to open a mailbox.
type Config struct {
	SMTPAddr string // empty for any free port of 127.0.0.1
	HTTPAddr string // empty for no page
	Dir      string // where its folder is made; empty to forget the mails at the end
	Log      *slog.Logger
}

// Mailbox takes mails and shows them.
type Mailbox struct {
	log     *slog.Logger
	archive *archive
	mail    net.Listener
	smtp    *smtp.Server
	web     net.Listener // nil for no page
	http    *http.Server
}

// Open listens, and finds the mails of earlier times. Serve must follow.
func Open(c Config) (*Mailbox, error) {
	kept, err := openArchive(c.Dir, c.Log)
	if err != nil {
		return nil, fmt.Errorf("open the mails kept: %w", err)
	}
	m := &Mailbox{log: c.Log, archive: kept}
	if c.SMTPAddr == "" {
		c.SMTPAddr = "127.0.0.1:0"
	}
	var listening net.ListenConfig
	if m.mail, err = listening.Listen(context.Background(), "tcp", c.SMTPAddr); err != nil {
		return nil, err
	}
	m.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &session{take: m.take}, nil
	}))
	m.smtp.Domain = "mailbox.localhost"
	m.smtp.MaxMessageBytes = maxMailBytes
	m.smtp.MaxRecipients = maxRecipients
	m.smtp.ReadTimeout, m.smtp.WriteTimeout = stepTimeout, stepTimeout
	m.smtp.ErrorLog = log.New(io.Discard, "", 0) // who hung up, and what they said: addresses too
	if c.HTTPAddr == "" {
		return m, nil
	}
	if m.web, err = listening.Listen(context.Background(), "tcp", c.HTTPAddr); err != nil {
		_ = m.mail.Close()
		return nil, err
	}
	m.http = &http.Server{
		Handler:           guard(c.HTTPAddr, (&pages{archive: kept}).routes()),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       stepTimeout,
		WriteTimeout:      stepTimeout,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	return m, nil
}

// SMTPAddr is where it takes mails, host:port.
func (m *Mailbox) SMTPAddr() string { return m.mail.Addr().String() }

// HTTPAddr is where it shows them, host:port, empty for nowhere.
func (m *Mailbox) HTTPAddr() string {
	if m.web == nil {
		return ""
	}
	return m.web.Addr().String()
}

// Serve works until ctx ends and what is under way is done.
func (m *Mailbox) Serve(ctx context.Context) error {
	failed := make(chan error, 2)
	var serving sync.WaitGroup
	serving.Go(func() { failed <- m.smtp.Serve(m.mail) })
	if m.web != nil {
		serving.Go(func() { failed <- m.http.Serve(m.web) })
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
		err = fmt.Errorf("mailbox: %w", err)
	}
	parting, cancel := context.WithTimeout(context.WithoutCancel(ctx), partingTimeout)
	defer cancel()
	if m.web != nil {
		if m.http.Shutdown(parting) != nil {
			_ = m.http.Close()
		}
	}
	// Who is still connected then has nothing to say, and is timed out.
	if e := m.smtp.Shutdown(parting); e != nil && !errors.Is(e, context.DeadlineExceeded) {
		m.log.WarnContext(parting, "mailbox not closed", "err", e)
	}
	_ = m.mail.Close() // smtp doesn't know it before it serves
	serving.Wait()
	return err
}

// take keeps a mail that came in.
func (m *Mailbox) take(from string, to []string, raw []byte) error {
	mail := parse(raw)
	mail.From, mail.ReceivedAt = from, time.Now().UTC()
	for _, mail.To = range to {
		if err := m.archive.add(mail); err != nil {
			m.log.ErrorContext(context.Background(), "mail not kept", "err", err)
			return errNotKept
		}
	}
	return nil
}
