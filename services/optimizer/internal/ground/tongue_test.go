package ground

import "testing"

func TestFormsOfAWordShareItsStem(t *testing.T) {
	for _, c := range []struct{ language, a, b string }{
		{"de", "einzuführen", "einführung"},
		{"de", "eingeführt", "einführen"},
		{"de", "übernahm", "übernehmen"},
		{"de", "vorgenommen", "vornehmen"},
		{"fr", "rédactrice", "rédacteur"},
		{"fr", "vendeuses", "vendeur"},
		{"fr", "ingénieure", "ingénieur"},
		{"es", "apliqué", "aplicar"},
		{"es", "realicé", "realizar"},
		{"es", "atiendo", "atender"},
		{"es", "pruebo", "probar"},
		{"es", "desarrolladora", "desarrollador"},
	} {
		l := lexicons[c.language]
		if a, b := l.stem(c.a), l.stem(c.b); a != b {
			t.Errorf("%s: stem of %s is %q, of %s %q; want one", c.language, c.a, a, c.b, b)
		}
	}
}

func TestGermanVerbsAreJoined(t *testing.T) {
	for text, want := range map[string]string{
		"Führte ein neues System ein.":                      "einführte",
		"Stellte zwei Menülinien auf vegetarische Kost um.": "umstellte",
		"Wirkte an der Planung mit und schrieb Berichte.":   "mitwirkte",
		"Nahm an drei Messen teil.":                         "teilnahm",
		"Führte ein Team von neun Köchen.":                  "führte",
		"Leitete die Abteilung von 2015 an.":                "leitete",
	} {
		if got := analyse(text, lexicons["de"]).tokens[0].Text; got != want {
			t.Errorf("%q begins with %q; want %q", text, got, want)
		}
	}
}
