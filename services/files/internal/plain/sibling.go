package plain

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// related is another encoding that the same bytes may be in.
type related struct {
	name string
	as   encoding.Encoding
}

// siblings are the encodings whose letters stand elsewhere than in the one that
// a detector takes them for: ISO's, and the Turkish one.
var siblings = map[string][]related{
	"windows-1250": {{"iso-8859-2", charmap.ISO8859_2}},
	"windows-1251": {{"iso-8859-5", charmap.ISO8859_5}},
	"windows-1252": {{"windows-1254", charmap.Windows1254}, {"iso-8859-15", charmap.ISO8859_15}},
	"windows-1253": {{"iso-8859-7", charmap.ISO8859_7}},
	"windows-1256": {{"iso-8859-6", charmap.ISO8859_6}},
	"koi8-r":       {{"koi8-u", charmap.KOI8U}},
}

// sibling reads data as an encoding beside the one that was found, where it
// reads better so. ISO has no letters where Windows has its own: one of these
// decides against it.
func sibling(data []byte, name, text string) (better, called string, ok bool) {
	least := oddities(text)
	for _, s := range siblings[name] {
		if strings.HasPrefix(s.name, "iso") && slices.ContainsFunc(data, func(b byte) bool { return b >= 0x80 && b < 0xA0 }) {
			continue
		}
		out, err := s.as.NewDecoder().Bytes(data)
		if err != nil {
			continue
		}
		if n := oddities(string(out)); n < least {
			better, called, ok, least = string(out), s.name, true, n
		}
	}
	return better, called, ok
}

// oddities counts what no writer does: capitals inside words after small
// letters, signs grown together with letters, letters of two scripts in a word,
// the sign for any currency, letters of Iceland
// and Poland without any others of theirs.
func oddities(text string) (n int) {
	var before, last rune
	for _, r := range text {
		switch {
		case r == '¤', r == utf8.RuneError, r >= 0x2500 && r <= 0x257F: // lines of boxes
			n++
		case unicode.IsUpper(r) && unicode.IsLower(last) && r > 0x7F:
			n++
		case unicode.IsLetter(r) && last > 0x7F && (unicode.IsSymbol(last) || unicode.IsPunct(last)) && unicode.IsLetter(before):
			n++ // a sign inside a word
		case unicode.IsLower(r) && last > 0x7F && unicode.IsSymbol(last):
			n++
		case unicode.Is(unicode.Latin, r) && unicode.Is(unicode.Arabic, last), unicode.Is(unicode.Arabic, r) && unicode.Is(unicode.Latin, last):
			n++
		}
		before, last = last, r
	}
	if thorns := strings.Count(text, "þ") + strings.Count(text, "ð") + strings.Count(text, "Þ") + strings.Count(text, "Ð"); !strings.ContainsAny(text, "áéíóúæÁÉÍÓÚÆ") {
		n += thorns
	}
	if !strings.ContainsAny(text, "łęćżńŁĘĆŻ") {
		n += strings.Count(text, "ą") // Polish without any other letter of its own
	}
	return n
}
