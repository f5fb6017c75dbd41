package user

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/sartor-cv/sartor/libs/fault"
)

// The longest that people may tell, in characters.
const (
	maxName   = 200
	maxLocale = 35
)

// Change is what somebody wants to be known as; nil leaves it as it is, and
// empty takes it away.
type Change struct {
	Name   *string
	Locale *string
}

// Apply returns u as changed.
func (c Change) Apply(u User) (User, error) {
	if c.Name != nil {
		name := strings.TrimSpace(*c.Name)
		if !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxName || strings.ContainsFunc(name, invisible) {
			return u, fault.InvalidField("body.name", "up to %d characters on one line", maxName)
		}
		u.Name = name
	}
	if c.Locale == nil {
		return u, nil
	}
	u.Locale = ""
	if *c.Locale == "" {
		return u, nil
	}
	tag, err := language.Parse(*c.Locale)
	if err != nil || tag == language.Und || len(*c.Locale) > maxLocale || len(tag.String()) > maxLocale {
		return u, fault.InvalidField("body.locale", "must be a language tag such as en, de or pt-BR")
	}
	u.Locale = tag.String()
	return u, nil
}

// invisible reports what would turn or hide the rest of a line.
func invisible(r rune) bool { return !unicode.IsPrint(r) && r != '\u200d' }
