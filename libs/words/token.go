// Package words cuts text into words, sentences and stems.
//
// It treats what looks the same as the same: case, width, dashes, invisible
// characters and letters borrowed from another alphabet make no difference.
package words

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Token is a word or a number of a text.
type Token struct {
	Text   string // folded: lower case, plain forms
	Start  int    // bytes in the text
	End    int
	Number bool // begins with a digit: digits with their separators
	Upper  bool // begins with a capital letter
	Caps   bool // has several capitals, or a capital after its first letter
	Glued  bool // no space or sign before it: "min" in "41min"
}

// Tokens cuts a text into words and numbers. Signs are left out, except the
// ones that make a name: C++, C#, F#, .NET.
func Tokens(s string) []Token {
	tokens := make([]Token, 0, len(s)/6+1)
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		switch {
		case unicode.IsDigit(r), raised(r) && !glued(tokens, at): // in m² it is no number
			end := numberEnd(s, at)
			tokens = append(tokens, Token{
				Text: Fold(s[at:end]), Start: at, End: end, Number: true, Glued: glued(tokens, at),
			})
			at = end
		case inWord(r):
			t := word(s, at)
			t.Glued = glued(tokens, at)
			tokens = append(tokens, t)
			at = t.End
		default:
			at += size
		}
	}
	return tokens
}

func glued(tokens []Token, at int) bool {
	return len(tokens) > 0 && tokens[len(tokens)-1].End == at
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || Invisible(r)
}

// Invisible reports characters that take no room: joiners, soft hyphens,
// direction marks.
func Invisible(r rune) bool {
	return r == '\u00ad' || unicode.Is(unicode.Cf, r)
}

func word(s string, start int) Token {
	t := Token{Start: start, End: len(s)}
	letters, capitals := 0, 0
	for i, r := range s[start:] {
		if !inWord(r) && !(unicode.IsDigit(r) && letters > 0) {
			t.End = start + i
			break
		}
		if unicode.IsUpper(r) {
			capitals++
			t.Upper = t.Upper || letters == 0
		}
		letters++
	}
	t.Caps = capitals > 1 || (capitals == 1 && !t.Upper)
	t.End += suffix(s, t)
	if t.Start > 0 && s[t.Start-1] == '.' && len(s) >= t.Start+3 && Fold(s[t.Start:t.End]) == "net" && !wordBefore(s, t.Start-1) {
		t.Start--
	}
	t.Text = Fold(s[t.Start:t.End])
	return t
}

func wordBefore(s string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:at])
	return inWord(r) || unicode.IsDigit(r)
}

// suffix is the length of the ++ or # that belongs to a one-letter name.
func suffix(s string, t Token) int {
	rest := s[t.End:]
	short := t.End-t.Start == 1
	switch {
	case short && len(rest) >= 2 && rest[:2] == "++":
		return 2
	case short && len(rest) >= 1 && rest[0] == '#':
		return 1
	default:
		return 0
	}
}

// numberEnd finds where a number that starts at at ends: digits, and
// separators between digits where they can be of one number.
func numberEnd(s string, at int) int {
	end := digits(s, at)
	first := end - at
	for end < len(s) {
		sep, size := utf8.DecodeRuneInString(s[end:])
		next := end + size
		stop := digits(s, next)
		n := stop - next
		switch {
		case n == 0:
			return end
		case sep == '.' || sep == ',':
		case (groupSpace(sep) || sep == '\'' || sep == '’') && n == 3 && first <= 3:
		default:
			return end
		}
		end = stop
	}
	return end
}

func groupSpace(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u2009' }

func digits(s string, at int) int {
	for at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		if !unicode.IsDigit(r) && !raised(r) {
			break
		}
		at += size
	}
	return at
}

// raised reports a digit that is set higher or lower, or in a circle.
func raised(r rune) bool {
	if r < 0x80 || !unicode.Is(unicode.No, r) {
		return false
	}
	plain := norm.NFKC.String(string(r))
	return len(plain) == 1 && plain[0] >= '0' && plain[0] <= '9'
}
