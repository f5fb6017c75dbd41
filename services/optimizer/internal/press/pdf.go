package press

import (
	"bytes"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansitalic"
	"github.com/go-fonts/liberation/liberationsansregular"
)

// The page, in millimetres and points.
const (
	marginX   = 20.0
	marginTop = 18.0
	marginEnd = 17.0
	indent    = 4.5
	font      = "liberation"
	points    = 0.3528 // millimetres
)

// ink is a colour.
type ink [3]int

var (
	black  = ink{28, 30, 34}
	grey   = ink{92, 98, 108}
	accent = ink{27, 66, 112}
	rule   = ink{168, 182, 200}
)

// hand is how a text is written.
type hand struct {
	style string
	size  float64 // points
	ink   ink
	lead  float64 // of a line's height to the size
}

var (
	nameHand    = hand{"B", 22, accent, 1.2}
	headHand    = hand{"", 11.5, grey, 1.35}
	contactHand = hand{"", 9, grey, 1.45}
	titleHand   = hand{"B", 11.5, accent, 1.3}
	entryHand   = hand{"B", 10, black, 1.38}
	dateHand    = hand{"", 9, grey, 1.38}
	whereHand   = hand{"I", 9.5, grey, 1.38}
	bodyHand    = hand{"", 10, black, 1.42}
	boldHand    = hand{"B", 10, black, 1.42}
	letterHand  = hand{"", 10.5, black, 1.5}
)

func (h hand) height() float64 { return h.size * points * h.lead }

// page writes a PDF from the top to the bottom.
type page struct {
	*fpdf.Fpdf

	width, bottom float64 // of what is written
	y             float64
	fresh         bool // nothing is on the page yet
	roomy         bool
}

func pdf(s Sheet) ([]byte, error) {
	s, err := set(s)
	if err != nil {
		return nil, err
	}
	f := fpdf.New("P", "mm", "A4", "")
	f.SetCatalogSort(true)
	f.SetCreationDate(s.At.UTC())
	f.SetModificationDate(s.At.UTC())
	f.SetProducer("Sartor", true)
	f.SetTitle(s.Title, true)
	f.SetAuthor(s.Author, true)
	if s.Language != "" && s.Language != "und" {
		f.SetLang(s.Language)
	}
	f.AddUTF8FontFromBytes(font, "", bytes.Clone(liberationsansregular.TTF))
	f.AddUTF8FontFromBytes(font, "B", bytes.Clone(liberationsansbold.TTF))
	f.AddUTF8FontFromBytes(font, "I", bytes.Clone(liberationsansitalic.TTF))
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(0, 0, 0)
	f.SetCellMargin(0)
	w, h := f.GetPageSize()
	p := &page{Fpdf: f, width: w - 2*marginX, bottom: h - marginEnd, roomy: s.Roomy}
	p.turn()
	for i, b := range s.Blocks {
		if s.Roomy && i > 0 && s.Blocks[i-1].Kind == Bullet && b.Kind != Bullet {
			p.space(1.8)
		}
		p.block(b, i > 0 && s.Blocks[i-1].Kind == b.Kind)
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		return nil, fmt.Errorf("write the PDF: %w", err)
	}
	return out.Bytes(), nil
}

// turn begins a page.
func (p *page) turn() {
	p.AddPage()
	p.y, p.fresh = marginTop, true
}

// room makes sure that so much fits on the page.
func (p *page) room(height float64) {
	if p.y+height > p.bottom && !p.fresh {
		p.turn()
	}
}

// space is left free, but not at the top of a page.
func (p *page) space(height float64) {
	if !p.fresh {
		p.y += height
	}
}

func (p *page) block(b Block, again bool) {
	switch b.Kind {
	case Name:
		p.lines(b.Text, nameHand, 0)
		p.space(0.5)
	case Headline:
		p.lines(b.Text, headHand, 0)
		p.space(1)
	case Contact:
		p.lines(b.Text, contactHand, 0)
	case Heading:
		p.heading(b.Text)
	case Entry:
		p.entry(b)
	case Group:
		p.space(1.5)
		p.room(3 * bodyHand.height())
		p.lines(b.Text, boldHand, 0)
	case Bullet:
		p.bullet(b.Text)
	case Skills:
		p.skills(b, again)
	case Break:
		p.lines(b.Text, p.body(), 0)
		if b.Text == "" {
			p.space(2 * bodyHand.height())
		}
	case Text:
		p.lines(b.Text, p.body(), 0)
		p.space(p.gap())
	}
}

// body is how prose is written, and gap what is free after a paragraph of it.
func (p *page) body() hand {
	if p.roomy {
		return letterHand
	}
	return bodyHand
}

func (p *page) gap() float64 {
	if p.roomy {
		return 3.4
	}
	return 1.6
}

func (p *page) heading(text string) {
	p.space(4.2)
	p.room(titleHand.height() + 4*bodyHand.height())
	p.lines(text, titleHand, 0)
	p.SetDrawColor(rule[0], rule[1], rule[2])
	p.SetLineWidth(0.3)
	p.Line(marginX, p.y+0.5, marginX+p.width, p.y+0.5)
	p.y += 2.2
}

// entry writes what with when at the right edge, and where below.
func (p *page) entry(b Block) {
	p.space(1.8)
	p.room(entryHand.height() + whereHand.height() + 2*bodyHand.height())
	right := 0.0
	if b.Right != "" {
		right = p.measure(b.Right, dateHand) + 4
	}
	if right > p.width/2 { // too long to stand beside
		p.lines(b.Text, entryHand, 0)
		p.lines(b.Right, dateHand, 0)
	} else {
		top := p.y
		broken := p.broken(b.Text, entryHand, p.width-right)
		for i, line := range broken {
			p.write(marginX, line, entryHand)
			if i == 0 && b.Right != "" {
				p.y = top
				p.write(marginX+p.width-right+4, b.Right, dateHand)
			}
			p.y += entryHand.height()
		}
		if len(broken) == 0 && b.Right != "" {
			p.write(marginX, b.Right, dateHand)
			p.y += dateHand.height()
		}
	}
	if b.Under != "" {
		p.lines(b.Under, whereHand, 0)
	}
	p.space(0.6)
}

func (p *page) bullet(text string) {
	h := p.body()
	p.room(h.height() * float64(min(2, len(p.broken(text, h, p.width-indent)))))
	p.write(marginX+0.8, "•", h)
	p.lines(text, h, indent)
	p.space(0.5)
}

// skills writes a list, its label in bold before it.
func (p *page) skills(b Block, again bool) {
	if again {
		p.space(0.6)
	}
	if b.Under == "" {
		p.lines(b.Text, bodyHand, 0)
		return
	}
	label := b.Under + ":"
	w := p.measure(label+" ", boldHand)
	if w > p.width/2 {
		p.lines(label, boldHand, 0)
		p.lines(b.Text, bodyHand, 0)
		return
	}
	first, rest := p.fitting(strings.Fields(b.Text), bodyHand, p.width-w)
	p.room(bodyHand.height())
	p.write(marginX, label, boldHand)
	p.write(marginX+w, first, bodyHand)
	p.y += bodyHand.height()
	p.lines(strings.Join(rest, " "), bodyHand, 0)
}

// lines writes a text, broken where it must be.
func (p *page) lines(text string, h hand, in float64) {
	for _, line := range p.broken(text, h, p.width-in) {
		p.room(h.height())
		p.write(marginX+in, line, h)
		p.y += h.height()
	}
}

// write writes one line here, and makes its addresses links.
func (p *page) write(x float64, line string, h hand) {
	p.fresh = false
	p.measure("", h)
	p.SetTextColor(h.ink[0], h.ink[1], h.ink[2])
	p.SetXY(x, p.y)
	p.CellFormat(p.GetStringWidth(line), h.height(), line, "", 0, "LM", false, 0, "")
	for _, l := range links(line) {
		p.LinkString(x+p.GetStringWidth(line[:l.start]), p.y, p.GetStringWidth(line[l.start:l.end]), h.height(), l.target)
	}
}
