package letter_test

import (
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/optimizer/internal/letter"
)

func TestALetterIsFramedInItsLanguage(t *testing.T) {
	for _, test := range []struct{ language, tone, begins, ends string }{
		{"en", "", "Dear hiring team,", "Kind regards,\n\nJane \\*Doe\n"},
		{"en-GB", "formal", "Dear hiring team,", "Yours faithfully,\n\nJane \\*Doe\n"},
		{"de", "", "Sehr geehrte Damen und Herren,", "Mit freundlichen Grüßen\n\nJane \\*Doe\n"},
		{"xx-bad tag", "", "Dear hiring team,", "Kind regards,\n\nJane \\*Doe\n"},
		{"und", "", "Dear hiring team,", "Kind regards,\n\nJane \\*Doe\n"},
	} {
		got := letter.Markdown(letter.Letter{Paragraphs: []string{"One.", "Two."}, Name: "Jane *Doe", Language: test.language, Tone: test.tone})

		if !strings.HasPrefix(got, test.begins+"\n\nOne.\n\nTwo.\n\n") || !strings.HasSuffix(got, test.ends) {
			t.Errorf("%s %s: got %q", test.language, test.tone, got)
		}
	}
}
