package words

import (
	"regexp"
	"sync"
)

// Pattern returns a regular expression that is compiled when it is first
// asked for: most processes need few of the many that the program knows, and
// compiling all of them takes longer than starting it.
func Pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
