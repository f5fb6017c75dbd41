package auth

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/auth/internal/address"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

const (
	tries      = 5                // guesses per code
	grace      = 10 * time.Second // in which a refresh token that was just exchanged gives the same again
	knownFor   = 90 * 24 * time.Hour
	moment     = 10 * time.Minute // what the limits of clients are counted over
	day        = 24 * time.Hour   // what the limits of mailboxes are counted over
	maxCode    = 10 * time.Minute // a code may live
	maxResend  = time.Minute
	leastBytes = 32 // of a secret
)

// settings is all that can be set. Limits count what was in vain: a login
// that succeeds gives back what it used.
type settings struct {
	DSN sqldb.DSN `env:"AUTH_DSN,required" secret:"true" usage:"auth's own database: mysql://user:password@host:port/name or sqlite:PATH"`

	DataKey string `env:"SARTOR_DATA_KEY,required" secret:"true" usage:"32 bytes, base64 or hex: wraps the keys that personal content is encrypted with"`

	Secret      string        `env:"AUTH_SECRET,required" secret:"true" usage:"32 bytes or more that codes and refresh tokens are derived from; changing it ends every session"`
	PrivateKey  string        `env:"JWT_PRIVATE_KEY,required" secret:"true" usage:"base64 of the 32-byte Ed25519 seed that access tokens are signed with"`
	RetiredKeys []string      `env:"JWT_RETIRED_KEYS" usage:"base64 of further public keys to believe: earlier ones whose tokens may still live, and the next one before it signs; comma-separated"`
	Issuer      string        `env:"JWT_ISSUER" envDefault:"sartor" usage:"who signs access tokens; the same for all services"`
	AccessTTL   time.Duration `env:"JWT_ACCESS_TTL" envDefault:"5m" usage:"how long an access token lives, at most 5m"`

	SessionIdle time.Duration `env:"SESSION_IDLE" envDefault:"168h" usage:"a session ends when it wasn't refreshed for so long"`
	SessionLife time.Duration `env:"SESSION_LIFE" envDefault:"720h" usage:"a session ends after so long, however much it is used"`

	Digits int           `env:"OTP_DIGITS" envDefault:"8" usage:"digits of a one-time code, 6 to 10"`
	TTL    time.Duration `env:"OTP_TTL" envDefault:"10m" usage:"how long a one-time code lives, at most 10m"`
	Resend time.Duration `env:"OTP_RESEND" envDefault:"30s" usage:"time between two codes for one address while the first is unused, at most 60s"`

	SendClient  int `env:"OTP_SENDS_PER_CLIENT" envDefault:"120" usage:"codes that one client address may ask for in 10 minutes"`
	SendMailbox int `env:"OTP_SENDS_PER_MAILBOX" envDefault:"10" usage:"unused codes that one address may be sent in 24 hours"`
	SendAll     int `env:"OTP_SENDS_ALL" envDefault:"5000" usage:"codes that all together may ask for in 10 minutes"`
	TryClient   int `env:"OTP_TRIES_PER_CLIENT" envDefault:"300" usage:"wrong codes that one client address may try in 10 minutes"`
	TryMailbox  int `env:"OTP_TRIES_PER_MAILBOX" envDefault:"30" usage:"wrong codes that may be tried for one address in 24 hours"`
	TryAll      int `env:"OTP_TRIES_ALL" envDefault:"1000" usage:"wrong codes that all together may try in 10 minutes"`

	AdminEmails []string `env:"ADMIN_EMAILS" usage:"addresses whose owners are admins, comma-separated"`
}

// Validate implements the last check of host.Read.
func (s *settings) Validate() error {
	var all []error
	require := func(ok bool, format string, args ...any) {
		if !ok {
			all = append(all, fmt.Errorf(format, args...))
		}
	}
	_, seedErr := s.seed()
	_, retiredErr := s.retired()
	_, adminsErr := s.admins()
	_, dataErr := s.dataKey()
	all = append(all, seedErr, retiredErr, adminsErr, dataErr)
	require(len(s.Secret) >= leastBytes, "AUTH_SECRET is too short; it needs %d bytes or more", leastBytes)
	require(s.AccessTTL >= time.Second && s.AccessTTL <= authv1.AccessLife, "JWT_ACCESS_TTL is not within 1s and %s", authv1.AccessLife)
	require(s.SessionIdle >= time.Minute && s.SessionIdle <= s.SessionLife, "SESSION_IDLE is not within 1m and SESSION_LIFE")
	require(s.Digits >= 6 && s.Digits <= 10, "OTP_DIGITS is not within 6 and 10")
	require(s.TTL >= time.Minute && s.TTL <= maxCode, "OTP_TTL is not within 1m and %s", maxCode)
	require(s.Resend >= 0 && s.Resend <= maxResend, "OTP_RESEND is not within 0s and %s", maxResend)
	for name, limit := range map[string]int{
		"OTP_SENDS_PER_CLIENT": s.SendClient, "OTP_SENDS_PER_MAILBOX": s.SendMailbox, "OTP_SENDS_ALL": s.SendAll,
		"OTP_TRIES_PER_CLIENT": s.TryClient, "OTP_TRIES_PER_MAILBOX": s.TryMailbox, "OTP_TRIES_ALL": s.TryAll,
	} {
		require(limit >= 1, "%s is not 1 or more", name)
	}
	return errors.Join(all...)
}

func (s *settings) seed() ([]byte, error) {
	seed, err := readKey(s.PrivateKey, ed25519.SeedSize)
	if err != nil {
		return nil, fmt.Errorf("JWT_PRIVATE_KEY %w", err)
	}
	return seed, nil
}

func (s *settings) dataKey() ([]byte, error) {
	key, err := vault.ParseKey(s.DataKey)
	if err != nil {
		return nil, fmt.Errorf("SARTOR_DATA_KEY: %w", err)
	}
	return key, nil
}

// retired returns the public keys that are still to be believed.
func (s *settings) retired() (keys []authv1.Key, err error) {
	for _, text := range s.RetiredKeys {
		public, err := readKey(text, ed25519.PublicKeySize)
		if err != nil {
			return nil, fmt.Errorf("JWT_RETIRED_KEYS has one that %w", err)
		}
		keys = append(keys, authv1.Key{ID: identity.KeyID(public), Public: public})
	}
	return keys, nil
}

func (s *settings) admins() (user.Admins, error) {
	admins := user.Admins{}
	for _, text := range s.AdminEmails {
		if strings.TrimSpace(text) == "" {
			continue
		}
		a, err := address.Parse(text)
		if err != nil {
			return nil, errors.New("ADMIN_EMAILS has something that is no address")
		}
		admins[a] = true
	}
	return admins, nil
}

func (s *settings) loginPolicy() login.Policy {
	return login.Policy{
		Digits:      s.Digits,
		Life:        s.TTL,
		Tries:       tries,
		Resend:      s.Resend,
		SendClient:  login.Rate{Limit: s.SendClient, Per: moment},
		SendMailbox: login.Rate{Limit: s.SendMailbox, Per: day},
		SendAll:     login.Rate{Limit: s.SendAll, Per: moment},
		TryClient:   login.Rate{Limit: s.TryClient, Per: moment},
		TryMailbox:  login.Rate{Limit: s.TryMailbox, Per: day},
		TryAll:      login.Rate{Limit: s.TryAll, Per: moment},
		Known:       knownFor,
	}
}

func (s *settings) sessionPolicy() session.Policy {
	return session.Policy{Idle: s.SessionIdle, Absolute: s.SessionLife, Grace: grace}
}

// readKey reads base64 in either alphabet, padded or not.
func readKey(text string, size int) ([]byte, error) {
	text = strings.TrimRight(strings.TrimSpace(text), "=")
	text = strings.NewReplacer("+", "-", "/", "_").Replace(text)
	key, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(key) != size {
		return nil, fmt.Errorf("is not the base64 of %d bytes", size)
	}
	return key, nil
}
