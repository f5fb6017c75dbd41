package layout

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is what the bidirectional algorithm makes of a character, as far as it
// matters for one line.
type class int

const (
	neutral class = iota
	latin         // runs from left to right
	right         // runs from right to left
	digit
	separator  // belongs to the number it stands in
	terminator // belongs to the number it stands beside
)

func classOf(c char) class {
	if c.blank {
		return neutral
	}
	r, _ := utf8.DecodeRuneInString(c.text)
	switch {
	case c.rtl:
		return right
	case unicode.IsDigit(r):
		return digit
	case strings.ContainsRune(".,:/+-", r):
		return separator
	case strings.ContainsRune("%$€£#°", r):
		return terminator
	case unicode.IsLetter(r):
		return latin
	}
	return neutral
}

// beginsRight reports whether text seen from left to right begins at its right
// end: as its commas say, which stand close after their words, or else the
// letter there.
func beginsRight(chars []char) bool {
	votes, rtl, last := 0, false, neutral
	for i, c := range chars {
		switch k := classOf(c); k { //nolint:exhaustive // only letters and commas count
		case right, latin:
			rtl, last = rtl || k == right, k
		case separator:
			votes += commaVote(chars, i)
		}
	}
	if votes != 0 {
		return votes > 0
	}
	return rtl && last == right
}

// commaVote is 1 for a comma that follows the word at its right, -1 for one that
// follows the word at its left, 0 where that says nothing of the whole line.
func commaVote(chars []char, i int) int {
	c := chars[i]
	if (c.text != "," && c.text != ":") || i == 0 || i+1 == len(chars) {
		return 0
	}
	before, after := chars[i-1], chars[i+1]
	gapBefore, gapAfter := before.blank || c.x0-before.x1 > leapGap*c.size, after.blank || after.x0-c.x1 > leapGap*c.size
	switch {
	case gapBefore == gapAfter:
		return 0
	case gapAfter && (before.rtl || nextLetter(chars[i+1:]) == right):
		return -1
	case gapBefore && after.rtl:
		return 1
	}
	return 0
}

func nextLetter(chars []char) class {
	for _, c := range chars {
		if k := classOf(c); k == right || k == latin {
			return k
		}
	}
	return neutral
}

// logical puts words seen from left to right into the order they are read in.
// left is the direction of the paragraph.
func logical(words [][]char, left bool) [][]char {
	line := make([]char, 0, 64)
	for i, w := range words {
		if i > 0 {
			line = append(line, char{blank: true})
		}
		line = append(line, w...)
	}
	levels := levelsOf(line, left)
	turn(line, levels, 1)
	turn(line, levels, 2)
	settleBrackets(line, levels)
	var out [][]char
	fresh := true
	for _, c := range line {
		if c.blank {
			fresh = true
			continue
		}
		if fresh {
			out = append(out, nil)
			fresh = false
		}
		out[len(out)-1] = append(out[len(out)-1], c)
	}
	return out
}

// levelsOf gives each character its level: odd ones run from right to left.
func levelsOf(line []char, left bool) []int {
	classes := make([]class, len(line))
	for i, c := range line {
		classes[i] = classOf(c)
	}
	if n := len(line) - 1; n > 0 && line[n].text == "-" && classes[n-1] == latin {
		classes[n] = latin // the line has cut a Latin word
	}
	settlePhones(line, classes)
	settlePeriods(line, classes)
	settleNumbers(line, classes, left)
	settleNeutrals(classes, left)
	levels := make([]int, len(line))
	for i, c := range classes {
		switch {
		case c == right:
			levels[i] = 1
		case left || c == digit:
			levels[i] = 2
		}
	}
	return levels
}

// settlePhones makes one run from left to right of a number whose plus stands
// at its left: in a line from right to left it would stand at the right, had not
// somebody said that the number is to be read as one.
func settlePhones(line []char, classes []class) {
	for i := 0; i+1 < len(line); i++ {
		if line[i].text != "+" || classes[i+1] != digit {
			continue
		}
		end := i + 1
		for j := end; j < len(line) && isOfPhone(line[j], classes[j]); j++ {
			if classes[j] == digit {
				end = j
			}
		}
		for ; i <= end; i++ {
			classes[i] = latin
		}
	}
}

func isOfPhone(c char, k class) bool {
	return c.blank || k == digit || strings.Contains("()-./", c.text)
}

// settleNumbers gives the signs in and beside numbers to them, and the numbers
// that follow letters from left to right to these.
func settleNumbers(line []char, classes []class, left bool) {
	at := func(i int) class {
		if i < 0 || i >= len(classes) {
			return neutral
		}
		return classes[i]
	}
	for i, c := range classes {
		switch {
		case c == separator && at(i-1) == digit && at(i+1) == digit,
			c == terminator && (at(i-1) == digit || at(i+1) == digit) && !parts(line, classes, i):
			classes[i] = digit
		}
	}
	settleStrong(classes, left)
}

// settleStrong gives numbers the direction of the Latin letters before them, and
// makes the signs that belong to no number neutral. left is where the paragraph
// comes from.
func settleStrong(classes []class, left bool) {
	strong := latin
	if left {
		strong = right
	}
	for i, c := range classes {
		switch c { //nolint:exhaustive // neutrals change nothing
		case latin, right:
			strong = c
		case digit:
			if strong == latin {
				classes[i] = latin
			}
		case separator, terminator:
			classes[i] = neutral
		}
	}
}

// parts reports whether the sign at i, beside a number, is parted from it by
// the Arabic that the number follows: what is read as 18% then looks like %18.
func parts(line []char, classes []class, i int) bool {
	if line[i].text == "%" && i > 0 && classes[i-1] == digit {
		return false
	}
	for j := i + 1; j < len(line); j++ {
		switch classes[j] { //nolint:exhaustive // the others say nothing
		case right:
			r, _ := utf8.DecodeRuneInString(line[j].text)
			return unicode.In(r, unicode.Arabic)
		case latin:
			return false
		}
	}
	return false
}

// settleBrackets makes brackets in text from right to left open before what
// they hold. Some programs write down what they look like, some what they mean.
func settleBrackets(line []char, levels []int) {
	for i, c := range line {
		pair := strings.Index("()[]{}", c.text)
		if c.text == "" || pair < 0 || levels[i]%2 == 0 {
			continue
		}
		before := i == 0 || line[i-1].blank
		after := i+1 == len(line) || line[i+1].blank || strings.Contains(".,;:،؛", line[i+1].text)
		switch open := pair &^ 1; {
		case before && !after:
			line[i].text = "()[]{}"[open : open+1]
		case after && !before:
			line[i].text = "()[]{}"[open+1 : open+2]
		}
	}
}

// settleNeutrals gives what is between two of a kind to them and the rest to
// the paragraph.
func settleNeutrals(classes []class, left bool) {
	base := latin
	if left {
		base = right
	}
	for i := 0; i < len(classes); i++ {
		if classes[i] != neutral {
			continue
		}
		j := i
		for j < len(classes) && classes[j] == neutral {
			j++
		}
		to := base
		if i > 0 && j < len(classes) && side(classes[i-1]) == side(classes[j]) {
			to = side(classes[j])
		}
		for ; i < j; i++ {
			classes[i] = to
		}
	}
}

// side is what a class is for the neutrals beside it: numbers count as right.
func side(c class) class {
	if c == latin {
		return latin
	}
	return right
}

// turn reverses the stretches of at least the given level.
func turn(line []char, levels []int, least int) {
	for i := 0; i < len(line); {
		if levels[i] < least {
			i++
			continue
		}
		j := i
		for j < len(line) && levels[j] >= least {
			j++
		}
		slices.Reverse(line[i:j])
		slices.Reverse(levels[i:j])
		i = j
	}
}
