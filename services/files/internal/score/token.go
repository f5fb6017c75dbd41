// Package score tells how much a text read from a file is like the text that
// stands in it.
package score

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

var (
	hyphen  = regexp.MustCompile(`(\p{L})(?:[-\x{2010}\x{2011}\x{00AD}\x{05BE}\x{02}\x{FFFE}])(?:[ \t]*\r?\n\s*)?(\p{L})`)
	contact = regexp.MustCompile(`[\p{L}\p{N}_.+-]+@[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+|` +
		`(?:https?://|www\.)[^\s,;|)<>"']+|(?:linkedin|github)\.com/[\p{L}\p{N}_/.-]+`)
	cid = regexp.MustCompile(`\(cid:\d+\)`)
)

// folded is s as it is compared: without case, vowel signs, direction marks and
// the hyphens inside words.
func folded(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\f':
			return '\n'
		case isMark(r), isSilent(r):
			return -1
		}
		return r
	}, norm.NFKC.String(s))
	for range 2 { // the letter after one hyphen may be the one before the next
		s = hyphen.ReplaceAllString(s, "$1$2")
	}
	return strings.ReplaceAll(cases.Fold().String(norm.NFC.String(s)), "\u0307", "")
}

// isMark reports whether r is a sign that Arabic and Hebrew do without.
func isMark(r rune) bool {
	return (r >= 0x610 && r <= 0x61A) || (r >= 0x64B && r <= 0x65F) || r == 0x640 ||
		(r >= 0x591 && r <= 0x5BD) || r == 0x5BF || (r >= 0x5C1 && r <= 0x5C7 && r != 0x5C3 && r != 0x5C6)
}

func isSilent(r rune) bool {
	return (r >= 0x200B && r <= 0x200F) || (r >= 0x202A && r <= 0x202E) || (r >= 0x2060 && r <= 0x2069) || r == 0xFEFF
}

// Words returns the words of a text as they are compared. Where a script does
// not part words, each sign is one.
func Words(s string) []string {
	var out []string
	runes := []rune(folded(s))
	for i := 0; i < len(runes); {
		switch {
		case isIdeographic(runes[i]):
			out = append(out, string(runes[i]))
			i++
		case isWord(runes[i]):
			from := i
			for i < len(runes) && isWord(runes[i]) && !isIdeographic(runes[i]) {
				i++
			}
			for i < len(runes) && (runes[i] == '+' || runes[i] == '#') { // C++, C#
				i++
			}
			out = append(out, string(runes[from:i]))
		default:
			i++
		}
	}
	return out
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.Is(unicode.N, r) }

func isIdeographic(r rune) bool {
	return (r >= 0x3040 && r <= 0x30FF) || (r >= 0x3400 && r <= 0x4DBF) || (r >= 0x4E00 && r <= 0x9FFF) ||
		(r >= 0xF900 && r <= 0xFAFF) || (r >= 0xFF66 && r <= 0xFF9F)
}

// isGarbage reports whether r stands where a letter should be.
func isGarbage(r rune) bool {
	return r == unicode.ReplacementChar || unicode.Is(unicode.Co, r) ||
		(r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f') || (r >= 0x7F && r <= 0x9F)
}
