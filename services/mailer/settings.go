package mailer

import (
	"errors"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/mailer/internal/smtp"
)

// settings are what can be set.
type settings struct {
	DSN      sqldb.DSN     `env:"MAILER_DSN,required" secret:"true" usage:"the mailer's database: mysql://user:password@host:port/name or sqlite:PATH"`
	Host     string        `env:"SMTP_HOST,required" usage:"the mail server"`
	Port     int           `env:"SMTP_PORT" envDefault:"587" usage:"its port"`
	User     string        `env:"SMTP_USER" usage:"whom the mail server knows us as; empty where it asks for no password"`
	Password string        `env:"SMTP_PASSWORD" secret:"true" usage:"our password at the mail server"`
	From     string        `env:"SMTP_FROM,required" usage:"whom mails are from: an address or Name <address>"`
	TLS      string        `env:"SMTP_TLS" usage:"starttls (the default), tls (from the first byte, port 465) or none (the default on loopback)"`
	CAFile   string        `env:"SMTP_CA_FILE" usage:"PEM file of certificate authorities to trust besides the system's"`
	Timeout  time.Duration `env:"SMTP_TIMEOUT" envDefault:"30s" usage:"how long the mail server may take for each step: to connect, to greet, to log in, to take a mail"`
	Workers  int           `env:"MAILER_WORKERS" envDefault:"8" usage:"mails sent at a time"`
	KeepDays int           `env:"MAILER_KEEP_DAYS" envDefault:"30" usage:"days that the record of a mail is kept"`
}

// Validate implements the last check of host.Read.
func (s *settings) Validate() error {
	var all []error
	if s.Port < 1 || s.Port > 65535 {
		all = append(all, errors.New("SMTP_PORT is not a port"))
	}
	if s.Timeout < time.Second || s.Timeout > 5*time.Minute {
		all = append(all, errors.New("SMTP_TIMEOUT is not between 1s and 5m"))
	}
	if s.Workers < 1 || s.Workers > 256 {
		all = append(all, errors.New("MAILER_WORKERS is not between 1 and 256"))
	}
	if s.KeepDays < 1 {
		all = append(all, errors.New("MAILER_KEEP_DAYS is not a number of days"))
	}
	if s.User == "" && s.Password != "" {
		all = append(all, errors.New("SMTP_PASSWORD is set without SMTP_USER"))
	}
	_, err := smtp.New(s.smtp())
	return errors.Join(append(all, err)...)
}

func (s *settings) smtp() smtp.Config {
	return smtp.Config{
		Host: s.Host, Port: s.Port, User: s.User, Password: s.Password, From: s.From,
		TLS: s.TLS, CAFile: s.CAFile, Timeout: s.Timeout,
	}
}
