package credits

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

type settings struct {
	DSN         sqldb.DSN     `env:"CREDITS_DSN,required" secret:"true" usage:"the ledger's database: mysql://user:password@host:port/name or sqlite:PATH"`
	DataKey     string        `env:"SARTOR_DATA_KEY,required" secret:"true" usage:"32 bytes, base64 or hex, that wrap the keys of users; without it nothing kept can be read"`
	SignUp      int64         `env:"SIGNUP_CREDITS" envDefault:"100" usage:"credits that a new user gets"`
	SelfService bool          `env:"CREDITS_SELF_SERVICE" envDefault:"false" usage:"users may add credits to their own accounts"`
	CapUser     int64         `env:"CREDITS_DAILY_PER_USER" envDefault:"0" usage:"credits that one user may have held and charged in a day, UTC; 0 for no cap"`
	CapHouse    int64         `env:"CREDITS_DAILY_TOTAL" envDefault:"0" usage:"credits that all users together may have held and charged in a day, UTC; 0 for no cap"`
	HoldLife    time.Duration `env:"CREDITS_HOLD_LIFE" envDefault:"24h" usage:"how long a reservation stands; longer than any work it is for"`

	SealKey     string        `env:"CREDITS_CHECKPOINT_KEY,required" secret:"true" usage:"32 bytes in base64 or hexadecimal: the Ed25519 seed that seals of the ledger are signed with"`
	RetiredKeys []string      `env:"CREDITS_CHECKPOINT_RETIRED_KEYS" usage:"public keys, as 'credits audit' shows them, that signed earlier seals; comma-separated"`
	SealEvery   time.Duration `env:"CREDITS_CHECKPOINT_EVERY" envDefault:"1h" usage:"how often the ledger is sealed"`
	AuditEvery  time.Duration `env:"CREDITS_AUDIT_EVERY" envDefault:"24h" usage:"how often the ledger is audited; what is found is in the log"`
}

// Validate reports settings that can't be right.
func (s *settings) Validate() error {
	var all []error
	if s.SignUp < 0 || s.SignUp > ledger.MaxAmount {
		all = append(all, errors.New("SIGNUP_CREDITS is not between 0 and 1000000000000"))
	}
	if s.CapUser < 0 || s.CapHouse < 0 {
		all = append(all, errors.New("CREDITS_DAILY_PER_USER and CREDITS_DAILY_TOTAL can't be below 0"))
	}
	if s.HoldLife < time.Second || s.HoldLife > 365*24*time.Hour {
		all = append(all, errors.New("CREDITS_HOLD_LIFE is not between 1s and 8760h"))
	}
	if s.SealEvery < time.Second || s.AuditEvery < time.Second {
		all = append(all, errors.New("CREDITS_CHECKPOINT_EVERY and CREDITS_AUDIT_EVERY can't be below 1s"))
	}
	if _, err := vault.ParseKey(s.DataKey); err != nil {
		all = append(all, fmt.Errorf("SARTOR_DATA_KEY: %w", err))
	}
	if _, err := s.keyring(); err != nil {
		all = append(all, err)
	}
	return errors.Join(all...)
}

// keyring is what seals are signed and checked with.
func (s *settings) keyring() (*ledger.Keyring, error) {
	seed, err := vault.ParseKey(s.SealKey)
	if err != nil {
		return nil, fmt.Errorf("CREDITS_CHECKPOINT_KEY: %w", err)
	}
	retired, err := publicKeys(s.RetiredKeys)
	if err != nil {
		return nil, fmt.Errorf("CREDITS_CHECKPOINT_RETIRED_KEYS: %w", err)
	}
	return ledger.NewKeyring(seed, retired...)
}

func publicKeys(texts []string) (all []ed25519.PublicKey, err error) {
	for _, text := range texts {
		key, err := vault.ParseKey(text)
		if err != nil {
			return nil, err
		}
		all = append(all, key)
	}
	return all, nil
}
