package ledger

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 123456789, time.UTC)

// pageWith is the page of jane, who has some credits, and of the void.
func pageWith(credits int64) *Page {
	p := &Page{
		Accounts: map[string]Account{"jane": {ID: "jane"}, Void: {ID: Void}},
		Entries:  map[string]Entry{}, Refunded: map[string]int64{"j": 0, "job": 0}, Now: noon,
	}
	if credits > 0 {
		_, _ = p.Apply(add(credits, "first"))
	}
	return p
}

func must(op Operation, err error) Operation {
	if err != nil {
		panic(err)
	}
	op.ID = fmt.Sprintf("id of %s %d", op.Key, op.Amount)
	return op
}

func add(amount int64, name string) Operation {
	return must(Add(Grant, "jane", name, amount, "a gift"))
}

func reserve(amount int64, name string) Operation {
	return must(Reserve("jane", name, amount, "opt-1", time.Hour))
}

func refund(amount int64, reservation, name string) Operation {
	return must(Reimburse(reservation, name, amount, "it was no good"))
}

func adjust(amount int64, direction string) Operation {
	return must(Adjust("jane", "k", amount, direction, "a mistake"))
}

func settle(amount int64, name string) Operation { return must(Settle(name, amount)) }

func release(name string) Operation { return must(GiveBack(name, "")) }

func TestRules(t *testing.T) {
	const begin = 100
	for _, test := range []struct {
		what    string
		ops     []Operation
		want    error // of the last operation
		entry   string
		balance int64
		held    int64
	}{
		{"add", []Operation{add(5, "k")}, nil, "2 grant 5", 105, 0},
		{"add again", []Operation{add(5, "k"), add(5, "k")}, nil, "2 grant 5", 105, 0},
		{"add another", []Operation{add(5, "k"), add(6, "k")}, ErrReused, "", 105, 0},
		{"add for another reason", []Operation{add(5, "k"), must(Add(Grant, "jane", "k", 5, "other"))}, ErrReused, "", 105, 0},
		{"add of another kind", []Operation{add(5, "k"), must(Add(Purchase, "jane", "k", 5, "a gift"))}, ErrReused, "", 105, 0},
		{"hold", []Operation{reserve(40, "j")}, nil, "2 hold 40", 100, 40},
		{"hold all", []Operation{reserve(100, "j")}, nil, "2 hold 100", 100, 100},
		{"hold too much", []Operation{reserve(101, "j")}, ErrInsufficient, "", 100, 0},
		{"hold what is held", []Operation{reserve(60, "j"), reserve(41, "k")}, ErrInsufficient, "", 100, 60},
		{"hold again", []Operation{reserve(60, "j"), reserve(60, "j")}, nil, "2 hold 60", 100, 60},
		{"hold another", []Operation{reserve(60, "j"), reserve(61, "j")}, ErrReused, "", 100, 60},
		{"hold again when nothing is left", []Operation{reserve(100, "j"), reserve(100, "j")}, nil, "2 hold 100", 100, 100},
		{"hold again when it has ended", []Operation{reserve(60, "j"), settle(60, "j"), reserve(60, "j")}, nil, "2 hold 60", 40, 0},
		{"settle", []Operation{reserve(40, "j"), settle(30, "j")}, nil, "3 capture 30", 70, 0},
		{"settle nothing", []Operation{reserve(40, "j"), settle(0, "j")}, nil, "3 capture 0", 100, 0},
		{"settle more than is held", []Operation{reserve(40, "j"), settle(50, "j")}, nil, "3 capture 40", 60, 0},
		{"settle again", []Operation{reserve(40, "j"), settle(50, "j"), settle(50, "j")}, nil, "3 capture 40", 60, 0},
		{"settle another", []Operation{reserve(40, "j"), settle(50, "j"), settle(40, "j")}, ErrReused, "", 60, 0},
		{"settle nothing known", []Operation{settle(1, "j")}, ErrNoReservation, "", 100, 0},
		{"settle what is released", []Operation{reserve(40, "j"), release("j"), settle(1, "j")}, ErrReleased, "", 100, 0},
		{"release", []Operation{reserve(40, "j"), release("j")}, nil, "3 release 40", 100, 0},
		{"release again", []Operation{reserve(40, "j"), release("j"), release("j")}, nil, "3 release 40", 100, 0},
		{"release for another reason", []Operation{reserve(40, "j"), release("j"), must(GiveBack("j", "expired"))}, nil, "3 release 40", 100, 0},
		{"release what is settled", []Operation{reserve(40, "j"), settle(4, "j"), release("j")}, ErrCaptured, "", 96, 0},
		{"release nothing known", []Operation{release("j")}, nil, "1 release 0", 100, 0},
		{"release nothing known again", []Operation{release("j"), release("j")}, nil, "1 release 0", 100, 0},
		{"hold what was released", []Operation{release("j"), reserve(40, "j")}, ErrReleased, "", 100, 0},
		{"settle what was released before", []Operation{release("j"), settle(1, "j")}, ErrNoReservation, "", 100, 0},
		{"adjust up", []Operation{adjust(5, Up)}, nil, "2 adjustment 5", 105, 0},
		{"adjust down", []Operation{adjust(5, Down)}, nil, "2 adjustment 5", 95, 0},
		{"adjust all down", []Operation{adjust(100, Down)}, nil, "2 adjustment 100", 0, 0},
		{"adjust down too much", []Operation{adjust(101, Down)}, ErrTooSmall, "", 100, 0},
		{"adjust down what is held", []Operation{reserve(60, "j"), adjust(41, Down)}, ErrTooSmall, "", 100, 60},
		{"adjust again", []Operation{adjust(5, Down), adjust(5, Down)}, nil, "2 adjustment 5", 95, 0},
		{"adjust again when nothing is left", []Operation{adjust(100, Down), adjust(100, Down)}, nil, "2 adjustment 100", 0, 0},
		{"adjust the other way", []Operation{adjust(5, Down), adjust(5, Up)}, ErrReused, "", 95, 0},
		{"adjust under the key of an addition", []Operation{add(5, "k"), adjust(5, Up)}, ErrReused, "", 105, 0},
		{"refund", []Operation{reserve(40, "j"), settle(30, "j"), refund(30, "j", "k")}, nil, "4 refund 30", 100, 0},
		{"refund a part", []Operation{reserve(40, "j"), settle(30, "j"), refund(10, "j", "k")}, nil, "4 refund 10", 80, 0},
		{"refund the rest", []Operation{reserve(40, "j"), settle(30, "j"), refund(10, "j", "k"), refund(20, "j", "l")}, nil, "5 refund 20", 100, 0},
		{"refund more than is left of it", []Operation{reserve(40, "j"), settle(30, "j"), refund(10, "j", "k"), refund(21, "j", "l")}, ErrOverRefund, "", 80, 0},
		{"refund more than was charged", []Operation{reserve(40, "j"), settle(30, "j"), refund(31, "j", "k")}, ErrOverRefund, "", 70, 0},
		{"refund again", []Operation{reserve(40, "j"), settle(30, "j"), refund(30, "j", "k"), refund(30, "j", "k")}, nil, "4 refund 30", 100, 0},
		{"refund another", []Operation{reserve(40, "j"), settle(30, "j"), refund(10, "j", "k"), refund(11, "j", "k")}, ErrReused, "", 80, 0},
		{"refund another's under a key", []Operation{reserve(40, "j"), settle(30, "j"), refund(10, "j", "k"), refund(10, "i", "k")}, ErrReused, "", 80, 0},
		{"refund what is held", []Operation{reserve(40, "j"), refund(1, "j", "k")}, ErrNoCharge, "", 100, 40},
		{"refund what was released", []Operation{reserve(40, "j"), release("j"), refund(1, "j", "k")}, ErrNoCharge, "", 100, 0},
		{"refund what was charged nothing", []Operation{reserve(40, "j"), settle(0, "j"), refund(1, "j", "k")}, ErrOverRefund, "", 100, 0},
		{"refund nothing known", []Operation{refund(1, "j", "k")}, ErrNoCharge, "", 100, 0},
		{"hold after it was refused", []Operation{reserve(101, "j"), add(1, "k"), reserve(101, "j")}, nil, "3 hold 101", 101, 101},
	} {
		p := pageWith(begin)
		var e Entry
		var err error
		for _, op := range test.ops {
			e, err = p.Apply(op)
		}

		jane := p.Accounts["jane"]
		if !errors.Is(err, test.want) || jane.Balance != test.balance || jane.Held != test.held {
			t.Errorf("%s: %v, balance %d, held %d; want %v, %d, %d", test.what, err, jane.Balance, jane.Held, test.want, test.balance, test.held)
		}
		if got := fmt.Sprintf("%d %s %d", e.Seq, e.Kind, e.Amount); test.entry != "" && got != test.entry {
			t.Errorf("%s: entry %s; want %s", test.what, got, test.entry)
		}
	}
}

func TestAnEntrySaysAllThatHappened(t *testing.T) {
	p := pageWith(100)

	hold, err := p.Apply(reserve(40, "job"))
	if err != nil {
		t.Fatal(err)
	}
	capture, err := p.Apply(settle(30, "job"))

	if hold.Account != "jane" || hold.Reference != "opt-1" || hold.Available() != 60 || !hold.Expires.Equal(hold.At.Add(time.Hour)) {
		t.Errorf("hold %+v", hold)
	}
	if err != nil || capture.Reference != "opt-1" || capture.Available() != 70 || !capture.Expires.IsZero() {
		t.Errorf("capture %+v, %v", capture, err)
	}
	if capture.At != noon.Truncate(time.Microsecond) {
		t.Errorf("at %v; the book keeps microseconds", capture.At)
	}
	if jane := p.Accounts["jane"]; jane.Spent != 30 || jane.Hash != capture.Hash || jane.Seq != 3 {
		t.Errorf("head %+v", jane)
	}
}

func TestEveryFieldIsInTheHash(t *testing.T) {
	p := pageWith(100)
	e, err := p.Apply(reserve(40, "job"))
	if err != nil {
		t.Fatal(err)
	}
	before := p.Added[0].Hash
	changes := map[string]func(*Entry){
		"account":     func(e *Entry) { e.Account = "joe" },
		"seq":         func(e *Entry) { e.Seq++ },
		"id":          func(e *Entry) { e.ID += "x" },
		"key":         func(e *Entry) { e.Key += "x" },
		"kind":        func(e *Entry) { e.Kind = Grant },
		"amount":      func(e *Entry) { e.Amount++ },
		"balance":     func(e *Entry) { e.Balance++ },
		"held":        func(e *Entry) { e.Held++ },
		"reference":   func(e *Entry) { e.Reference, e.Reason = "", e.Reference },
		"reason":      func(e *Entry) { e.Reason = "x" },
		"sealed":      func(e *Entry) { e.Sealed = "x" },
		"expires":     func(e *Entry) { e.Expires = e.Expires.Add(time.Microsecond) },
		"at":          func(e *Entry) { e.At = e.At.Add(time.Microsecond) },
		"fingerprint": func(e *Entry) { e.Fingerprint[31] ^= 1 },
	}
	for what, change := range changes {
		changed := e
		change(&changed)
		if changed.Chain(before) == e.Hash {
			t.Errorf("another %s has the same hash", what)
		}
	}
	if e.Chain(before) != e.Hash || e.Chain(Hash{}) == e.Hash {
		t.Error("the hash is not that of the entry and the one before")
	}
}

func TestAnAccountThatIsNotLockedIsStale(t *testing.T) {
	p := pageWith(100)
	hold, _ := p.Apply(reserve(40, "job"))
	p = &Page{Accounts: map[string]Account{}, Entries: map[string]Entry{hold.Key: hold}, Now: noon}

	for _, op := range []Operation{add(1, "k"), reserve(1, "other"), settle(1, "job"), release("job"), release("unknown")} {
		if _, err := p.Apply(op); !errors.Is(err, ErrStale) {
			t.Errorf("%s %s: %v; want %v", op.Kind, op.Key, err, ErrStale)
		}
	}
}

func TestNoAccountHoldsMoreThanCanBeCounted(t *testing.T) {
	p := pageWith(0)
	var err error
	for n := range 1002 {
		if _, err = p.Apply(must(Add(Grant, "jane", fmt.Sprint("k", n), MaxAmount, ""))); err != nil {
			break
		}
	}

	if !errors.Is(err, ErrFull) || p.Accounts["jane"].Balance != MaxBalance {
		t.Errorf("got %v at %d", err, p.Accounts["jane"].Balance)
	}
}

func TestWhatCanNotBeAnOperation(t *testing.T) {
	long := strings.Repeat("x", 65)
	refused := map[string]error{}
	try := func(what string) func(Operation, error) {
		return func(_ Operation, err error) { refused[what] = err }
	}
	try("no amount")(Add(Grant, "jane", "k", 0, ""))
	try("negative")(Reserve("jane", "j", -1, "", time.Hour))
	try("too much")(Reserve("jane", "j", MaxAmount+1, "", time.Hour))
	try("negative charge")(Settle("j", -1))
	try("no name")(Settle("", 1))
	try("long name")(GiveBack(long, ""))
	try("spaces")(GiveBack("a ", ""))
	try("not ASCII")(GiveBack("ä", ""))
	try("newline")(GiveBack("a\n", ""))
	try("no account")(Add(Grant, "", "k", 1, ""))
	try("void")(Reserve(Void, "j", 1, "", time.Hour))
	try("long reason")(Add(Grant, "jane", "k", 1, strings.Repeat("ü", 201)))
	try("control")(Add(Grant, "jane", "k", 1, "a\x00b"))
	try("not UTF-8")(Add(Grant, "jane", "k", 1, "\xff"))
	try("reference")(Reserve("jane", "j", 1, "a b", time.Hour))
	try("a kind that takes")(Add(Capture, "jane", "k", 1, ""))
	try("a refund of nothing that was charged")(Add(Refund, "jane", "k", 1, ""))
	try("the key of a hold")(Add(Grant, "jane", HoldPrefix+"k", 1, ""))
	try("the key of an end")(Adjust("jane", EndPrefix+"k", 1, Up, "a mistake"))
	try("no direction")(Adjust("jane", "k", 1, "", "a mistake"))
	try("another direction")(Adjust("jane", "k", 1, "sideways", "a mistake"))
	try("an adjustment of the void")(Adjust(Void, "k", 1, Up, "a mistake"))
	try("an adjustment of nothing")(Adjust("jane", "k", 0, Up, "a mistake"))
	try("an adjustment for no reason")(Adjust("jane", "k", 1, Up, ""))
	try("a refund for no reason")(Reimburse("job", "k", 1, ""))
	try("a refund of nothing")(Reimburse("job", "k", 0, "a mistake"))
	try("a negative refund")(Reimburse("job", "k", -1, "a mistake"))
	try("a refund of no reservation")(Reimburse("", "k", 1, "a mistake"))
	try("a refund without a key")(Reimburse("job", "", 1, "a mistake"))
	for what, err := range refused {
		if f := fault.From(err); f.Code != fault.Invalid || len(f.Fields) != 1 {
			t.Errorf("%s: %v", what, err)
		}
	}

	if _, err := Add(Grant, strings.Repeat("x", 64), "k", MaxAmount, strings.Repeat("ü", 200)+""); err != nil {
		t.Errorf("at the limits: %v", err)
	}
}

func TestACursorIsOnlyGoodForItsListing(t *testing.T) {
	l, err := NewListing("jane", "hold", 10, "")
	if err != nil {
		t.Fatal(err)
	}
	cursor := l.Next(Entry{Seq: 42})

	next, err := NewListing("jane", "hold", 10, cursor)

	if err != nil || next.Before != 42 || next.Kind != Hold {
		t.Errorf("got %+v, %v", next, err)
	}
	for kind, cursor := range map[string]string{
		"": cursor, "hold": cursor + "x", "grant": cursor, "capture": "not base64!", "release": "MS5yZWxlYXNlLi01", "refund": "MS5yZWZ1bmQuMDE",
	} {
		if _, err := NewListing("jane", kind, 10, cursor); err == nil {
			t.Errorf("%q took %q", kind, cursor)
		}
	}
}
