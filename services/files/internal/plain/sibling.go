package plain

import (
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// siblings are the ISO encodings whose letters stand elsewhere than in the
// Windows encoding that a detector takes them for.
var siblings = map[string]struct {
	name string
	as   encoding.Encoding
}{
	"windows-1250": {"iso-8859-2", charmap.ISO8859_2},
	"windows-1251": {"iso-8859-5", charmap.ISO8859_5},
	"windows-1252": {"iso-8859-15", charmap.ISO8859_15},
	"windows-1253": {"iso-8859-7", charmap.ISO8859_7},
}

// sibling reads data as the ISO encoding beside a Windows one, where it reads
// better so. ISO has no letters where Windows has its own: one of these decides.
func sibling(data []byte, name, text string) (better, called string, ok bool) {
	s, there := siblings[name]
	if !there {
		return "", "", false
	}
	for _, b := range data {
		if b >= 0x80 && b < 0xA0 {
			return "", "", false
		}
	}
	out, err := s.as.NewDecoder().Bytes(data)
	if err != nil || oddities(string(out)) >= oddities(text) {
		return "", "", false
	}
	return string(out), s.name, true
}

// oddities counts what no writer does: capitals inside words after small
// letters, signs grown together with letters, the sign for any currency.
func oddities(text string) (n int) {
	var before, last rune
	for _, r := range text {
		switch {
		case r == '¤':
			n++
		case unicode.IsUpper(r) && unicode.IsLower(last) && r > 0x7F:
			n++
		case unicode.IsLetter(r) && last > 0x7F && (unicode.IsSymbol(last) || unicode.IsPunct(last)) && unicode.IsLetter(before):
			n++ // a sign inside a word
		case unicode.IsLower(r) && last > 0x7F && unicode.IsSymbol(last):
			n++
		}
		before, last = last, r
	}
	return n
}
