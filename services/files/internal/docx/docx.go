// Package docx reads the text of Word documents: what a person sees on paper,
// in reading order, and nothing that was deleted or hidden. It trusts no
// number that a file says about itself.
package docx

import (
	"bytes"
	"errors"
	"strings"

	"github.com/sartor-cv/sartor/services/files/internal/link"
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
	Links      []link.Link // in their order
}

// Read returns the text of a DOCX file.
func Read(data []byte) (Text, error) {
	return read(data, maxTotal, 0)
}

// read reads a document that may unpack to so many bytes, and that stands so
// deep inside others.
func read(data []byte, room int64, depth int) (Text, error) {
	if bytes.HasPrefix(data, wrapped) {
		return Text{}, ErrLocked
	}
	a, err := openArchive(data, room)
	if err != nil {
		return Text{}, err
	}
	p, err := a.parts()
	if err != nil {
		return Text{}, err
	}
	s := readStyles(a, p.styles)
	w := &walker{archive: a, parts: p, styles: s, numbers: readNumbering(a, p.numbering), room: maxText, depth: depth}
	w.lit = a.hasGround(p)
	if err := w.part(p.main); err != nil {
		return Text{}, err
	}
	body := w.lines
	w.lines = nil
	if err := w.around(body); err != nil {
		return Text{}, err
	}
	return Text{
		Text:       strings.TrimSpace(strings.Join(w.lines, "\n")),
		Hidden:     w.hidden,
		HiddenText: w.hiddenText.String(),
		Images:     a.images,
		Links:      w.links,
	}, nil
}
