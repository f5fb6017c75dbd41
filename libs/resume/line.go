package resume

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/words"
)

// line is one line of the source without its end and without its markup at
// either side.
type line struct {
	start, end int    // of the content, in the source
	text       string // plain
	blank      bool   // the line before it is blank, or there is none
	bullet     bool
	indent     int
	level      int  // of a Markdown heading; 0 for none
	bold       bool // all of it, in Markdown
}

// lines cuts the source into its non-blank lines.
func lines(source string) []line {
	markdown := isMarkdown(source)
	var all []line
	blank := true
	pending := -1 // a bullet sign alone on its line, waiting for its text
	hidden := frontMatter(source, markdown)
	for at := 0; at < len(source); {
		stop := strings.IndexAny(source[at:], "\n\r\f\v\u2028\u2029")
		end, next := len(source), len(source)
		if stop >= 0 {
			_, size := utf8.DecodeRuneInString(source[at+stop:])
			end, next = at+stop, at+stop+size
		}
		l := newLine(source, at, end, markdown)
		switch {
		case end <= hidden:
		case l.text == "" && l.bullet:
			pending = l.indent
		case l.text == "":
			blank = true
		default:
			l.blank = blank
			if pending >= 0 && !l.bullet {
				l.bullet, l.indent = true, pending
			}
			pending, blank = -1, false
			all = append(all, l)
		}
		at = next
	}
	return all
}

var (
	numbered = words.Pattern(`^(?:\d{1,2}[.)]|[a-z]\))\s+`)
	ruler    = words.Pattern(`^[\s|:+\-=_*~─━═]+$`)
	heading  = words.Pattern(`^#{1,6}\s+`)
)

const bulletSigns = "•◦▪▫■□●○‣⁃∙·–—-*+►▶▸➤➢✓✔✦◆◇»→❖⚫"

func newLine(source string, start, end int, markdown bool) line {
	l := line{start: start, end: end}
	l.trim(source)
	l.indent = l.start - start
	if markdown {
		if m := heading().FindString(source[l.start:l.end]); m != "" {
			l.level = strings.Count(m, "#")
			l.start += len(m)
			l.end -= len(source[l.start:l.end]) - len(strings.TrimRight(source[l.start:l.end], "# "))
		}
		for strings.HasPrefix(source[l.start:l.end], ">") {
			l.start++
			l.trim(source)
		}
	}
	l.cutBullet(source)
	if ruler().MatchString(source[l.start:l.end]) {
		l.end = l.start
	}
	raw := source[l.start:l.end]
	l.text = raw
	if markdown {
		l.bold = len(raw) > 4 && (strings.HasPrefix(raw, "**") && strings.HasSuffix(raw, "**") || strings.HasPrefix(raw, "__") && strings.HasSuffix(raw, "__"))
		l.text = plain(raw)
	}
	l.text = squeeze(l.text)
	if !hasWord(l.text) {
		l.text = ""
	}
	return l
}

func (l *line) trim(source string) {
	for l.start < l.end {
		r, size := utf8.DecodeRuneInString(source[l.start:l.end])
		if !unicode.IsSpace(r) && r != '\ufeff' {
			break
		}
		l.start += size
	}
	for l.end > l.start {
		r, size := utf8.DecodeLastRuneInString(source[l.start:l.end])
		if !unicode.IsSpace(r) {
			break
		}
		l.end -= size
	}
}

// cutBullet takes list signs off the line's start.
func (l *line) cutBullet(source string) {
	s := source[l.start:l.end]
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return
	}
	private := unicode.Is(unicode.Co, r) || unicode.Is(unicode.So, r)
	if strings.ContainsRune(bulletSigns, r) || private {
		rest := s[size:]
		spaced := rest == "" || rest[0] == ' ' || rest[0] == '\t' || strings.HasPrefix(rest, "\u00a0")
		if spaced || r > 0x2000 && r != '–' && r != '—' || private {
			l.bullet = !private || strings.ContainsRune(bulletSigns, r)
			l.start += size
			l.trim(source)
			return
		}
	}
	// A number stays: "3. Platz" is no list.
	l.bullet = numbered().MatchString(s)
}

func hasWord(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func wordCount(s string) int { return len(strings.Fields(s)) }
