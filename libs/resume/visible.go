package resume

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/words"
)

// visible is a text without the characters that nobody sees, and knows where
// the rest of it stood. Where they belong to the writing, as joiners do in
// Persian, they stay.
type visible struct {
	text string
	from []int // by byte of text: where it stands in the source; nil where all is the same
}

func newVisible(source string) visible {
	var kept []byte
	var from []int
	last := rune(' ')
	for at := 0; at < len(source); {
		r, size := utf8.DecodeRuneInString(source[at:])
		if !words.Invisible(r) || joins(last) {
			last = r
			kept = append(kept, source[at:at+size]...)
			for i := range size {
				from = append(from, at+i)
			}
		}
		at += size
	}
	if len(kept) == len(source) {
		return visible{text: source}
	}
	return visible{text: string(kept), from: append(from, len(source))}
}

func joins(r rune) bool {
	return unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic)
}

// source is where a stretch of the text stands.
func (v visible) source(start, end int) (from, to int) {
	if v.from == nil || start >= end {
		return start, end
	}
	return v.from[start], v.from[end-1] + 1
}

// here is where a place of the source stands in the text.
func (v visible) here(at int) int {
	if v.from == nil {
		return at
	}
	i, _ := slices.BinarySearch(v.from, at)
	return min(i, len(v.text))
}

// restored points a document's spans into the source as it was given.
func (v visible) restored(d Document, source string) Document {
	d.Source = source
	if v.from == nil {
		return d
	}
	for i := range d.Facts {
		d.Facts[i].Start, d.Facts[i].End = v.source(d.Facts[i].Start, d.Facts[i].End)
	}
	for i := range d.Sections {
		s := &d.Sections[i]
		s.Start, s.End = v.from[min(s.Start, len(v.text))], v.from[min(s.End, len(v.text))]
	}
	return d
}
