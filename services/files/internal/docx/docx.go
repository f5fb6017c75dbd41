// Package docx reads the text of Word documents: what a person sees on paper,
// in reading order, and nothing that was deleted or hidden. It trusts no
// number that a file says about itself.
package docx

import (
	"bytes"
	"errors"
	"strings"
)

// What can be wrong with a DOCX.
var (
	ErrDamaged = errors.New("the archive or its XML can't be read")
	ErrHostile = errors.New("the file is built to do harm")
	ErrTooLong = errors.New("the file unpacks to more than a CV can be")
	ErrLocked  = errors.New("the file asks for a password")
)

// wrapped is how a file begins that Word put into its older wrapping, as it
// does with files that have a password.
var wrapped = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

// Text is what was read of a document.
type Text struct {
	Text       string
	Hidden     int    // hidden characters, kept out
	HiddenText string // their start
	Images     int
}

// Read returns the text of a DOCX file.
func Read(data []byte) (Text, error) {
	if bytes.HasPrefix(data, wrapped) {
		return Text{}, ErrLocked
	}
	a, err := openArchive(data)
	if err != nil {
		return Text{}, err
	}
	p, err := a.parts()
	if err != nil {
		return Text{}, err
	}
	w := &walker{numbers: readNumbering(a, p), links: p.links, room: maxText}
	for _, name := range p.headers {
		if err := w.extra(a, name); err != nil {
			return Text{}, err
		}
	}
	if err := w.part(a, p.main); err != nil {
		return Text{}, err
	}
	for _, name := range append(p.notes, p.footers...) {
		if err := w.extra(a, name); err != nil {
			return Text{}, err
		}
	}
	return Text{
		Text:       strings.TrimSpace(strings.Join(w.lines, "\n")),
		Hidden:     w.hidden,
		HiddenText: w.hiddenText.String(),
		Images:     a.images,
	}, nil
}
