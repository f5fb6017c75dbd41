package match

import (
	"strings"
	"testing"
)

func TestNobodyIsAskedForWhatNobodySees(t *testing.T) {
	for text, want := range map[string]string{
		"Go\n<span style=\"display:none\">COBOL</span>":                                "Go",
		"Go <div hidden>a <div>b</div> COBOL</div> Rust":                               "Go Rust",
		"Go <p style='opacity: 0'>COBOL<p>Rust</p>":                                    "Go Rust",
		"Go <i style=\"font-size:0px\">COBOL</i><b style=\"font-size:0.9em\">Rust</b>": "Go Rust",
		"Go <style>p{color:red}</style><script>if (a<b) COBOL</script>":                "Go",
		"Go <span style=\"position:absolute;left:-9999px\">COBOL</span> Rust":          "Go Rust",
		"Write <span hidden> elements\nRust":                                           "Write\nRust", // about HTML
		"Go <br hidden> Rust <input type=hidden> C":                                    "Go Rust C",
		"Salary < 100 and > 50, a <b>Rust</b>":                                         "Salary < 100 and > 50, a Rust",
	} {
		if got := clean(text).text; got != want {
			t.Errorf("%q: got %q; want %q", text, got, want)
		}
	}
}

func TestWhatIsSeenKeepsItsPlace(t *testing.T) {
	posting := "<div style=\"display:none\">COBOL</div>Requirements:\n- Rust is required\n- German"

	job := Read(Posting{Text: posting})

	found := map[string]string{}
	for _, q := range job.Requirements {
		s := job.Span(q.Start, q.End)
		found[q.Term] = posting[s.Start:s.End]
	}
	if len(found) != 2 || found["Rust"] != "Rust" || found["German"] != "German" {
		t.Errorf("got %v", found)
	}
}

// An item that is a language asks for it; a word that is also a verb doesn't.
func TestALanguageAloneIsAskedFor(t *testing.T) {
	job := Read(Posting{Text: "Nice to have\n- German\n- Basic French\n- Polish the user interface with our designers"})

	var got []string
	for _, q := range job.Requirements {
		if q.Kind == KindLanguage {
			got = append(got, q.Term)
			if q.Must {
				t.Errorf("%s is a must", q.Term)
			}
		}
	}
	if strings.Join(got, " ") != "German French" {
		t.Errorf("got %v", got)
	}
}

// Years are proven by the dates of the jobs.
func TestYearsPointToDates(t *testing.T) {
	s := rated("Ann Example\n\nExperience\n\nEngineer, Acme Ltd\n2015 - 2020\n- Wrote Go\n\nEngineer, Globex Ltd\n2010 - 2015\n- Wrote Rust\n", "Requirements\n- 5+ years of experience with Go")

	for _, p := range s.Points {
		if p.Kind != KindYears {
			continue
		}
		if len(p.Proven) != 2 || p.Proven[0].Text != "2015 - 2020" || p.Proven[1].Text != "2010 - 2015" {
			t.Errorf("got %+v; want the dates", p.Proven)
		}
		return
	}
	t.Error("no years were asked for")
}
