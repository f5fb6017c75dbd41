package standalone

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/sartor-cv/sartor/libs/host"
)

// Settings are what can be set of the all-in-one command itself, beside what
// can be set of each service.
type Settings struct {
	DataDir     string `env:"SARTOR_DATA_DIR" envDefault:"data" usage:"the folder that keeps everything: databases, streams, mail, secrets"`
	MailboxAddr string `env:"SARTOR_MAILBOX_ADDR" envDefault:"127.0.0.1:3001" usage:"where the mailbox shows the mail it caught"`
	SMTPAddr    string `env:"SARTOR_SMTP_ADDR" envDefault:"127.0.0.1:0" usage:"where the mailbox takes mail; port 0 takes any free one"`
	NATSAddr    string `env:"SARTOR_NATS_ADDR" usage:"where the embedded NATS listens; empty keeps it inside the process"`
	NATSKey     string `env:"SARTOR_NATS_KEY" secret:"true" usage:"encrypts what the embedded NATS keeps on the disk; made once and kept with the data, or off"`
}

// defaults make every service run on one machine without being told anything.
func defaults(s Settings) map[string]string {
	all := map[string]string{
		"CREDITS_SELF_SERVICE": "true",
		"LOG_LEVEL":            "warn",
		"SARTOR_METRICS_ADDR":  "127.0.0.1:3002",
		"SMTP_FROM":            "Sartor <sartor@sartor.test>",
	}
	for name, variable := range map[string]string{
		"auth": "AUTH_DSN", "credits": "CREDITS_DSN", "files": "FILES_DSN", "optimizer": "OPTIMIZER_DSN", "mailer": "MAILER_DSN",
	} {
		all[variable] = "sqlite:" + filepath.Join(s.DataDir, name+".db")
	}
	return all
}

// AtHome is the environment of a service's command: where a data folder is, its
// databases are meant unless others are named.
func AtHome(environment map[string]string) map[string]string {
	own, err := host.ReadEnv[Settings](environment)
	if err != nil {
		return environment
	}
	if _, err := os.Stat(own.DataDir); err != nil {
		return environment
	}
	return host.Merge(environment, defaults(own))
}

// environmentOf gives a service its own seed where NATS is an external one:
// NATS_NKEY_SEED_AUTH is auth's NATS_NKEY_SEED.
func environmentOf(service string, environment map[string]string) map[string]string {
	if seed := environment[seedVariable(service)]; seed != "" {
		return host.Merge(map[string]string{"NATS_NKEY_SEED": seed}, environment)
	}
	return environment
}

// check reports everything that is wrong with any setting. The mailbox's address
// is not known before it runs, so another stands in for it.
func check(environment map[string]string) error {
	own := host.Service{Name: "sartor", Settings: Settings{}}
	err := host.Check(append([]host.Service{own}, Services()...), host.Merge(environment, map[string]string{"SMTP_HOST": "127.0.0.1"}))
	if err != nil {
		return fmt.Errorf("settings:\n%w", err)
	}
	return nil
}
