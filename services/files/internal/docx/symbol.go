package docx

import (
	"strconv"
	"strings"
	"unicode"
)

// greek are the letters of the font Symbol, from 'A' and from 'a'.
var greek = map[rune][]rune{'A': []rune("ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"), 'a': []rune("αβχδεφγηιϕκλμνοπθρστυϖωξψζ")}

// symbol returns a character of a symbol font: list marks as a bullet, Greek
// as Greek, icons as nothing.
func symbol(font, char string) string {
	n, err := strconv.ParseUint(char, 16, 32)
	if err != nil || n > unicode.MaxRune {
		return ""
	}
	r := rune(n)
	if strings.EqualFold(font, "Symbol") {
		for from, letters := range greek {
			if i := int(r&0xFF) - int(from); i >= 0 && i < len(letters) {
				return string(letters[i])
			}
		}
	}
	if r = mark(r); r < 0 {
		return ""
	}
	return string(r)
}

// mark is what a character of the area that fonts use as they please most often
// looks like; below 0 where it is an icon.
func mark(r rune) rune {
	switch r {
	case 0xF0B7, 0xF0A7, 0xF06E, 0xF0D8, 0xF0FC, 0xF076, 0xF0A8, 0xF09F, 0xF06C, 0xF071, 0xF0F0, 0xF0E8, 0xF075, 0xF0D7:
		return '•'
	case 0xF02D, 0xF0BE:
		return '-'
	case 0xF020:
		return ' '
	}
	if unicode.Is(unicode.Co, r) {
		return -1
	}
	return r
}

// visible drops what has no shape: controls, marks of direction, icons.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\r':
		return ' '
	case r == '\t':
		return r
	case r == 0xA0 || r == 0x202F || r == 0x2007:
		return ' '
	case unicode.IsControl(r), r == 0x200B, r == 0xAD, r == 0xFEFF, r == 0xFFFD:
		return -1
	case unicode.Is(unicode.Cf, r) && r != 0x200C && r != 0x200D:
		return -1
	}
	return mark(r)
}
