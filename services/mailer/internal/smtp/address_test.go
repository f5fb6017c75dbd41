package smtp

import (
	"strings"
	"testing"
)

func TestAddressesThatMailIsSentTo(t *testing.T) {
	for _, s := range []string{
		"a@b.example", "ada.lovelace+cv@example.org", "o'hara@xn--bcher-kva.example", "x@sub.sub.example.co.uk",
		strings.Repeat("a", 64) + "@example.org",
	} {
		if !isAddress(s) {
			t.Errorf("%q is one", s)
		}
	}
	for _, s := range []string{
		"", "@", "a", "a@", "@b.example", "a@localhost", "a@[127.0.0.1]", "a@b..example", "a@.example", "a@b.example.",
		"a..b@b.example", ".a@b.example", "a.@b.example", "a b@b.example", "Ada <a@b.example>", "<a@b.example>", `"a"@b.example`,
		`"x@evil.example> RCPT TO:<y@evil.example"@b.example`, "a@b.example\r\nRCPT TO:<c@d.example>", "a@b.example\n", "a\x00@b.example",
		"a@b.example,c@d.example", "a@b@c.example", "a@-b.example", "a@b-.example", "a@b_c.example", "ä@b.example", "a@bücher.example",
		"a@b.example>", strings.Repeat("a", 65) + "@example.org", "a@" + strings.Repeat("b", 65) + ".example",
		"a@" + strings.Repeat("b.", 130) + "example",
	} {
		if isAddress(s) {
			t.Errorf("%q is none", s)
		}
	}
}

func FuzzAnAddressIsOneLineOfASCII(f *testing.F) {
	f.Add("ada@example.org")
	f.Fuzz(func(t *testing.T, s string) {
		if !isAddress(s) {
			return
		}
		if strings.ContainsAny(s, " \t\r\n<>\"(),:;\\[]") || strings.Count(s, "@") != 1 {
			t.Errorf("%q is taken for an address", s)
		}
		for _, r := range s {
			if r <= ' ' || r > '~' {
				t.Errorf("%q is taken for an address", s)
			}
		}
	})
}
