package ground

import (
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
)

// foreign are CVs in languages whose words we don't know, with texts on them
// and the ruling that is honest there.
var foreign = []struct {
	language, cv string
	says         map[string]Ruling
}{
	{
		"it", "Giulia Ferri\nResponsabile di magazzino\n\nEsperienza professionale\n\nResponsabile di magazzino\nTrasporti Adige S.r.l.\nmarzo 2018 – presente\n" +
			"- Gestione di un magazzino con 12 addetti e 4.500 articoli in SAP.\n- Riduzione degli errori di spedizione del 30 %.\n- Partecipazione alla scelta di un nuovo fornitore.\n\nLingue\nInglese (B2)\n",
		map[string]Ruling{
			"Gestione di un magazzino con 12 addetti e 4.500 articoli in SAP.":    Supported,
			"Gestione di un magazzino con 21 addetti e 4.500 articoli in SAP.":    Unsupported,
			"Gestione di un magazzino con 12 addetti e 4.500 articoli in Oracle.": Unsupported,
			"Riduzione degli errori di spedizione del 60 % presso Amazon.":        Unsupported,
			"Ho diretto un magazzino con dodici addetti.":                         Unverified,
			"Scelta di un nuovo fornitore.":                                       Unverified,
		},
	},
	{
		"pt", "Rui Tavares\nTécnico de manutenção\n\nExperiência profissional\n\nTécnico de manutenção\nMetalúrgica do Douro Lda\njaneiro de 2016 – presente\n" +
			"- Manutenção de 18 máquinas e programação de autómatos Siemens.\n- Não participei na compra das máquinas.\n- Apoio à formação de 6 aprendizes.\n",
		map[string]Ruling{
			"Manutenção de 18 máquinas e programação de autómatos Siemens.": Supported,
			"Manutenção de 81 máquinas e programação de autómatos Siemens.": Unsupported,
			"Manutenção de 18 máquinas e programação de autómatos Bosch.":   Unsupported,
			"Participei na compra das máquinas.":                            Unverified,
			"Liderei a formação de aprendizes.":                             Unverified,
		},
	},
	{
		"nl", "Sanne de Wit\nVerpleegkundige\n\nWerkervaring\n\nVerpleegkundige\nZiekenhuis Oosterpark\nmaart 2017 – heden\n" +
			"- Zorg voor gemiddeld 14 patiënten per dienst op de afdeling cardiologie.\n- Meegewerkt aan de invoering van het dossier HiX.\n- Begeleiding van 3 stagiairs.\n",
		map[string]Ruling{
			"Begeleiding van 3 stagiairs.":                      Supported,
			"Begeleiding van 13 stagiairs.":                     Unsupported,
			"Meegewerkt aan de invoering van het dossier Epic.": Unsupported,
			"Leiding gegeven aan stagiairs.":                    Unverified,
			"De invoering van het dossier HiX.":                 Unverified,
		},
	},
	{
		"pl", "Marek Zieliński\nKsięgowy\n\nDoświadczenie zawodowe\n\nKsięgowy\nHurtownia Bałtyk Sp. z o.o.\nmaj 2015 – obecnie\n" +
			"- Prowadzenie ksiąg rachunkowych dla 9 spółek w programie Symfonia.\n- Skrócenie zamknięcia miesiąca z 8 do 5 dni.\n- Udział we wdrożeniu systemu SAP.\n",
		map[string]Ruling{
			"Skrócenie zamknięcia miesiąca z 8 do 5 dni.":                      Supported,
			"Skrócenie zamknięcia miesiąca z 8 do 2 dni.":                      Unsupported,
			"Prowadzenie ksiąg rachunkowych dla 9 spółek w programie Comarch.": Unsupported,
			"Wdrożenie systemu SAP.":                                           Unverified,
			"Kierowanie księgowością.":                                         Unverified,
		},
	},
}

// TestElsewhereHardFactsAreRefusedAndTheRestIsUnverified: where we don't know
// a language's words, only its own sentences are proven.
func TestElsewhereHardFactsAreRefusedAndTheRestIsUnverified(t *testing.T) {
	for _, e := range foreign {
		d := resume.Parse(resume.Input{Text: e.cv, Today: today})
		if d.Language != e.language {
			t.Errorf("the language is %q; want %s", d.Language, e.language)
		}
		c := New(d, "")
		for text, want := range e.says {
			if got := c.Judge(text, false); got.Ruling != want {
				t.Errorf("%s %q: %s, %s; want %s", e.language, text, got.Ruling, got.Reason, want)
			}
		}
	}
}
