// Package login lets people prove that they read an address's mail.
//
// Its promises: a code works once, for one challenge and one address, for ten
// minutes and five guesses at most; guesses are counted before they are
// compared; an answer never depends on whether the address has an account; and
// what strangers do to a mailbox doesn't keep its owner out of it.
package login

import (
	"context"
	"time"

	"github.com/sartor-cv/sartor/services/auth/internal/address"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

// Store keeps challenges and counts.
type Store interface {
	// Known reports whether a key was remembered and isn't forgotten yet.
	Known(ctx context.Context, key string, now time.Time) (bool, error)

	// Open makes a challenge and announces it, or returns Limited.
	Open(ctx context.Context, o Opening) error

	// Reserved reports whether a mailbox's challenge is a known device's.
	Reserved(ctx context.Context, challengeID, mailbox string) (bool, error)

	// Try counts a guess and returns the challenge it is about, or Limited, or
	// ErrInvalidCode if there is none that could be guessed.
	Try(ctx context.Context, g Guess) (Challenge, error)

	// Redeem uses up a challenge and starts the session, for a new user if need
	// be, or returns ErrInvalidCode if somebody was faster.
	Redeem(ctx context.Context, r Redemption) (user.User, error)

	// Challenge returns the challenge of that id, or ErrNoChallenge.
	Challenge(ctx context.Context, id string) (Challenge, error)
}

// Opening is what happens when a code is asked for.
type Opening struct {
	Challenge Challenge
	Resend    time.Duration // since the last one in the same scope that is still good
	Tries     int           // guesses after which one is good no more
	Spends    []Spend       // in this order
}

// Guess is what happens when a code is tried.
type Guess struct {
	ChallengeID string
	Mailbox     string
	Binding     string
	Tries       int // allowed per challenge
	Now         time.Time
	Spends      []Spend // counted in any case, in this order
	PerMailbox  Rate    // counted if there is such a challenge, in its scope
}

// Redemption is what happens when a code was right.
type Redemption struct {
	Challenge Challenge
	Now       time.Time
	User      user.User // whom to register if the address is new
	Session   session.Session
	Refunds   []Refund // before the challenge is touched, in this order
	Returning Refund   // given back, first of all, to those who had an account
	InScope   Refund   // after it
	Erased    string   // what the address is remembered as if its account was erased
	Remember  string   // known from now on
	Until     time.Time
}

// Desk is where people log in.
type Desk struct {
	store    Store
	sessions *session.Keeper
	secret   *Secret
	policy   Policy
	around   Surroundings
}

// Surroundings is what rules must not get by themselves.
type Surroundings struct {
	Now       func() time.Time
	NewID     func() (string, error) // of a user
	Challenge func() string          // of a challenge, or a device
}

// New returns the desk whose challenges are kept in store.
func New(store Store, sessions *session.Keeper, secret *Secret, policy Policy, around Surroundings) *Desk {
	return &Desk{store: store, sessions: sessions, secret: secret, policy: policy, around: around}
}

// Request is how a code is asked for.
type Request struct {
	Email   string
	Client  string
	Device  string // token of a login before, or nothing
	Binding string // what the code is to be bound to, or nothing
}

// Sent is what is told to who asked for a code.
type Sent struct {
	ChallengeID string
	ExpiresIn   time.Duration
	ResendIn    time.Duration
}

// Send opens a challenge for an address. Nobody looks whether it has an account.
func (d *Desk) Send(ctx context.Context, r Request) (Sent, error) {
	to, err := address.Parse(r.Email)
	if err != nil {
		return Sent{}, err
	}
	now := d.around.Now()
	mailbox, asker := d.secret.Mailbox(to), d.secret.Index("client", r.Client)
	device, reserved := d.secret.ReadDevice(mailbox, r.Device, now)
	scope := d.secret.Index("device", mailbox, device)
	if !reserved {
		if scope, err = d.scope(ctx, mailbox, asker, now); err != nil {
			return Sent{}, err
		}
	}
	id := d.around.Challenge()
	c := Challenge{
		ID:        id,
		Sealed:    d.secret.Seal(id, to),
		Mailbox:   mailbox,
		Scope:     scope,
		Client:    asker,
		Binding:   d.binding(r.Binding),
		Reserved:  reserved,
		CreatedAt: now,
		ExpiresAt: now.Add(d.policy.Life),
	}
	err = d.store.Open(ctx, Opening{
		Challenge: c,
		Resend:    d.policy.Resend,
		Tries:     d.policy.Tries,
		Spends:    d.sends(c),
	})
	if err != nil {
		return Sent{}, err
	}
	return Sent{ChallengeID: c.ID, ExpiresIn: d.policy.Life, ResendIn: d.policy.Resend}, nil
}

// sends is what a challenge is counted in. A known device has its own small
// budget and nothing else: the others are where strangers can keep people out.
func (d *Desk) sends(c Challenge) []Spend {
	if c.Reserved {
		return []Spend{d.sendMailbox(c)}
	}
	return []Spend{d.sendClient(c), d.sendMailbox(c), {Key: d.secret.Index("send", "all"), Rate: d.policy.SendAll}}
}

// binding is the key of what a code is bound to.
func (d *Desk) binding(secret string) string {
	if secret == "" {
		return ""
	}
	return d.secret.Index("binding", secret)
}

// scope is whose budget a challenge is counted in: the mailbox's, or that of a
// client who has logged in to it before.
func (d *Desk) scope(ctx context.Context, mailbox, client string, now time.Time) (string, error) {
	familiar := d.secret.Index("known", mailbox, client)
	known, err := d.store.Known(ctx, familiar, now)
	if known {
		return familiar, err
	}
	return mailbox, err
}

// Proof is what somebody shows to be let in.
type Proof struct {
	Email       string
	Code        string
	ChallengeID string
	Client      string
	UserAgent   string
	Device      string // token of a login before, or nothing
	Binding     string // what the code was bound to, or nothing
}

// Verify lets in who shows the right code, once.
func (d *Desk) Verify(ctx context.Context, p Proof) (session.Grant, error) {
	email, err := address.Parse(p.Email)
	if err != nil {
		return session.Grant{}, err
	}
	now := d.around.Now()
	client := d.secret.Index("client", p.Client)
	guess := Guess{
		ChallengeID: readID(p.ChallengeID),
		Mailbox:     d.secret.Mailbox(email),
		Binding:     d.binding(p.Binding),
		Tries:       d.policy.Tries,
		Now:         now,
		PerMailbox:  d.policy.TryMailbox,
	}
	if guess.Spends, err = d.tries(ctx, guess, client); err != nil {
		return session.Grant{}, err
	}
	c, err := d.store.Try(ctx, guess)
	if err != nil {
		return session.Grant{}, err
	}
	if !sameCode(readCode(p.Code), d.secret.Code(c.ID, email, d.policy.Digits)) {
		return session.Grant{}, ErrInvalidCode
	}
	return d.letIn(ctx, c, admission{email: email, client: client, agent: p.UserAgent, device: p.Device, now: now, tried: guess.Spends})
}

// tries is what a guess is counted in, whatever comes of it. The id of a known
// device's challenge is known to that device alone.
func (d *Desk) tries(ctx context.Context, g Guess, client string) ([]Spend, error) {
	reserved, err := d.store.Reserved(ctx, g.ChallengeID, g.Mailbox)
	if err != nil || reserved {
		return nil, err
	}
	return []Spend{
		{Key: d.secret.Index("try", "client", client), Rate: d.policy.TryClient},
		{Key: d.secret.Index("try", "all"), Rate: d.policy.TryAll},
	}, nil
}

// admission is how somebody came to be let in.
type admission struct {
	email  address.Address
	client string
	agent  string
	device string
	now    time.Time
	tried  []Spend
}

// letIn gives back what the challenge and its guesses had used of all budgets:
// only what was in vain is limited. A new address stays counted for the client
// that brought it, or one client could register without end.
func (d *Desk) letIn(ctx context.Context, c Challenge, a admission) (session.Grant, error) {
	id, err := d.around.NewID()
	if err != nil {
		return session.Grant{}, err
	}
	started, err := d.sessions.Start(a.agent, a.now)
	if err != nil {
		return session.Grant{}, err
	}
	r := Redemption{
		Challenge: c,
		Now:       a.now,
		User:      user.User{ID: id, Email: a.email, CreatedAt: a.now},
		Session:   started,
		Returning: Refund{Spend: d.sendClient(c), At: c.CreatedAt, N: 1},
		Refunds:   []Refund{{Spend: d.sendMailbox(c), At: c.CreatedAt, N: 1}},
		InScope:   Refund{Spend: c.Guesses(d.policy.TryMailbox), At: a.now, N: c.Attempts},
		Erased:    d.secret.Erased(a.email),
		Remember:  d.secret.Index("known", c.Mailbox, a.client),
		Until:     a.now.Add(d.policy.Known),
	}
	for _, s := range a.tried {
		r.Refunds = append(r.Refunds, Refund{Spend: s, At: a.now, N: 1})
	}
	u, err := d.store.Redeem(ctx, r)
	if err != nil {
		return session.Grant{}, err
	}
	started.UserID = u.ID
	g, err := d.sessions.Grant(u, started, a.now)
	g.DeviceToken = d.remember(c.Mailbox, a)
	return g, err
}

// remember returns a token by which a device is known from now on: the same
// device, if it was known already.
func (d *Desk) remember(mailbox string, a admission) string {
	id, known := d.secret.ReadDevice(mailbox, a.device, a.now)
	if !known {
		id = d.around.Challenge()
	}
	return d.secret.Device(mailbox, id, a.now.Add(d.policy.Known))
}

// Mail is what the mail with a code says.
type Mail struct {
	Email     address.Address
	Code      string
	ExpiresAt time.Time
}

// Mail returns what to write for a challenge, as long as it is of use.
func (d *Desk) Mail(ctx context.Context, challengeID string) (Mail, error) {
	c, err := d.store.Challenge(ctx, readID(challengeID))
	if err != nil {
		return Mail{}, err
	}
	if !c.alive(d.around.Now(), d.policy.Tries) {
		return Mail{}, ErrNoChallenge
	}
	to, err := d.secret.Open(c.ID, c.Sealed)
	if err != nil {
		return Mail{}, err
	}
	return Mail{Email: to, Code: d.secret.Code(c.ID, to, d.policy.Digits), ExpiresAt: c.ExpiresAt}, nil
}

func (d *Desk) sendClient(c Challenge) Spend {
	return Spend{Key: d.secret.Index("send", "client", c.Client), Rate: d.policy.SendClient}
}

func (d *Desk) sendMailbox(c Challenge) Spend {
	return Spend{Key: d.secret.Index("send", "mailbox", c.Scope), Rate: d.policy.SendMailbox}
}
