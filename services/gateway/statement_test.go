package gateway

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

// pages answers for a history of three pages of one entry each; from a page on
// it fails.
func pages(d *door, failing int) {
	answer(d, creditsv1.History, func(_ context.Context, q creditsv1.HistoryRequest) (creditsv1.HistoryReply, error) {
		page, _ := strconv.Atoi(q.Cursor)
		if page >= failing {
			return creditsv1.HistoryReply{}, fault.New(fault.Unavailable, "credits_away", "try again")
		}
		reply := creditsv1.HistoryReply{Items: []creditsv1.Entry{{
			ID: "e" + q.Cursor, Seq: int64(3 - page), Kind: "grant", Amount: 9007199254740993, Reason: `=1+1, "said" he`, Hash: "beef", CreatedAt: time.Unix(0, 0),
		}}}
		if page < 2 {
			reply.NextCursor = strconv.Itoa(page + 1)
		}
		return reply, nil
	})
}

func TestAStatementIsWhole(t *testing.T) {
	d := open(t, nil)
	pages(d, 3)

	r := d.member("ann", http.MethodGet, "/api/v1/credits/history.csv", "")

	rows, err := csv.NewReader(strings.NewReader(string(r.body))).ReadAll()
	if r.StatusCode != 200 || err != nil || len(rows) != 4 || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/csv") {
		t.Fatalf("got %d, %v: %s", r.StatusCode, err, r.body)
	}
	if !strings.Contains(string(r.body), "\r\n") || r.Header.Get("Content-Disposition") != `attachment; filename="credits.csv"` {
		t.Errorf("got %q as %q", r.body, r.Header.Get("Content-Disposition"))
	}
	want := []string{"1", "1970-01-01T00:00:00Z", "grant", "9007199254740993", "0", "0", "", `'=1+1, "said" he`, "e2", "beef"}
	if strings.Join(rows[3], "|") != strings.Join(want, "|") || rows[0][0] != "seq" {
		t.Errorf("got %q; want %q", rows[3], want)
	}
}

func TestAStatementIsNeverHalfTheTruth(t *testing.T) {
	d := open(t, nil)
	pages(d, 2)

	r, err := d.try(http.MethodGet, "/api/v1/credits/history.csv", nil, "Authorization: Bearer "+d.Token("ann", "user"))
	if err == nil {
		t.Errorf("got %q without an error; want the connection to break", r.body)
	}
	d2 := open(t, nil)
	pages(d2, 0)
	if r := d2.member("ann", http.MethodGet, "/api/v1/credits/history.csv", ""); r.StatusCode != 503 {
		t.Errorf("got %d; want 503", r.StatusCode)
	}
}
