package section_test

import (
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/section"
)

func kinds(all []section.Section) string {
	var words []string
	for _, s := range all {
		words = append(words, string(s.Kind))
	}
	return strings.Join(words, " ")
}

func TestHeadingsInManyLanguages(t *testing.T) {
	const want = "contact experience education skills languages"
	for name, headings := range map[string][4]string{
		"English":    {"WORK EXPERIENCE", "Education", "Technical Skills:", "Languages"},
		"German":     {"Berufserfahrung", "Ausbildung", "Kenntnisse", "Sprachen"},
		"French":     {"Expériences professionnelles", "Formation", "Compétences", "Langues"},
		"Spanish":    {"Experiencia laboral", "Formación académica", "Habilidades", "Idiomas"},
		"Italian":    {"Esperienze lavorative", "Istruzione e formazione", "Competenze", "Lingue"},
		"Portuguese": {"Experiência profissional", "Formação acadêmica", "Competências", "Idiomas"},
		"Dutch":      {"Werkervaring", "Opleiding", "Vaardigheden", "Talen"},
		"Polish":     {"DOŚWIADCZENIE ZAWODOWE", "WYKSZTAŁCENIE", "UMIEJĘTNOŚCI", "JĘZYKI"},
		"Russian":    {"Опыт работы", "Образование", "Навыки", "Языки"},
		"Ukrainian":  {"Досвід роботи", "Освіта", "Навички", "Мови"},
		"Turkish":    {"İŞ DENEYİMİ", "EĞİTİM", "YETENEKLER", "DİLLER"},
		"Arabic":     {"الخبرة العملية", "التعليم", "المهارات", "اللغات"},
		"Hebrew":     {"ניסיון תעסוקתי", "השכלה", "כישורים", "שפות"},
		"Chinese":    {"工作经历", "教育背景", "专业技能", "语言能力"},
		"Japanese":   {"職歴", "学歴", "スキル", "語学"},
		"Korean":     {"경력", "학력", "기술", "언어"},
	} {
		text := "Ann\nann@a.example\n\n" + headings[0] + "\nAcme, 2020\n\n" + headings[1] + "\nETH\n" + headings[2] + "\nGo\n" + headings[3] + "\nx"

		got := section.Find(text)

		if kinds(got) != want {
			t.Errorf("%s: got %s; want %s", name, kinds(got), want)
		}
		if len(got) == 5 && text[got[1].Start:got[1].Start+len(got[1].Heading)] != headings[0] {
			t.Errorf("%s: the heading is %q", name, got[1].Heading)
		}
	}
}

func TestWhatIsNoHeading(t *testing.T) {
	for _, line := range []string{
		"experience with Go and SQL", "I have experience.", "Languages: Go, Python, SQL", "• skills",
		"Education is the key to the whole of my long career path", "Experience,",
	} {
		if got := section.Find("Ann\n" + line + "\nmore"); len(got) != 1 {
			t.Errorf("%q: got %s", line, kinds(got))
		}
	}
}

func TestHeadingsInTheMarginAndOfTwo(t *testing.T) {
	for text, want := range map[string]string{
		"Ann\nEducation\t2010 ETH":             "contact education",
		"Ann\nSkills & Languages\nGo":          "contact skills",
		"Ann\n2. Berufserfahrung:\nx":          "contact experience",
		"Ann\nCORE\nCOMPETENCIES\nGo":          "contact skills",
		"Education\nETH":                       "education",
		"Ann\nAwards and Certifications\nCKAD": "contact certificates",
		"":                                     "",
		"no headings at all":                   "contact",
	} {
		if got := section.Find(text); kinds(got) != want {
			t.Errorf("%q: got %q; want %q", text, kinds(got), want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Ann\n\nWORK\nEXPERIENCE\nx\n  Skills\ny")
	f.Add("\n\n\t\nEducation")
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for i, s := range section.Find(text) {
			if s.Start != at || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("section %d of %q is %+v; want it to begin at %d", i, text, s, at)
			}
			if s.Heading != "" && !strings.Contains(text[s.Start:s.End], s.Heading) {
				t.Fatalf("%q is not in its section", s.Heading)
			}
			at = s.End
		}
		if text != "" && at != len(text) {
			t.Fatalf("%q: the sections end at %d", text, at)
		}
	})
}
