// Package licence says under which licence a module is, and whether that goes
// with ours.
package licence

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Unknown is what a text that no rule here knows is under.
const Unknown = "no licence that is known here"

// allowed are the licences that go with Apache-2.0 in one program, by their SPDX
// names. MPL-2.0 asks only that changed files of that library stay open; we
// change none.
var allowed = []string{"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "Unlicense", PublicDomain}

// PublicDomain is what has no owner; it is no licence of SPDX's list.
const PublicDomain = "public domain"

// marks are words by which a licence is known, in the order in which they are
// looked for: MPL-2.0 names the GPL, so it comes before it.
var marks = []struct{ licence, words string }{
	{"MPL-2.0", "mozilla public license version 2.0"},
	{"MPL-2.0", "mozilla public license, version 2.0"},
	{"AGPL", "gnu affero general public license"},
	{"LGPL", "gnu lesser general public license"},
	{"GPL", "gnu general public license"},
	{"SSPL", "server side public license"},
	{"BUSL", "business source license"},
	{"Commons-Clause", "commons clause"},
	{"Apache-2.0", "apache license version 2.0"},
	{"Apache-2.0", "apache license, version 2.0"},
	{"BSD-3-Clause", "neither the name"},
	{"BSD-3-Clause", "names of its contributors"},
	{"BSD-2-Clause", "redistribution and use in source and binary forms"},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"ISC", "permission to use, copy, modify, and/or distribute this software"},
	{"ISC", "permission to use, copy, modify, and distribute this software"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
	{PublicDomain, "has been dedicated to the public domain"},
}

var file = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense)([.-].*)?$`)

// Allowed reports whether what is under the licence may be part of Sartor.
func Allowed(licence string) bool { return slices.Contains(allowed, licence) }

// List names the licences that are allowed.
func List() string { return strings.Join(allowed, ", ") }

// Of returns the first licence in the folder of a module that is known and not
// allowed; of several that are allowed, the last. A file beside them that is no
// licence, such as a list of notices, does not count.
func Of(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", fmt.Errorf("look for licences: %w", err)
	}
	found := Unknown
	for _, e := range entries {
		if e.IsDir() || !file.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", fmt.Errorf("read a licence: %w", err)
		}
		licence := classify(string(text))
		if licence == Unknown {
			continue
		}
		if found = licence; !Allowed(licence) {
			return licence, nil
		}
	}
	return found, nil
}

func classify(text string) string {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	for _, m := range marks {
		if strings.Contains(text, m.words) {
			return m.licence
		}
	}
	return Unknown
}
