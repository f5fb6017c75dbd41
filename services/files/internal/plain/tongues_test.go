package plain_test

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/ianaindex"

	"github.com/sartor-cv/sartor/services/files/internal/plain"
)

// TestShortTextsInTheirEncodings reads CVs of 150 to 1,200 bytes, written for
// this test in the languages that write in each encoding: short, middle, whole.
func TestShortTextsInTheirEncodings(t *testing.T) {
	raw, err := os.ReadFile("testdata/tongues.txt")
	if err != nil {
		t.Fatal(err)
	}
	right, all := 0, 0
	for block := range strings.SplitSeq(strings.TrimPrefix(string(raw), "== "), "\n== ") {
		head, text, _ := strings.Cut(block, "\n")
		fields := strings.Fields(head)
		for _, name := range fields[1:] {
			for _, share := range []int{3, 2, 1} {
				sample := part(text, share)
				if strings.HasPrefix(name, "iso-") || strings.HasPrefix(name, "koi") {
					sample = older.Replace(sample)
				}
				data, ok := encoded(t, name, sample)
				if !ok {
					continue // the encoding lacks a letter
				}
				all++
				got, err := plain.Read(data)
				if err == nil && strings.TrimSpace(got.Text) == strings.TrimSpace(sample) {
					right++
					continue
				}
				t.Logf("%s in %s, %d bytes: taken for %s, %v: %.60q", fields[0], name, len(data), got.Guessed, err, got.Text)
			}
		}
	}
	t.Logf("RESULT encodings %d of %d", right, all)
	if all < 100 || right < all {
		t.Errorf("read %d of %d rightly", right, all)
	}
}

// older writes signs that ISO's encodings lack as people did.
var older = strings.NewReplacer("–", "-", "€", "Euro", "„", `"`, "“", `"`, "”", `"`, "’", "'", "œ", "oe", "№", "N")

// part is the beginning of a text, whole lines of it.
func part(text string, share int) string {
	lines := strings.Split(text, "\n")
	return strings.Join(lines[:(len(lines)+share-1)/share], "\n")
}

func encoded(t *testing.T, name, text string) ([]byte, bool) {
	t.Helper()
	as, err := ianaindex.IANA.Encoding(name)
	if err != nil || as == nil {
		t.Fatalf("%s: %v", name, err)
	}
	data, err := as.NewEncoder().Bytes([]byte(text))
	return data, err == nil
}
