// Package press prints CVs and cover letters: PDF, DOCX, plain text and
// Markdown, in one column that people like and parsers read.
//
// Its promises: the same document gives the same bytes, every letter of it can
// be read out of them again, and what can't be printed so is refused.
package press

import (
	"strings"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/resume"
)

// Sheet is what is printed: a CV or a letter.
type Sheet struct {
	Title    string // of the document, for whoever opens it
	Author   string
	Language string    // BCP 47
	At       time.Time // when it was made
	Blocks   []Block
	Roomy    bool // as a letter is, whose page is not full
}

// Kind is what a block looks like.
type Kind int

// The kinds of blocks.
const (
	Name     Kind = iota // who it is about
	Headline             // what they call themselves
	Contact              // a line of addresses
	Heading              // of a section
	Entry                // Text is what, Right is when, Under is where
	Group                // a heading within a section or an entry
	Text                 // a paragraph
	Bullet               // an item of a list
	Skills               // Text is the list, Under what it is a list of
	Break                // a line of its own: an address, a greeting
)

// Block is one piece of a sheet.
type Block struct {
	Kind  Kind
	Text  string
	Right string
	Under string
}

// Formats are what can be printed, with their media types.
var Formats = map[string]string{
	"pdf":  "application/pdf",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"txt":  "text/plain; charset=utf-8",
}

// ErrFormat is the fault of a format that nobody knows.
var ErrFormat = fault.New(fault.NotFound, "format_not_found", "this document isn't printed in this format")

// Print prints a sheet.
func Print(s Sheet, format string) ([]byte, error) {
	switch format {
	case "pdf":
		return pdf(s)
	case "docx":
		return docx(s)
	case "txt":
		return []byte(plain(s)), nil
	default:
		return nil, ErrFormat
	}
}

// CV lays a CV out.
func CV(d resume.Document, at time.Time) Sheet {
	l := layout{facts: make(map[string]resume.Fact, len(d.Facts)), sheet: Sheet{Language: d.Language, At: at}}
	for _, f := range d.Facts {
		l.facts[f.ID] = f
	}
	if f, ok := d.First(resume.Name); ok {
		l.add(Block{Kind: Name, Text: f.Text})
		l.sheet.Title, l.sheet.Author = f.Text, f.Text
	}
	if f, ok := d.First(resume.Headline); ok {
		l.add(Block{Kind: Headline, Text: f.Text})
	}
	for _, s := range d.Sections {
		l.section(s)
	}
	return l.sheet
}

// Letter lays a cover letter out, which is a text of paragraphs with lists, under
// the name and the addresses that the CV is headed with.
func Letter(text, language string, cv Sheet) Sheet {
	s := Sheet{Title: cv.Title, Author: cv.Author, Language: language, At: cv.At, Roomy: true}
	for _, b := range cv.Blocks {
		if b.Kind == Name || b.Kind == Contact {
			s.Blocks = append(s.Blocks, b)
		}
	}
	if len(s.Blocks) > 0 {
		s.Blocks = append(s.Blocks, Block{Kind: Break}) // an empty line
	}
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		lines := strings.Split(strings.TrimSpace(paragraph), "\n")
		for i, line := range lines {
			line = unescaped(strings.TrimSpace(line))
			item, listed := strings.CutPrefix(line, "- ")
			switch {
			case line == "":
			case listed:
				s.Blocks = append(s.Blocks, Block{Kind: Bullet, Text: item})
			case i+1 < len(lines):
				s.Blocks = append(s.Blocks, Block{Kind: Break, Text: line})
			default:
				s.Blocks = append(s.Blocks, Block{Kind: Text, Text: line})
			}
		}
	}
	return s
}

var escapes = strings.NewReplacer(`\\`, `\`, `\*`, "*", `\_`, "_", `\#`, "#", `\[`, "[", `\<`, "<", "\\`", "`")

// unescaped takes back what keeps a name from being read as Markdown.
func unescaped(s string) string { return escapes.Replace(s) }
