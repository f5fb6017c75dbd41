package main

import (
	"fmt"
	"regexp"
	"strings"
)

var variable = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

// settingsPage turns an .env file in which everything is described into tables.
func settingsPage(env string) string {
	var b strings.Builder
	b.WriteString("# Settings\n\nMade by `make docs` from what the services declare; do not edit. Settings are environment variables, or lines of a\n" +
		"file `.env` in the working folder; [.env.example](../.env.example) has them all. What is empty counts as not set. A value that is wrong stops the\n" +
		"program before it does anything, and all that is wrong is named at once.\n")
	var about string
	for line := range strings.Lines(env) {
		line = strings.TrimSpace(strings.TrimPrefix(line, "# "))
		title, isTitle := strings.CutPrefix(line, "--- ")
		name, value, isSetting := strings.Cut(line, "=")
		switch {
		case isTitle:
			fmt.Fprintf(&b, "\n## %s\n\n| setting | default | |\n|---|---|---|\n", strings.ToUpper(title[:1])+title[1:])
		case isSetting && variable.MatchString(name):
			if value != "" {
				value = "`" + value + "`"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, value, strings.ReplaceAll(about, "|", "\\|"))
		default:
			about = line
		}
	}
	return b.String()
}
