package store_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// outcome is what a caller was told.
type outcome struct {
	amount, balance, held int64
	reason                string
}

func outcomeOf(amount, balance, held int64, err error) outcome {
	if err != nil {
		return outcome{reason: fault.From(err).Reason}
	}
	return outcome{amount: amount, balance: balance, held: held}
}

// Whatever many callers were told on several replicas, also where answers of the
// database were lost and they asked again, there is an order of doing one
// operation after the other that explains all of it.
func TestTheLedgerIsLinearizable(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		dsn := "sqlite:" + t.TempDir() + "/test.db"
		linearizable(t, []replica{open(t, dsn), open(t, dsn)})
	})
	t.Run("mariadb", func(t *testing.T) {
		dsn := testkit.MariaDB(t)
		direct, cutter := open(t, dsn), testkit.Cut(t, dsn)
		replicas := []replica{direct, open(t, cutter.DSN), open(t, cutter.DSN)}
		cutter.Lose(15)

		linearizable(t, replicas)

		if cutter.Cuts() == 0 {
			t.Error("no answer was lost")
		}
		t.Logf("%d answers lost", cutter.Cuts())
	})
}

func linearizable(t *testing.T, replicas []replica) {
	t.Helper()
	const clients, operations = 8, 60
	var mu sync.Mutex
	var history []porcupine.Operation
	var fresh atomic.Int64
	var wg sync.WaitGroup
	for client := range clients {
		wg.Go(func() {
			for range operations {
				op := aimed(&fresh)
				called := time.Now().UnixNano()
				out := insist(t, replicas[rand.N(len(replicas))], op)
				mu.Lock()
				history = append(history, porcupine.Operation{
					ClientId: client, Input: op, Call: called, Output: out, Return: time.Now().UnixNano(),
				})
				mu.Unlock()
			}
		})
	}
	wg.Wait()

	result := porcupine.CheckOperationsTimeout(specification, history, 30*time.Second)

	if result != porcupine.Ok {
		t.Errorf("%d operations: %s", len(history), result)
	}
	replicas[0].whole(t)
}

// insist asks until it is told what became of an operation.
func insist(t *testing.T, r replica, op ledger.Operation) outcome {
	t.Helper()
	for {
		done, err := r.Do(t.Context(), op)
		if err == nil || !errors.Is(err, ledger.ErrAway) {
			e := done.Entry
			return outcomeOf(e.Amount, e.Balance, e.Held, err)
		}
	}
}

// aimed draws an operation so that rivals meet: on few accounts, at reservations
// that were just made.
func aimed(fresh *atomic.Int64) ledger.Operation {
	n := fresh.Load()
	if rand.N(3) == 0 {
		n = fresh.Add(1)
	}
	name := strconv.FormatInt(max(0, n-rand.Int64N(2)), 10)
	account := fmt.Sprint("account-", name[len(name)-1:]) // one of ten
	switch rand.N(11) {
	case 0, 1:
		return grant(account, account+".g"+name, rand.Int64N(5)+1)
	case 2, 3, 4:
		return reserve(account, account+"."+name, rand.Int64N(2)+2)
	case 5, 6:
		return settle(account+"."+name, rand.Int64N(2)+1)
	case 7:
		return adjust(account, account+".a"+name, rand.Int64N(3)+1, []string{ledger.Up, ledger.Down}[rand.N(2)])
	case 8, 9:
		return refund(account+"."+name, fmt.Sprint(account, ".r", name, rand.N(2)), 1)
	default:
		return release(account + "." + name)
	}
}

// specification is the model of one account at a time.
var specification = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		parts := map[string][]porcupine.Operation{}
		for _, h := range history {
			op, _ := h.Input.(ledger.Operation)
			account, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(op.Key, "hold:"), "end:"), ".")
			parts[account] = append(parts[account], h)
		}
		all := make([][]porcupine.Operation, 0, len(parts))
		for _, part := range parts {
			all = append(all, part)
		}
		return all
	},
	Init: func() any { return newModel() },
	Step: func(state, input, output any) (bool, any) {
		before, _ := state.(*model)
		op, _ := input.(ledger.Operation)
		after := before.clone()
		want, err := after.apply(op)
		return output == outcomeOf(want.amount, want.balance, want.hold, err), after
	},
	Equal: reflect.DeepEqual,
}

func newModel() *model {
	return &model{
		balance: map[string]int64{}, held: map[string]int64{},
		holds: map[string]ledger.Operation{}, answers: map[string]answer{}, refunded: map[string]int64{},
	}
}

func (m *model) clone() *model {
	return &model{
		balance: maps.Clone(m.balance), held: maps.Clone(m.held),
		holds: maps.Clone(m.holds), answers: maps.Clone(m.answers), refunded: maps.Clone(m.refunded),
	}
}
