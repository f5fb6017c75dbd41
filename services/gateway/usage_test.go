package gateway

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
)

func TestUsage(t *testing.T) {
	d := open(t, nil)
	day := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	one := optimizerv1.Use{
		Day: day, Provider: "openai", Model: "gpt-4o-mini", Calls: 3, Failed: 1, Estimated: 2,
		PromptTokens: 100, CachedTokens: 40, CompletionTokens: 50, CostMicroUSD: 7,
	}
	answer(d, optimizerv1.Used, func(_ context.Context, q optimizerv1.UsedRequest) (optimizerv1.UsedReply, error) {
		if q.Days != 30 && q.Days != 1 {
			return optimizerv1.UsedReply{}, fault.InvalidField("query.days", "got %d", q.Days)
		}
		return optimizerv1.UsedReply{Items: []optimizerv1.Use{one}[:min(1, q.Days-1)]}, nil
	})
	admins := func(ctx context.Context) error {
		if c, _ := identity.From(ctx); c.Admin() {
			return nil
		}
		return fault.New(fault.Denied, "not_allowed", "only an administrator may do this")
	}
	answer(d, optimizerv1.UsedByAll, func(ctx context.Context, _ optimizerv1.UsedRequest) (optimizerv1.UsedReply, error) {
		return optimizerv1.UsedReply{}, admins(ctx)
	})
	answer(d, optimizerv1.Turn, func(ctx context.Context, _ optimizerv1.TurnRequest) (optimizerv1.TurnReply, error) {
		return optimizerv1.TurnReply{}, admins(ctx)
	})

	r := d.member("ann", http.MethodGet, "/api/v1/usage", "")
	want := `{"items":[{"day":"2026-01-02","provider":"openai","model":"gpt-4o-mini","calls":3,"failed":1,"estimated":2,` +
		`"promptTokens":100,"cachedTokens":40,"completionTokens":50,"costMicroUsd":7}]}`
	if r.StatusCode != 200 || string(r.body) != want {
		t.Errorf("got %d %s; want %s", r.StatusCode, r.body, want)
	}
	if r = d.member("ann", http.MethodGet, "/api/v1/usage?days=1", ""); string(r.body) != `{"items":[]}` {
		t.Errorf("got %s; want an empty list", r.body)
	}
	d.want(d.member("ann", http.MethodGet, "/api/v1/usage?days=367", ""), 422, "validation_failed")
	d.want(d.member("ann", http.MethodGet, "/api/v1/admin/usage", ""), 403, "not_allowed")
	d.want(d.member("ann", http.MethodGet, "/api/v1/admin/llm", ""), 403, "not_allowed")
	d.want(d.member("ann", http.MethodPut, "/api/v1/admin/llm", `{"off":true}`), 403, "not_allowed")
	d.want(d.member("ann", http.MethodPut, "/api/v1/admin/llm", `{}`), 422, "validation_failed")
}
