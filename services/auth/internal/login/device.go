package login

import (
	"crypto/subtle"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

const (
	deviceVersion = "d1" // begins every device token
	maxDevice     = 256  // more than any device token has, in bytes
)

// Device returns the token that a device keeps after a login to a mailbox, given
// as its key: version.device.until.proof. It lets nobody in; it says whose budget
// of codes and guesses is used.
func (s *Secret) Device(mailbox, id string, until time.Time) string {
	text := deviceVersion + "." + id + "." + strconv.FormatInt(until.Unix(), 10)
	return text + "." + base64.RawURLEncoding.EncodeToString(mac(s.device, mailbox, text))
}

// ReadDevice returns which device a token is of, if we made it for this mailbox
// and its time has not run out.
func (s *Secret) ReadDevice(mailbox, token string, now time.Time) (id string, known bool) {
	parts := strings.Split(token, ".")
	if len(token) > maxDevice || len(parts) != 4 {
		return "", false
	}
	seconds, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return "", false
	}
	until := time.Unix(seconds, 0)
	ours := subtle.ConstantTimeCompare([]byte(token), []byte(s.Device(mailbox, parts[1], until))) == 1
	return parts[1], ours && now.Before(until)
}
