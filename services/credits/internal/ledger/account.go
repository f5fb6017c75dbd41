// Package ledger holds the rules of credits. It knows no SQL, no NATS and no
// clock of its own.
//
// An account has a balance, what it was given less what it spent, of which open
// reservations hold a part. What is available, the balance less what is held,
// never falls below zero, and no operation is ever done twice: these are the two
// promises this package makes. Everything that happened is an entry; entries are
// added, never changed, and each is hashed over the one before it.
package ledger

// Account is the head of an account: what its last entry says.
type Account struct {
	ID      string
	Seq     int64 // of the last entry; 0 for an account not opened yet
	Balance int64
	Held    int64
	Spent   int64 // the sum of all captures
	Hash    Hash  // of the last entry
}

// Available is what can still be spent.
func (a Account) Available() int64 { return a.Balance - a.Held }

// Void is the account of releases whose reservation was never made. It never
// holds credits.
const Void = "void"
