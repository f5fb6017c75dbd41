package smtp

import "testing"

func TestOnlyLoopbackIsPlainByItself(t *testing.T) {
	for host, want := range map[string]security{
		"127.0.0.1": plain, "127.1.2.3": plain, "::1": plain, "localhost": plain, "LOCALHOST": plain,
		"mail.example.org": upgrade, "10.0.0.1": upgrade, "0.0.0.0": upgrade, "localhost.example.org": upgrade, "127.0.0.1.example.org": upgrade,
	} {
		if got, err := securityOf("", host); err != nil || got != want {
			t.Errorf("%s: got %q, %v; want %q", host, got, err, want)
		}
	}
	for _, setting := range []string{"starttls", "tls", "none"} {
		if got, err := securityOf(setting, "127.0.0.1"); err != nil || string(got) != setting {
			t.Errorf("%s: got %q, %v", setting, got, err)
		}
	}
}
