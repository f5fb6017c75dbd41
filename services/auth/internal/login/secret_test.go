package login_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/sartor-cv/sartor/services/auth/internal/address"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
)

func newSecret(t *testing.T, text string) *login.Secret {
	t.Helper()
	s, err := login.NewSecret([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCodesAreDigitsEvenlySpread(t *testing.T) {
	s := newSecret(t, "secret")
	for digits := 6; digits <= 10; digits++ {
		form := regexp.MustCompile(fmt.Sprintf("^[0-9]{%d}$", digits))
		first := map[byte]int{}
		for i := range 2000 {
			code := s.Code(fmt.Sprint("challenge-", i), "ada@example.com", digits)
			if !form.MatchString(code) {
				t.Fatalf("got %q; want %d digits", code, digits)
			}
			first[code[0]]++
		}
		for d := byte('0'); d <= '9'; d++ {
			if n := first[d]; n < 120 || n > 290 {
				t.Errorf("%d digits: %d of 2000 codes begin with %c", digits, n, d)
			}
		}
	}
}

func TestCodeDependsOnAllItIsFor(t *testing.T) {
	s := newSecret(t, "secret")
	base := s.Code("c", "ada@example.com", 10)

	for what, other := range map[string]string{
		"challenge": s.Code("d", "ada@example.com", 10),
		"address":   s.Code("c", "bob@example.com", 10),
		"split":     s.Code("ca", address.Address("da@example.com"), 10),
		"secret":    newSecret(t, "another").Code("c", "ada@example.com", 10),
	} {
		if other == base {
			t.Errorf("another %s gives the same code", what)
		}
	}
	if s.Code("c", "ada@example.com", 10) != base {
		t.Error("the same gives another code")
	}
}

func TestIndexesDontRunTogether(t *testing.T) {
	s := newSecret(t, "secret")

	if s.Index("ab", "c") == s.Index("a", "bc") || s.Index("a") == s.Index("a", "") || len(s.Index("a")) != 32 {
		t.Error("different words have one index")
	}
}
