package e2e

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// leaver is somebody who goes, and by what their things can be told.
type leaver struct {
	*client

	mark, id string
	began    time.Time
}

// Whatever happens while somebody is erased: a minute after they asked, or after
// what was away is back, nothing of them is left in any database or folder.
func TestAnErasureIsFinishedWhateverHappens(t *testing.T) {
	t.Parallel()
	llm, tmp := slowModel(t), t.TempDir()
	c := newCluster(t, append(with(llm), "TMPDIR="+tmp, "FILES_WORKERS=1", "OPTIMIZER_WORKERS=8")...)
	streaming, reading := c.leaver(t, "streaming"), c.leaver(t, "reading")
	cut, dry, early := c.leaver(t, "cut"), c.leaver(t, "dry"), c.leaver(t, "early")
	if found := c.books.holding(t, streaming.id); len(found) < 5 {
		t.Fatalf("the user's id is in %v: the search is blind", found)
	}
	held := c.books.sums(t)

	t.Run("while there is work", func(t *testing.T) {
		t.Run("by a model that answers", func(t *testing.T) {
			t.Parallel()
			streaming.leave(t)
			streaming.gone(t, c, tmp)
		})
		t.Run("by a reader of files", func(t *testing.T) {
			t.Parallel()
			reading.readSomething(t)
			reading.leave(t)
			reading.gone(t, c, tmp)
		})
	})
	t.Run("while NATS and a database go away", func(t *testing.T) {
		cut.leave(t)
		c.nats.Cut()
		<-time.After(3 * time.Second)
		c.nats.Mend()
		testkit.Eventually(t, "auth is asked again", func() bool { return dry.do(t, "GET", "/users/me", nil).status == 200 })
		c.databases["files"].Cut()
		dry.leave(t)
		<-time.After(3 * time.Second)
		c.databases["files"].Mend()
		cut.gone(t, c, tmp)
		dry.gone(t, c, tmp)
	})
	t.Run("while services are down", func(t *testing.T) {
		down := []string{"files", "optimizer", "credits"}
		for _, service := range down {
			c.processes[service].stop(t)
		}
		early.leave(t)
		<-time.After(2 * time.Second)
		for _, service := range down {
			c.start(service)
		}
		early.began = time.Now() // they are back
		early.gone(t, c, tmp)
	})
	c.audit(t)
	if now := c.books.sums(t); now.balance != held.balance || now.held != 0 || held.held == 0 {
		t.Errorf("ledger %+v and then %+v; want the same balances, and nothing held any more", held, now)
	}
}

// leaver logs somebody in who has a file, a result's makings and a job under way.
func (c *cluster) leaver(t *testing.T, name string) *leaver {
	t.Helper()
	l := &leaver{client: &client{base: c.base(), agent: name + canary}, mark: name + canary}
	l.id = l.login(t, l.mark+"@example.org", c.mail).User.ID
	l.awaitBalance(t, balance{Balance: 100, Available: 100})
	l.do(t, "PATCH", "/users/me", map[string]string{"name": "Name " + l.mark}).want(t, 200, nil)
	l.do(t, "POST", "/credits/add", map[string]any{"amount": 1, "reason": l.mark}, "Idempotency-Key", l.mark).want(t, 201, nil)
	var f file
	l.do(t, "POST", "/files/upload", upload(t, l.mark+".txt", []byte(strings.ReplaceAll(ownCV, "Jane Doe", "Jane "+l.mark)))).want(t, 201, &f)
	var o optimization
	l.do(t, "POST", "/optimizations", map[string]any{"fileId": f.ID, "jobDescription": "Go. hang-" + canary + l.mark}, "Idempotency-Key", "job-"+l.mark).want(t, 202, &o)
	testkit.Eventually(t, "the job runs", func() bool {
		l.do(t, "GET", "/optimizations/"+o.ID, nil).want(t, 200, &o)
		return o.Status == "running"
	})
	return l
}

// readSomething uploads more than is read before the last is there.
func (l *leaver) readSomething(t *testing.T) {
	t.Helper()
	for n := range 4 {
		pdf := append(slices.Clone(realCV(t)), fmt.Sprintf("\n%% %s %d\n", l.mark, n)...)
		l.do(t, "POST", "/files/upload", upload(t, fmt.Sprintf("%s-%d.pdf", l.mark, n), pdf)).want(t, 201, nil)
	}
	var list struct{ Items []file }
	l.do(t, "GET", "/files", nil).want(t, 200, &list)
	if !slices.ContainsFunc(list.Items, func(f file) bool { return f.Status == "parsing" }) {
		t.Error("all files were read before their owner left; upload more")
	}
}

func (l *leaver) leave(t *testing.T) {
	t.Helper()
	l.do(t, "DELETE", "/users/me", nil).want(t, 202, nil)
	l.began = time.Now()
}

// gone waits until nothing of the leaver is left anywhere.
func (l *leaver) gone(t *testing.T, c *cluster, tmp string) {
	t.Helper()
	var left []string
	for time.Since(l.began) < time.Minute {
		left = append(c.books.of(t, l.id), c.books.holding(t, l.mark)...)
		left = append(left, filesWith(t, l.mark, c.dir, tmp)...)
		if len(left) == 0 {
			t.Logf("%s: erased after %s", l.mark, time.Since(l.began).Round(100*time.Millisecond))
			return
		}
		<-time.After(500 * time.Millisecond)
	}
	t.Errorf("%s: after a minute it is in %v", l.mark, left)
}

// filesWith names the files under some folders that hold a text.
func filesWith(t *testing.T, text string, folders ...string) (found []string) {
	t.Helper()
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil //nolint:nilerr // it has just gone
			}
			data, err := os.ReadFile(path)
			if err == nil && (bytes.Contains(data, []byte(text)) || strings.Contains(path, text)) {
				found = append(found, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// sums adds up the accounts of the ledger.
func (b books) sums(t *testing.T) (sums ledgerSums) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), b["credits"], fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.QueryRow(t.Context(), "SELECT SUM(balance), SUM(held) FROM accounts").Scan(&sums.balance, &sums.held); err != nil {
		t.Fatal(err)
	}
	return sums
}
