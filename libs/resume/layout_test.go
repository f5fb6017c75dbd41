package resume

import (
	"strings"
	"testing"
)

// TestJobsInTheLayoutsOfPeople reads one job in each of the ways in which
// people write the head of one.
func TestJobsInTheLayoutsOfPeople(t *testing.T) {
	for name, c := range map[string]struct{ head, title, employer, place, from, to string }{
		"a town behind the employer":    {"Cook\nThe Anchor Inn, Hull\n2019 – 2021", "Cook", "The Anchor Inn", "Hull", "2019", "2021"},
		"a town in brackets":            {"2019 – 2021 : Gestionnaire paie, Cabinet Morvan (Lyon)", "Gestionnaire paie", "Cabinet Morvan", "Lyon", "2019", "2021"},
		"three parts on a line":         {"Verkäufer, Intersport Huber, Rosenheim\n2011 – 2015", "Verkäufer", "Intersport Huber", "Rosenheim", "2011", "2015"},
		"a department is no employer":   {"Staff Nurse, Emergency Department, Wharfedale General\t2015 – 2018", "Staff Nurse, Emergency Department", "Wharfedale General", "", "2015", "2018"},
		"a state behind the town":       {"SUPPORT LEAD, Ledgerleaf Inc. (software), Columbus, OH\n2019–2021", "SUPPORT LEAD", "Ledgerleaf Inc. (software)", "Columbus, OH", "2019", "2021"},
		"a country behind the town":     {"2016.02 – 2019.08    Design Engineer, Krasnik Bearings S.A., Kraśnik, Poland", "Design Engineer", "Krasnik Bearings S.A.", "Kraśnik, Poland", "2016-02", "2019-08"},
		"a firm with another's title":   {"Steuerfachangestellte, Kanzlei Rehbein & Partner, Kassel (10/2020 – 02/2022)", "Steuerfachangestellte", "Kanzlei Rehbein & Partner", "Kassel", "2020-10", "2022-02"},
		"more than eight words":         {"Customer Service Adviser, Hartley & Moss Home Shopping, Bradford\n2018 – 2021", "Customer Service Adviser", "Hartley & Moss Home Shopping", "Bradford", "2018", "2021"},
		"points between three":          {"Comercial de exportación · Cítricos Albufera, S.A. · Valencia\nmarzo de 2019 – julio de 2020", "Comercial de exportación", "Cítricos Albufera, S.A.", "Valencia", "2019-03", "2020-07"},
		"words beside the dates":        {"Health Assistant (casual), Surf Coast Home Care, Torquay\n2015 – 2017, during studies", "Health Assistant (casual)", "Surf Coast Home Care", "Torquay", "2015", "2017"},
		"what somebody learnt":          {"01.08.2014 – 31.07.2017\nAusbildung zum Kaufmann für Spedition – Spedition Overbeck, Moers", "Ausbildung zum Kaufmann für Spedition", "Spedition Overbeck", "Moers", "2014-08-01", "2017-07-31"},
		"bei":                           {"Dreher bei Vogt GmbH & Co. KG, Iserlohn\n2016 – 2018", "Dreher", "Vogt GmbH & Co. KG", "Iserlohn", "2016", "2018"},
		"labels of a form":              {"Date: febbraio 2017 – marzo 2018\nPosizione: Tirocinante\nDatore di lavoro: Ferriere Alpine, Borgosesia", "Tirocinante", "Ferriere Alpine", "Borgosesia", "2017-02", "2018-03"},
		"labels behind the employer":    {"Transportes Agreste\nCargo: Motorista\nPeríodo: maio de 2016 a abril de 2018", "Motorista", "Transportes Agreste", "", "2016-05", "2018-04"},
		"dates in a column, then below": {"10/2019 – 01/2020\tPrüferin\n\tTalbrück AG", "Prüferin", "Talbrück AG", "", "2019-10", "2020-01"},
		"da … ad oggi":                  {"Da giugno 2017 ad oggi\nElettricista\nImpianti Valdarno snc", "Elettricista", "Impianti Valdarno snc", "", "2017-06", "present"},
		"de … à ce jour":                {"Chef de chantier – Bâti-Léman SA – de mars 2018 à ce jour", "Chef de chantier", "Bâti-Léman SA", "", "2018-03", "present"},
		"one year for two months":       {"Juillet – août 2020\nAnimatrice, Centre aéré", "Animatrice", "Centre aéré", "", "2020-07", "2020-08"},
		"a sign behind the year":        {"Kierowca\nTransport Kowalski\n2019 r. – 2020 r.", "Kierowca", "Transport Kowalski", "", "2019", "2020"},
		"its end on the next line":      {"ene 2017 –\nactualidad\nJefe de obra, Construcciones Peña S.L.", "Jefe de obra", "Construcciones Peña S.L.", "", "2017-01", "present"},
	} {
		doc := Parse(Input{Text: "Ann Example\nann@a.example\n\nExperience\n" + c.head + "\n• Did this and that.\n• And more of it.\n", Today: today})
		var e Entry
		for _, s := range doc.Sections {
			if len(s.Entries) > 0 {
				e = s.Entries[0]
			}
		}
		to := e.Range.To.String()
		if e.Range.Present {
			to = "present"
		}
		got := []string{said(doc, e, Title), said(doc, e, Organization), said(doc, e, Place), e.Range.From.String(), to}

		if want := []string{c.title, c.employer, c.place, c.from, c.to}; strings.Join(got, "|") != strings.Join(want, "|") || len(e.Body) != 2 {
			t.Errorf("%s: got %q and %d bullets; want %q", name, got, len(e.Body), want)
		}
	}
}

func said(d Document, e Entry, kind Kind) string {
	var all []string
	for _, id := range e.Head {
		if f, _ := d.Fact(id); f.Kind == kind {
			all = append(all, f.Text)
		}
	}
	return strings.Join(all, "; ")
}

func TestHeadsThatSayNothingFollowTheirNeighbours(t *testing.T) {
	doc := Parse(Input{Text: "Ann Example\n\nExperience\n\nAcme Ltd\t2019 – 2020\nEngineer\n• a b c\n\nNorthlight\t2017 – 2018\nThe one for everything\n• a b c\n", Today: today})

	var second Entry
	for _, s := range doc.Sections {
		if len(s.Entries) == 2 {
			second = s.Entries[1]
		}
	}
	if got := said(doc, second, Organization); got != "Northlight" {
		t.Errorf("the employer is %q; want Northlight, as in the entry above", got)
	}
}

// TestDatesInAListAreNoHead reads deeds that tell since when.
func TestDatesInAListAreNoHead(t *testing.T) {
	doc := Parse(Input{Text: "Ann Example\n\nExperience\n08/2009 – 05/2016: Cook, Anchor Inn, Hull\n- Ordered fish\n- Since 2013 training of apprentices\n- Stood in for the manager from May to October 2014\n", Today: today})

	for _, f := range doc.Facts {
		if strings.Contains(f.Text, "apprentices") || strings.Contains(f.Text, "manager") {
			if f.Kind != Bullet {
				t.Errorf("%q is a %s; want a bullet", f.Text, f.Kind)
			}
		}
	}
	if n := len(doc.Sections[len(doc.Sections)-1].Entries); n != 1 {
		t.Errorf("got %d jobs; want 1", n)
	}
}
