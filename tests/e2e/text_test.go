package e2e

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// applyDelta does what a client does with a delta event.
func applyDelta(t *testing.T, data string, cv *strings.Builder) {
	t.Helper()
	var d struct {
		Target  string `json:"target"`
		Text    string `json:"text"`
		Restart bool   `json:"restart"`
	}
	if err := json.Unmarshal([]byte(data), &d); err != nil {
		t.Fatalf("%v in %.200s", err, data)
	}
	if d.Target != "cv" {
		return
	}
	if d.Restart {
		cv.Reset()
	}
	cv.WriteString(d.Text)
}

var numberPattern = regexp.MustCompile(`[0-9]+(?:[.,][0-9]+)*`)

func numbers(text string) []string { return numberPattern.FindAllString(text, -1) }
