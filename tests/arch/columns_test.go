package arch

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// By MariaDB's default à is a: what a column compares by must be its bytes.
func TestTextIsComparedByteForByte(t *testing.T) {
	looked := 0
	files(t, func(rel, abs string) {
		if !strings.HasSuffix(rel, ".sql") {
			return
		}
		text, err := os.ReadFile(abs)
		if err != nil {
			t.Fatal(err)
		}
		looked++
		for _, column := range loose(string(text)) {
			t.Errorf("%s: %s is not compared byte for byte", rel, column)
		}
	})
	if looked < 10 {
		t.Errorf("looked at %d migrations; want all", looked)
	}
}

func TestALooseColumnIsSeen(t *testing.T) {
	const good = "CREATE TABLE x (\n\tid VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,\n\tdata MEDIUMBLOB NOT NULL,\n\tn BIGINT\n)\n-- a VARCHAR(3) of old\n"
	for text, want := range map[string]int{
		good: 0,
		strings.Replace(good, " COLLATE utf8mb4_bin", "", 1):                          1,
		strings.Replace(good, "utf8mb4_bin", "utf8mb4_general_ci", 1):                 1,
		good + "ALTER TABLE x ADD COLUMN note TEXT NOT NULL;\n":                       1,
		good + "ALTER TABLE x ADD COLUMN note LONGTEXT COLLATE utf8mb4_bin;\n":        0,
		good + "ALTER TABLE x MODIFY y CHAR(2), MODIFY z CHAR(2) COLLATE utf8mb4_bin": 1,
	} {
		if got := loose(text); len(got) != want {
			t.Errorf("%q: got %q; want %d", text, got, want)
		}
	}
}

var (
	textColumn = regexp.MustCompile(`(?i)\b\w+ (VARCHAR\(\d+\)|CHAR\(\d+\)|(TINY|MEDIUM|LONG)?TEXT)[^,\n]*`)
	remark     = regexp.MustCompile(`(?m)--.*$`)
)

// loose are the columns of text that the database's default compares.
func loose(sql string) (columns []string) {
	for _, column := range textColumn.FindAllString(remark.ReplaceAllString(sql, ""), -1) {
		if !strings.Contains(column, "COLLATE utf8mb4_bin") && !strings.HasPrefix(column, "rejection_detail ") { // a sentence that is shown
			columns = append(columns, column)
		}
	}
	return columns
}
