package docx

import "strings"

type paragraph struct {
	text   strings.Builder
	place  listPlace
	look   look // its style's
	shaded bool
	joined bool   // its end was deleted: the next one goes on with it
	inRun  look   // the look outside, while a text box is read
	inChar look   // and what its style said
	ruby   string // how to say the signs that follow
}

func (w *walker) startParagraph() {
	s := w.styles.get("")
	p := &paragraph{inRun: w.run, inChar: w.runStyle, look: s.look, shaded: s.shaded}
	p.text.WriteString(w.carried)
	w.carried = ""
	w.pars = append(w.pars, p)
	w.run, w.runStyle, w.inMark = look{}, look{}, false
}

func (w *walker) endParagraph() {
	n := len(w.pars)
	if n == 0 {
		return
	}
	w.dropOpenFields()
	p := w.pars[n-1]
	w.pars = w.pars[:n-1]
	w.run, w.runStyle = p.inRun, p.inChar
	if p.joined {
		w.carried = p.text.String()
		return
	}
	mark := w.numbers.mark(p.place, w.styles)
	text := strings.TrimSpace(p.text.String())
	if text != "" {
		text = mark + text
	}
	w.add(text)
}

// add adds a paragraph's lines.
func (w *walker) add(text string) {
	for part := range strings.SplitSeq(text, lineBreak) {
		w.lines = append(w.lines, strings.TrimSpace(part))
	}
}

// flush writes the text of a paragraph whose end was deleted and that nothing
// follows.
func (w *walker) flush() {
	if text := strings.TrimSpace(w.carried); text != "" {
		w.add(text)
	}
	w.carried = ""
}

// lineBreak stands for a break inside a paragraph until the paragraph ends.
const lineBreak = "\x00"

func (w *walker) breakLine() {
	if n := len(w.pars); n > 0 && !w.isCoded() {
		w.pars[n-1].text.WriteString(lineBreak)
	}
}

// endRuby writes how signs are said after them: 山田(やまだ).
func (w *walker) endRuby() {
	n := len(w.pars)
	if n == 0 || w.pars[n-1].ruby == "" {
		return
	}
	said := w.pars[n-1].ruby
	w.pars[n-1].ruby = ""
	w.write("(" + said + ")")
}
