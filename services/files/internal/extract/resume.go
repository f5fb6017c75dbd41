package extract

import (
	"encoding/json"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/files/internal/link"
	"github.com/sartor-cv/sartor/services/files/internal/section"
)

// maxResume is the largest structure that is kept: one answer on the bus holds
// it beside the text. A longer one is of no CV.
const maxResume = 320 << 10

// resumeOf understands a text. It is nil where there is more than any CV says.
func resumeOf(text string, sections []section.Section, links []link.Link) json.RawMessage {
	parts := make([]resume.Part, 0, len(sections))
	for _, s := range sections {
		parts = append(parts, resume.Part{Kind: string(s.Kind), Heading: s.Heading, Start: s.Start, End: s.End})
	}
	raw, err := resume.Structured(resume.Parse(resume.Input{Text: text, Parts: parts}), contacts(text, sections, links)...)
	if err != nil || len(raw) > maxResume {
		return nil
	}
	return raw
}

// contacts are the links that stand among the contacts: before the first
// heading or under one of theirs.
func contacts(text string, sections []section.Section, links []link.Link) []resume.Link {
	var all []resume.Link
	for _, s := range sections {
		if s.Kind != section.Contact {
			continue
		}
		from := s.Start
		for _, l := range links {
			at := strings.Index(text[from:s.End], l.Text)
			if at < 0 {
				continue
			}
			all = append(all, resume.Link{Start: from + at, End: from + at + len(l.Text), URL: l.URL})
			from += at + len(l.Text)
		}
	}
	return all
}
