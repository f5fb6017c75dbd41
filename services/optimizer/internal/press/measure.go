package press

import "strings"

func (p *page) measure(text string, h hand) float64 {
	p.SetFont(font, h.style, h.size)
	return p.GetStringWidth(text)
}

// broken cuts a text into lines of a width.
func (p *page) broken(text string, h hand, width float64) (all []string) {
	rest := strings.Fields(text)
	for len(rest) > 0 {
		var line string
		line, rest = p.fitting(rest, h, width)
		all = append(all, line)
	}
	return all
}

// fitting takes as many words as go into a width: at least a part of one.
func (p *page) fitting(words []string, h hand, width float64) (line string, rest []string) {
	used, blank := 0.0, p.measure(" ", h)
	for i, w := range words {
		wide := p.measure(w, h)
		switch {
		case i == 0 && wide > width:
			n := p.part(w, width)
			return w[:n], append([]string{w[n:]}, words[1:]...)
		case i > 0 && used+blank+wide > width:
			return strings.Join(words[:i], " "), words[i:]
		case i > 0:
			used += blank
		}
		used += wide
	}
	return strings.Join(words, " "), nil
}

// part is how much of a word goes into a width, in bytes: at least a letter.
func (p *page) part(w string, width float64) int {
	used := 0.0
	for i, r := range w {
		used += p.GetStringWidth(string(r))
		if used > width && i > 0 {
			return i
		}
	}
	return len(w)
}
