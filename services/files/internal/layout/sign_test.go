package layout_test

import (
	"slices"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

func TestNumbersPaintedLaterStayInTheirPlace(t *testing.T) {
	p := newPaper().leftward(550, 714, "פרטי הקשר של המועמד לתפקיד").leftward(550, 700, "דואר")
	p.set(400, 700, 10, "ann", 0).set(425, 700, 10, "@example", 0).set(475, 700, 10, "com", 0)
	p.set(415, 700, 10, "69", 0).set(465, 700, 10, ".", 0).set(470, 700, 10, "x", 0)

	want(t, p.read(), "פרטי הקשר של המועמד לתפקיד\nדואר\tann69@example.xcom")
}

func TestVowelMarksPartNoWords(t *testing.T) {
	p := newPaper().leftward(500, 700, "خادم").leftward(475, 700, "ا")
	mark := p.Glyphs[3] // over the last letter of the first part, as wide as the gap
	mark.Rune, mark.X, mark.Left, mark.Right = 'ً', 475, 475, 480
	p.Glyphs = slices.Insert(p.Glyphs, 0, mark)

	want(t, p.read(), "خادمًا")
}

func TestPercentBelongsToTheNumberBeforeIt(t *testing.T) {
	p := newPaper().leftward(500, 700, "وتوفير ").set(450, 700, 10, "%18", 0).leftward(445, 700, "من")
	want(t, p.read(), "وتوفير 18% من")
}

func TestBracketsOpenBeforeWhatTheyHold(t *testing.T) {
	want(t, newPaper().leftward(500, 700, "עברית )שפת אם(, אנגלית").read(), "עברית (שפת אם), אנגלית")
	want(t, newPaper().leftward(500, 700, "עברית (שפת אם), אנגלית").read(), "עברית (שפת אם), אנגלית")
}

// nameless sets a sign of which the font says a number only, in two pieces.
func (p *paper) nameless(right, low, high float64) *paper {
	for _, r := range "\x1fD" {
		p.Glyphs = append(p.Glyphs, layout.Glyph{
			Rune: r, X: right - 5, Y: 700, Left: right - 5, Right: right, Bottom: 698, Top: 708, Size: 10,
			Low: 700 + low, High: 700 + high, Unmapped: true,
		})
	}
	return p
}

func TestSignsWithoutNamesInArabicAreLamWithAlef(t *testing.T) {
	for ink, read := range map[[2]float64]string{
		{0, 7}:      "الاستخدام",
		{0, 7.8}:    "الأستخدام",
		{-2.4, 5.5}: "الإستخدام",
	} {
		p := newPaper().leftward(500, 700, "ا")
		p.nameless(495, ink[0], ink[1]).leftward(490, 700, "ستخدام واجهات سهلة")
		for i := range p.Glyphs {
			if g := &p.Glyphs[i]; !g.Unmapped && g.NeedsInk(layout.Glyph{}) {
				g.Low, g.High = 700, 707
			}
		}

		want(t, p.read(), read+" واجهات سهلة")
	}
}

func TestManySignsWithoutNamesAreNotGuessed(t *testing.T) {
	p := newPaper().leftward(500, 700, "ا")
	p.nameless(495, 0, 7).nameless(485, 0, 7).leftward(475, 700, "سم")

	if got := layout.Read([]layout.Page{p.Page}); got.Unmapped != 4 {
		t.Errorf("%d glyphs had to be guessed; want all 4 pieces", got.Unmapped)
	}
}

func TestTitlesPaintedLastComeFirst(t *testing.T) {
	p := newPaper()
	for i, s := range []string{"Skills", "Go and PostgreSQL", "Kubernetes", "Languages"} {
		p.set(40, 600-float64(i)*14, 10, s, 0)
	}
	for i, s := range []string{"Experience", "Software engineer at Example", "Wrote the reader of files", "Led a team of three people"} {
		p.set(250, 595-float64(i)*14, 10, s, 0)
	}
	p.set(40, 700, 20, "Ann Example", 0)

	want(t, p.read(), "Ann Example\n\nSkills\nGo and PostgreSQL\nKubernetes\nLanguages\n\nExperience\nSoftware engineer at Example\nWrote the reader of files\nLed a team of three people")
}
