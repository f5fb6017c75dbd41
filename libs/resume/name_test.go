package resume

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestTheNameIsFoundWhereverItStands(t *testing.T) {
	const rest = "\n\nExperience\nEngineer, Acme Inc.\n2019 – now\n• Wrote Go.\n\nSkills\nGo\n"
	for top, want := range map[string]jsonBasics{
		"Ann Example\tann@a.example | +44 20 7946 0991":               {Name: "Ann Example", Email: "ann@a.example", Phone: "+44 20 7946 0991"},
		"ann@a.example\tAnn Example\t+44 7700 900318":                 {Name: "Ann Example", Email: "ann@a.example", Phone: "+44 7700 900318"},
		"Ann Example ann@a.example +44 7700 900318":                   {Name: "Ann Example", Email: "ann@a.example", Phone: "+44 7700 900318"},
		"Ann Example - ann@a.example":                                 {Name: "Ann Example", Email: "ann@a.example"},
		"Ann Example (ann@a.example)":                                 {Name: "Ann Example", Email: "ann@a.example"},
		"12 High Street, Hull\tAnn Example\nann@a.example":            {Name: "Ann Example", Email: "ann@a.example"},
		"Personal details\nName: Ann Example\nMail: ann@a.example":    {Name: "Ann Example", Email: "ann@a.example"},
		"Contact\nann@a.example\n\nAnn Example":                       {Name: "Ann Example", Email: "ann@a.example"},
		"Currículum Vítae\nNombre: Ann Example\nann@a.example":        {Name: "Ann Example", Email: "ann@a.example"},
		"Software Engineer\nAnn Example\nann@a.example":               {Name: "Ann Example", Label: "Software Engineer", Email: "ann@a.example"},
		"Name\tAnn Example\nMail\tann@a.example":                      {Name: "Ann Example", Email: "ann@a.example"},
		"Tel. +44 7700 900318\nHull\nAnn Example\nann@a.example":      {Name: "Ann Example", Email: "ann@a.example", Phone: "+44 7700 900318"},
		"Ann Example | Software Engineer | ann@a.example":             {Name: "Ann Example", Label: "Software Engineer", Email: "ann@a.example"},
		"ANN VON DER EXAMPLE\nann@a.example":                          {Name: "ANN VON DER EXAMPLE", Email: "ann@a.example"},
		"Name: Ann Example\nEmail: ann@a.example":                     {Name: "Ann Example", Email: "ann@a.example"},
		"Curriculum Vitae\nAnn Example\nann@a.example":                {Name: "Ann Example", Email: "ann@a.example"},
		"LEBENSLAUF\n\nVor- und Nachname: Jürgen Weißmüller-Groß":     {Name: "Jürgen Weißmüller-Groß"},
		"Curriculum Vitae of Ann Example\nann@a.example":              {Name: "Ann Example", Email: "ann@a.example"},
		"Łukasz Żółć-Świętosławski – Kierownik projektu\nl@a.example": {Name: "Łukasz Żółć-Świętosławski", Label: "Kierownik projektu", Email: "l@a.example"},
		"Ludwig van Beethoven\nComposer":                              {Name: "Ludwig van Beethoven", Label: "Composer"},
		"Seán Ó Briain\nDeveloper":                                    {Name: "Seán Ó Briain", Label: "Developer"},
		"María de los Ángeles Peña y Muñoz\nmaria@a.example":          {Name: "María de los Ángeles Peña y Muñoz", Email: "maria@a.example"},
		"Gülşah\nIşıldakoğlu\nVeri Analisti":                          {Name: "Gülşah Işıldakoğlu", Label: "Veri Analisti"},
		"Ярослав Щербаков-\nЁлкин":                                    {Name: "Ярослав Щербаков-Ёлкин"},
		"欧阳思远\n后端工程师":                                                 {Name: "欧阳思远", Label: "后端工程师"},
		"履歴書\n氏名：佐々木 美咲":                                              {Name: "佐々木 美咲"},
	} {
		raw, err := Structured(Parse(Input{Text: top + rest, Today: today}))
		if err != nil {
			t.Fatal(err)
		}
		var got jsonResume
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatal(err)
		}
		b := got.Basics
		if b.Name != want.Name || b.Label != want.Label || b.Email != want.Email || b.Phone != want.Phone {
			t.Errorf("%q: got %+v; want %+v", top, b, want)
		}
	}
}

func TestWhatIsNoNameIsNotTakenForOne(t *testing.T) {
	for _, s := range []string{"Software Engineer", "Acme Ltd", "Work Experience", "ann@a.example", "Room 12", "and so on", "Curriculum Vitae"} {
		if looksLikeName(s) {
			t.Errorf("%q looks like a name", s)
		}
	}
}

func TestEveryPlaceHoldsWhatIsSaid(t *testing.T) {
	raw, err := Structured(Parse(Input{Text: plainCV, Today: today}))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Meta struct{ Spans map[string]place }
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	for pointer, want := range map[string]string{
		"/basics/name": "Ann Example", "/basics/label": "Platform Engineer", "/basics/phone": "+44 20 7946 0991",
		"/work/0/name": "City of Ravensmere", "/work/0/position": "Systems Administrator", "/work/0/startDate": "Mar 2021",
		"/work/0/endDate": "Present", "/work/1/name": "Acme Inc.", "/work/1/endDate": "2020", "/work/0/highlights/1": "Ran the on-call rota.",
		"/education/0/institution": "University of Calder", "/education/0/studyType": "BSc Physics", "/skills/0/keywords/1": "Python (3.11, async)",
		"/languages/1/fluency": "B2", "/certificates/0/name": "CKA, 2022",
	} {
		at, ok := got.Meta.Spans[pointer]
		if !ok || plainCV[at.Start:at.End] != want {
			t.Errorf("%s: %+v %t; want %q", pointer, at, ok, want)
		}
	}
	if p := got.Meta.Spans["/work/0/endDate"].Precision; p != "present" {
		t.Errorf("the end of what goes on is %q", p)
	}
}

// TestLabelsOfAFormAreNotPrinted: what "Role:" says of a line, its place says.
func TestLabelsOfAFormAreNotPrinted(t *testing.T) {
	d := Parse(Input{Text: "NAME: Ann Example\nROLE: Buyer\nCONTACT: Hull / ann@a.example\n\nEducation\nBA Business, University of Hull, 2015\n", Today: today})
	got := Markdown(d)
	if !strings.HasPrefix(got, "# Ann Example\n\n**Buyer**\n\nHull / ann@a.example\n\n## Education") {
		t.Errorf("got %q", got)
	}
}
