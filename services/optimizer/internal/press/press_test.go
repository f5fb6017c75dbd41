package press_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/press"
)

var at = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

const cv = `Zoë Łukasiewicz-Müller
Senior Platform Engineer
zoe@example.com | +49 170 1234567 | linkedin.com/in/zoe | Αθήνα, Київ

Summary
Platform engineer who keeps “small” systems small & fast — 40 % less cost, €2m saved.

Experience
Platform Engineer
Acme Ltd, Berlin
Jan 2018 – Present
• Ran PostgreSQL and Kubernetes for nine teams, and kept the longest line of this CV long enough that it must be broken at the edge of the page.
• Wrote services in Go; see https://example.com/go(1).

Education
MSc Computer Science
Example University
2013 – 2015

Skills
Cloud: AWS, GCP
Docker, Go, Python, C++

Languages
English – native
`

func parsed(text string) resume.Document { return resume.Parse(resume.Input{Text: text, Today: at}) }

func TestTheSameSheetGivesTheSameBytes(t *testing.T) {
	for format := range press.Formats {
		one, err := press.Print(press.CV(parsed(cv), at), format)
		if err != nil {
			t.Fatal(err)
		}
		two, err := press.Print(press.CV(parsed(cv), at), format)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(one, two) || len(one) < 200 {
			t.Errorf("%s: %d and %d bytes differ", format, len(one), len(two))
		}
	}
}

func TestEveryWordIsInTheText(t *testing.T) {
	d := parsed(cv)
	text, err := press.Print(press.CV(d, at), "txt")
	if err != nil {
		t.Fatal(err)
	}

	for _, f := range d.Facts {
		if !strings.Contains(strings.Join(strings.Fields(string(text)), " "), f.Text) {
			t.Errorf("%s %q is not in it:\n%s", f.Kind, f.Text, text)
		}
	}
}

func TestScriptsThatTheFontLacksAreNamed(t *testing.T) {
	for text, want := range map[string]string{"山田太郎": "Han", "محمد": "Arabic", "דוד": "Hebrew", "สมชาย": "Thai"} {
		_, err := press.Print(press.CV(parsed(text+"\n\nExperience\nEngineer\n2019 – 2020\n• Ran things.\n"), at), "pdf")

		if !errors.Is(err, press.ErrScript) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v; want it refused for %s", text, err, want)
		}
		if _, err := press.Print(press.CV(parsed(text), at), "docx"); err != nil {
			t.Errorf("%s: DOCX: %v", text, err)
		}
	}
	if _, err := press.Print(press.CV(parsed("Ann 🚀 Example\n\nSkills\nGo ⭐, C"), at), "pdf"); err != nil {
		t.Errorf("an ornament is no letter: %v", err)
	}
}

func TestLongTextsFit(t *testing.T) {
	long := "Ann Example\n\nExperience\n" + strings.Repeat("Engineer\nAcme Ltd\n2019 – 2020\n• "+strings.Repeat("x", 400)+" and on.\n", 60)
	for format := range press.Formats {
		if out, err := press.Print(press.CV(parsed(long), at), format); err != nil || len(out) == 0 {
			t.Errorf("%s: %d bytes, %v", format, len(out), err)
		}
	}
}

func TestLettersKeepTheirLines(t *testing.T) {
	cv := press.CV(parsed("Jane *Doe\nEngineer\njane@example.com\n\nSkills\nGo\n"), at)
	s := press.Letter("Dear hiring team,\n\nIn my role:\n- Ran *nothing*.\n- Built it.\n\nKind regards,\nJane \\*Doe\n", "en", cv)
	text, err := press.Print(s, "txt")
	if err != nil {
		t.Fatal(err)
	}

	if want := "Jane *Doe\njane@example.com\n\nDear hiring team,\n\nIn my role:\n- Ran *nothing*.\n- Built it.\n\nKind regards,\nJane *Doe\n"; string(text) != want {
		t.Errorf("got %q; want %q", text, want)
	}
}

func TestNoOtherFormat(t *testing.T) {
	if _, err := press.Print(press.Sheet{}, "exe"); !errors.Is(err, press.ErrFormat) {
		t.Errorf("got %v", err)
	}
}
