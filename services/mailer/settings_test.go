package mailer_test

import (
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/mailer"
)

func TestSettingsAreJudgedAllAtOnce(t *testing.T) {
	good := map[string]string{"MAILER_DSN": "sqlite:x", "SMTP_HOST": "mail.example.org", "SMTP_FROM": "Sartor <a@b.example>"}
	for want, bad := range map[string]map[string]string{
		"SMTP_PORT":                             {"SMTP_PORT": "99999"},
		"SMTP_TIMEOUT":                          {"SMTP_TIMEOUT": "1ms"},
		"SMTP_FROM":                             {"SMTP_FROM": "nobody"},
		"SMTP_TLS":                              {"SMTP_TLS": "maybe"},
		"SMTP_PASSWORD":                         {"SMTP_PASSWORD": "needle"},
		"MAILER_WORKERS":                        {"MAILER_WORKERS": "0"},
		"MAILER_KEEP_DAYS":                      {"MAILER_KEEP_DAYS": "-1"},
		"SMTP_PORT is not a port\nSMTP_TIMEOUT": {"SMTP_PORT": "0", "SMTP_TIMEOUT": "1h"},
	} {
		err := host.Check([]host.Service{mailer.Service}, host.Merge(bad, good))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "needle") {
			t.Errorf("%v: got %v", bad, err)
		}
	}
	if err := host.Check([]host.Service{mailer.Service}, good); err != nil {
		t.Errorf("got %v", err)
	}
}
