package resume

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Structured writes a parsed CV as JSON Resume with the place of every element:
// meta.spans maps JSON pointers ("/work/0/name") to bytes of the source. The
// links are those of its contacts that the source's text doesn't spell out.
func Structured(d Document, links ...Link) ([]byte, error) {
	b := build(d)
	for _, l := range links {
		b.profile(l)
	}
	b.out.Meta.Facts = nil
	b.out.Meta.Spans = b.spans
	return json.Marshal(b.out)
}

// Link is a stretch of the text that leads to an address.
type Link struct {
	Start, End int
	URL        string
}

// profile adds where a link leads: to the mailbox, if none was told, or to a
// page that goes by the link's text, the name of a network or of the person in it.
func (b *builder) profile(l Link) {
	j := &b.out.Basics
	at := place{Start: l.Start, End: l.End}
	if mailbox, ok := strings.CutPrefix(l.URL, "mailto:"); ok {
		if j.Email == "" {
			j.Email = mailbox
			b.spans["/basics/email"] = at
		}
		return
	}
	if j.URL == l.URL || slices.ContainsFunc(j.Profiles, func(p jsonProfile) bool { return p.URL == l.URL }) {
		return
	}
	text, part := b.source[l.Start:l.End], "network"
	made := jsonProfile{URL: l.URL, Network: text}
	if strings.HasSuffix(strings.TrimRight(l.URL, "/"), "/"+text) { // linkedin.com/in/ann
		made, part = jsonProfile{URL: l.URL, Username: text}, "username"
	}
	b.spans["/basics/profiles/"+strconv.Itoa(len(j.Profiles))+"/"+part] = at
	j.Profiles = append(j.Profiles, made)
}

// place is where an element stands. Precision is that of a date, and "present"
// where what goes on has no end: such an end has a place and no value.
type place struct {
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Precision string `json:"precision,omitempty"` // day, month, quarter, season, year, present
}

// mark notes where an element stands: from its first fact to its last.
func (b *builder) mark(pointer string, facts ...Fact) {
	at := place{Start: -1}
	for _, f := range facts {
		if f.Start >= f.End {
			continue // composed: it stands nowhere
		}
		if at.Start < 0 || f.Start < at.Start {
			at.Start = f.Start
		}
		at.End = max(at.End, f.End)
	}
	if at.Start >= 0 {
		b.spans[pointer] = at
	}
}

// markAt notes the place of a part of a fact; the whole fact where the part
// isn't written as it is shown.
func (b *builder) markAt(pointer string, f Fact, part string) {
	if i := indexIn(b.source, f, part); i >= 0 {
		b.spans[pointer] = place{Start: i, End: i + len(part)}
		return
	}
	b.mark(pointer, f)
}

// markFrame notes what an entry's head says, and when it was.
func (b *builder) markFrame(at string, e Entry, fields map[Kind]string) {
	for kind, field := range fields {
		b.mark(at+"/"+field, b.of(e.Head, kind)...)
	}
	b.markDates(at, e)
}

func (b *builder) of(ids []string, kind Kind) (all []Fact) {
	for _, id := range ids {
		if f := b.facts[id]; f.Kind == kind {
			all = append(all, f)
		}
	}
	return all
}

// markBody notes bullets one by one and prose as a whole.
func (b *builder) markBody(at string, e Entry, list, prose string) {
	var rest []Fact
	n := 0
	for _, id := range e.Body {
		f := b.facts[id]
		if f.Kind != Bullet {
			rest = append(rest, f)
			continue
		}
		b.mark(fmt.Sprintf("%s/%s/%d", at, list, n), f)
		n++
	}
	b.mark(at+"/"+prose, rest...)
}

// markDates notes both ends of an entry's range, each as it is written.
func (b *builder) markDates(at string, e Entry) {
	for _, f := range b.of(e.Head, Dates) {
		if f.End > len(b.source) || f.Start >= f.End {
			continue
		}
		all := FindDates(b.source[f.Start:f.End])
		for _, found := range all {
			b.markEnds(at, e, f.Start, found)
		}
		if len(all) == 0 && e.Range.Present { // its end on a line of its own
			b.spans[at+"/endDate"] = place{f.Start, f.End, "present"}
		}
	}
}

func (b *builder) rename(from, to string) {
	if p, ok := b.spans[from]; ok {
		delete(b.spans, from)
		b.spans[to] = p
	}
}

// markCourses notes what stands below a degree: prose first, as it is listed.
func (b *builder) markCourses(at string, e Entry) {
	n := 0
	for _, bullets := range []bool{false, true} {
		for _, id := range e.Body {
			if f := b.facts[id]; f.Kind == Bullet == bullets {
				b.mark(fmt.Sprintf("%s/courses/%d", at, n), f)
				n++
			}
		}
	}
}

func (b *builder) markEnds(at string, e Entry, base int, f Found) {
	from := place{base + f.From[0], base + f.From[1], f.Range.From.Precision()}
	switch f.Range.From {
	case e.Range.From:
		b.spans[at+"/startDate"] = from
	case e.Range.To:
		b.spans[at+"/endDate"] = from
	}
	switch to := (place{base + f.To[0], base + f.To[1], f.Range.To.Precision()}); {
	case f.To[0] >= f.To[1]:
	case f.Range.Present && e.Range.Present:
		to.Precision = "present"
		b.spans[at+"/endDate"] = to
	case !f.Range.To.Zero() && f.Range.To == e.Range.To:
		b.spans[at+"/endDate"] = to
	}
}

func indexIn(source string, f Fact, part string) int {
	if f.Start >= f.End || f.End > len(source) || part == "" {
		return -1
	}
	i := strings.Index(source[f.Start:f.End], part)
	if i < 0 {
		return -1
	}
	return f.Start + i
}
