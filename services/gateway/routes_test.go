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

func TestLogin(t *testing.T) {
	d := open(t, nil)
	born := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	ann := authv1.User{ID: "ann", Email: "ann@example.com", Name: "Ann", Locale: "en", Role: "user", CreatedAt: born}
	answer(d, authv1.SendOTP, func(_ context.Context, q authv1.SendOTPRequest) (authv1.SendOTPReply, error) {
		if q.Email != "ann@example.com" || q.Client != "127.0.0.1" {
			return authv1.SendOTPReply{}, fault.InvalidField("body.email", "got %+v", q)
		}
		return authv1.SendOTPReply{ChallengeID: "c1", ExpiresIn: 600, ResendIn: 60}, nil
	})
	answer(d, authv1.VerifyOTP, func(_ context.Context, q authv1.VerifyOTPRequest) (authv1.SessionReply, error) {
		if q.Code != "12345678" {
			return authv1.SessionReply{}, fault.New(fault.Unauthenticated, "invalid_otp", "the code is not valid")
		}
		return authv1.SessionReply{AccessToken: "a", RefreshToken: "r", ExpiresIn: 300, User: ann}, nil
	})
	answer(d, authv1.Refresh, func(_ context.Context, q authv1.RefreshRequest) (authv1.SessionReply, error) {
		return authv1.SessionReply{AccessToken: "a2", RefreshToken: q.RefreshToken + "2", ExpiresIn: 300, User: ann}, nil
	})
	left := make(chan string, 2)
	answer(d, authv1.Logout, func(ctx context.Context, q authv1.LogoutRequest) (authv1.LogoutReply, error) {
		c, _ := identity.From(ctx)
		left <- c.UserID + q.RefreshToken
		return authv1.LogoutReply{}, nil
	})
	answer(d, authv1.Me, always[authv1.MeRequest](ann))

	var sent struct {
		ChallengeID, Message string
		ExpiresIn, ResendIn  int
	}
	r := d.do(http.MethodPost, "/api/v1/auth/send-otp", strings.NewReader(`{"email":"ann@example.com"}`))
	r.into(t, &sent)
	if r.StatusCode != 202 || sent.ChallengeID != "c1" || sent.Message == "" || sent.ExpiresIn != 600 || sent.ResendIn != 60 {
		t.Errorf("send-otp: got %d %s", r.StatusCode, r.body)
	}
	r = d.do(http.MethodPost, "/api/v1/auth/verify-otp", strings.NewReader(`{"email":"ann@example.com","code":"12345678","challengeId":"c1"}`))
	want := `{"accessToken":"a","refreshToken":"r","tokenType":"Bearer","expiresIn":300,"user":{"id":"ann","email":"ann@example.com","name":"Ann","locale":"en","role":"user","createdAt":"2026-01-02T03:04:05.000006Z"}}`
	if r.StatusCode != 200 || string(r.body) != want {
		t.Errorf("verify-otp: got %d %s; want %s", r.StatusCode, r.body, want)
	}
	r = d.do(http.MethodPost, "/api/v1/auth/verify-otp", strings.NewReader(`{"email":"ann@example.com","code":"1","challengeId":"c1"}`))
	d.want(r, 401, "invalid_otp")
	r = d.do(http.MethodPost, "/api/v1/auth/refresh", strings.NewReader(`{"refreshToken":"r"}`))
	if r.StatusCode != 200 || !strings.Contains(string(r.body), `"refreshToken":"r2"`) {
		t.Errorf("refresh: got %d %s", r.StatusCode, r.body)
	}
	r = d.member("ann", http.MethodPost, "/api/v1/auth/logout", `{"refreshToken":"r9"}`)
	if got := <-left; r.StatusCode != 204 || got != "annr9" {
		t.Errorf("logout: got %d of %q", r.StatusCode, got)
	}
	r = d.member("ann", http.MethodPost, "/api/v1/auth/logout", "")
	if got := <-left; r.StatusCode != 204 || got != "ann" || len(r.body) != 0 {
		t.Errorf("logout without a body: got %d %s of %q", r.StatusCode, r.body, got)
	}
	r = d.member("ann", http.MethodGet, "/api/v1/users/me", "")
	if want := `{"id":"ann","email":"ann@example.com","name":"Ann","locale":"en","role":"user","createdAt":"2026-01-02T03:04:05.000006Z"}`; string(r.body) != want {
		t.Errorf("me: got %s; want %s", r.body, want)
	}
}

func TestCredits(t *testing.T) {
	d := open(t, nil)
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	one := creditsv1.Entry{ID: "e1", Seq: 1, Kind: "grant", Amount: 100, BalanceAfter: 100, HeldAfter: 0, Reference: "", Reason: "sign-up", Hash: "beef", CreatedAt: at}
	answer(d, creditsv1.Balance, always[creditsv1.BalanceRequest](creditsv1.BalanceReply{Balance: 95, Held: 10, Available: 85, Spent: 5}))
	answer(d, creditsv1.History, func(_ context.Context, q creditsv1.HistoryRequest) (creditsv1.HistoryReply, error) {
		if q.Cursor == "end" {
			return creditsv1.HistoryReply{}, nil
		}
		if q.Limit != 20 || q.Kind != "grant" {
			return creditsv1.HistoryReply{}, fault.InvalidField("query.limit", "got %+v", q)
		}
		return creditsv1.HistoryReply{Items: []creditsv1.Entry{one}, NextCursor: "more"}, nil
	})
	answer(d, creditsv1.Add, func(_ context.Context, q creditsv1.AddRequest) (creditsv1.AddReply, error) {
		if q.UserID == "bob" {
			return creditsv1.AddReply{}, fault.New(fault.Denied, "forbidden", "only admins may do this")
		}
		return creditsv1.AddReply{Entry: one, Replayed: q.IdempotencyKey == "again"}, nil
	})

	r := d.member("ann", http.MethodGet, "/api/v1/credits/balance", "")
	if want := `{"balance":95,"held":10,"available":85}`; string(r.body) != want {
		t.Errorf("balance: got %s; want %s", r.body, want)
	}
	r = d.member("ann", http.MethodGet, "/api/v1/credits/history?kind=grant", "")
	if want := `{"items":[{"id":"e1","seq":1,"kind":"grant","amount":100,"balanceAfter":100,"heldAfter":0,"reference":"","reason":"sign-up","hash":"beef","createdAt":"2026-01-02T03:04:05Z"}],"nextCursor":"more"}`; string(r.body) != want {
		t.Errorf("history: got %s; want %s", r.body, want)
	}
	r = d.member("ann", http.MethodGet, "/api/v1/credits/history?cursor=end", "")
	if want := `{"items":[]}`; string(r.body) != want {
		t.Errorf("an empty page: got %s; want %s", r.body, want)
	}
	r = d.member("ann", http.MethodPost, "/api/v1/credits/add", `{"amount":100,"reason":"gift"}`, "Idempotency-Key: first")
	if r.StatusCode != 201 || r.Header.Get("Idempotency-Replayed") != "" {
		t.Errorf("add: got %d %s", r.StatusCode, r.body)
	}
	r = d.member("ann", http.MethodPost, "/api/v1/credits/add", `{"amount":100,"reason":"gift"}`, "Idempotency-Key: again")
	if r.StatusCode != 201 || r.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("add again: got %d %v %s", r.StatusCode, r.Header, r.body)
	}
	d.want(d.member("ann", http.MethodPost, "/api/v1/credits/add", `{"amount":100,"reason":"gift","userId":"bob"}`, "Idempotency-Key: k"), 403, "forbidden")
	for _, key := range []string{"", strings.Repeat("k", 256), "two words", "für"} {
		p := d.want(d.member("ann", http.MethodPost, "/api/v1/credits/add", `{"amount":100,"reason":"gift"}`, "Idempotency-Key: "+key), 422, "validation_failed")
		if len(p.Errors) == 0 || p.Errors[0].Location != "header.Idempotency-Key" {
			t.Errorf("key %q: got %+v; want the header named", key, p.Errors)
		}
	}
}

func TestStatsIsWholeOrNothing(t *testing.T) {
	d := open(t, nil)
	answer(d, optimizerv1.Stats, always[optimizerv1.StatsRequest](optimizerv1.StatsReply{
		Total: 7, Succeeded: 5, Failed: 1, Running: 1, AverageScoreGain: 12.5,
		Usage: optimizerv1.Usage{Calls: 21, PromptTokens: 8, CompletionTokens: 9, CostMicroUSD: 10, Credits: 5},
	}))
	answer(d, filesv1.Stats, always[filesv1.StatsRequest](filesv1.StatsReply{Files: 2}))

	r := d.member("ann", http.MethodGet, "/api/v1/users/stats", "")
	d.want(r, 503, "service_away")
	if r.Header.Get("Retry-After") == "" {
		t.Error("got no Retry-After")
	}

	answer(d, creditsv1.Balance, always[creditsv1.BalanceRequest](creditsv1.BalanceReply{Balance: 95, Held: 10, Available: 85, Spent: 5}))
	r = d.member("ann", http.MethodGet, "/api/v1/users/stats", "")
	want := `{"optimizations":{"total":7,"succeeded":5,"failed":1,"running":1},"files":2,"credits":{"available":85,"held":10,"spent":5},` +
		`"llm":{"calls":21,"promptTokens":8,"completionTokens":9,"costMicroUsd":10},"averageScoreGain":12.5}`
	if string(r.body) != want {
		t.Errorf("got %s; want %s", r.body, want)
	}
}

func TestOptimizations(t *testing.T) {
	d := open(t, nil)
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	queued := optimizerv1.Optimization{ID: "o1", UserID: "ann", Status: "queued", Stage: "read", CreatedAt: at, FileID: "f1", JobDescription: "a job", Provider: "offline", Model: "rules"}
	asked := make(chan optimizerv1.CreateRequest, 1)
	answer(d, optimizerv1.Create, func(_ context.Context, q optimizerv1.CreateRequest) (optimizerv1.CreateReply, error) {
		if q.FileID == "dear" {
			return optimizerv1.CreateReply{}, fault.New(fault.Exhausted, "insufficient_credits", "10 credits are needed and 1 is available")
		}
		asked <- q
		return optimizerv1.CreateReply{Optimization: queued, HeldCredits: 10, Replayed: q.IdempotencyKey == "again"}, nil
	})
	answer(d, optimizerv1.Get, func(ctx context.Context, q optimizerv1.GetRequest) (optimizerv1.Optimization, error) {
		if c, _ := identity.From(ctx); q.ID != "o1" || c.UserID != "ann" {
			return optimizerv1.Optimization{}, fault.New(fault.NotFound, "optimization_not_found", "there is no such optimization")
		}
		return queued, nil
	})
	answer(d, optimizerv1.List, func(_ context.Context, q optimizerv1.ListRequest) (optimizerv1.ListReply, error) {
		done := queued
		done.Status, done.Scores = q.Status, &optimizerv1.Scores{Evidence: 3, Before: 1, After: 2}
		return optimizerv1.ListReply{Items: []optimizerv1.Optimization{done}, NextCursor: q.Cursor}, nil
	})

	r := d.member("ann", http.MethodPost, "/api/v1/optimizations",
		`{"fileId":"f1","jobDescription":"a job","options":{"language":"de","tone":"warm","coverLetter":false,"jobTitle":"Tailor","company":"Cut"}}`, "Idempotency-Key: again")
	if r.StatusCode != 202 || r.Header.Get("Location") != "/api/v1/optimizations/o1" || r.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("create: got %d %v %s", r.StatusCode, r.Header, r.body)
	}
	var made struct {
		ID, Status  string
		HeldCredits int
		Error       *struct{}
	}
	r.into(t, &made)
	if made.ID != "o1" || made.Status != "queued" || made.HeldCredits != 10 || !strings.Contains(string(r.body), `"error":null`) {
		t.Errorf("create: got %s", r.body)
	}
	q := <-asked
	if q.IdempotencyKey != "again" || q.Options.CoverLetter == nil || *q.Options.CoverLetter || q.Options.Language != "de" || q.Options.JobTitle != "Tailor" || q.Options.Company != "Cut" || q.Options.Tone != "warm" {
		t.Errorf("create passed on %+v", q)
	}
	d.want(d.member("ann", http.MethodPost, "/api/v1/optimizations", `{"fileId":"dear","jobDescription":"a job"}`), 402, "insufficient_credits")
	for _, body := range []string{`{"jobDescription":"x"}`, `{"fileId":"f1","cvText":"x","jobDescription":"x"}`, `{"fileId":"f1"}`, `{"fileId":"f1","jobDescription":""}`, `{"fileId":"f1","jobDescription":"x","options":{"tone":"rude"}}`} {
		p := d.want(d.member("ann", http.MethodPost, "/api/v1/optimizations", body), 422, "validation_failed")
		if len(p.Errors) != 1 || !strings.HasPrefix(p.Errors[0].Location, "body.") {
			t.Errorf("%s: got %+v; want one field named", body, p.Errors)
		}
	}
	d.want(d.member("bob", http.MethodGet, "/api/v1/optimizations/o1", ""), 404, "optimization_not_found")
	d.want(d.member("ann", http.MethodGet, "/api/v1/optimizations/o1.*", ""), 404, "optimization_not_found")
	r = d.member("ann", http.MethodGet, "/api/v1/optimizations?status=succeeded&limit=1&cursor=c", "")
	if !strings.Contains(string(r.body), `"match":{"evidence":3,"before":1,"after":2}`) || !strings.Contains(string(r.body), `"nextCursor":"c"`) {
		t.Errorf("list: got %s", r.body)
	}
}
