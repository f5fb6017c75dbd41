package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/auth/internal/store"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

func TestNobodyIsReadableInTheDatabase(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		g := o.enter("canary-1b7@example.com", "client")
		name, locale := "Canary Person", "pt-BR"

		_, err := o.accounts().Update(t.Context(), g.User.ID, user.Change{Name: &name, Locale: &locale})

		u, loaded := o.store.User(t.Context(), g.User.ID)
		if err != nil || loaded != nil || u.Email != "canary-1b7@example.com" || u.Name != name || u.Locale != locale {
			t.Errorf("got %+v, %v, %v; want what was told", u, err, loaded)
		}
		all := strings.ToLower(o.dump())
		for _, word := range []string{"canary", "example.com", "pt-br"} {
			if strings.Contains(all, word) {
				t.Errorf("%q lies in the database", word)
			}
		}
		if again := o.enter("canary-1b7@example.com", "elsewhere"); again.User.ID != g.User.ID {
			t.Errorf("got user %s; want %s again", again.User.ID, g.User.ID)
		}
	})
}

// A restored table of accounts without its keys tells nothing.
func TestAnAccountWithoutItsKeyIsNobody(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	g := o.enter("ada@example.com", "client")

	if _, err := o.db.Exec(t.Context(), `UPDATE data_keys SET wrapped = '' WHERE user_id = ?`, g.User.ID); err != nil {
		t.Fatal(err)
	}

	_, err := o.store.User(t.Context(), g.User.ID)
	o.want(err, store.ErrNoUser)
	_, err = o.keeper.Refresh(t.Context(), g.RefreshToken)
	o.want(err, store.ErrNoUser)
}

func TestWhatWasReadableIsSealedAtTheStart(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		const people = 250
		for i := range people {
			id, email := testID(i), "canary-"+testID(i)+"@example.com"
			_, err := o.db.Exec(t.Context(), `INSERT INTO users (id, email, name, locale, created_us) VALUES (?, ?, 'Canary', 'de', ?)`, id, email, i+1)
			if err != nil {
				t.Fatal(err)
			}
		}

		_, failed := together(2, func(int) error { return o.store.SealPlain(t.Context()) }) // two replicas

		if len(failed) > 0 {
			t.Error(failed)
		}
		if all := strings.ToLower(o.dump()); strings.Contains(all, "canary") || o.count("SELECT COUNT(*) FROM accounts") != people {
			t.Errorf("%d accounts, and canaries: %t; want all of them, sealed", o.count("SELECT COUNT(*) FROM accounts"), strings.Contains(all, "canary"))
		}
		want := user.User{ID: testID(7), Email: "canary-" + "user-007" + "@example.com", Name: "Canary", Locale: "de", CreatedAt: time.UnixMicro(8).UTC()}
		if got, err := o.store.User(t.Context(), testID(7)); err != nil || got != want {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
		if g := o.enter(string(want.Email), "client"); g.User.ID != want.ID {
			t.Errorf("got user %s; want %s to be found by the address", g.User.ID, want.ID)
		}
	})
}

func testID(i int) string {
	return "user-" + string([]byte{byte('0' + i/100), byte('0' + i/10%10), byte('0' + i%10)})
}

func TestChangesAtOnceAreAllKept(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		g := o.enter("ada@example.com", "client")

		_, failed := together(4, func(i int) error {
			_, err := o.store.Change(t.Context(), g.User.ID, func(u user.User) (user.User, error) {
				u.Name += string(rune('a' + i))
				return u, nil
			})
			return err
		})

		u, err := o.store.User(t.Context(), g.User.ID)
		if err != nil || len(failed) > 0 || len(u.Name) != 4 {
			t.Errorf("got %q, %v, %v; want all four changes", u.Name, err, failed)
		}
		refused := errors.New("no")
		if _, err := o.store.Change(t.Context(), g.User.ID, func(u user.User) (user.User, error) { return u, refused }); !errors.Is(err, refused) {
			t.Errorf("got %v; want %v", err, refused)
		}
		if again, _ := o.store.User(t.Context(), g.User.ID); again != u {
			t.Errorf("got %+v; want a refused change to change nothing", again)
		}
	})
}

func TestKeysOfNobodyAreSwept(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	g := o.enter("ada@example.com", "client")
	for _, q := range []string{
		`INSERT INTO data_keys (user_id, wrapped, created_us) VALUES ('nobody', 'x', 1)`,
		`INSERT INTO data_keys (user_id, wrapped, created_us) VALUES ('erased', '', 1)`,
	} {
		if _, err := o.db.Exec(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}

	if err := o.store.Sweep(t.Context(), time.Now().Add(48*time.Hour), 1000*time.Hour); err != nil {
		t.Fatal(err)
	}

	if n := o.count("SELECT COUNT(*) FROM data_keys WHERE user_id = 'nobody'"); n != 0 {
		t.Error("a key of nobody is kept")
	}
	if n := o.count("SELECT COUNT(*) FROM data_keys WHERE user_id IN ('erased', '" + g.User.ID + "')"); n != 2 {
		t.Errorf("%d keys; want the user's, and the mark of the erased one", n)
	}
}
