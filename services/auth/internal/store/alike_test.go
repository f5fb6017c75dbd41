package store_test

import (
	"errors"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
)

// Whether an address has an account, or had a code today, is not told by the time
// that an answer takes: the database is asked the same things in the same order.
func TestKnownAndUnknownAddressesAreTheSameWork(t *testing.T) {
	cut := testkit.Cut(t, testkit.MariaDB(t))
	o := open(t, cut.DSN, func(p *login.Policy) { p.Resend = 0 })
	o.enter("known@example.com", "at home")
	o.advance(time.Minute)
	work := func(do func()) (statements []string) {
		t.Helper()
		cut.Heard()
		do()
		for _, sent := range cut.Heard() {
			for _, s := range statement.FindAll(sent, -1) {
				statements = append(statements, value.ReplaceAllString(string(s), "?"))
			}
		}
		return statements
	}
	send := func(email string) func() {
		return func() {
			if _, err := o.desk.Send(t.Context(), login.Request{Email: email, Client: "elsewhere"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	guess := func(email string) func() {
		id, code := o.ask(email, "elsewhere")
		return func() {
			if _, err := o.show(email, id, wrong(code), "elsewhere"); !errors.Is(err, login.ErrInvalidCode) {
				t.Fatal(err)
			}
		}
	}
	send("warms@example.com")() // the client, and all together, have been counted once

	for what, do := range map[string]func(string) func(){"a code is asked for": send, "a code is tried": guess} {
		known, unknown := work(do("known@example.com")), work(do("other@example.com"))

		if len(known) < 3 || !slices.Equal(known, unknown) {
			t.Errorf("%s: for a known address\n%q\nand for another\n%q\nwant the same", what, known, unknown)
		}
	}
}

var (
	statement = regexp.MustCompile(`(SELECT|INSERT|UPDATE|REPLACE|DELETE|COMMIT|ROLLBACK|START)[ -~\s]*`)
	value     = regexp.MustCompile(`'[^']*'|\b\d+\b`)
)
