package answer

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// loose reads JSON as models write it: with commas too many or too few, other
// quotation marks or none, comments, line breaks and quotes within texts, and
// without the last brackets. It reads each letter about once, and what was cut
// off within a text or an operation is no value.
type loose struct {
	s  string
	at int
}

// mostNested is how deep values may lie in each other.
const mostNested = 12

// value reads a value; ok is false where there is none, or half of one.
func (l *loose) value(depth int) (v any, ok bool) {
	l.skip()
	switch {
	case l.at >= len(l.s) || depth > mostNested:
		return nil, false
	case l.s[l.at] == '{':
		return l.object(depth)
	case l.s[l.at] == '[':
		return l.array(depth)
	}
	if text, quoted, whole := l.quoted(); quoted {
		return text, whole
	}
	return scalar(l.word(",]}\n")), true
}

func (l *loose) object(depth int) (any, bool) {
	l.at++
	o := map[string]any{}
	for {
		l.skip()
		switch {
		case l.at >= len(l.s):
			return o, field(o, kindNames) == nil && len(o) > 0 // the outer brackets may be missing
		case l.s[l.at] == '}':
			l.at++
			return o, true
		case l.s[l.at] == ']': // the brace was forgotten
			return o, true
		}
		name, quoted, whole := l.quoted()
		if !quoted {
			name = strings.TrimSpace(l.word(":,{}[]\n"))
		}
		l.skip()
		if quoted && !whole || name == "" || l.at >= len(l.s) || l.s[l.at] != ':' {
			return nil, false
		}
		l.at++
		v, ok := l.value(depth + 1)
		if !ok {
			return nil, false
		}
		o[name] = v
	}
}

func (l *loose) array(depth int) (any, bool) {
	l.at++
	list := []any{}
	for {
		l.skip()
		switch {
		case l.at >= len(l.s), l.s[l.at] == '}': // the bracket was forgotten
			return list, true
		case l.s[l.at] == ']':
			l.at++
			return list, true
		}
		v, ok := l.value(depth + 1)
		if !ok {
			return nil, false
		}
		list = append(list, v)
	}
}

// skip passes over blanks, commas and comments.
func (l *loose) skip() {
	for l.at < len(l.s) {
		rest := l.s[l.at:]
		switch {
		case strings.IndexByte(" \t\r\n,", rest[0]) >= 0:
			l.at++
		case strings.HasPrefix(rest, "//"):
			l.past(rest, "\n")
		case strings.HasPrefix(rest, "/*"):
			l.past(rest, "*/")
		default:
			return
		}
	}
}

func (l *loose) past(rest, end string) {
	if i := strings.Index(rest, end); i >= 0 {
		l.at += i + len(end)
		return
	}
	l.at = len(l.s)
}

// word reads up to one of some letters.
func (l *loose) word(ends string) string {
	rest := l.s[l.at:]
	n := strings.IndexAny(rest, ends)
	if n < 0 {
		n = len(rest)
	}
	l.at += max(n, 1) // never nothing
	return rest[:min(max(n, 1), len(rest))]
}

// closes are the marks that end a text, by those that begin one.
var closes = map[rune]string{'"': `"`, '\'': `'`, '“': `”“"`, '”': `”"`, '„': `“”"`, '‘': `’'`, '’': `’'`, '«': `»`, '`': "`"}

// quoted reads a text in quotation marks of any kind. A mark of its kind within
// it, which nothing follows that could come after a text, is of the text.
func (l *loose) quoted() (text string, quoted, whole bool) {
	open, size := utf8.DecodeRuneInString(l.s[l.at:])
	end, quoted := closes[open]
	if !quoted {
		return "", false, false
	}
	var b strings.Builder
	for at := l.at + size; at < len(l.s); {
		r, n := utf8.DecodeRuneInString(l.s[at:])
		switch {
		case r == '\\':
			at += escape(&b, l.s[at:])
			continue
		case strings.ContainsRune(end, r) && ends(l.s[at+n:]):
			l.at = at + n
			return b.String(), true, true
		}
		b.WriteString(l.s[at : at+n])
		at += n
	}
	l.at = len(l.s)
	return "", true, false
}

// far is how far is looked for what follows a text.
const far = 64

func ends(rest string) bool {
	rest = strings.TrimLeft(rest[:min(far, len(rest))], " \t\r\n")
	return rest == "" || strings.ContainsAny(rest[:1], `,:}]{["/`) || strings.HasPrefix(rest, "“") || strings.HasPrefix(rest, "'")
}

// escape writes what an escape says, and returns how long it is.
func escape(b *strings.Builder, s string) int {
	for _, n := range []int{12, 6, 2} { // a pair of surrogates, one letter, one sign
		var one string
		if len(s) >= n && json.Unmarshal([]byte(`"`+s[:n]+`"`), &one) == nil && (n == 2 || s[1] == 'u') {
			b.WriteString(one)
			return n
		}
	}
	if len(s) > 1 {
		b.WriteByte(s[1])
	}
	return min(2, len(s))
}

func scalar(word string) any {
	word = strings.TrimSpace(word)
	switch word {
	case "null", "None", "":
		return nil
	}
	if n, err := strconv.ParseFloat(word, 64); err == nil {
		return n
	}
	return word
}
