package match

import (
	"regexp"
	"strings"
)

// trail is a text under the knife that knows where each of its bytes came
// from, so that what is found in it can be shown in the text as it was given.
type trail struct {
	text string
	from []int32 // by byte: where the letter it belongs to begins in the source
	to   []int32 // and where it ends
}

func newTrail(s string) trail {
	t := trail{text: s, from: make([]int32, len(s)), to: make([]int32, len(s))}
	for i, r := range s {
		n := len(string(r))
		for j := i; j < i+n; j++ {
			t.from[j], t.to[j] = int32(i), int32(i+n)
		}
	}
	return t
}

// source is where a stretch of the text stands in the source.
func (t trail) source(start, end int) (from, to int) {
	if start >= end || end > len(t.text) {
		return 0, 0
	}
	return int(t.from[start]), int(t.to[end-1])
}

// builder writes the next state of a trail.
type builder struct {
	old trail
	b   strings.Builder
	new trail
}

// keep copies a stretch of the old text.
func (w *builder) keep(start, end int) {
	w.b.WriteString(w.old.text[start:end])
	w.new.from = append(w.new.from, w.old.from[start:end]...)
	w.new.to = append(w.new.to, w.old.to[start:end]...)
}

// put writes something else in the place of a stretch of the old text.
func (w *builder) put(s string, start, end int) {
	from, to := w.old.source(start, end)
	w.b.WriteString(s)
	for range len(s) {
		w.new.from, w.new.to = append(w.new.from, int32(from)), append(w.new.to, int32(to))
	}
}

func (w *builder) done() trail {
	w.new.text = w.b.String()
	return w.new
}

// replace puts what fn makes of each match in its place; where the match has a
// group and fn returns the group's very text, the letters keep their places.
func (t trail) replace(re *regexp.Regexp, fn func(match string) string) trail {
	found := re.FindAllStringSubmatchIndex(t.text, -1)
	if found == nil {
		return t
	}
	w, last := builder{old: t}, 0
	for _, m := range found {
		w.keep(last, m[0])
		if len(m) > 2 && m[2] >= 0 {
			w.keep(m[2], m[3])
		} else {
			w.put(fn(t.text[m[0]:m[1]]), m[0], m[1])
		}
		last = m[1]
	}
	w.keep(last, len(t.text))
	return w.done()
}

// cut takes out what matches, or leaves only its group.
func (t trail) cut(re *regexp.Regexp, instead string) trail {
	return t.replace(re, func(string) string { return instead })
}
