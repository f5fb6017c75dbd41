package ledger

import (
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
)

// Caps bound what is held and charged within a day, in UTC, of one account and
// of all together. Zero is no bound.
type Caps struct {
	Account int64
	House   int64
}

// Bound reports whether there is any bound.
func (c Caps) Bound() bool { return c != Caps{} }

// House is under which all accounts' use of a day is counted together. No account
// is called so.
const House = ""

// Day is the beginning of a day in UTC.
func Day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// over returns the fault of a hold that would exceed a cap, if it would.
func (p *Page) over(op Operation) error {
	left := func(most int64, account string) bool { return most == 0 || op.Amount <= most-p.Used[account] }
	switch {
	case !left(op.Caps.Account, op.Account):
		return p.daily("you have used what an account may use in a day")
	case !left(op.Caps.House, House):
		return p.daily("the service has reached what it does in a day")
	default:
		return nil
	}
}

// ErrDaily is the fault of what exceeds a day's cap; it says until when.
var ErrDaily = fault.New(fault.Limited, "daily_limit_reached", "the limit of the day is reached")

func (p *Page) daily(why string) error {
	wait := Day(p.Now).Add(24 * time.Hour).Sub(p.Now)
	return fault.New(ErrDaily.Code, ErrDaily.Reason, "%s; come again after midnight UTC", why).After(int(wait/time.Second) + 1)
}

// use counts what an operation takes of its day, or gives back of it. What was
// held on an earlier day, or before there were caps, isn't counted.
func (p *Page) use(op Operation, e Entry) {
	change := int64(0)
	if hold := p.Entries[op.HoldKey()]; e.Kind == Hold {
		change = e.Amount
	} else if op.Ends() && Day(hold.At).Equal(Day(p.Now)) {
		change = charged(e) - hold.Amount
	}
	if change == 0 {
		return
	}
	if p.Used == nil {
		p.Used = map[string]int64{}
	}
	for _, account := range []string{e.Account, House} {
		p.Used[account] = max(0, p.Used[account]+change)
	}
}

func charged(e Entry) int64 {
	if e.Kind == Capture {
		return e.Amount
	}
	return 0
}
