// Package user knows who may log in: whoever reads an address's mail, as one
// user per address.
package user

import (
	"time"

	"github.com/sartor-cv/sartor/services/auth/internal/address"
)

// The roles, as they are written into access tokens.
const (
	roleUser  = "user"
	roleAdmin = "admin"
)

// User is a person's account.
type User struct {
	ID        string
	Email     address.Address
	Name      string
	Locale    string
	CreatedAt time.Time
}

// Admins are the addresses whose owners may do everything. The role is decided
// by them each time a token is made and stored nowhere.
type Admins map[address.Address]bool

// Role returns what u is allowed to be.
func (a Admins) Role(u User) string {
	if a[u.Email] {
		return roleAdmin
	}
	return roleUser
}
