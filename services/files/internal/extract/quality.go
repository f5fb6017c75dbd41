package extract

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
	"github.com/sartor-cv/sartor/services/files/internal/section"
)

// Quality says how well a file could be read.
type Quality struct {
	Score    int      `json:"score"` // 0 to 100
	Warnings []string `json:"warnings"`
}

// facts are what the readers noticed.
type facts struct {
	hidden     int
	hiddenText string
	unmapped   float64 // share of the glyphs that were guessed
	lost       float64 // share of the glyphs that could not be
	private    float64 // share of the glyphs
	lies       float64 // share of the letters that no glyph can hold
	odd        float64 // share of the words that look like no words
	emptyPages []int   // pages that are pictures
	recognized int     // pages whose text came from character recognition
	encoding   string
	broken     int
	tangled    int // glyphs that stand on others
	columns    int
	fallback   bool
	byFonts    bool // the letters come from the fonts, because the file names them wrongly
}

// isDoubtful reports whether a file seems not to know the letters that it shows.
func (f facts) isDoubtful() bool { return f.unmapped > maxUnmapped || f.lies > someLies }

const (
	fewGlyphs  = 20  // what a page with a picture and hardly any text has at most
	manyShapes = 100 // filled areas on a page whose letters may be drawn
)

func factsOf(pages []layout.Page, t layout.Text) facts {
	f := facts{tangled: t.Tangled, columns: t.Columns, hidden: t.Hidden, hiddenText: t.HiddenText, lies: lies(pages), odd: odd(join(t.Pages))}
	if t.Glyphs > 0 {
		f.unmapped = float64(t.Unmapped) / float64(t.Glyphs)
		f.lost = float64(t.Lost) / float64(t.Glyphs)
		f.private = float64(t.Private) / float64(t.Glyphs)
	}
	for i, p := range pages {
		if p.Recognized {
			f.recognized++
		}
		if len(t.Pages[i]) < fewGlyphs && (p.Images > 0 || p.Shapes >= manyShapes) {
			f.emptyPages = append(f.emptyPages, i)
		}
	}
	return f
}

// remark is a warning and what it costs.
type remark struct {
	when bool
	cost int
	text string
}

const (
	smallHidden = 20    // hidden characters that are no more than an accident
	someLost    = 0.005 // share of unknown glyphs from which on words are missing
	someGlued   = 0.02  // share of words that are two
	someLies    = 0.3   // share of letters that no glyph can hold
	someOdd     = 0.04  // share of words with a capital or a sign inside
	someTangled = 8     // glyphs that stand on others from which on words are garbled
	shortText   = 400   // letters of the shortest CV that makes sense
)

func judge(d draft, text string, sections []section.Section) Quality {
	f := d.facts
	glued := gluedIn(text)
	q := Quality{Score: 100, Warnings: []string{}}
	for _, r := range []remark{
		{f.hidden >= smallHidden, 15, fmt.Sprintf("The file holds %d hidden characters (white, tiny, off the page, under a picture, marked as hidden or in its properties). They were left out.", f.hidden)},
		{f.lost > someLost, 5 + int(200*f.lost), fmt.Sprintf("About %d %% of the characters have no known letter. Some words may be wrong or missing; check the text.", max(1, int(100*f.lost)))},
		{f.lies > someLies || f.odd > someOdd, 25, "The file doesn't say clearly which letters it shows. Some words may be wrong; check the text."},
		{f.unmapped > maxUnmapped && f.odd <= someOdd, 0, "The file doesn't name its letters; they were read by the codes that are usual. Check accented letters."},
		{f.byFonts, 10, "The file says wrongly which letters it shows; they were read from its fonts instead. Check names, numbers and addresses."},
		{len(f.emptyPages) > 0, 20, fmt.Sprintf("%s, %d without text: what only a picture shows was not read.", counted(d.pages), len(f.emptyPages))},
		{f.recognized > 0, 20, recognizedOf(f.recognized, d.pages) + " comes from character recognition of a scan. Check names, numbers and addresses."},
		{f.fallback, 30, "The file is damaged and was read with a simple reader. Words may run together; check the text."},
		{f.encoding != "", 5, fmt.Sprintf("The file doesn't say how its letters are encoded; %s was assumed. Check accented letters.", f.encoding)},
		{f.broken > 0, 10, "Some characters are broken and were left out."},
		{glued > someGlued, 15, "Some words seem to run together. Check the text."},
		{f.tangled >= someTangled, 10, "Some words are painted over each other in the file and may be garbled. Check the text."},
		{f.columns > 1, 0, columnsRead(f.columns) + " columns were read, one after the other."},
		{!hasContact(text), 10, "No e-mail address, phone number or web address was found. If the CV shows one, it may be in a picture or cut off."},
		{lettersIn(text) < shortText, 15, "There is very little text for a CV. Check that nothing is missing."},
		{len(sections) < 2, 10, "No section headings were recognised, such as Experience or Education."},
	} {
		if r.when {
			q.Score -= r.cost
			q.Warnings = append(q.Warnings, r.text)
		}
	}
	q.Score = max(q.Score, 0)
	return q
}

func columnsRead(n int) string {
	if n == 2 {
		return "Two"
	}
	return "Three or more"
}

func counted(pages int) string {
	if pages == 1 {
		return "1 page"
	}
	return fmt.Sprintf("%d pages", pages)
}

func recognizedOf(recognized, pages int) string {
	if recognized < pages {
		return fmt.Sprintf("The text of %d of %d pages", recognized, pages)
	}
	return "The text"
}

// gluedIn is the share of words that are so long that they must be several.
// Addresses are none.
func gluedIn(text string) float64 {
	words, glued := 0, 0
	for w := range strings.FieldsSeq(text) {
		words++
		if strings.ContainsAny(w, "/@.-_") {
			continue
		}
		letters := 0
		for _, r := range w {
			if unicode.IsLetter(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai) {
				letters++
			}
		}
		if letters > 32 {
			glued++
		}
	}
	if words == 0 {
		return 0
	}
	return float64(glued) / float64(words)
}
