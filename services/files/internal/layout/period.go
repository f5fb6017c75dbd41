package layout

import (
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

var year = words.Pattern(`(?:19|20)\d\d`)

// runOfYears is 1 where years grow from left to right, -1 where they shrink.
func runOfYears(chars []char) int {
	var b strings.Builder
	for _, c := range visual(chars) {
		b.WriteString(c.text)
	}
	years := year().FindAllString(b.String(), -1)
	if len(years) < 2 {
		return 0
	}
	return strings.Compare(years[len(years)-1], years[0])
}

// settlePeriods makes one run from left to right of two years that grow from
// left to right: nobody means the end before the beginning, so that was said to be
// read as one.
func settlePeriods(line []char, classes []class) {
	for i := 0; i < len(line); i++ {
		if classes[i] != digit {
			continue
		}
		end := i
		for j := i; j < len(line) && isOfPeriod(line[j], classes[j]); j++ {
			if classes[j] == digit {
				end = j
			}
		}
		if runOfYears(line[i:end+1]) > 0 {
			for j := i; j <= end; j++ {
				classes[j] = latin
			}
		}
		i = end
	}
}

func isOfPeriod(c char, k class) bool {
	return c.blank || k == digit || strings.Contains("-–—/.", c.text)
}
