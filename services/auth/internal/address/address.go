// Package address knows one spelling of each e-mail address.
//
// Whatever counts, stores or mails an address uses what [Parse] returns, so two
// spellings of one mailbox are one mailbox everywhere, and nothing that means
// something to a mail server, a header or a database gets past it.
package address

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/sartor-cv/sartor/libs/fault"
)

const (
	maxLength = 254 // RFC 5321, without the angle brackets
	maxLocal  = 64
)

// ErrInvalid is the fault of what is no address that we write to.
var ErrInvalid = fault.InvalidField("body.email", "must be an e-mail address such as name@example.com")

// Address is an e-mail address in its canonical form: lower-case ASCII, the
// domain as A-labels.
type Address string

// domains maps a domain's spellings to the one that DNS asks for, and refuses
// what no host may be called.
var domains = idna.New(
	idna.MapForLookup(),
	idna.BidiRule(),
	idna.CheckJoiners(true),
	idna.CheckHyphens(false), // real domains have r3---sn and the like
	idna.StrictDomainName(true),
	idna.VerifyDNSLength(true),
)

// Parse returns the canonical form of what somebody typed.
func Parse(typed string) (Address, error) {
	typed = strings.Trim(typed, " \t\r\n")
	if len(typed) > 4*maxLength {
		return "", ErrInvalid
	}
	at := strings.LastIndexByte(typed, '@')
	if at < 0 {
		return "", ErrInvalid
	}
	local := typed[:at]
	if !isDotAtom(local) {
		return "", ErrInvalid
	}
	domain, err := canonical(typed[at+1:])
	if err != nil || !isDomain(domain) {
		return "", ErrInvalid
	}
	whole := strings.ToLower(local) + "@" + domain
	if len(whole) > maxLength {
		return "", ErrInvalid
	}
	return Address(whole), nil
}

// canonical returns a domain's one spelling: the one whose spelling it is itself.
func canonical(domain string) (string, error) {
	if !utf8.ValidString(domain) {
		return "", ErrInvalid
	}
	once, err := domains.ToASCII(domain)
	if err != nil {
		return "", err
	}
	if again, err := domains.ToASCII(once); err != nil || again != once {
		return "", ErrInvalid
	}
	return once, nil
}

// isDotAtom reports whether s is a local part without quotes or comments: words
// of RFC 5322's atext, joined by single dots.
func isDotAtom(s string) bool {
	if s == "" || len(s) > maxLocal {
		return false
	}
	for word := range strings.SplitSeq(s, ".") {
		if word == "" || strings.IndexFunc(word, notAtext) >= 0 {
			return false
		}
	}
	return true
}

func notAtext(r rune) bool {
	return !isAlphanumeric(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

func isAlphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// isDomain reports whether s is a name in the public DNS: at least two labels
// of letters, digits and inner hyphens, the last of them not a number.
func isDomain(s string) bool {
	labels := strings.Split(s, ".")
	for _, label := range labels {
		if !isLabel(label) {
			return false
		}
	}
	top := labels[len(labels)-1]
	return len(labels) > 1 && len(top) > 1 && strings.IndexFunc(top, isLetter) >= 0
}

func isLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return !isAlphanumeric(r) && r != '-' }) < 0
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' }
