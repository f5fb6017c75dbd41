package identity

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxToken is the longest token that is looked at, in bytes.
const maxToken = 4 << 10

// latest is the last second that a time in a token may name (the year 9999).
const latest = 253402300799

var errShape = errors.New("not the shape of an access token")

// shape is a token taken apart, before anybody believes it. The JWT library
// reads leniently (unknown headers, repeated and oddly typed claims pass), so
// what it is given has been through here.
type shape struct {
	kid    string
	claims claims
}

func takeApart(token string) (shape, error) {
	if len(token) > maxToken {
		return shape{}, errShape
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return shape{}, errShape
	}
	header, err := object(parts[0])
	if err != nil {
		return shape{}, err
	}
	body, err := object(parts[1])
	if err != nil {
		return shape{}, err
	}
	if sig, err := decode(parts[2]); err != nil || len(sig) == 0 {
		return shape{}, errShape
	}
	kid, err := readHeader(header)
	if err != nil {
		return shape{}, err
	}
	c, err := readClaims(body)
	return shape{kid: kid, claims: c}, err
}

// readHeader accepts alg, typ and kid and nothing else: crit, jku, jwk, x5u and
// whatever is yet to be invented would change what the signature means.
func readHeader(h map[string]json.RawMessage) (kid string, err error) {
	var alg, typ string
	err = errors.Join(text(h, "alg", &alg), text(h, "typ", &typ), text(h, "kid", &kid))
	if err != nil || len(h) != 3 || alg != "EdDSA" || typ != tokenType {
		return "", errShape
	}
	return kid, nil
}

func readClaims(b map[string]json.RawMessage) (c claims, err error) {
	err = errors.Join(
		text(b, "iss", &c.Issuer),
		text(b, "aud", &c.Audience),
		text(b, "sub", &c.Subject),
		text(b, "sid", &c.Session),
		text(b, "jti", &c.ID),
		text(b, "role", &c.Role),
		seconds(b, "iat", &c.Issued),
		seconds(b, "exp", &c.Expires),
	)
	return c, err
}

// object reads one JSON object whose names differ by more than case.
func object(part string) (map[string]json.RawMessage, error) {
	data, err := decode(part)
	if err != nil || !utf8.Valid(data) {
		return nil, errShape
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, errShape
	}
	fields, seen := map[string]json.RawMessage{}, map[string]bool{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, errShape
		}
		key, ok := name.(string)
		if folded := strings.ToLower(key); !ok || seen[folded] {
			return nil, errShape
		}
		seen[strings.ToLower(key)] = true
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, errShape
		}
		fields[key] = value
	}
	if _, err := d.Token(); err != nil || d.InputOffset() != int64(len(data)) {
		return nil, errShape
	}
	return fields, nil
}

// decode reads canonical, unpadded base64url: one text for one value.
func decode(part string) ([]byte, error) {
	if strings.ContainsAny(part, "\r\n") { // the decoder skips them
		return nil, errShape
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errShape, err)
	}
	return data, nil
}

func text(fields map[string]json.RawMessage, name string, into *string) error {
	raw, ok := fields[name]
	if !ok || len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, into) != nil || *into == "" {
		return errShape
	}
	return nil
}

// seconds reads a plain integer; 9e18, 1.5 and "123" are none.
func seconds(fields map[string]json.RawMessage, name string, into *int64) error {
	n, err := strconv.ParseInt(string(fields[name]), 10, 64)
	if err != nil || n <= 0 || n > latest {
		return errShape
	}
	*into = n
	return nil
}
