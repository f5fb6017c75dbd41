package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
)

type use struct {
	Day              string `json:"day" format:"date" example:"2026-11-27" doc:"In UTC."`
	Provider         string `json:"provider" example:"openai"`
	Model            string `json:"model" example:"gpt-4o-mini"`
	Calls            int64  `json:"calls"`
	Failed           int64  `json:"failed" doc:"Of the calls, those that came to nothing."`
	Estimated        int64  `json:"estimated" doc:"Of the calls, those whose tokens the provider didn't say."`
	PromptTokens     int64  `json:"promptTokens"`
	CachedTokens     int64  `json:"cachedTokens" doc:"Of the prompts', those that the provider had cached."`
	CompletionTokens int64  `json:"completionTokens"`
	CostMicroUSD     int64  `json:"costMicroUsd"`
}

// uses is an answer without pages: days times models are few.
type uses struct {
	Items []use `json:"items"`
}

type daysInput struct {
	Days int `query:"days" minimum:"1" maximum:"366" default:"30" doc:"How many days to look back, today included."`
}

type llmSwitch struct {
	Off   bool       `json:"off" doc:"No optimization is begun, and those that ran were stopped and given back."`
	Since *time.Time `json:"since,omitempty"`
}

type turnRequest struct {
	Off bool `json:"off"`
}

// usageRoutes are what models were asked, and whether they are asked at all.
func (s *Server) usageRoutes() {
	serve(s, route{
		method: http.MethodGet, path: "/usage", id: "get-usage", tag: "Usage",
		summary: "What the caller's optimizations asked of models, by day and model", status: http.StatusOK,
		about: "The newest day first. Deleted optimizations are not counted.",
	}, s.used(optimizerv1.Used))
	serve(s, route{
		method: http.MethodGet, path: "/admin/usage", id: "get-all-usage", tag: "Usage",
		summary: "What everybody's optimizations asked of models, by day and model", status: http.StatusOK,
		refusals: []int{http.StatusForbidden}, about: "For admins. It names nobody.",
	}, s.used(optimizerv1.UsedByAll))
	serve(s, route{
		method: http.MethodGet, path: "/admin/llm", id: "get-llm-switch", tag: "Usage",
		summary: "Whether tailoring is switched off", status: http.StatusOK, refusals: []int{http.StatusForbidden}, about: "For admins.",
	}, func(ctx context.Context, _ *nothing) (*body[llmSwitch], error) { return s.turn(ctx, nil) })
	serve(s, route{
		method: http.MethodPut, path: "/admin/llm", id: "turn-llm-switch", tag: "Usage",
		summary: "Switch all tailoring off or on", status: http.StatusOK, refusals: []int{http.StatusForbidden}, most: smallJSON,
		about: "For admins. Off: what runs is stopped within a second or two and its credits are given back, new orders are a 503 `llm_switched_off`. It stays so over restarts.",
	}, func(ctx context.Context, in *body[turnRequest]) (*body[llmSwitch], error) {
		return s.turn(ctx, &in.Body.Off)
	})
}

func (s *Server) used(call contract.Call[optimizerv1.UsedRequest, optimizerv1.UsedReply]) func(context.Context, *daysInput) (*body[uses], error) {
	return func(ctx context.Context, in *daysInput) (*body[uses], error) {
		reply, err := ask(ctx, s, call, optimizerv1.UsedRequest{Days: in.Days})
		if err != nil {
			return nil, err
		}
		return &body[uses]{uses{each(reply.Items, useOf)}}, nil
	}
}

func useOf(u optimizerv1.Use) use {
	return use{
		Day: u.Day.UTC().Format(time.DateOnly), Provider: u.Provider, Model: u.Model,
		Calls: u.Calls, Failed: u.Failed, Estimated: u.Estimated,
		PromptTokens: u.PromptTokens, CachedTokens: u.CachedTokens, CompletionTokens: u.CompletionTokens, CostMicroUSD: u.CostMicroUSD,
	}
}

func (s *Server) turn(ctx context.Context, off *bool) (*body[llmSwitch], error) {
	reply, err := ask(ctx, s, optimizerv1.Turn, optimizerv1.TurnRequest{Off: off})
	if err != nil {
		return nil, err
	}
	return &body[llmSwitch]{llmSwitch{Off: reply.Off, Since: reply.Since}}, nil
}
