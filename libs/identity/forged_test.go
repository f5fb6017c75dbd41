package identity_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/identity"
)

// forger makes tokens of any shape, signed with the true key: whatever is
// refused is refused for its shape.
type forger struct {
	kid    string
	secret ed25519.PrivateKey
	now    int64
}

func newForger(i *issue) forger {
	return forger{
		kid:    i.signer.Key().ID,
		secret: ed25519.NewKeyFromSeed(i.seed),
		now:    i.clock.now().Unix(),
	}
}

func (f forger) header() map[string]any {
	return map[string]any{"alg": "EdDSA", "typ": "at+jwt", "kid": f.kid}
}

func (f forger) claims() map[string]any {
	return map[string]any{
		"iss": issuer, "aud": "sartor", "sub": "user-1", "sid": "session-1", "jti": "token-1",
		"role": "user", "iat": f.now, "exp": f.now + 300,
	}
}

func (f forger) head(change func(map[string]any)) string {
	h := f.header()
	change(h)
	return f.sign(encode(h), encode(f.claims()))
}

func (f forger) body(change func(map[string]any)) string {
	c := f.claims()
	change(c)
	return f.sign(encode(f.header()), encode(c))
}

func (f forger) raw(header, claims string) string {
	return f.sign(b64([]byte(header)), b64([]byte(claims)))
}

func (f forger) sign(header, claims string) string {
	text := header + "." + claims
	return text + "." + b64(ed25519.Sign(f.secret, []byte(text)))
}

func encode(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // only maps of plain values come here
	}
	return b64(data)
}

func b64(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

func set(name string, value any) func(map[string]any) {
	return func(m map[string]any) { m[name] = value }
}

func without(name string) func(map[string]any) {
	return func(m map[string]any) { delete(m, name) }
}

func (f forger) hs256() string {
	h := f.header()
	h["alg"] = "HS256"
	text := encode(h) + "." + encode(f.claims())
	mac := hmac.New(sha256.New, f.secret.Public().(ed25519.PublicKey))
	mac.Write([]byte(text))
	return text + "." + b64(mac.Sum(nil))
}

func (f forger) none() string {
	h := f.header()
	h["alg"] = "none"
	return encode(h) + "." + encode(f.claims()) + "."
}

// nonCanonical says the same in other letters: the last one has four bits that
// no byte holds.
func (f forger) nonCanonical() string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	good := f.sign(encode(f.header()), encode(f.claims()))
	last := strings.IndexByte(letters, good[len(good)-1])
	return good[:len(good)-1] + string(letters[last+1])
}

func TestForgedTokensAreRefused(t *testing.T) {
	i := newIssue(t)
	f := newForger(i)
	good := f.sign(encode(f.header()), encode(f.claims()))
	stranger := f
	stranger.secret = ed25519.NewKeyFromSeed(seedOf('x'))
	plain := fmt.Sprintf(`"iss":%q,"aud":"sartor","sub":"user-1","sid":"session-1","jti":"t","role":"user"`, issuer)
	times := fmt.Sprintf(`"iat":%d,"exp":%d`, f.now, f.now+300)
	header := fmt.Sprintf(`{"alg":"EdDSA","typ":"at+jwt","kid":%q}`, f.kid)

	forged := map[string]string{
		"HS256 with the public key": f.hs256(),
		"alg none":                  f.none(),
		"alg none, kept signature":  f.head(set("alg", "none")),
		"alg ES256":                 f.head(set("alg", "ES256")),
		"alg in other case":         f.head(set("alg", "eddsa")),
		"no alg":                    f.head(without("alg")),
		"typ JWT":                   f.head(set("typ", "JWT")),
		"typ AT+JWT":                f.head(set("typ", "AT+JWT")),
		"no typ":                    f.head(without("typ")),
		"no kid":                    f.head(without("kid")),
		"empty kid":                 f.head(set("kid", "")),
		"unknown kid":               f.head(set("kid", "another")),
		"kid a number":              f.head(set("kid", 1)),
		"crit":                      f.head(set("crit", []string{"exp"})),
		"jku":                       f.head(set("jku", "https://evil.example/jwks")),
		"x5u":                       f.head(set("x5u", "https://evil.example/x5u")),
		"jwk":                       f.head(set("jwk", map[string]string{"kty": "OKP", "crv": "Ed25519"})),
		"b64":                       f.head(set("b64", false)),
		"zip":                       f.head(set("zip", "DEF")),
		"another's signature":       stranger.sign(encode(f.header()), encode(f.claims())),
		"no exp":                    f.body(without("exp")),
		"no iat":                    f.body(without("iat")),
		"exp null":                  f.body(set("exp", nil)),
		"exp a string":              f.body(set("exp", strconv.FormatInt(f.now+300, 10))),
		"exp a fraction":            f.body(set("exp", float64(f.now)+0.5)),
		"exp 9e18":                  f.raw(header, fmt.Sprintf(`{%s,"iat":%d,"exp":9e18}`, plain, f.now)),
		"exp beyond all years":      f.body(set("exp", int64(9223372036854775807))),
		"exp negative":              f.body(set("exp", -1)),
		"lives an hour":             f.body(set("exp", f.now+3600)),
		"lives a second too long":   f.body(set("exp", f.now+301)),
		"ends before it begins":     f.body(set("iat", f.now+301)),
		"iat in the future": f.body(func(m map[string]any) {
			m["iat"], m["exp"] = f.now+60, f.now+300
		}),
		"wrong iss":          f.body(set("iss", "https://evil.example")),
		"no iss":             f.body(without("iss")),
		"iss with a slash":   f.body(set("iss", issuer+"/")),
		"wrong aud":          f.body(set("aud", "other")),
		"no aud":             f.body(without("aud")),
		"aud a list":         f.body(set("aud", []string{"sartor", "other"})),
		"empty sub":          f.body(set("sub", "")),
		"no sub":             f.body(without("sub")),
		"sub a number":       f.body(set("sub", 7)),
		"sub with wildcards": f.body(set("sub", "user.>")),
		"empty sid":          f.body(set("sid", "")),
		"no sid":             f.body(without("sid")),
		"empty jti":          f.body(set("jti", "")),
		"no jti":             f.body(without("jti")),
		"no role":            f.body(without("role")),
		"sub in other case":  f.raw(header, `{`+strings.Replace(plain, `"sub"`, `"SUB"`, 1)+`,`+times+`}`),
		"claim twice":        f.raw(header, `{`+plain+`,`+times+`,"sub":"admin-1"}`),
		"claim twice, cased": f.raw(header, `{`+plain+`,`+times+`,"Sub":"admin-1"}`),
		"claim twice, escaped": f.raw(header,
			`{`+plain+`,`+times+`,"\u0073ub":"admin-1"}`),
		"header twice":             f.raw(strings.Replace(header, "{", `{"alg":"none",`, 1), `{`+plain+`,`+times+`}`),
		"claims a list":            f.raw(header, `[]`),
		"claims null":              f.raw(header, `null`),
		"claims with a tail":       f.raw(header, `{`+plain+`,`+times+`}{}`),
		"claims not UTF-8":         f.raw(header, "{"+plain+","+times+",\"x\":\"\xff\"}"),
		"claims empty":             f.sign(encode(f.header()), ""),
		"non-canonical signature":  f.nonCanonical(),
		"padded signature":         good + "==",
		"line break in signature":  good[:len(good)-4] + "\n" + good[len(good)-4:],
		"standard base64":          strings.ReplaceAll(strings.ReplaceAll(good, "-", "+"), "_", "/") + "+",
		"truncated":                good[:len(good)-2],
		"signature cut off":        good[:strings.LastIndexByte(good, '.')+1],
		"signature of one byte":    good[:strings.LastIndexByte(good, '.')+1] + "AA",
		"two parts":                good[:strings.LastIndexByte(good, '.')],
		"four parts":               good + ".AAAA",
		"only dots":                "..",
		"a word":                   "token",
		"with its scheme":          "Bearer " + good,
		"blank before":             " " + good,
		"5 KB":                     f.body(set("pad", strings.Repeat("x", 5<<10))),
		"4 KB of dots":             strings.Repeat(".", 4<<10),
		"changed after signing":    strings.Replace(good, ".", ".e30", 1),
		"claims of another header": f.header2(good),
	}
	if _, err := i.verify.Verify(t.Context(), good); err != nil {
		t.Fatalf("the forger's good token: %v", err)
	}
	for name, token := range forged {
		t.Run(name, func(t *testing.T) {
			c, err := i.verify.Verify(t.Context(), token)

			if !errors.Is(err, identity.ErrInvalid) {
				t.Errorf("got %+v, %v; want %v", c, err, identity.ErrInvalid)
			}
		})
	}
	if _, err := i.verify.Verify(t.Context(), ""); !errors.Is(err, identity.ErrMissing) {
		t.Errorf("no token: got %v; want %v", err, identity.ErrMissing)
	}
}

// header2 keeps claims and signature and says the header in another order.
func (f forger) header2(good string) string {
	parts := strings.Split(good, ".")
	parts[0] = b64(fmt.Appendf(nil, `{"typ":"at+jwt","alg":"EdDSA","kid":%q}`, f.kid))
	return strings.Join(parts, ".")
}

func FuzzVerifyAcceptsNothingElse(f *testing.F) {
	s, err := identity.NewSigner(issuer, seedOf('a'), authv1.AccessLife)
	if err != nil {
		f.Fatal(err)
	}
	i := &issue{clock: newClock(), signer: s, seed: seedOf('a'), keys: []authv1.Key{s.Key()}}
	i.verify = identity.NewVerifier(identity.Config{Issuer: issuer, Now: i.clock.now, Keys: i.fetch})
	maker := newForger(i)
	good := maker.sign(encode(maker.header()), encode(maker.claims())) // the same in every worker
	f.Add(good)
	f.Add("..")
	f.Add("e30.e30.e30")
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := i.verify.Verify(t.Context(), token); (err == nil) != (token == good) {
			t.Errorf("got %v for %q", err, token)
		}
	})
}
