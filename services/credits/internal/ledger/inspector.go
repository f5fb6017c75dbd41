package ledger

import "fmt"

// Inspector goes through the checkpoints of a book and the heads that they seal,
// and compares: numbers, hashes, signatures, and each head with the entry that is
// in the book now.
type Inspector struct {
	all    []Checkpoint // that are still to be closed
	verify func(Checkpoint) string
	newest Checkpoint // that was closed
	seal   *Seal      // of all[0]
	moved  int64

	witness Witness
	seen    bool // the witness's checkpoint
}

// NewInspector returns the inspector of these checkpoints, in their order. verify
// says what is wrong with a signature.
func NewInspector(all []Checkpoint, verify func(Checkpoint) string, witness Witness) *Inspector {
	return &Inspector{all: all, verify: verify, witness: witness}
}

// Head inspects the next head, which checkpoint n seals; heads come by checkpoint
// and account. entry is the hash of the entry in the book, zero for none.
func (i *Inspector) Head(n int64, h Head, entry Hash) error {
	for len(i.all) > 0 && i.all[0].N < n {
		if err := i.closeFirst(); err != nil {
			return err
		}
	}
	if len(i.all) == 0 || i.all[0].N != n {
		return &BrokenError{Checkpoint: n, What: "it is missing, and what it seals is there"}
	}
	if h.Hash != entry {
		return &BrokenError{Account: h.Account, Seq: h.Seq, What: fmt.Sprintf("it is not what checkpoint %d sealed, or it is gone", n)}
	}
	i.open()
	i.seal.Head(h)
	i.moved++
	return nil
}

// Close ends the inspection and returns the newest checkpoint.
func (i *Inspector) Close() (Checkpoint, error) {
	for len(i.all) > 0 {
		if err := i.closeFirst(); err != nil {
			return i.newest, err
		}
	}
	if i.witness.N != 0 && !i.seen {
		return i.newest, &BrokenError{Checkpoint: i.witness.N, What: "it is gone, and so may be what it sealed"}
	}
	return i.newest, nil
}

// open begins the hash of the first checkpoint that is still to be closed.
func (i *Inspector) open() {
	if i.seal == nil {
		i.seal = NewSeal(i.all[0].N, i.all[0].At, i.all[0].Before)
	}
}

func (i *Inspector) closeFirst() error {
	i.open()
	c := i.all[0]
	what := ""
	switch {
	case c.N != i.newest.N+1:
		what = fmt.Sprintf("it follows checkpoint %d", i.newest.N)
	case c.Before != i.newest.Hash:
		what = "it does not hang on the one before"
	case c.Hash != i.seal.Sum() || c.Moved != i.moved:
		what = "its hash is not that of what it seals"
	default:
		what = i.verify(c)
	}
	if what == "" && c.N == i.witness.N {
		if i.seen = c.Hash == i.witness.Hash; !i.seen {
			what = "it is not the one that was kept elsewhere"
		}
	}
	if what != "" {
		return &BrokenError{Checkpoint: c.N, What: what}
	}
	i.all, i.newest, i.seal, i.moved = i.all[1:], c, nil, 0
	return nil
}
