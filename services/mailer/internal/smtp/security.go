package smtp

import (
	"errors"
	"net"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// security is how the connection is protected. Where it is, the server's
// certificate is verified, and a server without is not spoken to.
type security string

const (
	automatic security = ""         // plain on loopback, else upgrade
	upgrade   security = "starttls" // begun in the clear, nothing said before TLS
	implicit  security = "tls"      // from the first byte
	plain     security = "none"
)

// securityOf reads the SMTP_TLS setting.
func securityOf(setting, host string) (security, error) {
	switch s := security(setting); {
	case s == upgrade || s == implicit || s == plain:
		return s, nil
	case s != automatic:
		return "", errors.New("SMTP_TLS is none of starttls, tls, none")
	case isLoopback(host):
		return plain, nil
	default:
		return upgrade, nil
	}
}

func (s security) policy() gomail.TLSPolicy {
	if s == upgrade {
		return gomail.TLSMandatory
	}
	return gomail.NoTLS
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() || strings.EqualFold(host, "localhost")
}
