package words

import (
	"slices"
	"testing"
)

func texts(s string) []string {
	var all []string
	for _, t := range Tokens(s) {
		all = append(all, t.Text)
	}
	return all
}

func TestTokensKeepNamesAndNumbersWhole(t *testing.T) {
	for in, want := range map[string][]string{
		"C++, C# and .NET on Node.js":   {"c++", "c#", "and", ".net", "on", "node", "js"},
		"2,400 hosts in 12 000 racks":   {"2,400", "hosts", "in", "12 000", "racks"},
		"41min, 2k, 99.95 %":            {"41", "min", "2", "k", "99.95"},
		"Кubernetes":                    {"kubernetes"},
		"Post\u00adgres\u200bQL":        {"postgresql"},
		"ｐｙｔｈｏｎ ３":                      {"python", "3"},
		"2019-2021 and 04/2018":         {"2019", "2021", "and", "04", "2018"},
		"K8s EC2 p99":                   {"k8s", "ec2", "p99"},
		"в России":                      {"в", "россии"},
		"٣ years":                       {"3", "years"},
		"a team of ⁴⁷ on 12 m² in 4⁷":   {"a", "team", "of", "47", "on", "12", "m", "in", "47"},
		"asp.net":                       {"asp", "net"},
		"":                              nil,
		"\xff\xfe broken \xc3":          {"broken"},
		"in 2019 300 people used it":    {"in", "2019", "300", "people", "used", "it"},
		"Lean Six Sigma; A/B-Tests 3.2": {"lean", "six", "sigma", "a", "b", "tests", "3.2"},
	} {
		if got := texts(in); !slices.Equal(got, want) {
			t.Errorf("Tokens(%q) = %q; want %q", in, got, want)
		}
	}
}

func TestStemJoinsForms(t *testing.T) {
	for _, c := range []struct{ language, a, b string }{
		{"en", "migrated", "migrating"},
		{"en", "reduction", "reductions"},
		{"de", "führung", "führen"},
		{"de", "geführt", "führte"},
		{"de", "projekte", "projekten"},
		{"de", "bearbeitete", "bearbeitung"},
		{"de", "zubereiten", "zubereitet"},
		{"de", "geleitet", "leitete"},
		{"de", "steigern", "steigerung"},
		{"de", "organisiere", "organisation"},
		{"de", "unterweist", "unterweisung"},
		{"de", "gestaltete", "gestaltung"},
		{"fr", "développement", "développements"},
		{"es", "proyectos", "proyecto"},
	} {
		if a, b := Stem(c.a, c.language), Stem(c.b, c.language); a != b {
			t.Errorf("Stem(%s)=%q and Stem(%s)=%q differ", c.a, a, c.b, b)
		}
	}
}

func TestSentencesDontStopAtAbbreviations(t *testing.T) {
	s := "Worked at Acme Inc. Berlin on e.g. Kafka. Led Dr. Smith's team! v1.2 shipped.\nDone"
	var got []string
	for _, p := range Sentences(s) {
		got = append(got, s[p.Start:p.End])
	}
	want := []string{"Worked at Acme Inc. Berlin on e.g. Kafka.", "Led Dr. Smith's team!", "v1.2 shipped.", "Done"}

	if !slices.Equal(got, want) {
		t.Errorf("got %q; want %q", got, want)
	}
}

func TestDetect(t *testing.T) {
	for want, s := range map[string]string{
		"en":  "Led the team of engineers and the migration of services to the cloud with Go.",
		"de":  "Führung von 24 Mitarbeitern an drei Standorten und Einführung eines Prüfmittelmanagements",
		"fr":  "Conception d’un moteur de règles et déploiement sur Kubernetes pour les équipes",
		"es":  "Dirección de promociones con un presupuesto conjunto y coordinación de la seguridad en las obras",
		"ru":  "Инженер с опытом работы",
		"ja":  "ウェブ系企業で七年間、設計から運用まで",
		"zh":  "负责后端服务的设计与开发",
		"und": "Go, Docker",
	} {
		if got := Detect(s); got != want {
			t.Errorf("Detect(%q) = %q; want %q", s, got, want)
		}
	}
}

func FuzzTokens(f *testing.F) {
	f.Add("C++ 2,400 Кubernetes \xff 41min")
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, tok := range Tokens(s) {
			if tok.Start < last-1 || tok.End <= tok.Start || tok.End > len(s) {
				t.Fatalf("token %+v out of place in %q", tok, s)
			}
			last = tok.End
			Stem(tok.Text, "en")
		}
		for _, p := range Sentences(s) {
			if p.Start >= p.End || p.End > len(s) {
				t.Fatalf("sentence %+v out of place", p)
			}
		}
		Detect(s)
	})
}
