package extract

import (
	"encoding/json"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/files/internal/section"
)

// maxResume is the largest structure that is kept: one answer on the bus holds
// it beside the text. A longer one is of no CV.
const maxResume = 320 << 10

// resumeOf understands a text. It is nil where there is more than any CV says.
func resumeOf(text string, sections []section.Section) json.RawMessage {
	parts := make([]resume.Part, 0, len(sections))
	for _, s := range sections {
		parts = append(parts, resume.Part{Kind: string(s.Kind), Heading: s.Heading, Start: s.Start, End: s.End})
	}
	raw, err := resume.Structured(resume.Parse(resume.Input{Text: text, Parts: parts}))
	if err != nil || len(raw) > maxResume {
		return nil
	}
	return raw
}
