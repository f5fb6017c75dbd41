package auth

import (
	"encoding/base64"
	"maps"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/auth/internal/address"
)

func environment(changes map[string]string) map[string]string {
	all := map[string]string{
		"AUTH_DSN":        "sqlite:/nowhere",
		"AUTH_SECRET":     strings.Repeat("s", 32),
		"SARTOR_DATA_KEY": strings.Repeat("0d", 32),
		"JWT_PRIVATE_KEY": base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\xfb", 32))),
	}
	maps.Copy(all, changes)
	return all
}

func TestSettingsHaveSafeDefaults(t *testing.T) {
	s, err := host.ReadEnv[settings](environment(nil))
	if err != nil {
		t.Fatal(err)
	}

	p := s.loginPolicy()

	if p.Digits != 8 || p.Life.Minutes() != 10 || p.Tries != 5 || p.Resend.Seconds() > 60 {
		t.Errorf("got %+v; want 8 digits, 10 minutes, 5 tries", p)
	}
	if p.SendClient.Limit < 100 || p.SendClient.Limit > 130 {
		t.Errorf("got %+v; want about a hundred people to log in from one address, and less than 150", p.SendClient)
	}
}

func TestSettingsThatWouldBeUnsafeAreNamed(t *testing.T) {
	for name, values := range map[string][]string{
		"AUTH_SECRET":           {"", "short", strings.Repeat("s", 31)},
		"AUTH_DSN":              {""},
		"JWT_PRIVATE_KEY":       {"", "no base64!", "AAAA", strings.Repeat("A", 100)},
		"SARTOR_DATA_KEY":       {"", "no key of any kind", "AAAA"},
		"JWT_RETIRED_KEYS":      {"AAAA"},
		"JWT_ACCESS_TTL":        {"0s", "6m", "x"},
		"SESSION_IDLE":          {"0s", "1000h"},
		"OTP_DIGITS":            {"5", "11", "eight"},
		"OTP_TTL":               {"11m", "1s", "-1m"},
		"OTP_RESEND":            {"61s", "-1s"},
		"OTP_SENDS_PER_CLIENT":  {"0", "-1"},
		"OTP_SENDS_PER_MAILBOX": {"0"},
		"OTP_SENDS_ALL":         {"0"},
		"OTP_TRIES_PER_CLIENT":  {"0"},
		"OTP_TRIES_PER_MAILBOX": {"0"},
		"OTP_TRIES_ALL":         {"0"},
		"ADMIN_EMAILS":          {"boss", "boss@localhost", "a@example.com b@example.com"},
	} {
		for _, value := range values {
			_, err := host.ReadEnv[settings](environment(map[string]string{name: value}))

			if err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s=%q: got %v; want it named", name, value, err)
			}
			if err != nil && len(value) > 3 && strings.Contains(name, "KEY") && strings.Contains(err.Error(), value) {
				t.Errorf("%s: the error shows the value: %v", name, err)
			}
		}
	}
}

func TestKeysAreReadInEveryBase64(t *testing.T) {
	key := strings.Repeat("\xfb\xff", 16)
	for _, form := range []*base64.Encoding{
		base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding,
	} {
		s := settings{PrivateKey: " " + form.EncodeToString([]byte(key)) + "\n"}

		if got, err := s.seed(); err != nil || string(got) != key {
			t.Errorf("got %x, %v; want %x", got, err, key)
		}
	}
}

func TestAdminsAreCanonical(t *testing.T) {
	s := settings{AdminEmails: []string{" Boss@Example.com", "", "x@münchen.example"}}

	admins, err := s.admins()

	if err != nil || len(admins) != 2 || !admins["boss@example.com"] || !admins[address.Address("x@xn--mnchen-3ya.example")] {
		t.Errorf("got %v, %v; want two addresses", admins, err)
	}
}
