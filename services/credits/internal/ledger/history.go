package ledger

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/fault"
)

// MaxPage is how many entries a page of history has at most.
const MaxPage = 100

// Listing is which entries of an account to read, newest first.
type Listing struct {
	Account string
	Kind    Kind  // empty for all
	Before  int64 // only those of a smaller sequence; 0 for all
	Limit   int
}

// NewListing reads what a caller asks to see. cursor is from the page before.
func NewListing(account, kind string, limit int, cursor string) (Listing, error) {
	l := Listing{Account: account, Kind: Kind(kind), Limit: limit}
	if limit < 1 || limit > MaxPage {
		return l, fault.InvalidField("query.limit", "must be 1 to %d", MaxPage)
	}
	if kind != "" && !slices.Contains(kinds, l.Kind) {
		return l, fault.InvalidField("query.kind", "must be grant, purchase, hold, capture, release, refund or adjustment")
	}
	if cursor == "" {
		return l, nil
	}
	var ok bool
	if l.Before, ok = readCursor(cursor, l.Kind); !ok {
		return l, fault.InvalidField("query.cursor", "is not from this listing; begin again without it")
	}
	return l, nil
}

// Next is the cursor of the page after one that ends with e.
func (l Listing) Next(e Entry) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "1.%s.%d", l.Kind, e.Seq))
}

func readCursor(cursor string, kind Kind) (before int64, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return 0, false
	}
	rest, found := strings.CutPrefix(string(raw), "1."+string(kind)+".")
	before, err = strconv.ParseInt(rest, 10, 64)
	return before, found && err == nil && before > 0 && strconv.FormatInt(before, 10) == rest
}
