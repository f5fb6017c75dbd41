package letter_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/services/mailer/internal/letter"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

func TestACodeMailSaysWhatItMust(t *testing.T) {
	words, err := letter.OTP("48151623", noon, noon.Add(10*time.Minute))
	if err != nil {
		t.Fatal(err)
	}

	for _, body := range []string{words.Text, words.HTML} {
		for _, want := range []string{"48151623", "for the next 10 minutes", "(until 12:10 UTC)", "ignore this mail"} {
			if !strings.Contains(body, want) {
				t.Errorf("%q is missing in %s", want, body)
			}
		}
		for _, unwanted := range []string{"http", "href", "src=", "<no value>"} {
			if strings.Contains(body, unwanted) {
				t.Errorf("%q is in %s", unwanted, body)
			}
		}
	}
	if strings.Contains(words.Subject, "48151623") {
		t.Errorf("the code is in the subject, which lies open on a locked screen: %q", words.Subject)
	}
}

func TestACodeCannotWriteHTML(t *testing.T) {
	words, err := letter.OTP("<script>", noon, noon.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}

	if strings.Contains(words.HTML, "<script>") {
		t.Errorf("got %s", words.HTML)
	}
}

func TestLifeIsSaidInMinutes(t *testing.T) {
	for life, want := range map[time.Duration]string{
		20 * time.Second:               "the next minute (",
		9*time.Minute + 40*time.Second: "the next 10 minutes",
		90 * time.Second:               "the next 2 minutes",
	} {
		words, err := letter.OTP("1", noon, noon.Add(life))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(words.Text, want) {
			t.Errorf("%v: got %s", life, words.Text)
		}
	}
}
