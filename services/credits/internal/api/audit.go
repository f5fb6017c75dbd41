package api

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// auditPatience is how long a caller is kept waiting for an audit, which may
// take longer than callers wait.
const auditPatience = 3 * time.Second

// Auditor audits the ledger beside everything else, one audit at a time.
type Auditor struct {
	Book   *ledger.Book
	Notary *ledger.Notary
	Log    *slog.Logger
	Now    func() time.Time

	Witness ledger.Witness // a checkpoint that must be there; none where zero

	// Go runs something until it is done, or the service stops.
	Go func(func(context.Context))

	mu     sync.Mutex
	done   chan struct{} // closed when the audit under way is finished; nil where there is none
	report *creditsv1.AuditReport
}

// Ask begins an audit unless one is under way, waits a little for it, and returns
// the newest that is finished.
func (a *Auditor) Ask(ctx context.Context) creditsv1.AuditReply {
	done := a.begin()
	select {
	case <-done:
	case <-ctx.Done():
	case <-time.After(auditPatience):
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return creditsv1.AuditReply{Running: a.done != nil, Report: a.report}
}

func (a *Auditor) begin() <-chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.done != nil {
		return a.done
	}
	done := make(chan struct{})
	a.done = done
	a.Go(func(ctx context.Context) {
		defer close(done)
		report, err := a.Audit(ctx)
		a.mu.Lock()
		defer a.mu.Unlock()
		a.done = nil
		if err == nil {
			a.report = &report
		}
	})
	return done
}

// Audit audits the ledger now. A broken ledger is a report and a line in the log;
// an error is that there could be no audit.
func (a *Auditor) Audit(ctx context.Context) (creditsv1.AuditReport, error) {
	begun := a.Now()
	seen, err := a.Book.Audit(ctx)
	var newest ledger.Checkpoint
	if err == nil {
		newest, err = a.Notary.Check(ctx, a.Witness)
	}
	report := creditsv1.AuditReport{
		Whole: err == nil, Broken: "", Entries: seen.Entries, Accounts: seen.Accounts,
		Balance: seen.Balance, Held: seen.Held, Spent: seen.Spent, Checkpoint: "",
		BegunAt: begun.UTC(), FinishedAt: a.Now().UTC(),
	}
	if newest.N > 0 {
		report.Checkpoint = newest.Witness().String()
	}
	if broken, ok := errors.AsType[*ledger.BrokenError](err); ok {
		a.Log.ErrorContext(ctx, "the ledger is broken", "where", broken.Error())
		report.Broken, err = broken.Error(), nil
	}
	if err != nil {
		a.Log.WarnContext(ctx, "the ledger could not be audited", "err", err)
	}
	return report, err
}

func (a *API) audit(ctx context.Context, _ creditsv1.AuditRequest) (creditsv1.AuditReply, error) {
	if _, err := admin(ctx); err != nil {
		return creditsv1.AuditReply{}, err
	}
	return a.auditor.Ask(ctx), nil
}
