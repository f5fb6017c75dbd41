package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// Ruling is what the check says of a text that cites nothing.
type Ruling string

// The rulings, from the best to the worst.
const (
	Supported   Ruling = "supported"   // the CV says it
	Derived     Ruling = "derived"     // it follows from the CV by a formula
	Unverified  Ruling = "unverified"  // no evidence decides it; it is not exported on its own
	Unsupported Ruling = "unsupported" // a hard fact in it is not the CV's
)

// Judgement is a ruling with what it rests on.
type Judgement struct {
	Ruling   Ruling
	Evidence []resume.Span
	Reason   string
}

// Judge checks a text that cites nothing: the entry that each of its claims
// belongs to is found here.
func (c *Checker) Judge(text string, letter bool) Judgement {
	kind := edit.Summary
	if letter {
		kind = edit.Letter
	}
	switch {
	case strings.TrimSpace(text) == "":
		return Judgement{Ruling: Unverified, Evidence: []resume.Span{}, Reason: "it says nothing"}
	case len(text) > MaxText:
		return Judgement{Ruling: Unverified, Evidence: []resume.Span{}, Reason: "it is too long"}
	}
	r := edit.Checked{Op: edit.Op{Kind: kind, Facts: c.evidence(), Text: text}, Unsupported: []edit.Unsupported{}}
	c.text(&r, nil)
	return ruled(r)
}

// evidence are all facts that can prove a claim.
func (c *Checker) evidence() []string {
	ids := make([]string, 0, len(c.doc.Facts))
	for _, f := range c.doc.Facts {
		if f.Kind != resume.Heading && f.Kind != resume.Contact {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

func ruled(r edit.Checked) Judgement {
	j := Judgement{Ruling: Supported, Evidence: r.Evidence, Reason: "the CV says it"}
	switch {
	case len(r.Unsupported) > 0:
		j.Ruling, j.Evidence, j.Reason = Unverified, []resume.Span{}, reasons(r.Unsupported)
		if slices.ContainsFunc(r.Unsupported, hard) {
			j.Ruling = Unsupported
		}
	case len(r.Formulas) > 0:
		j.Ruling, j.Reason = Derived, strings.Join(r.Formulas, "; ")
	case len(r.Evidence) == 0:
		j.Reason = "it claims nothing about the candidate"
	}
	return j
}

// hard reports a claim that evidence would have to decide; of plain words it
// can't always.
func hard(u edit.Unsupported) bool { return u.Kind != "content" && u.Kind != "language" }

func reasons(all []edit.Unsupported) string {
	var list []string
	for _, u := range all {
		list = append(list, u.Kind+" “"+u.Text+"”: "+u.Reason)
	}
	return strings.Join(list, "; ")
}
