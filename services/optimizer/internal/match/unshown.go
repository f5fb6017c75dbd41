package match

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

var (
	// neverShown are elements that hold no text for people.
	neverShown = []string{"script", "style", "head", "noscript", "template"}

	// hiding are styles by which nobody sees an element.
	hiding = regexp.MustCompile(`display:none|visibility:hidden|(?:font-size|opacity):0(?:[a-z%;!]|\.0*(?:[a-z%;!]|$)|$)|:-9\d{3,}px`)

	// endedByNext are elements that another of the kind ends.
	endedByNext = []string{"p", "li", "td", "th", "dd", "dt", "tr", "option"}

	// empty are elements that hold nothing.
	empty = []string{"br", "hr", "img", "input", "link", "meta", "wbr", "col", "source", "area", "base", "embed", "track"}
)

// unshown takes out the elements of HTML that nobody sees, and leaves a sign in
// their place. One that is never ended goes to the end of its line: an advert may be
// about HTML.
func unshown(t trail, sign string) trail {
	if !strings.Contains(t.text, "<") {
		return t
	}
	v := veil{builder: builder{old: t}, sign: sign}
	z := html.NewTokenizer(strings.NewReader(t.text))
	for at := 0; ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		start := at
		at += len(z.Raw())
		if kind == html.StartTagToken {
			v.begin(z, start)
		}
		if kind == html.EndTagToken {
			v.end(z, at)
		}
	}
	if v.name != "" {
		end := len(t.text)
		if n := strings.IndexByte(t.text[v.from:], '\n'); n >= 0 {
			end = v.from + n
		}
		v.cut(end)
	}
	v.keep(v.kept, len(t.text))
	return v.done()
}

// veil is the hidden element that is being read, if any.
type veil struct {
	builder

	sign  string
	kept  int    // up to where the text is written
	name  string // of the element; empty for none
	depth int    // how many of the name are open
	from  int    // where it begins
}

func (v *veil) begin(z *html.Tokenizer, at int) {
	tag, more := z.TagName()
	name := string(tag)
	if v.name != "" && v.name == name {
		if !slices.Contains(endedByNext, name) {
			v.depth++
			return
		}
		v.cut(at)
	}
	if v.name == "" && !slices.Contains(empty, name) && (slices.Contains(neverShown, name) || more && hidden(z)) {
		v.name, v.depth, v.from = name, 1, at
	}
}

func (v *veil) end(z *html.Tokenizer, at int) {
	if tag, _ := z.TagName(); string(tag) != v.name {
		return
	}
	if v.depth--; v.depth == 0 {
		v.cut(at)
	}
}

func (v *veil) cut(to int) {
	v.keep(v.kept, v.from)
	v.put(v.sign, v.from, to)
	v.kept, v.name = to, ""
}

// hidden reports whether the attributes of a tag hide it.
func hidden(z *html.Tokenizer) bool {
	for {
		key, value, more := z.TagAttr()
		switch string(key) {
		case "hidden":
			return true
		case "style":
			if hiding.MatchString(strings.ToLower(strings.Join(strings.Fields(string(value)), ""))) {
				return true
			}
		}
		if !more {
			return false
		}
	}
}
