package store_test

import (
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// model is the ledger as one would explain it: who has what, which reservations
// are open, and what was answered.
type model struct {
	balance, held map[string]int64
	holds         map[string]ledger.Operation
	answers       map[string]answer // by reservation or key, and what was done
	refunded      map[string]int64  // by reservation
}

type answer struct {
	request         string
	amount          int64
	balance, hold   int64
	released, never bool
}

func (m *model) apply(op ledger.Operation) (answer, error) {
	request := fmt.Sprint(op.Kind, op.Account, op.Amount, op.Reference)
	key := op.Key
	if before, done := m.answers[key]; done && !op.Ends() {
		switch {
		case before.never:
			return answer{}, ledger.ErrReleased
		case before.request != request:
			return answer{}, ledger.ErrReused
		}
		return before, nil
	}
	now := func(account string, amount int64) answer {
		return answer{request: request, amount: amount, balance: m.balance[account], hold: m.held[account], released: op.Kind == ledger.Release}
	}
	switch {
	case op.Ends():
		return m.end(op, request, now)
	case op.Kind == ledger.Refund:
		return m.refund(op, now)
	case op.Kind == ledger.Adjustment && op.Reference == ledger.Down && m.balance[op.Account]-m.held[op.Account] < op.Amount:
		return answer{}, ledger.ErrTooSmall
	case op.Kind == ledger.Adjustment && op.Reference == ledger.Down:
		m.balance[op.Account] -= op.Amount
	case op.Kind == ledger.Hold && m.balance[op.Account]-m.held[op.Account] < op.Amount:
		return answer{}, ledger.ErrInsufficient
	case op.Kind == ledger.Hold:
		m.held[op.Account] += op.Amount
		m.holds[op.Name] = op
	default:
		m.balance[op.Account] += op.Amount
	}
	m.answers[key] = now(op.Account, op.Amount)
	return m.answers[key], nil
}

func (m *model) refund(op ledger.Operation, now func(string, int64) answer) (answer, error) {
	charge, ended := m.answers[op.EndKey()]
	switch {
	case !ended || charge.released:
		return answer{}, ledger.ErrNoCharge
	case m.refunded[op.Name]+op.Amount > charge.amount:
		return answer{}, ledger.ErrOverRefund
	}
	account := m.holds[op.Name].Account
	m.refunded[op.Name] += op.Amount
	m.balance[account] += op.Amount
	m.answers[op.Key] = now(account, op.Amount)
	return m.answers[op.Key], nil
}

func (m *model) end(op ledger.Operation, request string, now func(string, int64) answer) (answer, error) {
	if m.answers[op.HoldKey()].never {
		if op.Kind == ledger.Capture {
			return answer{}, ledger.ErrNoReservation
		}
		return answer{}, nil
	}
	hold, made := m.holds[op.Name]
	before, ended := m.answers[op.Key]
	switch {
	case !made && op.Kind == ledger.Capture:
		return answer{}, ledger.ErrNoReservation
	case !made:
		m.answers[op.HoldKey()] = answer{never: true}
		return answer{}, nil
	case ended && before.released && op.Kind == ledger.Capture:
		return answer{}, ledger.ErrReleased
	case ended && !before.released && op.Kind == ledger.Release:
		return answer{}, ledger.ErrCaptured
	case ended && before.request != request:
		return answer{}, ledger.ErrReused
	case ended:
		return before, nil
	}
	m.held[hold.Account] -= hold.Amount
	amount := hold.Amount
	if op.Kind == ledger.Capture {
		amount = min(op.Amount, hold.Amount)
		m.balance[hold.Account] -= amount
	}
	m.answers[op.Key] = now(hold.Account, amount)
	return m.answers[op.Key], nil
}

var programs atomic.Int64

// Random programs, in groups of any size, on two replicas in turn, give exactly
// the model's answers.
func TestTheLedgerIsItsModel(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		replicas := []replica{open(t, dsn), open(t, dsn)}
		rapid.Check(t, func(rt *rapid.T) {
			unique := fmt.Sprint(programs.Add(1), "-")
			m := newModel()
			for range rapid.IntRange(1, 8).Draw(rt, "groups") {
				r := replicas[rapid.IntRange(0, 1).Draw(rt, "replica")]
				group := rapid.SliceOfN(operation(unique), 1, 10).Draw(rt, "group")
				for n := range group {
					group[n].ID = strconv.FormatInt(programs.Add(1), 10)
				}
				runGroup(rt, r, m, group)
			}
			for account, balance := range m.balance {
				if got, err := replicas[0].Book.Account(t.Context(), account); err != nil || got.Balance != balance || got.Held != m.held[account] {
					rt.Fatalf("%s: %+v, %v; want %d, %d", account, got, err, balance, m.held[account])
				}
			}
		})
		replicas[0].whole(t)
	})
}

func runGroup(rt *rapid.T, r replica, m *model, group []ledger.Operation) {
	entries, errs := make([]ledger.Entry, len(group)), make([]error, len(group))
	err := r.Write(rt.Context(), time.Now(), group, func(p *ledger.Page) error {
		for n, op := range group {
			if entries[n], errs[n] = p.Apply(op); errors.Is(errs[n], ledger.ErrStale) {
				return errs[n]
			}
		}
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
	for n, op := range group {
		want, wantErr := m.apply(op)
		e := entries[n]
		if !errors.Is(errs[n], wantErr) || e.Amount != want.amount || e.Balance != want.balance || e.Held != want.hold {
			rt.Fatalf("%s %s %d: %+v, %v; want %+v, %v", op.Kind, op.Key, op.Amount, e, errs[n], want, wantErr)
		}
	}
}

// operation draws from few accounts, names and amounts, so that they meet.
func operation(unique string) *rapid.Generator[ledger.Operation] {
	return rapid.Custom(func(rt *rapid.T) ledger.Operation {
		account := unique + rapid.SampledFrom([]string{"jane", "joe"}).Draw(rt, "account")
		name := unique + rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(rt, "name")
		amount := rapid.Int64Range(1, 5).Draw(rt, "amount")
		switch rapid.IntRange(0, 8).Draw(rt, "kind") {
		case 0:
			return grant(account, name, 3*amount)
		case 1:
			return release(name)
		case 2, 3:
			return settle(name, amount)
		case 4:
			return adjust(account, name, amount, rapid.SampledFrom([]string{ledger.Up, ledger.Down}).Draw(rt, "direction"))
		case 5:
			return refund(name, name, amount) // its key meets those of additions
		case 6:
			return refund(name, name+".again", amount)
		default:
			return reserve(account, name, amount)
		}
	})
}
