package worker_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

// deep is a PDF whose page lies deeper in its tree than PDFium looks.
func deep(content string) []byte {
	const levels = 1200
	objects := []string{
		"<</Type/Catalog/Pages 5 0 R>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(content), content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
		"<</Type/Page/Parent 5 0 R/MediaBox[0 0 600 800]/Contents 2 0 R/Resources<</Font<</F 3 0 R>>>>>>",
	}
	for i := range levels {
		kid := 6 + i
		if i == levels-1 {
			kid = 4
		}
		objects = append(objects, fmt.Sprintf("<</Type/Pages/Count 1/Kids[%d 0 R]>>", kid))
	}
	return pdfOf(objects...)
}

func TestWhatPDFiumRefusesIsReadByTheSimpleReader(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads in other processes")
	}
	p := pool(t, usual)

	r, err := p.Read(t.Context(), extract.PDF, deep("BT /F 12 Tf 50 700 Td (Ann Example, engineer, writes readers of files in Bern) Tj ET"))
	if err != nil {
		t.Fatal(err)
	}
	if r.Rejection != nil || !strings.Contains(r.Text, "engineer, writes readers of files in Bern") {
		t.Fatalf("got %q, %+v", r.Text, r.Rejection)
	}
	if q := r.Quality; q.Score > 70 || !strings.Contains(strings.Join(q.Warnings, " "), "simple reader") {
		t.Errorf("got %+v; want a low score and a warning", q)
	}
}

func TestWhatTheSimpleReaderReadsBadlyIsRejected(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads in other processes")
	}
	p := pool(t, usual)
	for name, content := range map[string]string{
		"words run together": "BT /F 12 Tf 50 700 Td [(Ann)-300(Example,)-300(engineer)-300(who)-300(writes)-300(readers)-300(of)-300(files)-300(in)-300(Bern)] TJ ET",
		"no language":        "BT /F 12 Tf 50 700 Td (0DULVRO xkcd wrtz bcdfg hjklm npqrs tvwxz bcd fgh jkl mnp qrs tvw xzb cdf) Tj ET",
		"nothing":            "0 0 9 9 re f",
	} {
		r, err := p.Read(t.Context(), extract.PDF, deep(content))

		if err != nil || r.Outcome() != "damaged" {
			t.Errorf("%s: got %s, %q, %v", name, r.Outcome(), r.Text, err)
		}
	}
}
