package score

import (
	"math/big"
	"math/bits"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Marks are what a text gets. All are shares between 0 and 1.
type Marks struct {
	Words   float64 // F1 of the words, in whatever order
	Pairs   float64 // F1 of the words that follow each other: B2
	Order   float64 // longest run of words in the right order: LCS
	Glued   float64 // words that run together
	Garbage float64 // characters that are none

	Contacts, Found int // addresses in the truth, and those found letter by letter
}

// Truth is what stands in a file.
type Truth struct {
	Texts []string // the same text in every order that is right
	Order []string // words whose order is known, where it is only that
}

// Of marks a text.
func (t Truth) Of(text string) Marks {
	got := Words(text)
	var m Marks
	for i, alternative := range t.Texts {
		want := Words(alternative)
		if i == 0 {
			m.Words = f1(got, want)
			m.Glued = glued(got, want)
		}
		m.Pairs = max(m.Pairs, f1(pairs(got), pairs(want)))
		if len(t.Order) == 0 {
			m.Order = max(m.Order, 2*float64(common(want, got))/float64(max(1, len(want)+len(got))))
		}
	}
	if len(t.Order) > 0 {
		m.Order = float64(common(t.Order, got)) / float64(len(t.Order))
	}
	m.Garbage = garbage(text)
	m.Contacts, m.Found = t.contacts(text)
	return m
}

func pairs(words []string) []string {
	var out []string
	for i := 1; i < len(words); i++ {
		out = append(out, words[i-1]+" "+words[i])
	}
	return out
}

func f1(got, want []string) float64 {
	if len(got)+len(want) == 0 {
		return 1
	}
	counts := map[string]int{}
	for _, w := range want {
		counts[w]++
	}
	shared := 0
	for _, g := range got {
		if counts[g] > 0 {
			counts[g]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(got)+len(want))
}

// common is the length of the longest common subsequence, by Hyyrö's bits.
func common(a, b []string) int {
	places := map[string]*big.Int{}
	for i, w := range a {
		if places[w] == nil {
			places[w] = new(big.Int)
		}
		places[w].SetBit(places[w], i, 1)
	}
	mask := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(len(a))), big.NewInt(1))
	v := new(big.Int).Set(mask)
	u, sum := new(big.Int), new(big.Int)
	for _, w := range b {
		if places[w] == nil {
			continue
		}
		u.And(v, places[w])
		sum.Add(v, u)
		v.Or(sum, v.AndNot(v, u))
		v.And(v, mask)
	}
	return len(a) - ones(v)
}

func ones(n *big.Int) (count int) {
	for _, w := range n.Bits() {
		count += bits.OnesCount(uint(w))
	}
	return count
}

// glued is the share of true words that were lost because they run together.
func glued(got, want []string) float64 {
	known, joined := map[string]bool{}, map[string]int{}
	for _, w := range want {
		known[w] = true
	}
	for n := 2; n <= 4; n++ {
		for i := 0; i+n <= len(want); i++ {
			j := strings.Join(want[i:i+n], "")
			if joined[j] == 0 {
				joined[j] = n
			}
		}
	}
	count := 0
	for _, g := range got {
		switch {
		case known[g]:
		case joined[g] > 0:
			count += joined[g] - 1
		case len([]rune(g)) > 24 && holdsTwo(g, known):
			count++
		}
	}
	return float64(count) / float64(max(1, len(want)))
}

func holdsTwo(word string, known map[string]bool) bool {
	held := 0
	for w := range known {
		if len([]rune(w)) > 3 && strings.Contains(word, w) {
			if held++; held == 2 {
				return true
			}
		}
	}
	return false
}

func garbage(text string) float64 {
	all, bad := 0, len(cid.FindAllString(text, -1))
	for _, r := range text {
		if !unicode.IsSpace(r) {
			all++
		}
		if isGarbage(r) {
			bad++
		}
	}
	return float64(bad) / float64(max(1, all))
}

// contacts counts the addresses that stand in the truth, each once.
func (t Truth) contacts(text string) (all, found int) {
	if len(t.Texts) == 0 {
		return 0, 0
	}
	text = strings.ToLower(norm.NFKC.String(text))
	seen := map[string]bool{}
	for _, c := range contact.FindAllString(norm.NFKC.String(t.Texts[0]), -1) {
		c = strings.ToLower(strings.TrimRight(c, "./"))
		if seen[c] {
			continue
		}
		seen[c] = true
		all++
		if strings.Contains(text, c) {
			found++
		}
	}
	return all, found
}
