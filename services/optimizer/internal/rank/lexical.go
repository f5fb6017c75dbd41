package rank

import (
	"hash/fnv"
	"maps"
	"math"
	"slices"

	"github.com/sartor-cv/sartor/libs/words"
)

const (
	dimensions = 1 << 12
	gram       = 4    // letters
	gramWeight = 0.25 // of a piece of a word to a whole one
)

// lexical makes vectors of texts: the stems of their words and the pieces of
// these, hashed, weighed by how rare they are among the texts. It knows no
// meaning: only words.
func lexical(texts []string) [][]float32 {
	counts := make([]map[uint32]float64, len(texts))
	in := map[uint32]float64{}
	for i, text := range texts {
		counts[i] = features(text)
		for f := range counts[i] {
			in[f]++
		}
	}
	vectors := make([][]float32, len(texts))
	for i := range texts {
		vectors[i] = make([]float32, dimensions)
		for _, f := range slices.Sorted(maps.Keys(counts[i])) { // floats don't add up alike in any order
			idf := 1 + math.Log(float64(len(texts)+1)/(in[f]+0.5))
			vectors[i][f] += float32(math.Log1p(counts[i][f]) * idf)
		}
	}
	return vectors
}

func features(text string) map[uint32]float64 {
	language := words.Detect(text)
	counts := map[uint32]float64{}
	for _, t := range words.Tokens(text) {
		if t.Number || len(t.Text) < 2 || words.Stop(t.Text, language) {
			continue
		}
		stem := words.Stem(t.Text, language)
		counts[hashed("w"+stem)]++
		letters := []rune("^" + stem + "$")
		for i := 0; i+gram <= len(letters); i++ {
			counts[hashed("g"+string(letters[i:i+gram]))] += gramWeight
		}
	}
	return counts
}

func hashed(s string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s)) // it never fails
	return h.Sum32() % dimensions
}
