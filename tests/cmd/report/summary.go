package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// event is one line of `go test -json`; see `go doc test2json`.
type event struct {
	Action, Package, ImportPath, Test, Output string
	Elapsed                                   float64
}

type testName struct{ pkg, test string }

// summary counts tests (a subtest is a test too) and keeps the output of those
// that have not passed yet, so that only failures are shown.
type summary struct {
	out                     io.Writer
	passed, failed, skipped int
	output                  map[testName][]string
	tests                   map[string]int        // run so far, by package
	reasons                 map[string][]testName // why skipped
	slow                    map[string]float64    // seconds, by package
	broken                  []string              // packages that failed
}

func newSummary(out io.Writer) *summary {
	return &summary{
		out: out, output: map[testName][]string{}, tests: map[string]int{},
		reasons: map[string][]testName{}, slow: map[string]float64{},
	}
}

func (s *summary) add(e event) {
	name := testName{e.Package, e.Test}
	switch e.Action {
	case "output":
		s.output[name] = append(s.output[name], e.Output)
	case "build-output":
		fmt.Fprint(s.out, e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			s.endPackage(e)
			return
		}
		s.endTest(name, e.Action)
	}
}

func (s *summary) endTest(name testName, action string) {
	s.tests[name.pkg]++
	switch action {
	case "pass":
		s.passed++
	case "skip":
		s.skipped++
		why := reason(s.output[name])
		s.reasons[why] = append(s.reasons[why], name)
	case "fail":
		s.failed++
		s.show(name)
	}
	delete(s.output, name)
}

func (s *summary) endPackage(e event) {
	if e.Action == "fail" {
		s.broken = append(s.broken, e.Package)
		for _, name := range slices.SortedFunc(maps.Keys(s.output), byTest) {
			if name.pkg == e.Package {
				s.show(name)
			}
		}
	}
	maps.DeleteFunc(s.output, func(n testName, _ []string) bool { return n.pkg == e.Package })
	if s.tests[e.Package] == 0 && e.Action != "fail" {
		return // a package without tests
	}
	s.slow[e.Package] += e.Elapsed
	fmt.Fprintf(s.out, "%-4s %s (%d tests, %.1f s)\n", e.Action, e.Package, s.tests[e.Package], e.Elapsed)
}

func (s *summary) show(name testName) {
	for _, line := range s.output[name] {
		fmt.Fprint(s.out, line)
	}
}

func byTest(a, b testName) int { return strings.Compare(a.test, b.test) }

// reason is what a skipped test said: t.Skip's line without its file and number.
func reason(lines []string) string {
	var said []string
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "=== ") || strings.HasPrefix(line, "--- ") {
			continue
		}
		if file, rest, ok := strings.Cut(line, ": "); ok && strings.Contains(file, ".go:") {
			line = rest
		}
		said = append(said, line)
	}
	if len(said) == 0 {
		return "no reason given"
	}
	return said[len(said)-1]
}

func (s *summary) print(took time.Duration) {
	fmt.Fprintln(s.out)
	for _, pkg := range s.slowest(5) {
		fmt.Fprintf(s.out, "slow: %6.1f s  %s\n", s.slow[pkg], pkg)
	}
	for _, why := range slices.Sorted(maps.Keys(s.reasons)) {
		fmt.Fprintf(s.out, "skipped %d: %s\n", len(s.reasons[why]), why)
		for _, name := range s.reasons[why] {
			fmt.Fprintf(s.out, "    %s %s\n", name.pkg, name.test)
		}
	}
	for _, pkg := range s.broken {
		fmt.Fprintf(s.out, "FAILED: %s\n", pkg)
	}
	fmt.Fprintf(s.out, "tests: %d passed, %d failed, %d skipped in %d s\n",
		s.passed, s.failed, s.skipped, int(took.Seconds()))
}

func (s *summary) slowest(n int) []string {
	pkgs := slices.SortedFunc(maps.Keys(s.slow), func(a, b string) int {
		if s.slow[a] != s.slow[b] {
			return int(1000 * (s.slow[b] - s.slow[a]))
		}
		return strings.Compare(a, b)
	})
	return pkgs[:min(n, len(pkgs))]
}

// verdict is nil when there were tests and none failed.
func (s *summary) verdict() error {
	switch {
	case s.failed > 0 || len(s.broken) > 0:
		return fmt.Errorf("%d tests failed in %d packages", s.failed, len(s.broken))
	case s.passed == 0:
		return errors.New("no test ran")
	}
	return nil
}
