package gateway

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
)

func TestSessions(t *testing.T) {
	d := open(t, nil)
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	ended := make(chan string, 4)
	answer(d, authv1.Sessions, func(_ context.Context, q authv1.SessionsRequest) (authv1.SessionsReply, error) {
		if q.Ended {
			return authv1.SessionsReply{}, fault.New(fault.Internal, "x", "only the living were asked for")
		}
		return authv1.SessionsReply{Items: []authv1.Session{
			{ID: "s1", CreatedAt: at, LastUsedAt: at.Add(time.Hour), ExpiresAt: at, EndedAt: nil, Client: "curl/8", Current: true},
		}}, nil
	})
	answer(d, authv1.EndSession, func(ctx context.Context, q authv1.EndSessionRequest) (authv1.EndSessionReply, error) {
		if q.ID != "s1" {
			return authv1.EndSessionReply{}, fault.New(fault.NotFound, "session_not_found", "there is no such session")
		}
		c, _ := identity.From(ctx)
		ended <- c.UserID + " " + q.ID
		return authv1.EndSessionReply{}, nil
	})
	answer(d, authv1.LogoutAll, func(ctx context.Context, _ authv1.LogoutAllRequest) (authv1.LogoutAllReply, error) {
		c, _ := identity.From(ctx)
		ended <- c.UserID + " all"
		return authv1.LogoutAllReply{}, nil
	})

	r := d.member("ann", http.MethodGet, "/api/v1/auth/sessions", "")
	want := `{"items":[{"id":"s1","createdAt":"2026-01-02T03:04:05Z","lastUsedAt":"2026-01-02T04:04:05Z","client":"curl/8","current":true}]}`
	if r.StatusCode != 200 || string(r.body) != want {
		t.Errorf("got %d %s; want %s", r.StatusCode, r.body, want)
	}
	if r = d.member("ann", http.MethodDelete, "/api/v1/auth/sessions/s1", ""); r.StatusCode != 204 || <-ended != "ann s1" {
		t.Errorf("end one: got %d %s", r.StatusCode, r.body)
	}
	for _, id := range []string{"s2", "a.b", "%2a", strings.Repeat("a", 65)} {
		d.want(d.member("ann", http.MethodDelete, "/api/v1/auth/sessions/"+id, ""), 404, "session_not_found")
	}
	if r = d.member("ann", http.MethodPost, "/api/v1/auth/logout-all", ""); r.StatusCode != 204 || <-ended != "ann all" {
		t.Errorf("end all: got %d %s", r.StatusCode, r.body)
	}
}

func TestAccount(t *testing.T) {
	d := open(t, nil)
	answer(d, authv1.UpdateMe, func(_ context.Context, q authv1.UpdateMeRequest) (authv1.User, error) {
		u := authv1.User{ID: "ann", Email: "ann@example.com", Name: "before", Locale: "en", Role: "user"}
		if q.Name != nil {
			u.Name = *q.Name
		}
		if q.Locale != nil {
			u.Locale = *q.Locale
		}
		return u, nil
	})
	erased := make(chan string, 1)
	answer(d, authv1.Erase, func(ctx context.Context, _ authv1.EraseRequest) (authv1.EraseReply, error) {
		c, _ := identity.From(ctx)
		erased <- c.UserID
		return authv1.EraseReply{}, nil
	})

	for body, want := range map[string]string{
		`{"name":"Ann"}`:            `"name":"Ann","locale":"en"`,
		`{"locale":"de"}`:           `"name":"before","locale":"de"`,
		`{"name":"","locale":"fr"}`: `"name":"","locale":"fr"`,
		`{}`:                        `"name":"before","locale":"en"`,
	} {
		if r := d.member("ann", http.MethodPatch, "/api/v1/users/me", body); r.StatusCode != 200 || !strings.Contains(string(r.body), want) {
			t.Errorf("%s: got %d %s; want %s", body, r.StatusCode, r.body, want)
		}
	}
	for _, body := range []string{`{"role":"admin"}`, `{"email":"eve@example.com"}`, `{"name":7}`, `{"name":"` + strings.Repeat("a", 201) + `"}`} {
		d.want(d.member("ann", http.MethodPatch, "/api/v1/users/me", body), 422, "validation_failed")
	}
	var reply struct{ ErasedBy time.Time }
	r := d.member("ann", http.MethodDelete, "/api/v1/users/me", "")
	r.into(t, &reply)
	if left := time.Until(reply.ErasedBy); r.StatusCode != 202 || <-erased != "ann" || left > time.Minute || left < 30*time.Second {
		t.Errorf("erase: got %d %s", r.StatusCode, r.body)
	}
}

func TestEndings(t *testing.T) {
	d := open(t, nil)
	deleted := make(chan string, 4)
	answer(d, filesv1.Delete, func(_ context.Context, q filesv1.DeleteRequest) (filesv1.DeleteReply, error) {
		deleted <- q.Filename
		return filesv1.DeleteReply{}, nil
	})
	answer(d, optimizerv1.Cancel, func(_ context.Context, q optimizerv1.CancelRequest) (optimizerv1.Optimization, error) {
		return optimizerv1.Optimization{ID: q.ID, Status: optimizerv1.StatusCancelled}, nil
	})
	answer(d, optimizerv1.Delete, func(_ context.Context, q optimizerv1.DeleteRequest) (optimizerv1.DeleteReply, error) {
		deleted <- q.ID
		return optimizerv1.DeleteReply{}, nil
	})

	if r := d.member("ann", http.MethodDelete, "/api/v1/files/a.pdf", ""); r.StatusCode != 204 || <-deleted != "a.pdf" {
		t.Errorf("file: got %d %s", r.StatusCode, r.body)
	}
	if r := d.member("ann", http.MethodDelete, "/api/v1/optimizations/o1", ""); r.StatusCode != 204 || <-deleted != "o1" {
		t.Errorf("optimization: got %d %s", r.StatusCode, r.body)
	}
	if r := d.member("ann", http.MethodPost, "/api/v1/optimizations/o1/cancel", ""); r.StatusCode != 200 || !strings.Contains(string(r.body), `"status":"cancelled"`) {
		t.Errorf("cancel: got %d %s", r.StatusCode, r.body)
	}
	d.want(d.member("ann", http.MethodDelete, "/api/v1/files/..%2fa", ""), 404, "file_not_found")
	d.want(d.member("ann", http.MethodPost, "/api/v1/optimizations/a.b/cancel", ""), 404, "optimization_not_found")
	d.want(d.member("ann", http.MethodDelete, "/api/v1/optimizations/a.b", ""), 404, "optimization_not_found")
}

func TestNothingIsChangedWhereLogoutsAreNotHeard(t *testing.T) {
	d := open(t, nil)
	answer(d, creditsv1.Balance, always[creditsv1.BalanceRequest](creditsv1.BalanceReply{Balance: 1, Held: 0, Available: 1}))
	answer(d, creditsv1.Add, always[creditsv1.AddRequest](creditsv1.AddReply{}))
	answer(d, authv1.SendOTP, always[authv1.SendOTPRequest](authv1.SendOTPReply{ChallengeID: "c", ExpiresIn: 1, ResendIn: 1}))
	d.deaf.Store(true)

	read := d.member("ann", http.MethodGet, "/api/v1/credits/balance", "")
	login := d.do(http.MethodPost, "/api/v1/auth/send-otp", strings.NewReader(`{"email":"ann@example.com"}`))
	written := d.member("ann", http.MethodPost, "/api/v1/credits/add", `{"amount":1,"reason":"x"}`, "Idempotency-Key: k")
	uploaded := d.member("ann", http.MethodPost, "/api/v1/files/upload", "", "Content-Type: multipart/form-data; boundary=x")
	stranger := d.do(http.MethodPost, "/api/v1/credits/add", strings.NewReader(`{}`))

	if read.StatusCode != 200 || login.StatusCode != 202 {
		t.Errorf("got %d and %d; want reading and logging in to work", read.StatusCode, login.StatusCode)
	}
	for _, r := range []response{written, uploaded} {
		d.want(r, 503, "revocations_unheard")
		if r.Header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
	}
	d.want(stranger, 401, "token_missing")
	d.deaf.Store(false)
	if r := d.member("ann", http.MethodPost, "/api/v1/credits/add", `{"amount":1,"reason":"x"}`, "Idempotency-Key: k"); r.StatusCode != 201 {
		t.Errorf("heard again: got %d %s; want 201", r.StatusCode, r.body)
	}
}
