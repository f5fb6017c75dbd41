package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/auth/internal/account"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
	"github.com/sartor-cv/sartor/services/auth/internal/store"
)

// accounts is where the people of an office look after their accounts.
func (o *office) accounts() *account.Desk {
	o.t.Helper()
	codes, err := login.NewSecret(secret)
	if err != nil {
		o.t.Fatal(err)
	}
	return &account.Desk{Store: o.store, Sessions: o.keeper, Mark: codes.Erased, Mailbox: codes.Mailbox, Now: o.now}
}

func TestNothingIsLeftOfWhoWasErased(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		g := o.enter("canary-7d1@example.com", "client")
		other := o.enter("grace@example.com", "client")
		o.ask("canary-7d1@example.com", "client")

		if err := o.accounts().Erase(t.Context(), g.User.ID); err != nil {
			t.Fatal(err)
		}

		if all := o.dump(); strings.Contains(all, "canary") || o.count("SELECT COUNT(*) FROM accounts") != 1 || !strings.Contains(all, "user_erased") {
			t.Error("the address is still there, or too much is gone, or nobody is told")
		}
		if n := o.count("SELECT COUNT(*) FROM data_keys WHERE LENGTH(wrapped) > 0 AND user_id = '" + g.User.ID + "'"); n != 0 {
			t.Error("the user's key is still there")
		}

		_, err := o.store.User(t.Context(), g.User.ID)
		o.want(err, store.ErrNoUser)
		_, err = o.keeper.Refresh(t.Context(), g.RefreshToken)
		o.want(err, session.ErrEnded)
		if _, err := o.keeper.Refresh(t.Context(), other.RefreshToken); err != nil {
			t.Errorf("someone else's session: got %v; want it alive", err)
		}
		if n := o.count("SELECT COUNT(*) FROM sessions WHERE user_agent <> ''"); n != 1 {
			t.Errorf("%d sessions tell a program's name; want the other user's", n)
		}
	})
}

func TestAnErasureThatWasNotHeardIsToldAgain(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	g := o.enter("ada@example.com", "client")
	o.away.Store(true)

	o.want(o.accounts().Erase(t.Context(), g.User.ID), session.ErrNotTold)
	o.away.Store(false)

	if err := o.accounts().Erase(t.Context(), g.User.ID); err != nil || o.told.Load() != 1 {
		t.Errorf("got %v after telling %d; want the one session told of", err, o.told.Load())
	}
	if n := o.count("SELECT COUNT(*) FROM outbox WHERE message_id LIKE 'auth.user_erased.%'"); n != 1 {
		t.Errorf("announced %d times; want once", n)
	}
}

func TestAnErasedAddressIsRememberedFor90Days(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		returning := func() bool {
			g := o.enter("ada@example.com", "client")
			again := o.count("SELECT COUNT(*) FROM outbox WHERE message_id = 'auth.user_registered." + g.User.ID +
				"' AND CAST(body AS CHAR(1000)) LIKE '%\"returning\":true%'")
			if err := o.accounts().Erase(t.Context(), g.User.ID); err != nil {
				t.Fatal(err)
			}
			return again == 1
		}

		first, second := returning(), returning()
		o.advance(account.Remembered - time.Minute)
		third := returning()
		o.advance(account.Remembered)
		if err := o.store.Sweep(t.Context(), o.now().Add(time.Second), time.Hour); err != nil {
			t.Fatal(err)
		}
		fourth := returning()

		if first || !second || !third || fourth {
			t.Errorf("returning: got %t, %t, %t, %t; want false, true, true, false", first, second, third, fourth)
		}
	})
}

func TestErasingAndLoggingInAtOnceLeavesNoSessionOfNobody(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		for range 5 {
			g := o.enter("ada@example.com", "client")
			id, code := o.ask("ada@example.com", "client")

			together(2, func(i int) error {
				if i == 0 {
					return o.accounts().Erase(t.Context(), g.User.ID)
				}
				_, err := o.show("ada@example.com", id, code, "client")
				return err
			})

			orphans := o.count(`SELECT COUNT(*) FROM sessions WHERE revoked_us = 0 AND user_id NOT IN (SELECT id FROM accounts)`)
			if orphans != 0 {
				t.Fatalf("%d living sessions of nobody", orphans)
			}
			o.advance(time.Hour)
		}
	})
}

func TestAllSessionsOfAUserEndTogether(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		first, second := o.enter("ada@example.com", "a"), o.enter("ada@example.com", "b")
		other := o.enter("grace@example.com", "c")

		before, err := o.keeper.Sessions(t.Context(), first.User.ID, false)
		if err != nil || len(before) != 2 || before[0].UserAgent != "test/1.0" || before[0].UserID != first.User.ID {
			t.Errorf("got %+v, %v; want two sessions of test/1.0", before, err)
		}
		if err := o.keeper.EndAll(t.Context(), first.User.ID); err != nil {
			t.Fatal(err)
		}

		for _, g := range []session.Grant{first, second} {
			_, err := o.keeper.Refresh(t.Context(), g.RefreshToken)
			o.want(err, session.ErrEnded)
		}
		if _, err := o.keeper.Refresh(t.Context(), other.RefreshToken); err != nil {
			t.Errorf("someone else's: got %v; want it alive", err)
		}
		living, err1 := o.keeper.Sessions(t.Context(), first.User.ID, false)
		all, err2 := o.keeper.Sessions(t.Context(), first.User.ID, true)
		if err1 != nil || err2 != nil || len(living) != 0 || len(all) != 2 || o.told.Load() != 2 {
			t.Errorf("got %d living of %d, %d told, %v, %v; want 0 of 2, both told", len(living), len(all), o.told.Load(), err1, err2)
		}
	})
}

func TestASessionThatNobodyUsedIsNotShown(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	g := o.enter("ada@example.com", "client")

	o.advance(o.keeper.Policy.Idle + time.Second)

	if got, err := o.keeper.Sessions(t.Context(), g.User.ID, false); err != nil || len(got) != 0 {
		t.Errorf("got %+v, %v; want none", got, err)
	}
}

func TestOneSessionIsEndedByItsOwnerAlone(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	ada, grace := o.enter("ada@example.com", "a"), o.enter("grace@example.com", "b")
	mine, err := o.keeper.Sessions(t.Context(), ada.User.ID, false)
	if err != nil || len(mine) != 1 {
		t.Fatalf("got %+v, %v; want one", mine, err)
	}

	o.want(o.keeper.EndOne(t.Context(), grace.User.ID, mine[0].ID), session.ErrNone)
	if err := o.keeper.EndOne(t.Context(), ada.User.ID, mine[0].ID); err != nil {
		t.Error(err)
	}

	_, err = o.keeper.Refresh(t.Context(), ada.RefreshToken)
	o.want(err, session.ErrEnded)
}
