package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const printedCV = `Zoë Łukasiewicz
Platform Engineer
zoe@example.com | +49 170 1234567 | https://example.com/zoe

Summary
Platform engineer who keeps “small” systems small – 40 % less cost.

Experience
Platform Engineer
Acme Ltd, Berlin
Jan 2018 – Present
• Ran PostgreSQL and Kubernetes for nine teams, and wrote the runbooks that the people on call read at night, line by line.
• Wrote services in Go that handled 2 million invoices a month.
Software Engineer
Globex GmbH
2014 – 2017
• Reduced the response time of the API by 40% with caching in Redis.

Education
MSc Computer Science
Example University
2012 – 2014

Skills
Go, PostgreSQL, Kubernetes, Redis, C++

Languages
English – native
German – C1
`

// TestWhatIsPrintedCanBeReadAgain is the promise to people who send a CV to a
// machine: our own reader finds every word of it, in order.
func TestWhatIsPrintedCanBeReadAgain(t *testing.T) {
	t.Parallel()
	s := newSartor(t)
	s.start(t)
	c := &client{base: s.base()}
	c.login(t, "zoe@example.com", s.mail)
	c.awaitBalance(t, balance{Balance: 100, Available: 100}) // the grant comes by an event
	var o struct {
		ID, Status string
	}
	c.do(t, "POST", "/optimizations", map[string]string{"cvText": printedCV, "jobDescription": "Requirements:\n- Go and Kubernetes\n- Redis"}).want(t, 202, &o)
	for range 300 {
		if c.do(t, "GET", "/optimizations/"+o.ID, nil).want(t, 200, &o); o.Status == "succeeded" {
			break
		}
		<-time.After(100 * time.Millisecond)
	}

	for _, document := range []string{"cv", "cover-letter"} {
		plain := c.do(t, "GET", "/optimizations/"+o.ID+"/"+document+".txt", nil)
		plain.want(t, 200, nil)
		for _, format := range []string{"pdf", "docx"} {
			a := c.do(t, "GET", "/optimizations/"+o.ID+"/"+document+"."+format, nil)
			a.want(t, 200, nil)
			again := c.do(t, "GET", "/optimizations/"+o.ID+"/"+document+"."+format, nil)
			name := filepath.Join(t.TempDir(), document+"."+format)
			if err := os.WriteFile(name, a.body, 0o600); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(a.body, again.body) {
				t.Errorf("%s.%s differs from one time to the next", document, format)
			}
			read, err := exec.CommandContext(t.Context(), s.binary, "files", "extract", name).Output()
			if err != nil {
				t.Fatalf("%s.%s: %v", document, format, err)
			}
			if f1 := sameness(wordsIn(string(plain.body)), wordsIn(string(read))); f1 < 0.995 {
				t.Errorf("%s.%s: F1 %.4f; read\n%s\nof\n%s", document, format, f1, read, plain.body)
			} else {
				t.Logf("%s.%s: F1 %.4f", document, format, f1)
			}
		}
	}
}

// wordsIn are a text's words without signs of lists and rulers.
func wordsIn(s string) []string {
	var all []string
	for w := range strings.FieldsSeq(s) {
		if strings.Trim(w, "-•|·–—") != "" {
			all = append(all, w)
		}
	}
	return all
}

// sameness is the F1 of the words that two texts have in common in the same
// order.
func sameness(want, got []string) float64 {
	row := make([]int, len(got)+1)
	for _, w := range want {
		before := 0
		for j, g := range got {
			kept := row[j+1]
			if w == g {
				row[j+1] = before + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			before = kept
		}
	}
	return 2 * float64(row[len(got)]) / float64(len(want)+len(got))
}
