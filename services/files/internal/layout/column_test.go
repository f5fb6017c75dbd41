package layout_test

import (
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

func TestColumnsAreCounted(t *testing.T) {
	one, two := newPaper(), newPaper()
	for i := range 8 {
		y := 700 - 14*float64(i)
		one.set(40, y, 10, "A line of text that goes on for a while", 0)
		two.set(40, y, 10, "Wrote a reader of files", 0)
	}
	for i := range 8 {
		two.set(300, 705-13*float64(i), 10, "Led a team of three people", 0)
	}

	for name, c := range map[string]struct {
		paper *paper
		want  int
	}{"one": {one, 1}, "two": {two, 2}, "none": {newPaper(), 0}} {
		if got := layout.Read([]layout.Page{c.paper.Page}).Columns; got != c.want {
			t.Errorf("%s: got %d", name, got)
		}
	}
}

func TestWordsPaintedOverOthersAreCounted(t *testing.T) {
	clean := newPaper().set(40, 700, 10, "Engineer, Acme", 0).leftward(300, 680, "مدير مشاريع")
	tangled := newPaper().set(40, 700, 10, "02/2021", 0).set(41, 700, 10, "present", 0)

	if got := layout.Read([]layout.Page{clean.Page}).Tangled; got != 0 {
		t.Errorf("clean: %d", got)
	}
	if got := layout.Read([]layout.Page{tangled.Page}).Tangled; got < 6 {
		t.Errorf("tangled: %d", got)
	}
}
