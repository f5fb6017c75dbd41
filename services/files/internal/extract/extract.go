// Package extract makes text of files: it knows a format by its content, reads
// it, finds the sections, says how well it went, and rejects what can't be
// used with a reason a person understands.
//
// It trusts the time and memory that it is given: a hostile file may use them
// up. Package sandbox bounds both.
package extract

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/services/files/internal/docx"
	"github.com/sartor-cv/sartor/services/files/internal/layout"
	"github.com/sartor-cv/sartor/services/files/internal/link"
	"github.com/sartor-cv/sartor/services/files/internal/pdf"
	"github.com/sartor-cv/sartor/services/files/internal/plain"
	"github.com/sartor-cv/sartor/services/files/internal/section"
)

// Result is what was made of a file: a text, or a rejection.
type Result struct {
	Text      string            `json:"text,omitempty"`
	Pages     int               `json:"pages,omitempty"` // 0 for formats without pages
	Sections  []section.Section `json:"sections,omitempty"`
	Resume    json.RawMessage   `json:"resume,omitempty"` // JSON Resume with spans; see resumeOf
	Quality   Quality           `json:"quality"`
	Rejection *Rejection        `json:"rejection,omitempty"`

	Unread []int `json:"unread,omitempty"` // pages, from 0, that only show their text: character recognition may read them
}

// Options say how to read.
type Options struct {
	PDF      *pdf.Reader // ready to read; without it, one is started for the file alone
	CacheDir string      // where PDFium's compiled code is kept
	Fallback bool        // read PDFs with the plain reader, for what PDFium can't open

	Recognized map[int]string // what character recognition has read of pages, from 0
}

// Read makes text of data, which is of the given format. An error is a failure
// of ours; what is wrong with the file is a rejection.
func Read(ctx context.Context, format Format, data []byte, o Options) (Result, error) {
	var d draft
	var err error
	switch format {
	case PDF:
		d, err = readPDF(ctx, data, o)
	case DOCX:
		d, err = readDOCX(data)
	case Markdown:
		d, err = readText(plain.ReadMarkdown(data))
	case Text:
		d, err = readText(plain.Read(data))
	default:
		return Result{}, fmt.Errorf("no reader for format %q", format)
	}
	if rejection := Reject(err); rejection != nil {
		return Result{Rejection: rejection}, nil
	}
	if err != nil {
		return Result{}, err
	}
	return d.finish(), nil
}

// draft is a text before it is judged.
type draft struct {
	text   string
	pages  int
	images int
	facts  facts
	tried  bool // character recognition has
	links  []link.Link
}

func readPDF(ctx context.Context, data []byte, o Options) (draft, error) {
	if o.Fallback {
		pages, err := pdf.ReadPlain(data)
		return draft{text: strings.Join(pages, "\n\n"), pages: len(pages), facts: facts{fallback: true}}, err
	}
	reader := o.PDF
	if reader == nil {
		var err error
		if reader, err = pdf.Open(ctx, o.CacheDir); err != nil {
			return draft{}, err
		}
		defer func() { _ = reader.Close() }()
	}
	pages, err := reader.Read(data)
	if err != nil {
		return draft{}, err
	}
	d := draftOf(pages, o.Recognized)
	if !d.facts.isDoubtful() {
		return d, nil
	}
	again, err := reader.ReadByFonts(data, pages)
	if err != nil || again == nil {
		return d, nil // it stays as doubtful as it is
	}
	second := draftOf(again, o.Recognized)
	second.facts.byFonts = true
	return second, nil
}

func draftOf(pages []layout.Page, recognized map[int]string) draft {
	for i := range pages {
		if recognized[i] != "" { // instead of what the page says it says
			pages[i].Glyphs, pages[i].Recognized = nil, true
		}
	}
	t := readable(pages)
	for i := range t.Pages {
		if recognized[i] != "" {
			t.Pages[i] = recognized[i]
		}
	}
	d := draft{text: join(t.Pages), pages: len(pages), tried: recognized != nil, facts: factsOf(pages, t)}
	for _, p := range pages {
		d.images += p.Images
		d.links = append(d.links, p.Links[:min(len(p.Links), link.Most-len(d.links))]...)
	}
	return d
}

func join(pages []string) string {
	var kept []string
	for _, p := range pages {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n\n")
}

func readDOCX(data []byte) (draft, error) {
	t, err := docx.Read(data)
	return draft{text: t.Text, images: t.Images, links: t.Links, facts: facts{hidden: t.Hidden, hiddenText: t.HiddenText}}, err
}

func readText(t plain.Text, err error) (draft, error) {
	return draft{text: t.Text, facts: facts{
		hidden: t.Hidden, hiddenText: t.HiddenText, encoding: t.Guessed, broken: t.Broken,
	}}, err
}

// finish judges the text and finds its sections.
func (d draft) finish() Result {
	text := strings.ToValidUTF8(strings.TrimSpace(d.text), "")
	if r := d.unusable(text); r != nil {
		return Result{Rejection: r, Pages: d.pages, Unread: d.facts.emptyPages}
	}
	sections := section.Find(text)
	return Result{
		Text: text, Pages: d.pages, Sections: sections, Resume: resumeOf(text, sections, d.links),
		Quality: judge(d, text, sections), Unread: d.facts.emptyPages,
	}
}

func (d draft) unusable(text string) *Rejection {
	letters := lettersIn(text)
	switch {
	case d.facts.fallback && (gluedIn(text) > mostGlued || !isLanguage(text)):
		return rejections[damaged].copy() // better nothing than this
	case d.facts.lost > maxLost, d.facts.lies > maxLies, d.facts.unmapped > maxUnmapped && !isLanguage(text):
		return rejections[unreadable].copy()
	case letters < fewLetters && (d.images > 0 || len(d.facts.emptyPages) > 0):
		return noTextLayer(len(d.facts.emptyPages), d.pages, d.tried)
	case letters < leastLetters:
		return rejections[noText].copy()
	case len(text) > MaxBytes:
		return rejections[tooLong].copy()
	}
	return nil
}

// Reject turns what a reader found wrong into a rejection; nil is an error of ours.
func Reject(err error) *Rejection {
	for _, c := range []struct {
		code string
		of   []error
	}{
		{encrypted, []error{pdf.ErrEncrypted, docx.ErrLocked}},
		{damaged, []error{pdf.ErrDamaged, docx.ErrDamaged}},
		{tooComplex, []error{pdf.ErrExhausted}},
		{unsafe, []error{docx.ErrHostile}},
		{tooLong, []error{pdf.ErrTooLong, docx.ErrTooLong}},
		{notText, []error{plain.ErrBinary}},
	} {
		for _, of := range c.of {
			if errors.Is(err, of) {
				return rejections[c.code].copy()
			}
		}
	}
	return nil
}

// MaxBytes is the longest text that is kept.
const MaxBytes = 400_000

const (
	leastLetters = 8   // fewer in a whole file are no text
	fewLetters   = 16  // fewer beside pictures are no text to speak of
	maxUnmapped  = 0.4 // share of glyphs that had to be guessed
	maxLost      = 0.2 // share of glyphs that could not even be guessed
	maxLies      = 0.4 // share of letters that stand for a glyph together with others; one that says what icons mean may reach 0.25
	mostGlued    = 0.1 // share of words of the plain reader that are several
)

func lettersIn(text string) int {
	n := 0
	for _, r := range text {
		if r > ' ' && r != utf8.RuneError {
			n++
		}
	}
	return n
}
