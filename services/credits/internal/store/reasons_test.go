package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

const secret = "for Jane's broken leg"

// enter does what a person asked for.
func (r replica) enter(t *testing.T, op ledger.Operation, err error) ledger.Done {
	t.Helper()
	done, failed := r.Enter(t.Context(), op)
	if err := errors.Join(err, failed); err != nil {
		t.Fatalf("%s %s: %v", op.Kind, op.Key, err)
	}
	return done
}

// reasons is what the history of jane says why, the newest first.
func (r replica) reasons(t *testing.T) (all []string) {
	t.Helper()
	entries, _, err := r.History(t.Context(), ledger.Listing{Account: "jane", Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Reason)
	}
	return all
}

func TestAReasonIsReadAsLongAsItsUserIsThere(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		s := openSealed(t, dsn)
		op, err := ledger.Add(ledger.Purchase, "jane", "p", 10, secret)
		added := s.enter(t, op, err)
		op, err = ledger.Adjust("jane", "adjustment", 5, ledger.Down, secret)
		adjusted := s.enter(t, op, err)
		op, err = ledger.Reimburse("a-jane", "refund", 3, secret)
		refunded := s.enter(t, op, err)
		for _, done := range []ledger.Done{added, adjusted, refunded} {
			if done.Entry.Reason != secret || done.Entry.Account != "jane" {
				t.Errorf("got %+v; want the reason that was given", done.Entry)
			}
		}
		s.seal(t)
		before := s.reasons(t)

		err = s.Forget(t.Context(), "jane")
		after := s.reasons(t)
		_, late := s.Enter(t.Context(), must(ledger.Adjust("jane", "late", 1, ledger.Up, secret)))

		if err != nil || fmt.Sprint(before[:3]) != fmt.Sprint([]string{secret, secret, secret}) {
			t.Errorf("%v; before: %q", err, before)
		}
		if strings.Join(after[:4], "") != "" || after[6] != "a gift" {
			t.Errorf("after: %q; want what the house said, and nothing that a person did", after)
		}
		if !errors.Is(late, ledger.ErrErased) {
			t.Errorf("a reason that comes late: %v; want %v", late, ledger.ErrErased)
		}
		if err := s.broken(t); err != nil {
			t.Errorf("nothing in the book has changed, and still: %v", err)
		}
	})
}

func TestReasonsAreNotInTheDatabase(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		s := openSealed(t, dsn)
		op, err := ledger.Add(ledger.Purchase, "jane", "p", 10, secret)
		made := s.enter(t, op, err).Entry

		for _, table := range []string{"entries", "outbox", "data_keys"} {
			_, rows := s.content(t, table)
			for _, row := range rows {
				for _, value := range row {
					if b, ok := value.([]byte); ok {
						value = string(b)
					}
					if strings.Contains(fmt.Sprint(value), secret) {
						t.Errorf("%s tells the reason: %v", table, row)
					}
				}
			}
		}
		guess := must(ledger.Add(ledger.Purchase, "jane", "p", 10, "a guess"))
		guess.Sealed = "a guess"
		if e, err := (&ledger.Page{Entries: map[string]ledger.Entry{"p": made}}).Apply(guess); err != nil || e != made {
			t.Errorf("got %v; the fingerprint tells a guess from the reason", err)
		}
	})
}

func TestAReasonIsAPartOfWhatIsDoneOnce(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		because := func(reason string) ledger.Operation { return must(ledger.Add(ledger.Grant, "jane", "g", 10, reason)) }
		first := r.enter(t, because(secret), nil)
		r.do(t, must(ledger.Add(ledger.Grant, "joe", "old", 10, secret))) // as before reasons were sealed

		again := r.enter(t, because(secret), nil)
		old := r.enter(t, must(ledger.Add(ledger.Grant, "joe", "old", 10, secret)), nil)

		if !again.Replayed || again.Entry != first.Entry || !old.Replayed || old.Entry.Reason != secret {
			t.Errorf("got %+v and %+v; want the first answers", again, old)
		}
		for _, op := range []ledger.Operation{because("another"), because(""), must(ledger.Add(ledger.Grant, "joe", "old", 10, "another"))} {
			if _, err := r.Enter(t.Context(), op); !errors.Is(err, ledger.ErrReused) {
				t.Errorf("the same key because of %q: %v; want %v", op.Reason, err, ledger.ErrReused)
			}
		}
		_, unknown := r.Enter(t.Context(), must(ledger.Reimburse("nothing", "r", 1, secret)))
		if !errors.Is(unknown, ledger.ErrNoCharge) {
			t.Errorf("a refund of nothing: %v; want %v", unknown, ledger.ErrNoCharge)
		}
		r.whole(t)
	})
}
