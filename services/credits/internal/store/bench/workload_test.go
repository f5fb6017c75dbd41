package bench

import (
	"fmt"
	"slices"

	"github.com/google/uuid"
)

// The two crowds that the ledger is measured with: all want the same account, or
// each one of many.
const (
	hot  = 1
	many = 10_000
)

const (
	funds    = 1_000_000_000 // of each account, more than a run can spend
	visits   = 512           // accounts that a caller goes through
	addEvery = 4             // jobs for which an account is added to once
)

func account(n int) string { return fmt.Sprintf("account-%05d", n) }

type verb int

const (
	add verb = iota
	reserve
	settle
)

// step is one thing that a caller asks for.
type step struct {
	verb    verb
	account int
	name    string // of the reservation, or the key of the addition
}

// caller is one of those who ask at the same time, one question after the other.
// It works as the product does: it reserves credits for a job and, when that is
// answered, settles; now and then credits are added.
type caller struct {
	accounts []int // whose turn is next
	jobs     int
	open     step // the reservation to settle next
}

// callers returns so many of them, on so many accounts.
func callers(count, accounts int) []*caller {
	all := make([]*caller, count)
	for n := range all {
		all[n] = &caller{}
		for i := range min(accounts, visits) {
			all[n].accounts = append(all[n].accounts, (n*7919+i*6101)%accounts)
		}
	}
	return all
}

// next is what the caller asks for next.
func (c *caller) next() step {
	if c.open.name != "" {
		s := step{settle, c.open.account, c.open.name}
		c.open = step{}
		return s
	}
	who := c.accounts[c.jobs/addEvery%len(c.accounts)]
	if c.jobs%(addEvery+1) == addEvery {
		c.jobs++
		return step{add, who, uuid.Must(uuid.NewV7()).String()}
	}
	c.jobs++
	c.open = step{reserve, who, uuid.Must(uuid.NewV7()).String()}
	return c.open
}

// visited are the accounts that any of all asks about.
func visited(all []*caller) []int {
	var ids []int
	for _, c := range all {
		ids = append(ids, c.accounts...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
