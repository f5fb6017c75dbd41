package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
)

func TestRefreshesAtOnceGetTheSameSuccessor(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		g := o.enter("ada@example.com", "client")
		o.advance(time.Minute)

		var mu sync.Mutex
		successors, access := map[string]bool{}, map[string]bool{}
		good, bad := together(20, func(int) error {
			next, err := o.keeper.Refresh(t.Context(), g.RefreshToken)
			mu.Lock()
			defer mu.Unlock()
			successors[next.RefreshToken], access[next.AccessToken] = true, true
			return err
		})

		if good != 20 || len(successors) != 1 || successors[g.RefreshToken] || len(access) != 20 {
			t.Errorf("got %d good, %v bad, %d successors, %d access tokens; want 20, none, 1 and 20",
				good, bad, len(successors), len(access))
		}
	})
}

func TestReuseEndsTheFamilyAlsoAfterARestart(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		first := o.enter("ada@example.com", "client")
		second, err := o.keeper.Refresh(t.Context(), first.RefreshToken)
		if err != nil {
			t.Fatal(err)
		}
		passed := 10*time.Second + time.Microsecond
		o.advance(passed)

		o = open(t, dsn, nil)
		o.advance(passed)
		_, reused := o.keeper.Refresh(t.Context(), first.RefreshToken)
		told := o.told.Load()
		o = open(t, dsn, nil)
		o.advance(passed)
		_, victim := o.keeper.Refresh(t.Context(), second.RefreshToken)

		o.want(reused, session.ErrReused)
		o.want(victim, session.ErrEnded)
		if told != 1 {
			t.Errorf("told %d times; want once", told)
		}
	})
}

func TestWithinTheGraceTheLastButOneIsGood(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	first := o.enter("ada@example.com", "client")
	second, err := o.keeper.Refresh(t.Context(), first.RefreshToken)
	if err != nil {
		t.Fatal(err)
	}

	o.advance(10 * time.Second)
	again, err := o.keeper.Refresh(t.Context(), first.RefreshToken)
	if err != nil || again.RefreshToken != second.RefreshToken {
		t.Errorf("got %+v, %v; want the same successor", again, err)
	}
	o.advance(time.Microsecond) // the repetition didn't start the grace again
	_, err = o.keeper.Refresh(t.Context(), first.RefreshToken)

	o.want(err, session.ErrReused)
}

func TestSessionsEnd(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	idle, used := o.enter("ada@example.com", "client"), o.enter("ada@example.com", "client")

	for range 5 {
		o.advance(6 * 24 * time.Hour)
		next, err := o.keeper.Refresh(t.Context(), used.RefreshToken)
		if o.now().Sub(used.User.CreatedAt) < 30*24*time.Hour {
			o.want(err, nil)
			used = next
			continue
		}
		o.want(err, session.ErrExpired)
	}
	_, err := o.keeper.Refresh(t.Context(), idle.RefreshToken)

	o.want(err, session.ErrExpired)
}

func TestAnEndThatCantBeToldIsToldLater(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		g, stolen := o.enter("ada@example.com", "client"), o.enter("ada@example.com", "client")
		sid, _, err := o.keeper.Secret.Read(g.RefreshToken)
		if err != nil {
			t.Fatal(err)
		}
		next, err := o.keeper.Refresh(t.Context(), stolen.RefreshToken)
		if err != nil {
			t.Fatal(err)
		}
		o.advance(time.Minute)

		o.away.Store(true)
		logout := o.keeper.End(t.Context(), g.User.ID, sid, "")
		_, refresh := o.keeper.Refresh(t.Context(), g.RefreshToken)
		_, reuse := o.keeper.Refresh(t.Context(), stolen.RefreshToken)
		_, victim := o.keeper.Refresh(t.Context(), next.RefreshToken)
		retell := o.keeper.Retell(t.Context())

		o.want(logout, session.ErrNotTold)
		o.want(refresh, session.ErrEnded)
		o.want(reuse, session.ErrNotTold)
		o.want(victim, session.ErrEnded)
		o.want(retell, session.ErrNotTold)

		o.away.Store(false)
		for range 3 {
			o.want(o.keeper.Retell(t.Context()), nil)
		}
		if n := o.told.Load(); n != 2 {
			t.Errorf("told %d times; want each of two ends once", n)
		}
		o.want(o.keeper.End(t.Context(), g.User.ID, sid, ""), nil) // a client's retry
		o.want(o.keeper.RetellAll(t.Context()), nil)
		if n := o.told.Load(); n != 5 {
			t.Errorf("told %d times; want the retry and both again", n)
		}
		o.advance(7 * time.Minute)
		o.want(o.keeper.RetellAll(t.Context()), nil)
		if n := o.told.Load(); n != 5 {
			t.Errorf("told %d times; want nothing more once all tokens are dead", n)
		}
	})
}
