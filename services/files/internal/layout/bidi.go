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
	settlePhones(line, classes)
	settleNumbers(classes)
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
func settleNumbers(classes []class) {
	at := func(i int) class {
		if i < 0 || i >= len(classes) {
			return neutral
		}
		return classes[i]
	}
	for i, c := range classes {
		switch {
		case c == separator && at(i-1) == digit && at(i+1) == digit,
			c == terminator && (at(i-1) == digit || at(i+1) == digit):
			classes[i] = digit
		}
	}
	strong := neutral
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

// turn reverses the stretches of at least the given level. Glyphs that share a
// place came from one sign and keep their order.
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
		reverse(line[i:j])
		slices.Reverse(levels[i:j])
		i = j
	}
}

func reverse(w []char) {
	slices.Reverse(w)
	for i := 0; i < len(w); {
		j := i + 1
		for j < len(w) && !w[i].blank && w[j].x0 == w[i].x0 && w[j].x1 == w[i].x1 {
			j++
		}
		slices.Reverse(w[i:j])
		i = j
	}
}
