package plain

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// foreign are encodings of alphabets other than the Latin one, with the letters
// that are most frequent in their texts.
var foreign = []struct {
	name   string
	as     encoding.Encoding
	script *unicode.RangeTable
	common string
}{
	{"windows-1251", charmap.Windows1251, unicode.Cyrillic, "оеаинтсрвлкмдпу"},
	{"koi8-r", charmap.KOI8R, unicode.Cyrillic, "оеаинтсрвлкмдпу"},
	{"koi8-u", charmap.KOI8U, unicode.Cyrillic, "оеаинтсрвлкмдпуі"},
	{"iso-8859-5", charmap.ISO8859_5, unicode.Cyrillic, "оеаинтсрвлкмдпу"},
	{"windows-1253", charmap.Windows1253, unicode.Greek, "αοιετσνηυρπκμλς"},
	{"iso-8859-7", charmap.ISO8859_7, unicode.Greek, "αοιετσνηυρπκμλς"},
	{"windows-1255", charmap.Windows1255, unicode.Hebrew, "יוהלארתשנבמד"},
	{"windows-1256", charmap.Windows1256, unicode.Arabic, "اليمونرتبةعدسف"},
	{"iso-8859-6", charmap.ISO8859_6, unicode.Arabic, "اليمونرتبةعدسف"},
}

// isMisread reports whether a text that was read as Latin is in another
// alphabet: its words have letters with accents and no others.
func isMisread(text string) bool {
	strange, latin := 0, 0
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		accents, all := 0, 0
		for _, r := range word {
			if all++; r > 0x7F {
				accents++
			}
			if r > 0x24F { // no Latin letter at all
				return false
			}
		}
		if all >= 3 && accents == all {
			strange += accents
		} else {
			latin += accents
		}
	}
	return strange >= 9 || strange >= 3 && strange > latin
}

// inAlphabet reads data in the alphabet in which it makes most sense.
func inAlphabet(data []byte) (text, name string, ok bool) {
	best := 0.0
	for _, f := range foreign {
		out, err := f.as.NewDecoder().Bytes(data)
		if err != nil {
			continue
		}
		if s := sense(string(out), f.script, f.common); s > best {
			text, name, best = string(out), f.name, s
		}
	}
	return text, name, best >= leastSense
}

// leastSense is the share of frequent letters that texts have at least.
const leastSense = 0.4

func sense(text string, script *unicode.RangeTable, common string) float64 {
	n, all := 0, 0
	for _, r := range text {
		switch {
		case r < 0x80:
			continue
		case !unicode.Is(script, r):
			if unicode.IsLetter(r) {
				n -= 2
			}
		case strings.ContainsRune(common, r): // small ones: who writes capitals alone?
			n++
		}
		all++
	}
	return float64(n-2*oddities(text)) / float64(max(all, 1))
}
