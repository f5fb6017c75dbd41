package layout_test

import (
	"strings"
	"testing"
)

// tight sets words without blanks between them: letters overlap a little, words
// are parted by less than is usual.
func (p *paper) tight(x, y, size float64, s string) *paper {
	for word := range strings.FieldsSeq(s) {
		p.set(x, y, size, word, -0.02*size)
		x += float64(len([]rune(word)))*size*0.48 + size*0.14
	}
	return p
}

func TestNarrowGapsPartWordsWhereNoOthersComeNear(t *testing.T) {
	const line = "brought under the Federal Tort Claims Act and rejected"

	want(t, newPaper().tight(50, 700, 10, line).read(), line)
}

func TestNarrowGapsOfAShortHeadingPartNothing(t *testing.T) {
	p := newPaper().set(50, 700, 10, "edu", 0).set(66.2, 700, 10, "cation", 0)

	want(t, p.read(), "education")
}

// TestColumnsUnderHeadingsAreNoTable is about what a printer driver or character
// recognition has sorted by rows.
func TestColumnsUnderHeadingsAreNoTable(t *testing.T) {
	left := []string{"Education", "MSc, ETH Zurich", "BSc, Bern", "Abitur, Basel"}
	right := []string{"Languages", "English", "Spanish", "Dutch"}
	for heading, mixed := range map[string]bool{"Languages": false, "Level": true} {
		right[0] = heading
		p := newPaper().set(50, 750, 10, "Ann Example", 0)
		for i := range left {
			p.set(50, 700-float64(i)*13, 10, left[i], 0).set(250, 700-float64(i)*13, 10, right[i], 0)
		}

		got := p.read()

		if strings.Contains(got, "Zurich\tEnglish") != mixed {
			t.Errorf("under Education and %s:\n%s", heading, got)
		}
	}
}

func TestSpelledHeadingsAreWords(t *testing.T) {
	for spelled, word := range map[string]string{"S K I L L S": "SKILLS", "工 作 经 历": "工作经历", "ス キ ル": "スキル", "男 女": "男 女"} {
		want(t, newPaper().set(50, 700, 10, spelled, 0).read(), word)
	}
}
