package store_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/mailer/internal/delivery"
	"github.com/sartor-cv/sartor/services/mailer/internal/store"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// bench is a test and the store it is about.
type bench struct {
	*testing.T
	*store.Store
	db *sqldb.DB
}

// each runs a test on every engine.
func each(t *testing.T, test func(t bench)) {
	t.Helper()
	testkit.Databases(t, func(t *testing.T, dsn string) {
		t.Helper()
		db, err := sqldb.Open(t.Context(), dsn, store.Migrations())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		test(bench{T: t, Store: store.New(db), db: db})
	})
}

func mail(reference string) delivery.Mail {
	return delivery.Mail{
		ID: uuid.Must(uuid.NewV7()).String(), Kind: "otp", Reference: reference,
		CreatedAt: noon, ExpiresAt: noon.Add(10 * time.Minute),
	}
}

func add(t bench, m delivery.Mail) delivery.Mail {
	t.Helper()
	if err := t.Add(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return m
}

func claim(t bench, now time.Time, n int) []delivery.Mail {
	t.Helper()
	got, err := t.Claim(t.Context(), now, now.Add(time.Minute), n)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// announced returns the subjects of what the outbox publishes.
func announced(t bench) []string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var subjects []string
	err := t.db.Relay(ctx, func(ctx context.Context, m contract.Message) error {
		subjects = append(subjects, m.Subject)
		if backlog, err := t.db.Backlog(ctx); err != nil || backlog.Waiting == int64(len(subjects)) {
			cancel()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return subjects
}

func TestAMailIsReadAsItWasWritten(t *testing.T) {
	each(t, func(t bench) {
		want := testkit.Filled[delivery.Mail](t.T)
		add(t, want)

		got := claim(t, want.CreatedAt, 10)

		want.Attempts = 1
		if len(got) != 1 || got[0] != want {
			t.Errorf("got %+v; want %+v", got, want)
		}
	})
}

func TestThereIsOneMailAboutAThing(t *testing.T) {
	each(t, func(t bench) {
		first := add(t, mail("a"))
		add(t, mail("a"))

		if got := claim(t, noon, 10); len(got) != 1 || got[0].ID != first.ID {
			t.Errorf("got %+v; want the first alone", got)
		}
	})
}

func TestEachMailIsClaimedByOne(t *testing.T) {
	each(t, func(t bench) {
		for i := range 30 {
			add(t, mail(strings.Repeat("x", i+1)))
		}
		var mu sync.Mutex
		claimed := map[string]int{}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 8 {
					got, err := t.Claim(t.Context(), noon, noon.Add(time.Minute), 10)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					for _, m := range got {
						claimed[m.ID]++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()

		if len(claimed) != 30 {
			t.Errorf("got %d mails claimed; want 30", len(claimed))
		}
		for id, n := range claimed {
			if n != 1 {
				t.Errorf("mail %s was claimed %d times", id, n)
			}
		}
	})
}

func TestAMailNobodyHoldsComesBack(t *testing.T) {
	each(t, func(t bench) {
		add(t, mail("a"))
		held := claim(t, noon, 1)[0]

		if err := t.Hold(t.Context(), held, noon.Add(2*time.Minute)); err != nil {
			t.Fatal(err)
		}
		if got := claim(t, noon.Add(time.Minute), 1); len(got) != 0 {
			t.Errorf("got %+v while it is held", got)
		}
		got := claim(t, noon.Add(2*time.Minute), 1)
		if len(got) != 1 || got[0].Attempts != 2 {
			t.Errorf("got %+v; want it back, for the second time", got)
		}
	})
}

func TestWhoLostAMailCannotMoveIt(t *testing.T) {
	each(t, func(t bench) {
		add(t, mail("a"))
		lost := claim(t, noon, 1)[0]
		claim(t, noon.Add(time.Minute), 1)

		if err := t.Delay(t.Context(), lost, noon, "late"); err != nil {
			t.Fatal(err)
		}
		if err := t.Hold(t.Context(), lost, noon); err != nil {
			t.Fatal(err)
		}

		if got := claim(t, noon.Add(time.Minute), 1); len(got) != 0 {
			t.Errorf("got %+v; want it left with who has it", got)
		}
	})
}

func TestADelayedMailIsDueLater(t *testing.T) {
	each(t, func(t bench) {
		add(t, mail("a"))
		m := claim(t, noon, 1)[0]

		if err := t.Delay(t.Context(), m, noon.Add(time.Second), strings.Repeat("ü", 500)); err != nil {
			t.Fatal(err)
		}

		if got := claim(t, noon, 1); len(got) != 0 {
			t.Errorf("got %+v before it is due", got)
		}
		if got := claim(t, noon.Add(time.Second), 1); len(got) != 1 {
			t.Errorf("got %+v; want it", got)
		}
	})
}

func TestAMailEndsOnce(t *testing.T) {
	each(t, func(t bench) {
		add(t, mail("a"))
		add(t, mail("b"))
		both := claim(t, noon, 2)
		ends := []struct {
			mail delivery.Mail
			end  delivery.Outcome
		}{
			{both[0], delivery.Sent}, {both[0], delivery.Sent}, {both[0], delivery.Refused}, {both[1], delivery.Expired},
		}

		for _, e := range ends {
			if err := t.Conclude(t.Context(), e.mail, e.end, noon); err != nil {
				t.Fatal(err)
			}
		}

		got := strings.Join(announced(t), " ")
		if want := "event.mailer.v1.email_sent event.mailer.v1.email_failed"; got != want {
			t.Errorf("got %q; want %q", got, want)
		}
		if got := claim(t, noon.Add(time.Hour), 2); len(got) != 0 {
			t.Errorf("got %+v; want nothing more to do", got)
		}
	})
}

func TestOnlyWhatIsOverIsForgotten(t *testing.T) {
	each(t, func(t bench) {
		add(t, mail("over"))
		if err := t.Conclude(t.Context(), claim(t, noon, 1)[0], delivery.Sent, noon); err != nil {
			t.Fatal(err)
		}
		add(t, mail("waiting"))

		if err := t.Forget(t.Context(), noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}

		add(t, mail("over")) // there is room for it again
		add(t, mail("waiting"))
		got, err := t.Backlog(t.Context())
		if err != nil || got.Waiting != 2 || !got.Oldest.Equal(noon) {
			t.Errorf("got %+v, %v; want two that wait since noon", got, err)
		}
	})
}

func TestNothingWaitsInAnEmptyStore(t *testing.T) {
	each(t, func(t bench) {
		if got, err := t.Backlog(t.Context()); err != nil || got != (store.Backlog{}) {
			t.Errorf("got %+v, %v; want nothing", got, err)
		}
	})
}
