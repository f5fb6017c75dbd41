package textbook_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
	"github.com/sartor-cv/sartor/services/credits/internal/store/textbook"
)

func announce(e ledger.Entry) ([]contract.Message, error) {
	return []contract.Message{{ID: e.ID, Subject: "credits.v1.granted", Body: []byte(`{}`)}}, nil
}

func open(t *testing.T, dsn string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn, store.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func whole(t *testing.T, db *sqldb.DB) ledger.Report {
	t.Helper()
	report, err := store.New(db, announce).Audit(t.Context())
	if err != nil {
		t.Errorf("audit: %v", err)
	}
	return report
}

// The same operations, also those asked for twice or refused, get the very same
// answers from the textbook as from the store, and leave a book that is whole.
func TestTheTextbookKeepsTheSameBook(t *testing.T) {
	dsn := testkit.MariaDB(t)
	db, other := open(t, dsn), open(t, testkit.MariaDB(t))
	plain, grouped := plainly(t, dsn), store.New(other, announce)
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 400 {
		op, now := operation(t, random), time.UnixMicro(1_800_000_000_000_000+int64(n)).UTC()

		got, gotErr := plain.Do(t.Context(), now, op)
		want, wantErr := write(t.Context(), grouped, now, op)

		if got != want || !errors.Is(gotErr, wantErr) {
			t.Fatalf("%d %s %s: got %+v, %v; want %+v, %v", n, op.Kind, op.Key, got, gotErr, want, wantErr)
		}
	}
	if got, want := whole(t, db), whole(t, other); got != want || got.Entries == 0 {
		t.Errorf("audited %+v; want %+v", got, want)
	}
	got, err := db.Backlog(t.Context())
	want, otherErr := other.Backlog(t.Context())
	if got.Waiting != want.Waiting || err != nil || otherErr != nil {
		t.Errorf("announced %d; want %d; %v, %v", got.Waiting, want.Waiting, err, otherErr)
	}
}

// plainly returns the textbook's ledger in a database that has the schema.
func plainly(t *testing.T, dsn string) *textbook.Ledger {
	t.Helper()
	db, err := textbook.Open(dsn, 16)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return textbook.New(db, announce)
}

func write(ctx context.Context, s *store.Store, now time.Time, op ledger.Operation) (e ledger.Entry, err error) {
	var verdict error
	err = s.Write(ctx, now, []ledger.Operation{op}, func(p *ledger.Page) error {
		if e, verdict = p.Apply(op); errors.Is(verdict, ledger.ErrStale) {
			return verdict
		}
		return nil
	})
	if err != nil {
		return e, err
	}
	return e, verdict
}

// operation draws from few names, so that they meet.
func operation(t *testing.T, random *rand.Rand) ledger.Operation {
	t.Helper()
	account, name, amount := fmt.Sprint("account-", random.IntN(3)), fmt.Sprint("name-", random.IntN(40)), 1+random.Int64N(3)
	var op ledger.Operation
	var err error
	switch random.IntN(7) {
	case 0:
		op, err = ledger.Add(ledger.Grant, account, name, amount, "a gift")
	case 1:
		op, err = ledger.GiveBack(name, "")
	case 4:
		op, err = ledger.Adjust(account, "adjust-"+name, amount, []string{ledger.Up, ledger.Down}[random.IntN(2)], "a mistake")
	case 2, 3:
		op, err = ledger.Settle(name, amount)
	default:
		op, err = ledger.Reserve(account, name, 2*amount, "", time.Hour)
	}
	if err != nil {
		t.Fatal(err)
	}
	op.ID = uuid.NewString()
	return op
}

func TestCallersMeetOnOneAccount(t *testing.T) {
	const callers, jobs, credits = 16, 6, 50
	dsn := testkit.MariaDB(t)
	db := open(t, dsn)
	l := plainly(t, dsn)
	op, err := ledger.Add(ledger.Grant, "hot", "gift", credits, "")
	op.ID = uuid.NewString()
	if _, e := l.Do(t.Context(), time.Now(), op); err != nil || e != nil {
		t.Fatal(err, e)
	}

	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			for job := range jobs {
				work(t, l, fmt.Sprintf("%d-%d", caller, job))
			}
		})
	}
	wg.Wait()

	if report := whole(t, db); report.Spent != credits || report.Balance != 0 || report.Held != 0 {
		t.Errorf("%+v; want all %d spent, and no more", report, credits)
	}
}

// work reserves a credit and, if it got one, spends it, twice.
func work(t *testing.T, l *textbook.Ledger, name string) {
	t.Helper()
	reserve, err := ledger.Reserve("hot", name, 1, "", time.Hour)
	if err != nil {
		t.Error(err)
	}
	settle, err := ledger.Settle(name, 1)
	if err != nil {
		t.Error(err)
	}
	reserve.ID, settle.ID = uuid.NewString(), uuid.NewString()
	if _, err := l.Do(t.Context(), time.Now(), reserve); err != nil {
		if !errors.Is(err, ledger.ErrInsufficient) {
			t.Errorf("reserve: %v", err)
		}
		return
	}
	for range 2 {
		if _, err := l.Do(t.Context(), time.Now(), settle); err != nil {
			t.Errorf("settle: %v", err)
		}
	}
}
