package arch

import (
	"go/scanner"
	"go/token"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

const longest = 300 // lines of code; comments and empty lines are free

func TestNoFileIsTooLong(t *testing.T) {
	files(t, func(rel, abs string) {
		if !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_gen.go") {
			return
		}
		code, err := os.ReadFile(abs)
		if err != nil {
			t.Fatal(err)
		}
		if n := linesOfCode(code); n > longest {
			t.Errorf("%s has %d lines of code; %d is the end: is it one idea?", rel, n, longest)
		}
	})
}

func TestOnlyCodeCounts(t *testing.T) {
	code := "// Package p is.\npackage p\n\n/* two\nlines */\nvar s = `a\nb`\n"

	if got := linesOfCode([]byte(code)); got != 3 {
		t.Errorf("linesOfCode = %d; want 3", got)
	}
	if got := linesOfCode([]byte("package p\n" + strings.Repeat("var _ = 1\n", longest))); got <= longest {
		t.Errorf("linesOfCode = %d; want more than %d", got, longest)
	}
}

// linesOfCode counts the lines on which a token other than a comment stands.
func linesOfCode(code []byte) int {
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(code))
	var s scanner.Scanner
	s.Init(file, code, nil, 0)
	lines := map[int]bool{}
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			return len(lines)
		}
		if tok == token.SEMICOLON && text == "\n" {
			continue
		}
		first := file.Line(pos)
		for n := range strings.Count(text, "\n") + 1 {
			lines[first+n] = true
		}
	}
}

func TestEveryPackageIsDocumented(t *testing.T) {
	for _, p := range packages(t) {
		if len(p.GoFiles) == 0 {
			continue // tests alone
		}
		if fault := undocumented(p); fault != "" {
			t.Errorf("%s %s", p.ImportPath, fault)
		}
	}
}

func TestAMissingDocIsSeen(t *testing.T) {
	for _, p := range []goPackage{
		{Name: "ledger"},
		{Name: "ledger", Doc: "The ledger."},
		{Name: "main", Doc: "Package main runs."},
	} {
		if undocumented(p) == "" {
			t.Errorf("package %s with doc %q passes", p.Name, p.Doc)
		}
	}
	for _, p := range []goPackage{{Name: "ledger", Doc: "Package ledger keeps."}, {Name: "main", Doc: "Command sartor runs."}} {
		if fault := undocumented(p); fault != "" {
			t.Errorf("package %s with doc %q: %s", p.Name, p.Doc, fault)
		}
	}
}

func undocumented(p goPackage) string {
	begin := "Package " + p.Name + " "
	if p.Name == "main" {
		begin = "Command "
	}
	if !strings.HasPrefix(p.Doc, begin) {
		return "has no doc comment that begins with " + strings.TrimSpace(begin)
	}
	return ""
}

func TestPackagesAreNamedForWhatTheyGive(t *testing.T) {
	for _, p := range packages(t) {
		if vague(path.Base(p.ImportPath)) {
			t.Errorf("%s: the name says nothing", p.ImportPath)
		}
	}
	if !vague("utils") || vague("ledger") {
		t.Error("the rule does not bite")
	}
}

func vague(name string) bool {
	return slices.Contains([]string{"util", "utils", "common", "shared", "helper", "helpers", "base", "types", "models", "misc"}, name)
}
