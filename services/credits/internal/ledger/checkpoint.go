package ledger

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Head is where the chain of an account ended when it was looked at.
type Head struct {
	Account string
	Seq     int64
	Hash    Hash
}

// Checkpoint seals the heads that moved since the checkpoint before. It hangs on
// that one as an entry hangs on the entry before, so that the newest vouches for
// the whole book as it was: an end of a chain can't be cut off without a
// checkpoint noticing, nor a checkpoint without those after it.
type Checkpoint struct {
	N         int64 // 1, 2, 3, ...
	At        time.Time
	Moved     int64  // how many heads it seals
	Before    Hash   // of the checkpoint before; zero for the first
	Hash      Hash   // of all the above and the heads
	Key       string // whose signature it is, see Keyring
	Signature []byte // Ed25519, of the hash
}

// Seal is the hash of a checkpoint while its heads are counted in; they come in
// the order of their accounts.
type Seal struct{ state Hash }

// NewSeal begins the hash of a checkpoint.
func NewSeal(n int64, at time.Time, before Hash) *Seal {
	w := newDigest("sartor ledger checkpoint 1")
	w.number(n)
	w.number(micros(at))
	w.bytes(before[:])
	return &Seal{state: w.sum()}
}

// Head counts in one head.
func (s *Seal) Head(h Head) {
	w := newDigest("sartor ledger head 1")
	w.bytes(s.state[:])
	w.text(h.Account)
	w.number(h.Seq)
	w.bytes(h.Hash[:])
	s.state = w.sum()
}

// Sum is the hash so far.
func (s *Seal) Sum() Hash { return s.state }

// Witness is a checkpoint as it is kept elsewhere: its number and its hash.
type Witness struct {
	N    int64
	Hash Hash
}

func (w Witness) String() string { return fmt.Sprintf("%d:%x", w.N, w.Hash[:]) }

// Witness is what is to be kept of the checkpoint elsewhere.
func (c Checkpoint) Witness() Witness { return Witness{N: c.N, Hash: c.Hash} }

// ParseWitness reads what String wrote.
func ParseWitness(s string) (w Witness, err error) {
	number, digits, _ := strings.Cut(strings.TrimSpace(s), ":")
	w.N, err = strconv.ParseInt(number, 10, 64)
	hash, e := hex.DecodeString(digits)
	if err != nil || e != nil || len(hash) != len(w.Hash) || w.N < 1 {
		return Witness{}, errors.New("a checkpoint is given as NUMBER:HASH")
	}
	copy(w.Hash[:], hash)
	return w, nil
}

// Keyring signs checkpoints with one key and knows that one and those before it.
type Keyring struct {
	private ed25519.PrivateKey
	known   map[string]ed25519.PublicKey
}

// NewKeyring returns the keyring of a signing key's seed, 32 bytes, and of public
// keys that signed before it. Without a seed it can verify and not sign.
func NewKeyring(seed []byte, known ...ed25519.PublicKey) (*Keyring, error) {
	k := &Keyring{known: map[string]ed25519.PublicKey{}}
	if seed != nil {
		if len(seed) != ed25519.SeedSize {
			return nil, fmt.Errorf("a key has %d bytes, not %d", ed25519.SeedSize, len(seed))
		}
		k.private = ed25519.NewKeyFromSeed(seed)
		known = append(slices.Clone(known), k.Public())
	}
	for _, key := range known {
		if len(key) != ed25519.PublicKeySize {
			return nil, fmt.Errorf("a public key has %d bytes, not %d", ed25519.PublicKeySize, len(key))
		}
		k.known[keyName(key)] = key
	}
	return k, nil
}

// Public is what others check the signatures of the signing key with.
func (k *Keyring) Public() ed25519.PublicKey {
	public, _ := k.private.Public().(ed25519.PublicKey)
	return public
}

// keyName is short and tells keys apart.
func keyName(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

// Sign signs a checkpoint.
func (k *Keyring) Sign(c *Checkpoint) {
	c.Key, c.Signature = keyName(k.Public()), ed25519.Sign(k.private, c.signed())
}

// Verify reports what is wrong with the signature of a checkpoint, if anything.
func (k *Keyring) Verify(c Checkpoint) string {
	key, known := k.known[c.Key]
	switch {
	case !known:
		return "is signed with a key that is not known here"
	case !ed25519.Verify(key, c.signed(), c.Signature):
		return "has a signature that is not of its key"
	default:
		return ""
	}
}

// signed is what the signature is of. The number of heads is in it beside the
// hash, which is over the heads themselves.
func (c Checkpoint) signed() []byte {
	w := newDigest("sartor ledger signature 1")
	w.number(c.Moved)
	w.bytes(c.Hash[:])
	sum := w.sum()
	return sum[:]
}
