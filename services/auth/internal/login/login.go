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
	Challenge func() string          // of a challenge
}

// New returns the desk whose challenges are kept in store.
func New(store Store, sessions *session.Keeper, secret *Secret, policy Policy, around Surroundings) *Desk {
	return &Desk{store: store, sessions: sessions, secret: secret, policy: policy, around: around}
}

// Sent is what is told to who asked for a code.
type Sent struct {
	ChallengeID string
	ExpiresIn   time.Duration
	ResendIn    time.Duration
}

// Send opens a challenge for an address. Nobody looks whether it has an account.
func (d *Desk) Send(ctx context.Context, email, client string) (Sent, error) {
	to, err := address.Parse(email)
	if err != nil {
		return Sent{}, err
	}
	now := d.around.Now()
	mailbox, asker := d.secret.Index("mailbox", string(to)), d.secret.Index("client", client)
	scope, err := d.scope(ctx, mailbox, asker, now)
	if err != nil {
		return Sent{}, err
	}
	c := Challenge{
		ID:        d.around.Challenge(),
		Email:     to,
		Mailbox:   mailbox,
		Scope:     scope,
		Client:    asker,
		CreatedAt: now,
		ExpiresAt: now.Add(d.policy.Life),
	}
	err = d.store.Open(ctx, Opening{
		Challenge: c,
		Resend:    d.policy.Resend,
		Tries:     d.policy.Tries,
		Spends: []Spend{
			d.sendClient(c),
			d.sendMailbox(c),
			{Key: d.secret.Index("send", "all"), Rate: d.policy.SendAll},
		},
	})
	if err != nil {
		return Sent{}, err
	}
	return Sent{ChallengeID: c.ID, ExpiresIn: d.policy.Life, ResendIn: d.policy.Resend}, nil
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
}

// Verify lets in who shows the right code, once.
func (d *Desk) Verify(ctx context.Context, p Proof) (session.Grant, error) {
	email, err := address.Parse(p.Email)
	if err != nil {
		return session.Grant{}, err
	}
	now := d.around.Now()
	client := d.secret.Index("client", p.Client)
	tried := []Spend{
		{Key: d.secret.Index("try", "client", client), Rate: d.policy.TryClient},
		{Key: d.secret.Index("try", "all"), Rate: d.policy.TryAll},
	}
	c, err := d.store.Try(ctx, Guess{
		ChallengeID: readID(p.ChallengeID),
		Mailbox:     d.secret.Index("mailbox", string(email)),
		Tries:       d.policy.Tries,
		Now:         now,
		Spends:      tried,
		PerMailbox:  d.policy.TryMailbox,
	})
	if err != nil {
		return session.Grant{}, err
	}
	if !sameCode(readCode(p.Code), d.secret.Code(c.ID, c.Email, d.policy.Digits)) {
		return session.Grant{}, ErrInvalidCode
	}
	return d.letIn(ctx, c, admission{client: client, agent: p.UserAgent, now: now, tried: tried})
}

// admission is how somebody came to be let in.
type admission struct {
	client string
	agent  string
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
		User:      user.User{ID: id, Email: c.Email, CreatedAt: a.now},
		Session:   started,
		Returning: Refund{Spend: d.sendClient(c), At: c.CreatedAt, N: 1},
		Refunds:   []Refund{{Spend: d.sendMailbox(c), At: c.CreatedAt, N: 1}},
		InScope:   Refund{Spend: c.Guesses(d.policy.TryMailbox), At: a.now, N: c.Attempts},
		Erased:    d.secret.Erased(c.Email),
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
	return d.sessions.Grant(u, started, a.now)
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
	return Mail{Email: c.Email, Code: d.secret.Code(c.ID, c.Email, d.policy.Digits), ExpiresAt: c.ExpiresAt}, nil
}

func (d *Desk) sendClient(c Challenge) Spend {
	return Spend{Key: d.secret.Index("send", "client", c.Client), Rate: d.policy.SendClient}
}

func (d *Desk) sendMailbox(c Challenge) Spend {
	return Spend{Key: d.secret.Index("send", "mailbox", c.Scope), Rate: d.policy.SendMailbox}
}
