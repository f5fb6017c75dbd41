package layout_test

import "testing"

// directed is a page whose lines run from right to left, as its full stops say.
func directed() *paper {
	return newPaper().leftward(550, 760, "ניסיון תעסוקתי של המועמד").set(480, 740, 10, ".Blue Sky Ltd", 0)
}

func TestPeriodsBeginWithTheEarlierYear(t *testing.T) {
	const head = "ניסיון תעסוקתי של המועמד\n\nBlue Sky Ltd.\n\n"
	want(t, directed().set(400, 700, 10, "08/2021 – 06/2018", 0).read(), head+"06/2018 – 08/2021")
	want(t, directed().set(400, 700, 10, "06/2018 – 08/2021", 0).read(), head+"06/2018 – 08/2021")
}

func TestProgramsThatKnowNoDirection(t *testing.T) {
	p := newPaper().leftward(300, 760, "ניסיון תעסוקתי").set(180, 740, 10, "Blue Sky Ltd.", 0).set(180, 720, 10, "2018 – 2021", 0)
	p.set(180, 700, 10, "ann@example.com | ", 0).leftward(290, 700, "חיפה")

	want(t, p.read(), "ניסיון תעסוקתי\n\nBlue Sky Ltd.\n\n2018 – 2021\n\nחיפה | ann@example.com")
}

func TestCommasSayWhereALineBegins(t *testing.T) {
	p := newPaper().leftward(300, 760, "ניסיון תעסוקתי").set(180, 740, 10, "Blue Sky Ltd.", 0)
	p.set(180, 700, 10, "Acme Ltd., ", 0).leftward(255, 700, "חיפה")

	want(t, p.read(), "ניסיון תעסוקתי\n\nBlue Sky Ltd.\n\nAcme Ltd., חיפה")
}
