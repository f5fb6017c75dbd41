package words

import (
	"strings"
	"sync"
	"unicode"
)

// Detect returns the base language of a text, or "und". It looks at the
// alphabet first and then at how often each language's little words occur.
func Detect(s string) string {
	s = cut(s, 40_000)
	if l := script(s); l != "latin" {
		return l
	}
	counts := map[string]int{}
	for _, t := range Tokens(s) {
		for _, l := range telling()[t.Text] {
			counts[l]++
		}
	}
	best, most, second := "und", 0, 0
	for _, l := range []string{"en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "vi", "sv", "cs"} {
		switch {
		case counts[l] > most:
			best, second, most = l, most, counts[l]
		case counts[l] > second:
			second = counts[l]
		}
	}
	if most < 2 || most == second {
		return "und"
	}
	return best
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

var scripts = []struct {
	table    *unicode.RangeTable
	language string
}{
	{unicode.Hiragana, "ja"},
	{unicode.Katakana, "ja"},
	{unicode.Hangul, "ko"},
	{unicode.Han, "zh"},
	{unicode.Cyrillic, "ru"},
	{unicode.Greek, "el"},
	{unicode.Hebrew, "he"},
	{unicode.Arabic, "ar"},
	{unicode.Devanagari, "hi"},
}

// script names the language of an alphabet that makes up a third of the
// letters, else "latin".
func script(s string) string {
	counts := make([]int, len(scripts))
	letters := 0
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if r < 0x250 {
			continue
		}
		for i := range scripts {
			if unicode.Is(scripts[i].table, r) {
				counts[i]++
				break
			}
		}
	}
	if kana := counts[0] + counts[1]; kana*20 > letters && kana > 0 {
		return "ja"
	}
	for i := range scripts {
		if counts[i]*3 > letters {
			return scripts[i].language
		}
	}
	return "latin"
}

var telling = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for l, list := range map[string]string{
		"en": `the and of to with for in on from by at an is was were our their across within using while has have been that`,
		"de": `und der die das mit von für im zur zum bei den des dem eine einer eines auf als sowie über durch seit nach wurde ist an`,
		"fr": `le la les des et de du pour avec dans sur une un aux par en chez depuis au d l est`,
		"es": `el la los las de del y con para en una un por al desde como más sobre es`,
		"it": `il la di e con per in una un del della dei delle nel presso gestione al da che`,
		"pt": `o a os as de do da e com para em uma um dos das no na desde ao por que`,
		"nl": `de het en van met voor in een bij op aan als naar door tot is werd`,
		"pl": `i w z na do oraz dla od przy ze w za jest po pod sp`,
		"tr": `ve ile için bir bu olarak de da üzerinde ekibi daha`,
		"vi": `và của các cho với trong là được tại một những`,
		"sv": `och att med för på av en ett som till är i`,
		"cs": `a v na s z pro do se od k při je`,
	} {
		for w := range strings.FieldsSeq(list) {
			m[w] = append(m[w], l)
		}
	}
	return m
})
