package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Piece is a stretch of a text, in bytes.
type Piece struct{ Start, End int }

// Sentences cuts a text after each full stop, question mark, exclamation mark
// and line.
func Sentences(s string) []Piece {
	var all []Piece
	start := 0
	for i, r := range s {
		if r == '\n' || ends(s, i, r) {
			all = add(all, s, start, i+utf8.RuneLen(r))
			start = i + utf8.RuneLen(r)
		}
	}
	return add(all, s, start, len(s))
}

func add(all []Piece, s string, start, end int) []Piece {
	for start < end && space(s[start]) {
		start++
	}
	for end > start && space(s[end-1]) {
		end--
	}
	if start == end {
		return all
	}
	return append(all, Piece{start, end})
}

func space(b byte) bool { return b == ' ' || b == '\n' || b == '\r' || b == '\t' }

func ends(s string, i int, r rune) bool {
	switch r {
	case '。', '！', '？':
		return true
	case '!', '?':
		return i+1 == len(s) || space(s[i+1])
	case '.':
		return followed(s[i+1:]) && !abbreviation(s[:i])
	default:
		return false
	}
}

// followed reports whether what comes next begins a new sentence.
func followed(rest string) bool {
	if rest == "" {
		return true
	}
	if !space(rest[0]) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " \t\r\n"))
	return !unicode.IsLower(r)
}

var abbreviations = map[string]bool{
	"inc": true, "ltd": true, "co": true, "corp": true, "dr": true, "mr": true, "mrs": true, "ms": true, "st": true,
	"prof": true, "dipl": true, "ing": true, "bzw": true, "mio": true, "mrd": true, "tsd": true, "ca": true, "vs": true, "etc": true, "no": true, "nr": true,
	"e.g": true, "i.e": true, "z.b": true, "u.s": true, "approx": true, "dept": true, "univ": true, "p.ej": true, "sr": true, "jr": true, "mme": true,
}

func abbreviation(before string) bool {
	from := strings.LastIndexAny(before, " \n\t(") + 1
	last := strings.ToLower(before[from:])
	return abbreviations[last] || utf8.RuneCountInString(last) == 1 && !unicode.IsDigit(rune(last[0]))
}
