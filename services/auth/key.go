package auth

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/identity"
)

var newKeyCommand = host.Command{
	Name:  "new-key",
	About: "makes a signing key and says how to change to it without refusing anybody",
	Run:   newKey,
}

// newKey prints settings, so that the seed is never an argument of anything.
func newKey(_ context.Context, in host.Invocation) error {
	public, secret, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	fmt.Fprintf(in.Out, `# Key %s. Each step on all replicas of auth, one after the other.
# 1. Announce it: add its public half to those that are believed, and wait ten minutes.
JWT_RETIRED_KEYS=%s
# 2. Sign with it, and go on believing the old one: its x is at /.well-known/jwks.json.
JWT_PRIVATE_KEY=%s
JWT_RETIRED_KEYS=<x of the old key>
# 3. Ten minutes later, take the old one out of JWT_RETIRED_KEYS.
`, identity.KeyID(public), base64.RawURLEncoding.EncodeToString(public), base64.StdEncoding.EncodeToString(secret.Seed()))
	return nil
}
