package tailor

import "strings"

// mostDelta is the longest piece of text that is told at once.
const mostDelta = 4 << 10

// proof shows a text while it is made: what was shown stays, and more is put
// after it, as long as that makes the text. Only where it doesn't, all is shown
// anew.
type proof struct {
	target string
	tell   func(Step)

	shown string
	stale bool // those who watch may have seen what isn't in shown
}

// drop says that what was shown is void.
func (p *proof) drop() {
	if p.stale || p.shown != "" {
		p.tell(Step{Type: "delta", Target: p.target, Restart: true})
	}
	p.shown, p.stale = "", false
}

// grow shows a text's beginning, up to certain, if that is more than was shown.
func (p *proof) grow(text string, certain int) {
	if certain > len(p.shown) && strings.HasPrefix(text, p.shown) {
		p.say(text[len(p.shown):certain], false)
	}
}

// settle shows the whole text.
func (p *proof) settle(text string) {
	switch {
	case text == p.shown && !p.stale:
	case strings.HasPrefix(text, p.shown) && !p.stale:
		p.say(text[len(p.shown):], false)
	default:
		p.shown, p.stale = "", false
		p.say(text, true)
	}
}

func (p *proof) say(text string, restart bool) {
	p.shown += text
	for text != "" || restart {
		n := min(len(text), mostDelta)
		for n < len(text) && text[n]&0xC0 == 0x80 { // never within a letter
			n++
		}
		p.tell(Step{Type: "delta", Target: p.target, Text: strings.Clone(text[:n]), Restart: restart})
		text, restart = text[n:], false
	}
}
