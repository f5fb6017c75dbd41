package arch

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// asvs has the level of each requirement of ASVS 5.0 by its section: the third
// digit of 1.5 is the level of 1.5.3.
var asvs = map[string]string{
	"1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
	"2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
	"3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
	"4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
	"5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
	"6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223", "6.7": "33", "6.8": "2222",
	"7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
	"8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
	"9.1": "111", "9.2": "1222",
	"10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22", "10.7": "222",
	"11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
	"12.1": "12233", "12.2": "11", "12.3": "22223",
	"13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
	"14.1": "22", "14.2": "12223333", "14.3": "122",
	"15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
	"16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
	"17.1": "23", "17.2": "22223333", "17.3": "22",
}

var (
	asvsRow  = regexp.MustCompile(`(?m)^\| (\d+\.\d+)\.(\d+)(?:–\d+\.\d+\.(\d+))? \| ([12]) \| [^|]+ \| (.+) \|$`)
	verdict  = regexp.MustCompile(`^(met|not applicable|deviation|operator): \S`)
	testName = regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")
	target   = regexp.MustCompile("`make (\\w+)`")
	page     = regexp.MustCompile(`\b(docs/[\w.]+\.md|SECURITY\.md)|(\.golangci\.yml)`)
)

func TestEveryRequirementOfASVSHasAVerdict(t *testing.T) {
	text := read(t, "docs/asvs.md")
	tests, makefile := testNames(t), read(t, "Makefile")
	given := map[string]bool{}
	for _, row := range asvsRow.FindAllStringSubmatch(text, -1) {
		first, _ := strconv.Atoi(row[2])
		last, err := strconv.Atoi(row[3])
		if err != nil {
			last = first
		}
		for n := first; n <= last; n++ {
			id := fmt.Sprintf("%s.%d", row[1], n)
			if given[id] {
				t.Errorf("%s has two verdicts", id)
			}
			given[id] = true
			if levels := asvs[row[1]]; n > len(levels) || levels[n-1:n] != row[4] {
				t.Errorf("%s is not of level %s", id, row[4])
			}
		}
		proved(t, row[1]+"."+row[2], row[5], tests, makefile)
	}
	for section, levels := range asvs {
		for n, level := range levels {
			if id := fmt.Sprintf("%s.%d", section, n+1); level != '3' && !given[id] {
				t.Errorf("%s has no verdict", id)
			}
		}
	}
	if len(given) != 253 {
		t.Errorf("%d requirements have a verdict; want 253", len(given))
	}
}

// proved wants what a verdict names to be there, and what is met to name
// something.
func proved(t *testing.T, id, said string, tests map[string]bool, makefile string) {
	t.Helper()
	if !verdict.MatchString(said) {
		t.Errorf("%s: %q is no verdict", id, said)
	}
	named := 0
	for _, m := range testName.FindAllStringSubmatch(said, -1) {
		named++
		if !tests[m[1]] {
			t.Errorf("%s: there is no %s", id, m[1])
		}
	}
	for _, m := range target.FindAllStringSubmatch(said, -1) {
		named++
		if !strings.Contains(makefile, "\n"+m[1]+":") {
			t.Errorf("%s: there is no make %s", id, m[1])
		}
	}
	for _, m := range page.FindAllString(said, -1) {
		named++
		if _, err := os.Stat(filepath.Join(root(t), m)); err != nil {
			t.Errorf("%s: there is no %s", id, m)
		}
	}
	if strings.HasPrefix(said, "met") && named == 0 {
		t.Errorf("%s: %q names nothing that proves it", id, said)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// testNames are all tests, wherever they lie.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, tests := range testsByFolder(t) {
		maps.Copy(all, tests)
	}
	return all
}
