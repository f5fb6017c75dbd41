package rest

import (
	"context"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
)

type user struct {
	ID        string    `json:"id"`
	Email     string    `json:"email" example:"ada@example.com"`
	Name      string    `json:"name" example:"Ada Lovelace"`
	Locale    string    `json:"locale" example:"en-GB" doc:"BCP 47; empty where unknown."`
	Role      string    `json:"role" enum:"user,admin" example:"user"`
	CreatedAt time.Time `json:"createdAt"`
}

type stats struct {
	Optimizations    optimizationStats `json:"optimizations"`
	Files            int64             `json:"files" example:"2"`
	Credits          creditStats       `json:"credits"`
	LLM              llmStats          `json:"llm"`
	AverageScoreGain float64           `json:"averageScoreGain" example:"12.5" doc:"Mean of after − before over the succeeded optimizations."`
}

type optimizationStats struct {
	Total     int64 `json:"total" example:"7"`
	Succeeded int64 `json:"succeeded" example:"5"`
	Failed    int64 `json:"failed" example:"1"`
	Running   int64 `json:"running" example:"1" doc:"Those that wait included."`
}

type creditStats struct {
	Available int64 `json:"available" example:"85"`
	Held      int64 `json:"held" example:"10"`
	Spent     int64 `json:"spent" example:"5"`
}

type llmStats struct {
	Calls            int64 `json:"calls" example:"21"`
	PromptTokens     int64 `json:"promptTokens" example:"84000"`
	CompletionTokens int64 `json:"completionTokens" example:"9100"`
	CostMicroUSD     int64 `json:"costMicroUsd" example:"41200"`
}

func (s *Server) userRoutes() {
	serve(s, route{
		method: http.MethodGet, path: "/users/me", id: "get-me", tag: "Users",
		summary: "The caller's account", status: http.StatusOK,
	}, s.me)
	serve(s, route{
		method: http.MethodGet, path: "/users/stats", id: "get-stats", tag: "Users",
		summary: "What the caller has done and used", status: http.StatusOK,
		about: "Put together from several services; while one of them is away this is a 503, never half the truth.",
	}, s.stats)
}

func (s *Server) me(ctx context.Context, _ *nothing) (*body[user], error) {
	reply, err := ask(ctx, s, authv1.Me, authv1.MeRequest{})
	if err != nil {
		return nil, err
	}
	return &body[user]{userOf(reply)}, nil
}

func (s *Server) stats(ctx context.Context, _ *nothing) (*body[stats], error) {
	var (
		work    optimizerv1.StatsReply
		files   filesv1.StatsReply
		credits creditsv1.BalanceReply
	)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(caught(func() (err error) {
		work, err = ask(ctx, s, optimizerv1.Stats, optimizerv1.StatsRequest{})
		return err
	}))
	group.Go(caught(func() (err error) {
		files, err = ask(ctx, s, filesv1.Stats, filesv1.StatsRequest{})
		return err
	}))
	group.Go(caught(func() (err error) {
		credits, err = ask(ctx, s, creditsv1.Balance, creditsv1.BalanceRequest{})
		return err
	}))
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return &body[stats]{statsOf(work, files, credits)}, nil
}

func userOf(u authv1.User) user {
	return user{ID: u.ID, Email: u.Email, Name: u.Name, Locale: u.Locale, Role: u.Role, CreatedAt: u.CreatedAt.UTC()}
}

func statsOf(w optimizerv1.StatsReply, f filesv1.StatsReply, c creditsv1.BalanceReply) stats {
	return stats{
		Optimizations: optimizationStats{Total: w.Total, Succeeded: w.Succeeded, Failed: w.Failed, Running: w.Running},
		Files:         f.Files,
		Credits:       creditStats{Available: c.Available, Held: c.Held, Spent: c.Spent},
		LLM: llmStats{
			Calls: w.Usage.Calls, PromptTokens: w.Usage.PromptTokens,
			CompletionTokens: w.Usage.CompletionTokens, CostMicroUSD: w.Usage.CostMicroUSD,
		},
		AverageScoreGain: w.AverageScoreGain,
	}
}
