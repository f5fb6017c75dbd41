package ground

import (
	"slices"
	"sync"

	"github.com/sartor-cv/sartor/libs/words"
)

// word is what is known of a word by itself. Its lists are shared: who adds to
// them clips them first.
type word struct {
	plain  string // without case and accents
	stem   string
	class  class
	stop   bool
	common bool     // our lists have it
	keys   []key    // what it means
	above  []key    // what that is a kind of
	sense  *sense   // what WordNet says of it; nil for words that it hasn't
	speech string   // its parts of speech there
	parts  []string // the stems of a German compound's words
	role   string   // the role that a German compound ends with
	scope  int      // what it claims: 1 helped … 6 headed
}

// memory is how many words of a language are remembered: more than a day's CVs
// have, fewer than somebody who sends nonsense could fill memory with.
const memory = 30_000

// memo remembers the words that were looked up; stemming is what costs.
type memo struct {
	sync.RWMutex
	known map[string]*word
}

// word looks a folded word up.
func (l *lexicon) word(text string) *word {
	l.memo.RLock()
	w, ok := l.memo.known[text]
	l.memo.RUnlock()
	if ok {
		return w
	}
	w = l.look(text)
	l.memo.Lock()
	defer l.memo.Unlock()
	if len(l.memo.known) >= memory {
		clear(l.memo.known)
	}
	l.memo.known[text] = w
	return w
}

func (l *lexicon) look(text string) *word {
	stem := l.stem(text)
	w := &word{plain: words.Plain(text), stem: stem, class: l.class(text, stem), stop: words.Stop(text, l.language)}
	w.common = w.stop || l.forWord[text] != 0 || l.forStem[stem] != 0 || len(l.concepts[stem]) > 0
	w.keys = append([]key{stemKey(stem)}, l.concepts[stem]...)
	w.above = l.general[stem]
	w.scope = l.rank(text, stem)
	if l.language == "de" {
		w.role = roleIn(w.plain)
	}
	if l.language == "de" && len(l.concepts[stem]) == 0 && !w.stop {
		w.parts = l.halves(text)
		if len(w.parts) > 0 && l.deeds[w.parts[1]] && names(text) {
			w.class |= action
		}
		w.above = append(slices.Clip(w.above), l.parted(w.parts)...)
	}
	if l.language != "en" || w.stop || l.apart[text] {
		return w
	}
	if s := senses(text); s != nil {
		w.keys = append(w.keys, s.own...)
		w.above = append(slices.Clip(w.above), s.above...)
		w.sense, w.speech = s, s.speech
	}
	return w
}
