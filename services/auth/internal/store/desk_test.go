package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
	"github.com/sartor-cv/sartor/services/auth/internal/store"
)

var dataKey = []byte(strings.Repeat("d", 32))

var secret = []byte(strings.Repeat("a secret of tests ", 2))

// office is the rules over a real database, with a clock that is set by hand.
type office struct {
	t      *testing.T
	db     *sqldb.DB
	store  *store.Store
	desk   *login.Desk
	keeper *session.Keeper
	at     atomic.Int64 // microseconds
	told   atomic.Int64
	away   atomic.Bool // the bus
}

func policy() login.Policy {
	return login.Policy{
		Digits: 8, Life: 10 * time.Minute, Tries: 5, Resend: 30 * time.Second, Known: 90 * 24 * time.Hour,
		SendClient: login.Rate{Limit: 20, Per: 10 * time.Minute}, SendMailbox: login.Rate{Limit: 10, Per: 24 * time.Hour},
		SendAll: login.Rate{Limit: 1000, Per: 10 * time.Minute}, TryClient: login.Rate{Limit: 100, Per: 10 * time.Minute},
		TryMailbox: login.Rate{Limit: 30, Per: 24 * time.Hour}, TryAll: login.Rate{Limit: 1000, Per: 10 * time.Minute},
	}
}

// open opens an office in a database, which may have been one before.
func open(t *testing.T, dsn string, change func(*login.Policy)) *office {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn, store.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	signer, err := identity.NewSigner("sartor", []byte(strings.Repeat("k", 32)), 5*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := login.NewSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := session.NewSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	p := policy()
	if change != nil {
		change(&p)
	}
	keys, err := store.NewKeys(db, dataKey)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, db: db, store: store.New(db, keys)}
	o.at.Store(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixMicro())
	newID := func() (string, error) { return uuid.NewString(), nil }
	o.keeper = session.NewKeeper(session.Config{
		Store: o.store, Family: o.store, Secret: tokens, Signer: signer, Now: o.now, NewID: newID, Tell: o.tell,
		Policy: session.Policy{Idle: 7 * 24 * time.Hour, Absolute: 30 * 24 * time.Hour, Grace: 10 * time.Second},
	})
	o.desk = login.New(o.store, o.keeper, codes, p, login.Surroundings{Now: o.now, NewID: newID, Challenge: rand.Text})
	return o
}

func (o *office) now() time.Time          { return time.UnixMicro(o.at.Load()).UTC() }
func (o *office) advance(d time.Duration) { o.at.Add(d.Microseconds()) }

func (o *office) tell(context.Context, session.Ending) error {
	if o.away.Load() {
		return errors.New("the bus is away")
	}
	o.told.Add(1)
	return nil
}

// ask asks for a code and reads the mail.
func (o *office) ask(email, client string) (id, code string) {
	o.t.Helper()
	sent, err := o.desk.Send(o.t.Context(), login.Request{Email: email, Client: client})
	if err != nil {
		o.t.Fatal(err)
	}
	mail, err := o.desk.Mail(o.t.Context(), sent.ChallengeID)
	if err != nil {
		o.t.Fatal(err)
	}
	return sent.ChallengeID, mail.Code
}

func (o *office) show(email, id, code, client string) (session.Grant, error) {
	return o.desk.Verify(o.t.Context(), login.Proof{
		Email: email, Code: code, ChallengeID: id, Client: client, UserAgent: "test\x00/1.0\n",
	})
}

func (o *office) enter(email, client string) session.Grant {
	o.t.Helper()
	id, code := o.ask(email, client)
	g, err := o.show(email, id, code, client)
	if err != nil {
		o.t.Fatal(err)
	}
	return g
}

func (o *office) want(got, want error) {
	o.t.Helper()
	if !errors.Is(got, want) {
		o.t.Errorf("got %v; want %v", got, want)
	}
}

// count is the answer to a query that counts.
func (o *office) count(query string) (n int64) {
	o.t.Helper()
	if err := o.db.QueryRow(o.t.Context(), query).Scan(&n); err != nil {
		o.t.Fatal(err)
	}
	return n
}

// together runs fn n times at once and counts how often it gave which error.
func together(n int, fn func(i int) error) (good int, bad map[string]int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	bad = map[string]int{}
	for i := range n {
		wg.Go(func() {
			err := fn(i)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				good++
			} else {
				bad[err.Error()]++
			}
		})
	}
	wg.Wait()
	return good, bad
}

// dump is everything that the database holds, as text.
func (o *office) dump() string {
	o.t.Helper()
	var all strings.Builder
	for _, table := range []string{"users", "accounts", "data_keys", "challenges", "sessions", "tallies", "known_clients", "erased_addresses", "outbox"} {
		rows, err := o.db.Query(o.t.Context(), "SELECT * FROM "+table)
		if err != nil {
			o.t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			o.t.Fatal(err)
		}
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new([]byte)
			}
			if err := rows.Scan(values...); err != nil {
				o.t.Fatal(err)
			}
			for _, v := range values {
				b, _ := v.(*[]byte)
				fmt.Fprintf(&all, "%s\n", *b)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			o.t.Fatal(err)
		}
	}
	return all.String()
}
