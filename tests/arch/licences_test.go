package arch

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// allowed are the licences that go with Apache-2.0 in one program. MPL-2.0 asks
// only that changed files of that library stay open; we change none.
var allowed = []string{"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "Unlicense", "public domain"}

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
	{"public domain", "has been dedicated to the public domain"},
}

func TestEveryDependencyIsFreeToUse(t *testing.T) {
	modules := dependencies(t)
	if len(modules) == 0 {
		t.Skip("no dependency is listed yet")
	}
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		if licence := licenceOf(t, modules[path]); !slices.Contains(allowed, licence) {
			t.Errorf("%s is under %s; allowed are %s", path, licence, strings.Join(allowed, ", "))
		}
	}
}

func TestLicencesAreKnown(t *testing.T) {
	for text, want := range map[string]string{
		"                    GNU AFFERO GENERAL PUBLIC LICENSE\n Version 3":                            "AGPL",
		"Mozilla Public License Version 2.0 ... GNU General Public License":                            "MPL-2.0",
		"MIT License\n\nPermission is hereby granted, free of\ncharge, to any person obtaining a copy": "MIT",
		"All rights reserved.": unknown,
	} {
		if got := classify(text); got != want {
			t.Errorf("classify(%.20q) = %s; want %s", text, got, want)
		}
	}
	if slices.Contains(allowed, "AGPL") {
		t.Error("the AGPL is allowed")
	}
}

// dependencies are the modules that end up in our programs and tests, with
// their folders in the module cache.
func dependencies(t *testing.T) map[string]string {
	t.Helper()
	out := run(t, "go", "list", "-e", "-deps", "-test", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}", "work")
	all := map[string]string{}
	for line := range strings.Lines(out) {
		if path, dir, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(path, repo) {
			all[path] = dir
		}
	}
	return all
}

const unknown = "no licence that is known here"

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense)([.-].*)?$`)

// licenceOf returns the first licence in dir that is known and not allowed; of
// several that are allowed, the last. A file beside them that is no licence, such
// as a list of notices, does not count.
func licenceOf(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	found := unknown
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		licence := classify(string(text))
		if licence == unknown {
			continue
		}
		if found = licence; !slices.Contains(allowed, licence) {
			return licence
		}
	}
	return found
}

func classify(text string) string {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	for _, m := range marks {
		if strings.Contains(text, m.words) {
			return m.licence
		}
	}
	return unknown
}
