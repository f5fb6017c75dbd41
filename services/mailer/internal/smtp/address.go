package smtp

import "strings"

// isAddress reports whether s is an address that mail is sent to: a dot-atom,
// an @ and a domain name with a dot, all ASCII. Quotes, comments, literals and
// whatever could end a line or a path are none, whatever RFC 5321 allows.
func isAddress(s string) bool {
	return isMailbox(s) && strings.Contains(s[strings.LastIndexByte(s, '@'):], ".")
}

// isMailbox is isAddress for our own side, where a host may be called by one word.
func isMailbox(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && len(s) <= 254 && len(local) <= 64 && words(local, isAtext) && words(domain, isLDH) && !hyphenated(domain)
}

// words reports whether s is dot-separated words of 1 to 64 such bytes.
func words(s string, ok func(byte) bool) bool {
	for word := range strings.SplitSeq(s, ".") {
		if word == "" || len(word) > 64 {
			return false
		}
		for i := range len(word) {
			if !ok(word[i]) {
				return false
			}
		}
	}
	return true
}

// hyphenated reports whether a label of the domain begins or ends in a hyphen.
func hyphenated(domain string) bool {
	dotted := "." + domain + "."
	return strings.Contains(dotted, ".-") || strings.Contains(dotted, "-.")
}

func isAtext(c byte) bool {
	return isAlphanumeric(c) || strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

func isLDH(c byte) bool { return isAlphanumeric(c) || c == '-' }

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
