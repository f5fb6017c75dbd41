package tailor

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"github.com/sartor-cv/sartor/libs/fault"
)

// The longest inputs, in bytes.
const (
	MaxCVText         = 200_000
	MaxJobDescription = 60_000
	maxName           = 200 // a job's title or a company
	maxKey            = 255
	maxLanguage       = 35
)

// Order is what a user asks for.
type Order struct {
	Key            string // the Idempotency-Key; empty for none
	FileID         string
	CVText         string
	JobDescription string
	Options        Options
}

// Validate reports the first thing wrong with an order, given the models that
// may be asked for.
func (o Order) Validate(models []string) error {
	switch {
	case o.FileID == "" && o.CVText == "":
		return fault.InvalidField("body.fileId", "give either fileId or cvText")
	case o.FileID != "" && o.CVText != "":
		return fault.InvalidField("body.cvText", "give either fileId or cvText, not both")
	case o.FileID == "" && blank(o.CVText):
		return fault.InvalidField("body.cvText", "there is nothing in it")
	case len(o.CVText) > MaxCVText:
		return fault.InvalidField("body.cvText", "longer than %d bytes", MaxCVText)
	case len(o.FileID) > 64:
		return ErrNoFile
	case blank(o.JobDescription):
		return fault.InvalidField("body.jobDescription", "there is nothing in it")
	case len(o.JobDescription) > MaxJobDescription:
		return fault.InvalidField("body.jobDescription", "longer than %d bytes", MaxJobDescription)
	case !visible(o.Key) || len(o.Key) > maxKey:
		return fault.InvalidField("header.Idempotency-Key", "up to %d visible ASCII characters", maxKey)
	}
	return o.Options.validate(models)
}

func (o Options) validate(models []string) error {
	if o.Language != "" {
		if tag, err := language.Parse(o.Language); err != nil || len(o.Language) > maxLanguage || tag == language.Und {
			return fault.InvalidField("body.options.language", "not a language tag such as en, de or pt-BR")
		}
	}
	if !slices.Contains([]string{"", "neutral", "formal", "warm"}, o.Tone) {
		return fault.InvalidField("body.options.tone", "must be neutral, formal or warm")
	}
	if o.Model != "" && !slices.Contains(models, o.Model) {
		return fault.InvalidField("body.options.model", "not one of the models that are offered")
	}
	for name, value := range map[string]string{"jobTitle": o.JobTitle, "company": o.Company} {
		if len(value) > maxName || strings.ContainsFunc(value, unicode.IsControl) {
			return fault.InvalidField("body.options."+name, "up to %d bytes on one line", maxName)
		}
	}
	return nil
}

// blank reports whether nobody could see anything in s.
func blank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

func visible(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// Fingerprint is the same for the same order, whatever its key.
func (o Order) Fingerprint() [sha256.Size]byte {
	o.Key = ""
	data, err := json.Marshal(o)
	if err != nil {
		panic(err) // strings and a bool
	}
	return sha256.Sum256(data)
}
