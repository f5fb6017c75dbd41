package truth

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// disguises write words in letters and digits that only look like theirs.
var disguises = map[string]func(string) string{
	"homoglyph":   strings.NewReplacer(pairs("aаeеoоpрcсxхAАEЕOОPРCСTТHНKКMМBВiіjјsѕ")...).Replace,
	"leetspeak":   strings.NewReplacer(pairs("a4e3i1o0s5")...).Replace,
	"digits":      strings.NewReplacer(pairs("0٠1١2٢3٣4٤5٥6٦7٧8٨9٩")...).Replace,
	"superscript": strings.NewReplacer(pairs("0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹")...).Replace,
	"full-width":  func(s string) string { return strings.Map(wide, s) },
	"zero-width":  func(s string) string { return between(s, "\u200b", unicode.IsLetter) },
	"soft-hyphen": func(s string) string { return between(s, "\u00ad", unicode.IsLetter) },
	"combining":   func(s string) string { return after(s, "\u0323", unicode.IsLower) },
	"joiner":      func(s string) string { return between(s, "\u2060", unicode.IsDigit) },
}

var disguiseKinds = slices.Sorted(maps.Keys(disguises))

// Disguise hides the marks of a lie. It reports false where there is nothing to
// hide in this way.
func Disguise(t Text, kind string) (Text, bool) {
	hidden := t
	hidden.Kind, hidden.Tier, hidden.Marks = kind, Adversarial, nil
	for _, mark := range t.Marks {
		other := disguises[kind](mark)
		hidden.Text = strings.Replace(hidden.Text, mark, other, 1)
		hidden.Marks = append(hidden.Marks, mark, other)
	}
	return hidden, hidden.Text != t.Text
}

// hide tells the plain lies again, each in one disguise, by turns.
func (m *maker) hide(turn int) {
	for _, t := range m.cv.Texts {
		if t.Tier != Lexical {
			continue
		}
		for range disguiseKinds {
			turn++
			if hidden, ok := Disguise(t, disguiseKinds[turn%len(disguiseKinds)]); ok {
				m.add(hidden)
				break
			}
		}
	}
}

// pairs are the letters of a word, each for NewReplacer.
func pairs(s string) []string {
	var all []string
	for _, r := range s {
		all = append(all, string(r))
	}
	return all
}

func wide(r rune) rune {
	if r > ' ' && r < 0x7f && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
		return r + 0xfee0
	}
	return r
}

// between puts something between every second pair of letters that belong.
func between(s, what string, belongs func(rune) bool) string {
	var w strings.Builder
	run := 0
	for _, r := range s {
		if !belongs(r) {
			run = 0
		} else if run++; run > 1 && run%2 == 0 {
			w.WriteString(what)
		}
		w.WriteRune(r)
	}
	return w.String()
}

// after puts something behind every third letter that belongs.
func after(s, what string, belongs func(rune) bool) string {
	var w strings.Builder
	n := 0
	for _, r := range s {
		w.WriteRune(r)
		if belongs(r) {
			if n++; n%3 == 0 {
				w.WriteString(what)
			}
		}
	}
	return w.String()
}
