package docx

import (
	"encoding/xml"
	"slices"
	"strings"
)

// shown says which headers, footers and notes the pages show.
type shown struct {
	refs  []ref
	title bool // a first page has a header of its own
	notes map[string]bool
}

// ref is a section's word for one of its headers or footers.
type ref struct{ id, page string }

// section reads the properties of a section, and the references to notes.
func (w *walker) section(e xml.StartElement) {
	switch name(e.Name) {
	case "w:headerReference", "w:footerReference":
		w.shown.refs = append(w.shown.refs, ref{attr(e, "id"), attr(e, "type")})
	case "w:titlePg":
		w.shown.title = w.shown.title || isOn(e)
	case "w:footnoteReference", "w:endnoteReference":
		if w.shown.notes == nil {
			w.shown.notes = map[string]bool{}
		}
		w.shown.notes[strings.TrimSuffix(name(e.Name), "Reference")+attr(e, "id")] = true
	}
}

// note reports whether a note is one of the text's. A document that refers to
// none shows all: a file that was put together by hand.
func (w *walker) note(e xml.StartElement) bool {
	switch attr(e, "type") {
	case "separator", "continuationSeparator", "continuationNotice":
		return false
	}
	return len(w.shown.notes) == 0 || attr(e, "id") == "" || w.shown.notes[name(e.Name)+attr(e, "id")]
}

// around puts what stands around the body into its place: headers first,
// footers and notes last.
func (w *walker) around(body []string) error {
	if len(w.shown.refs) == 0 { // put together by hand: better too much than too little
		for _, r := range slices.Concat(w.parts.headers, w.parts.footers) {
			w.shown.refs = append(w.shown.refs, ref{id: r.id})
		}
	}
	even := w.archive.hasSwitch(w.parts.settings, "w:evenAndOddHeaders")
	headers, footers := w.shown.of(w.parts.headers, even), w.shown.of(w.parts.footers, even)
	for _, part := range headers {
		if err := w.extra(part); err != nil {
			return err
		}
	}
	w.lines = append(w.lines, body...)
	for _, part := range slices.Concat(w.parts.notes, footers) {
		if err := w.extra(part); err != nil {
			return err
		}
	}
	return nil
}

// of returns those of the parts that pages show, the first page's before the others'.
func (s shown) of(all []relation, even bool) []string {
	var out []string
	for _, page := range []string{"first", "default", "even"} {
		if page == "first" && !s.title || page == "even" && !even {
			continue
		}
		for _, r := range all {
			if slices.ContainsFunc(s.refs, func(f ref) bool { return f.id == r.id && f.isFor(page) }) {
				out = append(out, r.target)
			}
		}
	}
	return out
}

// isFor reports whether a reference is for a kind of pages; what says nothing is for all.
func (f ref) isFor(page string) bool {
	return f.page == page || page == "default" && f.page != "first" && f.page != "even"
}

// hasSwitch reports whether a part has an element that is on.
func (a *archive) hasSwitch(part, element string) bool {
	data, err := a.read(part)
	if err != nil {
		return false
	}
	on := false
	_ = each(data, func(t xml.Token) {
		if e, ok := t.(xml.StartElement); ok && name(e.Name) == element {
			on = isOn(e)
		}
	})
	return on
}
