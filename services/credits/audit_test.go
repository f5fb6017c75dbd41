package credits_test

import (
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits"
)

// command runs a command of the service as from a shell.
func command(t *testing.T, env map[string]string, args ...string) (string, error) {
	t.Helper()
	var out, log strings.Builder
	for _, c := range credits.Service.Commands {
		if c.Name == args[0] {
			err := c.Run(t.Context(), host.Invocation{
				Args: args[1:], Env: func(name string) string { return env[name] }, Out: &out, Err: &log,
			})
			return out.String(), err
		}
	}
	t.Fatalf("there is no command %s", args[0])
	return "", nil
}

// audit is what an audit says that begins now.
func (h house) audit() (report creditsv1.AuditReport) {
	h.t.Helper()
	asked := time.Now()
	testkit.Eventually(h.t, "the audit is finished", func() bool {
		reply := call(h, h.AsAdmin(h.t.Context(), "admin"), creditsv1.Audit, creditsv1.AuditRequest{})
		if reply.Report == nil || reply.Report.BegunAt.Before(asked) {
			return false
		}
		report = *reply.Report
		return true
	})
	return report
}

func TestALedgerInUseCanBeAudited(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		_, jane := h.user(100)
		call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "job", Amount: 10})

		r := h.audit()
		denied := refused(h, jane, creditsv1.Audit, creditsv1.AuditRequest{})
		out, err := command(t, settings(dsn, nil), "audit")
		_, unset := command(t, nil, "audit")

		if !r.Whole || r.Entries != 2 || r.Balance != 100 || r.Held != 10 || denied.Code != fault.Denied {
			t.Errorf("by call: %+v; for a user: %v", r, denied)
		}
		if err != nil || !strings.HasPrefix(out, "the ledger is whole: 2 entries of 1 accounts; balance 100, held 10, spent 0\n") || unset == nil {
			t.Errorf("got %q, %v; without a database: %v", out, err, unset)
		}
	})
}

// The ledger is sealed when the service stops, and whoever kept the seal sees
// that what it sealed is gone, though all that is left fits together.
func TestWhoKeptASealSeesThatItIsGone(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		w := testkit.NewWorld(t)
		running := w.Start(credits.Service, settings(dsn, nil))
		h := house{World: w, t: t}
		_, jane := h.user(100)
		call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "job", Amount: 10})
		running.Stop()
		var report creditsv1.AuditReport
		out, err := command(t, settings(dsn, nil), "audit", "-json")
		if err != nil || json.Unmarshal([]byte(out), &report) != nil || report.Checkpoint == "" {
			t.Fatalf("got %q, %v; want a report with a checkpoint", out, err)
		}

		erase(t, dsn)
		_, blind := command(t, settings(dsn, nil), "audit")
		_, seeing := command(t, settings(dsn, nil), "audit", "-checkpoint", report.Checkpoint)
		_, other := command(t, settings(dsn, map[string]string{"CREDITS_CHECKPOINT_KEY": strings.Repeat("0f", 32)}), "audit")

		if blind != nil {
			t.Errorf("got %v; the test should leave a book that looks whole", blind)
		}
		if seeing == nil || !strings.Contains(seeing.Error(), "is gone") {
			t.Errorf("got %v; want the checkpoint that is gone to be named", seeing)
		}
		if other != nil {
			t.Errorf("got %v; nothing is left that another key could have signed", other)
		}
	})
}

// erase takes back all that was booked, as somebody with every right would.
func erase(t *testing.T, dsn string) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn, fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, statement := range []string{
		"DROP TRIGGER entries_are_not_deleted", "DROP TRIGGER checkpoints_are_not_deleted", "DROP TRIGGER checkpoint_heads_are_not_deleted",
		"DELETE FROM entries", "DELETE FROM accounts", "DELETE FROM checkpoints", "DELETE FROM checkpoint_heads",
	} {
		if _, err := db.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnAccountIsExportedWithAllThatItsHashesAreOf(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		id, jane := h.user(1000)
		const jobs = 120 // more than a page
		for n := range jobs {
			call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "job-" + strconv.Itoa(n), Amount: 1})
		}

		out, err := command(t, settings(dsn, nil), "export", "-account", id)
		blind, errBlind := command(t, settings(dsn, map[string]string{"SARTOR_DATA_KEY": ""}), "export", "-account", id)

		rows, broken := csv.NewReader(strings.NewReader(out)).ReadAll()
		if err != nil || broken != nil || len(rows) != 1+jobs+1 || rows[1][1] != strconv.Itoa(jobs+1) || rows[jobs+1][1] != "1" {
			t.Fatalf("got %d rows, %v, %v; want a head and %d entries, the newest first", len(rows), err, broken, jobs+1)
		}
		if first := rows[jobs+1]; errBlind != nil || first[9] != "a gift" || first[14] == "" || strings.Contains(blind, "a gift") || !strings.Contains(blind, first[14]) {
			t.Errorf("got %v; without a key: %v", first, errBlind)
		}
		for _, row := range rows[1:] {
			if row[0] != id || len(row[13]) != 64 || len(row[12]) != 64 {
				t.Errorf("got %v; want an entry with its hashes", row)
			}
		}
		if _, err := command(t, settings(dsn, nil), "export"); err == nil {
			t.Error("an export of no account is made")
		}
	})
}
