package gateway

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/identity"
)

// TestNoMixing sends 2,000 marked requests, 250 of them at any time, through
// everything that passes text on: paths, queries, headers, JSON and files. No
// answer is another's.
func TestNoMixing(t *testing.T) {
	d := open(t, map[string]string{"GATEWAY_USER_RATE": "100000", "GATEWAY_USER_BURST": "100000"})
	echoing(d)
	shelf := stock(d)
	var tokens [40]string // each is remembered by the verifiers, so it must not change under them
	for i := range tokens {
		tokens[i] = "Authorization: Bearer " + d.Token(fmt.Sprintf("user%02d", i), "user")
	}
	const requests, clients = 2000, 2000 // all at once
	d.http.Transport = &http.Transport{MaxIdleConnsPerHost: clients}
	marks := make(chan int)
	var group sync.WaitGroup
	for range clients {
		group.Go(func() {
			for n := range marks {
				mark := fmt.Sprintf("mark-%04d-%s", n, strings.Repeat(string(rune('a'+n%26)), n%40))
				r, err := d.marked(t, n, mark, tokens[n%len(tokens)])
				for err == nil && (r.StatusCode == http.StatusServiceUnavailable || r.StatusCode == http.StatusGatewayTimeout) { // more than a service keeps waiting
					r, err = d.marked(t, n, mark, tokens[n%len(tokens)])
				}
				user, got := fmt.Sprintf("user%02d", n%len(tokens)), string(r.body)
				if err != nil || !strings.Contains(got, mark) || strings.Count(got, "mark-") != strings.Count(got, mark) ||
					n%4 != 3 && !strings.Contains(got, user) || strings.Count(got, "user") != strings.Count(got, user) {
					t.Errorf("%s: got %v %.300s", mark, err, r.body)
				}
			}
		})
	}
	for n := range requests {
		marks <- n
	}
	close(marks)
	group.Wait()

	names := map[string]bool{} // one may be handed over again, where the answer came too late
	for _, q := range shelf.requests {
		names[q.OriginalName] = true
		content := string(shelf.bytes[q.SHA256])
		if !strings.HasPrefix(content, strings.TrimSuffix(q.OriginalName, ".txt")+"\n") {
			t.Errorf("%s came with %.60q", q.OriginalName, content)
		}
	}
	if len(names) != requests/4 {
		t.Errorf("%d files were handed over; want %d", len(names), requests/4)
	}
}

// echoing has the optimizer answer with what it was asked, and by whom.
func echoing(d *door) {
	as := func(ctx context.Context) string {
		c, _ := identity.From(ctx)
		return c.UserID
	}
	answer(d, optimizerv1.Get, func(ctx context.Context, q optimizerv1.GetRequest) (optimizerv1.Optimization, error) {
		return optimizerv1.Optimization{ID: q.ID, Provider: as(ctx)}, nil
	})
	answer(d, optimizerv1.Create, func(ctx context.Context, q optimizerv1.CreateRequest) (optimizerv1.CreateReply, error) {
		return optimizerv1.CreateReply{Optimization: optimizerv1.Optimization{ID: q.IdempotencyKey, JobDescription: q.JobDescription, Provider: as(ctx)}}, nil
	})
	answer(d, optimizerv1.List, func(ctx context.Context, q optimizerv1.ListRequest) (optimizerv1.ListReply, error) {
		return optimizerv1.ListReply{NextCursor: q.Cursor + as(ctx)}, nil
	})
}

// marked sends the mark in one of four ways.
func (d *door) marked(t *testing.T, n int, mark, token string) (response, error) {
	t.Helper()
	switch n % 4 {
	case 0:
		return d.try(http.MethodGet, "/api/v1/optimizations/"+mark, strings.NewReader(""), token)
	case 1:
		return d.try(http.MethodPost, "/api/v1/optimizations", strings.NewReader(`{"fileId":"f","jobDescription":"job of `+mark+`"}`), token, "Idempotency-Key: "+mark)
	case 2:
		return d.try(http.MethodGet, "/api/v1/optimizations?cursor="+mark, strings.NewReader(""), token)
	}
	content := []byte(mark + "\n" + strings.Repeat(mark, 200))
	body, kind := form(t, part{"file", mark + ".txt", content})
	r, err := d.try(http.MethodPost, "/api/v1/files/upload", bytes.NewReader(body), token, "Content-Type: "+kind)
	if sum := sha256.Sum256(content); err == nil && r.StatusCode < http.StatusInternalServerError && !strings.Contains(string(r.body), hex.EncodeToString(sum[:])) {
		err = fmt.Errorf("another file's sum: %s", r.body)
	}
	return r, err
}
