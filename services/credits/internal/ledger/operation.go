package ledger

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/fault"
)

// Limits of what an operation may say.
const (
	MaxAmount  = 1_000_000_000_000
	MaxBalance = 1_000_000_000_000_000
	MaxReason  = 200 // characters
)

// Operation is something to be done once. Its key says which it is, its
// fingerprint what it asks for.
type Operation struct {
	ID        string // of the entry it makes
	Kind      Kind
	Account   string // empty for Capture, Release and Refund: whose it is, the hold knows
	Name      string // of the reservation; empty for what is about none
	Key       string
	Amount    int64
	Reference string
	Reason    string
	Sealed    string        // the reason as it is booked, where a person wrote it
	Life      time.Duration // of a hold
	Trace     string        // that caused it, for the events it causes
	Caps      Caps          // of the day, for a hold; what ends one counts too where there are any
}

// Add puts credits on an account. name is unique to the addition.
func Add(kind Kind, account, name string, amount int64, reason string) (Operation, error) {
	op := Operation{Kind: kind, Account: account, Key: name, Amount: amount, Reason: reason}
	if kind != Grant && kind != Purchase {
		return op, fault.InvalidField("body.kind", "%s does not add credits", kind)
	}
	return op, first(
		checkName("body.userId", account, 64), checkKey(name), checkAmount(amount, 1), checkReason(reason))
}

// Reserve holds credits of an account back under a name, for life.
func Reserve(account, name string, amount int64, reference string, life time.Duration) (Operation, error) {
	op := Operation{
		Kind: Hold, Account: account, Name: name, Key: holdKey(name), Amount: amount, Reference: reference, Life: life,
	}
	err := first(checkName("body.userId", account, 64), checkName("body.operationId", name, 64), checkAmount(amount, 1))
	if err == nil && reference != "" {
		err = checkName("body.reference", reference, 64)
	}
	return op, err
}

// Settle charges a reservation with at most what it holds.
func Settle(name string, amount int64) (Operation, error) {
	op := Operation{Kind: Capture, Name: name, Key: endKey(name), Amount: amount}
	return op, first(checkName("body.operationId", name, 64), checkAmount(amount, 0))
}

// GiveBack releases a reservation.
func GiveBack(name, reason string) (Operation, error) {
	op := Operation{Kind: Release, Name: name, Key: endKey(name), Reason: reason}
	return op, first(checkName("body.operationId", name, 64), checkReason(reason))
}

// A reservation has two keys in the book: the one that its hold takes, and the
// one that whatever ends it takes, so that it ends once. Both end with its name.
const (
	HoldPrefix = "hold:"
	EndPrefix  = "end:"
)

func holdKey(name string) string { return HoldPrefix + name }
func endKey(name string) string  { return EndPrefix + name }

// HoldKey is the key of the hold that a Capture, Release or Refund is about.
func (op Operation) HoldKey() string { return holdKey(op.Name) }

// EndKey is the key of what ended the reservation that the operation is about.
func (op Operation) EndKey() string { return endKey(op.Name) }

// Follows reports whether the operation is about a reservation that was made
// before.
func (op Operation) Follows() bool { return op.Ends() || op.Kind == Refund }

// Ends reports whether the operation ends a reservation.
func (op Operation) Ends() bool { return op.Kind == Capture || op.Kind == Release }

// fingerprint is equal for equal requests. The reason of a release is not part
// of it: released is released. Nor is one that is sealed, or the fingerprint would
// tell it to who guesses; see told.
func (op Operation) fingerprint() Hash {
	w := newDigest("sartor ledger request 1")
	w.text(string(op.Kind))
	w.text(op.Account)
	w.number(op.Amount)
	if op.Kind != Release {
		w.text(op.Reference)
		w.text(op.plainReason())
	}
	return w.sum()
}

// isName reports whether s may be a key: what both engines compare and store
// alike.
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (c < '0' || c > '9') && c != '.' && c != '_' && c != ':' && c != '-' {
			return false
		}
	}
	return s != ""
}

func checkName(location, s string, limit int) error {
	if len(s) > limit || !isName(s) {
		return fault.InvalidField(location, "must be 1 to %d letters, digits or ._:-", limit)
	}
	if location == "body.userId" && s == Void {
		return fault.InvalidField(location, "is not a user")
	}
	return nil
}

// checkKey checks the key of what is about no reservation, or follows one that
// has ended: those of reservations are not to be had.
func checkKey(key string) error {
	if strings.HasPrefix(key, HoldPrefix) || strings.HasPrefix(key, EndPrefix) {
		return fault.InvalidField("body.idempotencyKey", "must not begin with %s or %s", HoldPrefix, EndPrefix)
	}
	return checkName("body.idempotencyKey", key, 96)
}

func checkAmount(amount, least int64) error {
	if amount < least || amount > MaxAmount {
		return fault.InvalidField("body.amount", "must be %d to %d", least, int64(MaxAmount))
	}
	return nil
}

func checkReason(reason string) error {
	if !utf8.ValidString(reason) || utf8.RuneCountInString(reason) > MaxReason || hasControl(reason) {
		return fault.InvalidField("body.reason", "must be text of at most %d characters", MaxReason)
	}
	return nil
}

func hasControl(s string) bool { return slices.ContainsFunc([]rune(s), unicode.IsControl) }

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
