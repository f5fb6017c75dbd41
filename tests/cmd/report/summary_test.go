package main

import (
	"strings"
	"testing"
	"time"
)

const stream = `{"Action":"run","Package":"a","Test":"TestGood"}
{"Action":"output","Package":"a","Test":"TestGood","Output":"chatter\n"}
{"Action":"pass","Package":"a","Test":"TestGood","Elapsed":0.1}
{"Action":"output","Package":"a","Test":"TestAway","Output":"=== RUN   TestAway\n"}
{"Action":"output","Package":"a","Test":"TestAway","Output":"    a_test.go:7: no mariadbd: here\n"}
{"Action":"output","Package":"a","Test":"TestAway","Output":"--- SKIP: TestAway (0.00s)\n"}
{"Action":"skip","Package":"a","Test":"TestAway","Elapsed":0}
{"Action":"pass","Package":"a","Elapsed":0.3}
`

func read(t *testing.T, stream string) (*summary, string) {
	t.Helper()
	var out strings.Builder
	sum := newSummary(&out)
	if err := feed(strings.NewReader(stream), sum); err != nil {
		t.Fatal(err)
	}
	sum.print(time.Second)
	return sum, out.String()
}

func TestCountsAndSaysWhySkipped(t *testing.T) {
	sum, out := read(t, stream)

	if err := sum.verdict(); err != nil {
		t.Errorf("verdict = %v; want none", err)
	}
	for _, want := range []string{"1 passed, 0 failed, 1 skipped", "skipped 1: no mariadbd: here\n    a TestAway"} {
		if !strings.Contains(out, want) {
			t.Errorf("report lacks %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "chatter") {
		t.Errorf("the output of a test that passed is shown:\n%s", out)
	}
}

func TestAFailureIsShownAndFails(t *testing.T) {
	sum, out := read(t, stream+`{"Action":"output","Package":"b","Test":"TestBad","Output":"got 1; want 2\n"}
{"Action":"fail","Package":"b","Test":"TestBad","Elapsed":0.1}
{"Action":"fail","Package":"b","Elapsed":0.3}
`)

	if sum.verdict() == nil {
		t.Error("verdict = none; want a failure")
	}
	for _, want := range []string{"got 1; want 2", "FAILED: b", "1 passed, 1 failed, 1 skipped"} {
		if !strings.Contains(out, want) {
			t.Errorf("report lacks %q:\n%s", want, out)
		}
	}
}

func TestABuildThatBreaksFails(t *testing.T) {
	sum, out := read(t, stream+`{"ImportPath":"b [b.test]","Action":"build-output","Output":"b.go:3: undefined: x\n"}
{"ImportPath":"b [b.test]","Action":"build-fail"}
{"Action":"output","Package":"b","Output":"FAIL\tb [build failed]\n"}
{"Action":"fail","Package":"b","Elapsed":0,"FailedBuild":"b [b.test]"}
`)

	if sum.verdict() == nil {
		t.Error("verdict = none; want a failure")
	}
	if !strings.Contains(out, "undefined: x") {
		t.Errorf("the compiler's words are not shown:\n%s", out)
	}
}

func TestAPanicShowsWhatTheTestSaid(t *testing.T) {
	sum, out := read(t, `{"Action":"output","Package":"b","Test":"TestBoom","Output":"panic: boom\n"}
{"Action":"fail","Package":"b","Elapsed":0.3}
`)

	if sum.verdict() == nil || !strings.Contains(out, "panic: boom") {
		t.Errorf("a panic must fail and be shown:\n%s", out)
	}
}

func TestNoTestAtAllFails(t *testing.T) {
	sum, _ := read(t, "")

	if sum.verdict() == nil {
		t.Error("verdict = none; want a failure")
	}
}

func TestArguments(t *testing.T) {
	dirs, command, err := parse([]string{"-in", "libs", "-in", "tests", "--", "go", "test"})
	if err != nil || len(dirs) != 2 || len(command) != 2 {
		t.Errorf("parse = %v, %v, %v; want two directories and two words", dirs, command, err)
	}
	for _, wrong := range [][]string{nil, {"go", "test"}, {"-in", "libs", "--"}, {"-out", "x", "--", "go"}} {
		if _, _, err := parse(wrong); err == nil {
			t.Errorf("parse(%v) is accepted", wrong)
		}
	}
}
