package vault_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/libs/vault"
)

var kek = bytes.Repeat([]byte{7}, 32)

func open(t *testing.T, dsn string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn, fstest.MapFS{"0001_keys.sql": {Data: []byte(vault.Schema)}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestWhatIsSealedCanBeOpened(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn)
		one, two := vault.New(db, kek), vault.New(db, kek)
		for _, plain := range [][]byte{nil, []byte("a CV"), bytes.Repeat([]byte("x"), 1<<20)} {
			sealed, err := one.Seal(t.Context(), "jane", "files/1", plain)
			if err != nil {
				t.Fatal(err)
			}

			opened, err := two.Open(t.Context(), "jane", "files/1", sealed)

			if err != nil || !bytes.Equal(opened, plain) {
				t.Errorf("%d bytes: got %d, %v", len(plain), len(opened), err)
			}
			if len(plain) > 0 && bytes.Contains(sealed, plain) {
				t.Error("the sealed bytes contain the plain ones")
			}
		}
	})
}

func TestOnlyTheSameUserContextAndKeyOpen(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn)
		v := vault.New(db, kek)
		sealed, err := v.Seal(t.Context(), "jane", "files/1", []byte("a CV"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = v.Seal(t.Context(), "joe", "files/1", []byte("another"))
		if err != nil {
			t.Fatal(err)
		}

		refused := map[string]error{}
		_, refused["another user"] = v.Open(t.Context(), "joe", "files/1", sealed)
		_, refused["another context"] = v.Open(t.Context(), "jane", "files/11", sealed)
		_, refused["nobody"] = v.Open(t.Context(), "nobody", "files/1", sealed)
		_, refused["another kek"] = vault.New(db, make([]byte, 32)).Open(t.Context(), "jane", "files/1", sealed)
		_, refused["nothing"] = v.Open(t.Context(), "jane", "files/1", nil)
		for i := range sealed {
			changed := bytes.Clone(sealed)
			changed[i] ^= 1
			_, refused[fmt.Sprint("byte ", i)] = v.Open(t.Context(), "jane", "files/1", changed)
		}
		// A key moved to another person's row opens nothing either.
		if _, err := db.Exec(t.Context(), `REPLACE INTO data_keys SELECT 'joe', wrapped, created_us FROM data_keys WHERE user_id = 'jane'`); err != nil {
			t.Fatal(err)
		}
		_, refused["a moved key"] = v.Open(t.Context(), "joe", "files/1", sealed)

		for what, err := range refused {
			if err == nil {
				t.Errorf("%s opened it", what)
			}
		}
	})
}

func TestErasingMakesEveryCopyUnreadable(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		here, there := vault.New(open(t, dsn), kek), vault.New(open(t, dsn), kek)
		sealed, err := here.Seal(t.Context(), "jane", "files/1", []byte("a CV"))
		if err != nil {
			t.Fatal(err)
		}
		copied := bytes.Clone(sealed)

		for range 2 { // twice is once
			if err := here.Erase(t.Context(), "jane"); err != nil {
				t.Fatal(err)
			}
		}

		_, opened := there.Open(t.Context(), "jane", "files/1", copied)
		_, late := there.Seal(t.Context(), "jane", "files/2", []byte("late"))
		if !errors.Is(opened, vault.ErrErased) || !errors.Is(late, vault.ErrErased) {
			t.Errorf("open: %v, seal: %v; want %v", opened, late, vault.ErrErased)
		}
	})
}

func TestAFirstUseOnManyReplicasMakesOneKey(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		replicas := []*vault.Vault{vault.New(open(t, dsn), kek), vault.New(open(t, dsn), kek)}
		sealed := make([][]byte, 8)
		var wg sync.WaitGroup
		for n := range sealed {
			wg.Go(func() {
				var err error
				if sealed[n], err = replicas[n%2].Seal(t.Context(), "jane", "c", []byte{byte(n)}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()

		for n := range sealed {
			if plain, err := replicas[(n+1)%2].Open(t.Context(), "jane", "c", sealed[n]); err != nil || plain[0] != byte(n) {
				t.Errorf("%d: %v, %v", n, plain, err)
			}
		}
	})
}

func TestAKeyIsBornWithItsTransaction(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn)
		v := vault.New(db, kek)
		_ = db.Tx(t.Context(), func(ctx context.Context, _ *sqldb.Tx) error {
			_, err := v.Seal(ctx, "jane", "c", []byte("lost"))
			return errors.Join(err, errors.New("rolled back"))
		})

		sealed, err := v.Seal(t.Context(), "jane", "c", []byte("kept"))
		if err != nil {
			t.Fatal(err)
		}

		if plain, err := v.Open(t.Context(), "jane", "c", sealed); err != nil || string(plain) != "kept" {
			t.Errorf("got %q, %v", plain, err)
		}
	})
}

func TestParseKey(t *testing.T) {
	key := make([]byte, 32)
	for i := range key {
		key[i] = byte(250 - i)
	}
	for _, s := range []string{
		hex.EncodeToString(key), base64.StdEncoding.EncodeToString(key), base64.RawURLEncoding.EncodeToString(key),
		" " + base64.URLEncoding.EncodeToString(key) + "\n",
	} {
		if got, err := vault.ParseKey(s); err != nil || !bytes.Equal(got, key) {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{"", "short", hex.EncodeToString(key[1:]), base64.StdEncoding.EncodeToString(append(key, 1))} {
		if _, err := vault.ParseKey(s); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
}
