package resume

import (
	"encoding/json"
	"strings"
	"testing"
)

const plainCV = `Ann Example
Platform Engineer
ann@example.com | +44 20 7946 0991 | Leeds, United Kingdom

Summary
Likes small systems and
says so.

Work Experience
Systems Administrator
City of Ravensmere
Mar 2021 – Present
• Cut deployment time from 41 to
6 minutes.
• Ran the on-call rota.
Software Engineer, Acme Inc.
2017 – 2020
• Wrote services in Go.

Education
BSc Physics, University of Calder
2013 – 2016

Skills
Languages: Go, Python (3.11, async), SQL
Tools: Docker, Git

Languages
English – native
German (B2)

Certifications
CKA, 2022
`

// kinds are the facts as "kind: text", in order.
func kinds(d Document) string {
	var b strings.Builder
	for _, f := range d.Facts {
		b.WriteString(string(f.Kind) + " " + f.Entry + ": " + f.Text + "\n")
	}
	return b.String()
}

func TestParseUnderstandsAPlainCV(t *testing.T) {
	got := kinds(Parse(Input{Text: plainCV, Today: today}))

	want := `name : Ann Example
headline : Platform Engineer
contact : ann@example.com
contact : +44 20 7946 0991
contact : Leeds, United Kingdom
heading : Summary
summary : Likes small systems and says so.
heading : Work Experience
title e1: Systems Administrator
organization e1: City of Ravensmere
dates e1: Mar 2021 – Present
bullet e1: Cut deployment time from 41 to 6 minutes.
bullet e1: Ran the on-call rota.
title e2: Software Engineer
organization e2: Acme Inc.
dates e2: 2017 – 2020
bullet e2: Wrote services in Go.
heading : Education
degree e3: BSc Physics
organization e3: University of Calder
dates e3: 2013 – 2016
heading : Skills
heading : Languages
skill : Go
skill : Python (3.11, async)
skill : SQL
heading : Tools
skill : Docker
skill : Git
heading : Languages
language : English – native
language : German (B2)
heading : Certifications
certificate : CKA, 2022
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestParseTakesTheSectionsItIsGiven(t *testing.T) {
	text := "Ann Example\nWHAT I DID\nEngineer\nAcme Ltd\n2019 – 2023\n• Wrote Go.\nWHAT I KNOW\nGo, SQL\n"
	at := func(s string) int { return strings.Index(text, s) }

	d := Parse(Input{Text: text, Today: today, Parts: []Part{
		{Kind: SectionContact, Start: 0, End: at("WHAT I DID")},
		{Kind: SectionExperience, Heading: "WHAT I DID", Start: at("WHAT I DID"), End: at("WHAT I KNOW")},
		{Kind: SectionSkills, Heading: "WHAT I KNOW", Start: at("WHAT I KNOW"), End: len(text)},
	}})

	want := "name : Ann Example\nheading : WHAT I DID\ntitle e1: Engineer\norganization e1: Acme Ltd\ndates e1: 2019 – 2023\nbullet e1: Wrote Go.\nheading : WHAT I KNOW\nskill : Go\nskill : SQL\n"
	if got := kinds(d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestJSONHasTheSchemasFields(t *testing.T) {
	raw, err := JSON(Parse(Input{Text: plainCV, Today: today}))
	if err != nil {
		t.Fatal(err)
	}
	var got jsonResume
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}

	if b := got.Basics; b.Name != "Ann Example" || b.Email != "ann@example.com" || b.Phone == "" || b.Location == nil {
		t.Errorf("basics %+v", b)
	}
	if w := got.Work; len(w) != 2 || w[0].Position != "Systems Administrator" || w[0].StartDate != "2021-03" || w[0].EndDate != "" || len(w[0].Highlights) != 2 || w[1].EndDate != "2020" {
		t.Errorf("work %+v", w)
	}
	if e := got.Education; len(e) != 1 || e[0].StudyType != "BSc Physics" || e[0].Institution != "University of Calder" {
		t.Errorf("education %+v", e)
	}
	if s := got.Skills; len(s) != 2 || s[0].Name != "Languages" || len(s[0].Keywords) != 3 {
		t.Errorf("skills %+v", s)
	}
	if l := got.Languages; len(l) != 2 || l[1].Language != "German" || l[1].Fluency != "B2" {
		t.Errorf("languages %+v", l)
	}
}
