package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"sync"
	"time"
)

// Kind says what an entry did. The amount is positive; the kind is its direction.
type Kind string

// The kinds of entry.
const (
	Grant      Kind = "grant"      // credits given: by the house at sign-up, or by an admin
	Purchase   Kind = "purchase"   // credits that a user added
	Refund     Kind = "refund"     // credits given back after they were charged
	Adjustment Kind = "adjustment" // credits given, or taken, to put something right
	Hold       Kind = "hold"       // a reservation: held up
	Capture    Kind = "capture"    // the reservation is charged, and freed of what was not used
	Release    Kind = "release"    // the reservation is given back
)

var kinds = []Kind{Grant, Purchase, Refund, Adjustment, Hold, Capture, Release}

// adds reports whether entries of the kind put credits on an account; an
// adjustment may also take them.
func (k Kind) adds() bool { return k == Grant || k == Purchase || k == Refund || k == Adjustment }

// Hash is a SHA-256.
type Hash [sha256.Size]byte

// Entry is one line of the book.
type Entry struct {
	Account     string
	Seq         int64 // 1, 2, 3, ... of its account
	ID          string
	Key         string // of the operation that made it, unique in the whole book
	Kind        Kind
	Amount      int64
	Balance     int64 // of the account, after it
	Held        int64 // of the account, after it
	Reference   string
	Reason      string    // the house's own words, or what Sealed says where that was opened
	Sealed      string    // the reason that a person wrote, encrypted; empty for none, and where it was booked before reasons were sealed
	Expires     time.Time // of a hold; zero of anything else
	At          time.Time
	Fingerprint Hash // of the request
	Hash        Hash // of all the above and the hash of the entry before
}

// Available is what the account could still spend after the entry.
func (e Entry) Available() int64 { return e.Balance - e.Held }

// HoldName returns the name of the reservation that the entry opens or ends, and
// whether it opens it; empty for an entry about none.
func (e Entry) HoldName() (name string, opens bool) {
	if name, found := strings.CutPrefix(e.Key, HoldPrefix); found {
		return name, e.Kind == Hold
	}
	name, found := strings.CutPrefix(e.Key, EndPrefix)
	if !found {
		return "", false
	}
	return name, false
}

// Chain returns the hash that belongs on e, which follows an entry with the
// hash before; the first entry of an account follows the zero hash. It is
// of the entry as it is booked: nobody needs to open what is sealed, and nobody
// can once its user is erased, to see that it is whole.
func (e Entry) Chain(before Hash) Hash {
	w := newDigest(e.format())
	w.bytes(before[:])
	w.text(e.Account)
	w.number(e.Seq)
	w.text(e.ID)
	w.text(e.Key)
	w.text(string(e.Kind))
	w.number(e.Amount)
	w.number(e.Balance)
	w.number(e.Held)
	w.text(e.Reference)
	w.text(e.Reason)
	if e.Sealed != "" {
		w.text(e.Sealed)
	}
	w.number(micros(e.Expires))
	w.number(micros(e.At))
	w.bytes(e.Fingerprint[:])
	return w.sum()
}

func (e Entry) format() string {
	if e.Sealed == "" {
		return "sartor ledger entry 1"
	}
	return "sartor ledger entry 2"
}

// micros is a time as the book keeps it: microseconds, zero for none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// digest hashes values so that no two different rows of values hash alike: each
// with its length.
type digest struct{ buffer []byte }

// digests are used again: there are two to every operation.
var digests = sync.Pool{New: func() any { return new(digest) }}

func newDigest(what string) *digest {
	d, _ := digests.Get().(*digest)
	d.buffer = d.buffer[:0]
	d.text(what)
	return d
}

func (d *digest) number(n int64) {
	d.buffer = binary.BigEndian.AppendUint64(d.buffer, uint64(n))
}

func (d *digest) text(s string) {
	d.number(int64(len(s)))
	d.buffer = append(d.buffer, s...)
}

func (d *digest) bytes(b []byte) {
	d.number(int64(len(b)))
	d.buffer = append(d.buffer, b...)
}

// sum ends the use of d.
func (d *digest) sum() Hash {
	hash := sha256.Sum256(d.buffer)
	digests.Put(d)
	return hash
}
