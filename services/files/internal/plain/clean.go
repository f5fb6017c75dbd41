package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/words"
)

const maxHiddenText = 200

// escapes are the colour codes of terminals.
var escapes = words.Pattern(`\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07\x1b]*(\x07|\x1b\\)|[@-_])`)

// clean keeps what a reader sees. Lines end in \n.
func clean(raw string) Text {
	raw = escapes().ReplaceAllString(raw, "")
	raw = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n\n", "\v", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n\n").Replace(raw)
	var t Text
	var out, hidden strings.Builder
	for _, r := range raw {
		switch {
		case r == '\n' || r == '\t':
			out.WriteRune(r)
		case r == utf8.RuneError:
			t.Broken++
		case r >= 0xE0000 && r <= 0xE007F: // tags: letters without a shape
			t.Hidden++
			if hidden.Len() < maxHiddenText && r > 0xE0020 {
				hidden.WriteRune(r - 0xE0000)
			}
		case r == 0xA0 || r == 0x202F || r == 0x2007:
			out.WriteByte(' ')
		case r == 0x200C || r == 0x200D: // they shape Persian and Indic words
			out.WriteRune(r)
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
		default:
			out.WriteRune(r)
		}
	}
	t.Text = tidy(out.String())
	t.HiddenText = hidden.String()
	return t
}

// tidy cuts the blanks at the ends of lines and the empty lines beyond one.
func tidy(s string) string {
	var out []string
	empty := false
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRight(line, " \t")
		if line == "" {
			empty = len(out) > 0
			continue
		}
		if empty {
			out = append(out, "")
			empty = false
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
