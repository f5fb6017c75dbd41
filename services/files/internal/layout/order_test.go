package layout_test

import (
	"strings"
	"testing"
)

// TestColumnsFilledInTurnsAreReadOneByOne is about programs that write an item
// of one column, then one of the other, each at its own height.
func TestColumnsFilledInTurnsAreReadOneByOne(t *testing.T) {
	p := newPaper()
	left := []string{"CONTACT", "ann@example.com", "SKILLS", "Go", "SQL", "NATS"}
	right := []string{"EXPERIENCE", "Engineer at Acme, Bern", "made things work for many", "EDUCATION", "MSc at the ETH in Zurich", "with a thesis on compilers"}
	for i := range left {
		p.set(50, 697-float64(i)*13, 10, left[i], 0).set(250, 700-float64(i)*26, 10, right[i], 0)
		p.set(250, 687-float64(i)*26, 10, "and a line that goes with it", 0)
	}

	got := strings.ReplaceAll(p.read(), "\n\n", "\n")

	if !strings.HasPrefix(got, strings.Join(left, "\n")+"\n"+right[0]) {
		t.Errorf("the columns are mixed:\n%s", got)
	}
}

func TestListMarksPaintedLastStandBeforeTheirItems(t *testing.T) {
	p := newPaper()
	for i, s := range []string{"Made things work", "Kept them so", "Wrote it down", "Read it again"} {
		p.set(70, 700-float64(i)*13, 10, s, 0)
	}
	p.set(50, 640, 10, "The end", 0)
	for i := range 4 {
		p.set(58, 700-float64(i)*13, 10, "•", 0)
	}

	want(t, strings.ReplaceAll(p.read(), "\n\n", "\n"), "•\tMade things work\n•\tKept them so\n•\tWrote it down\n•\tRead it again\nThe end")
}

func TestAPhoneNumberInALineFromRightToLeft(t *testing.T) {
	p := newPaper().leftward(550, 700, "טלפון ").set(438, 700, 10, "+44 113 496 0312", 0)

	want(t, p.read(), "טלפון +44 113 496 0312")
}

func TestCompoundsAtTheEndsOfLines(t *testing.T) {
	p := newPaper().
		set(50, 700, 10, "Die Anwendung bekam eine neue und bessere Microservice-", 0).
		set(50, 687, 10, "Architektur, danach ging es an die Planung von Vor-", 0).
		set(50, 674, 10, "und Nachbereitung der Arbeit in den Werken im Norden.", 0)

	got := p.read()

	if !strings.Contains(got, "Microservice-Architektur") || strings.Contains(got, "Vorund") || strings.Contains(got, "Vor-und") {
		t.Errorf("got\n%s", got)
	}
}
