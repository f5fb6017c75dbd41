package address_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/auth/internal/address"
)

func TestParseKnowsOneSpelling(t *testing.T) {
	for typed, want := range map[string]address.Address{
		"ada@example.com":               "ada@example.com",
		"  Ada.Lovelace@Example.COM \n": "ada.lovelace@example.com",
		"a+cv@mail.example.org":         "a+cv@mail.example.org",
		"o'neil@example.ie":             "o'neil@example.ie",
		"x@münchen.example":             "x@xn--mnchen-3ya.example",
		"x@MÜNCHEN.example":             "x@xn--mnchen-3ya.example",
		"x@xn--mnchen-3ya.example":      "x@xn--mnchen-3ya.example",
		"x@ＥＸＡＭＰＬＥ.com":                 "x@example.com",
		"x@example。com":                 "x@example.com",
		"x@r3---sn-abc.example.com":     "x@r3---sn-abc.example.com",
		"1@2.example":                   "1@2.example",
	} {
		got, err := address.Parse(typed)

		if err != nil || got != want {
			t.Errorf("Parse(%q): got %q, %v; want %q", typed, got, err, want)
		}
		if again, err := address.Parse(string(got)); err != nil || again != got {
			t.Errorf("Parse(%q) of the canonical form: got %q, %v", got, again, err)
		}
	}
}

func TestParseRefusesWhatIsNoPublicMailbox(t *testing.T) {
	for _, typed := range []string{
		"", "@", "ada", "ada@", "@example.com",
		"Ada <ada@example.com>", "<ada@example.com>", "ada@example.com,bob@example.com",
		"ada@example.com bob@example.com", "ada@example.com;bob@example.com",
		"ada@bob@example.com", `"ada"@example.com`, `"x@evil.tld> RCPT TO:<y@evil.tld"@b.co`,
		"ada@localhost", "ada@[127.0.0.1]", "ada@127.0.0.1", "ada@[IPv6:::1]", "ada@example.c",
		".ada@example.com", "ada.@example.com", "a..da@example.com", "ada (x)@example.com",
		"ada@-example.com", "ada@example-.com", "ada@example..com", "ada@.example.com", "ada@example.com.",
		"ada@exa_mple.com", "ada@exa mple.com", "ada@example.com\r\nBcc: x@evil.tld", "ada\n@example.com",
		"ada\x00@example.com", "àda@example.com", "ａda@example.com", "ada\u200b@example.com",
		"ada@xn--a.example", "ada@example.123",
		strings.Repeat("a", 65) + "@example.com",
		"a@" + strings.Repeat("b", 64) + ".com",
		"a@" + strings.Repeat("bcdefgh.", 40) + "com",
		strings.Repeat("a", 5000),
	} {
		if got, err := address.Parse(typed); !errors.Is(err, address.ErrInvalid) {
			t.Errorf("Parse(%q): got %q, %v; want %v", typed, got, err, address.ErrInvalid)
		}
	}
}

func FuzzParseIsStable(f *testing.F) {
	f.Add("Ada@Example.com")
	f.Add("x@münchen.example")
	f.Fuzz(func(t *testing.T, typed string) {
		a, err := address.Parse(typed)
		if err != nil {
			return
		}
		if again, err := address.Parse(string(a)); err != nil || again != a {
			t.Errorf("Parse(%q) = %q, whose canonical form is %q, %v", typed, a, again, err)
		}
		if strings.IndexFunc(string(a), func(r rune) bool { return r <= ' ' || r > '~' }) >= 0 {
			t.Errorf("Parse(%q) = %q: not visible ASCII", typed, a)
		}
	})
}
