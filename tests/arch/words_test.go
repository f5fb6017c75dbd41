package arch

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
)

// forbidden are words that do not belong into the repository, each put together
// here so that this file does not contain it.
var forbidden = []struct {
	why   string
	word  *regexp.Regexp
	bites string
}{
	{"a merge left this behind", regexp.MustCompile(`(?m)^(<{7}|>{7}|={7})( |$)`), strings.Repeat("<", 7) + " HEAD"},
	{"a private key is a secret", regexp.MustCompile(`-{5}BEGIN [A-Z ]*` + `PRIVATE KEY`), "-----BEGIN EC " + "PRIVATE KEY-----"},
	{"a to-do has the number of its issue", regexp.MustCompile(`\b(TO` + `DO(:|\([^#)]| )|FIX` + `ME|XX` + `X\b|HA` + `CK\b)`), "// TO" + "DO: later"},
	{"a path of one machine is wrong on all others", regexp.MustCompile(`(^|[^A-Za-z0-9_.~-])/((ro` + `ot|ho` + `me/[a-z]+|Us` + `ers/[a-z]+)/|wo` + `rk/[^0-9"])`), "see /ro" + "ot/x"},
	{"text that was to be replaced", regexp.MustCompile(`(?i)lorem ip` + `sum|change` + `me\b`), "Lorem ip" + "sum"},
}

func TestNoForbiddenWords(t *testing.T) {
	files(t, func(rel, abs string) {
		text, err := os.ReadFile(abs)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.IndexByte(text, 0) >= 0 {
			return // not a text
		}
		for _, f := range forbidden {
			if at := f.word.FindIndex(text); at != nil {
				line := 1 + bytes.Count(text[:at[1]], []byte("\n"))
				t.Errorf("%s:%d: %s", rel, line, f.why)
			}
		}
	})
}

func TestForbiddenWordsAreFound(t *testing.T) {
	for _, f := range forbidden {
		if !f.word.MatchString(f.bites) {
			t.Errorf("%q lets %q pass", f.why, f.bites)
		}
		if f.word.MatchString("// TO" + "DO(#12): homework/networking\n") {
			t.Errorf("%q refuses an innocent line", f.why)
		}
	}
}
