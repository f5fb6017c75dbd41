package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

// avows reports a word by which a letter says what the writer does, did or
// will do: neither a wish nor courtesy, so the CV has to say it too.
func (j *judging) avows(i int, cl clause) bool {
	a := j.a
	if a.stop[i] || a.tokens[i].Number || a.is(i, motive|reader) || a.skilled[i] != 0 || a.is(i, generic|hedge) && a.v.word(a.tokens[i].Text).scope < 4 {
		return false
	}
	switch a.v.language {
	case "de":
		return a.german(i, cl)
	case "es":
		return a.spanish(i, cl)
	default:
		return a.afterSubject(i, cl)
	}
}

// afterSubject reports the first word after I or je that isn't a particle.
func (a *analysis) afterSubject(i int, cl clause) bool {
	for k := i - 1; k >= max(cl.from, i-4); k-- {
		if strings.ContainsAny(a.gap(k+1), ",;:") {
			return false
		}
		switch w := a.tokens[k].Text; {
		case w == "i" || w == "je" || w == "j":
			return true
		case !a.stop[k] && a.speech[k] != "r" && !strings.HasSuffix(w, "ment") && !strings.HasSuffix(w, "ly"):
			return false
		}
	}
	return false
}

// german reports a verb beside ich, or a deed where ich has an auxiliary.
func (a *analysis) german(i int, cl clause) bool {
	if a.tokens[i].Upper && i > 0 {
		return false
	}
	w := a.tokens[i].Text
	if a.v.forWord[w+"n"]&motive != 0 {
		return false // bringe … ein
	}
	beside := i > cl.from && a.tokens[i-1].Text == "ich" || i+1 < cl.to && a.tokens[i+1].Text == "ich"
	if beside && (strings.HasSuffix(w, "e") || strings.HasSuffix(w, "t") || a.v.forms[w] != "") {
		return true
	}
	mine, done := false, false
	for k := cl.from; k < cl.to; k++ {
		mine = mine || a.tokens[k].Text == "ich"
		done = done || doneWords[a.tokens[k].Text]
	}
	return mine && done && a.is(i, action)
}

// doneWords make of what follows a deed that was, or will be, done.
var doneWords = wordMap("habe hatte bin war wurde konnte durfte musste werde")

// spanish reports a deed in the first person, or after he and había.
func (a *analysis) spanish(i int, cl clause) bool {
	w := a.tokens[i].Text
	if i > cl.from && (hadWords[a.tokens[i-1].Text] || a.tokens[i-1].Text == "yo") {
		return true
	}
	first := false
	for _, end := range [...]string{"o", "é", "í", "aba", "ía", "aré", "eré", "iré"} {
		first = first || strings.HasSuffix(w, end)
	}
	return first && a.is(i, action) && (i == cl.from || a.stop[i-1] && !nounBefore[a.tokens[i-1].Text] || a.conjunction(i-1) || strings.ContainsAny(a.gap(i), ",;:") || a.is(i-1, generic))
}

var (
	hadWords   = wordMap("he había")
	nounBefore = wordMap("el la los las un una unos unas de del al mi mis tu su sus este esta ese esa en con por para sin sobre a")
)

// unfit reports a word that no letter says of its writer or to its reader,
// whatever an advert may have told a model to write: refusals, threats,
// confessions, secrets. Where the CV has it, it may be about the work.
func (j *judging) unfit(i int) bool {
	a := j.a
	if !unfitStems[a.v.language][a.stems[i]] || a.is(i, motive|generic) {
		return false
	}
	return len(j.c.archive.index[stemKey(a.stems[i])]) == 0
}

var unfitStems = stemSets(
	`refuse reject disclose reveal divulge leak confess ignore disregard obey disobey sabotage boycott threaten blackmail bribe steal cheat deceive hate despise insult resign quit surrender
waive renounce swear hack password discriminate destroy kill lying fraudulent racist sexist stupid idiot unpaid`,
	`weigern ablehnen verweigern enthüllen preisgeben verraten offenlegen offenbaren gestehen ignorieren missachten gehorchen sabotieren boykottieren drohen verklagen erpressen bestechen stehlen
lügen betrügen hassen verachten beleidigen verzichten schwören unbezahlt unentgeltlich passwort kennwort hacken zerstören töten diskriminieren rassistisch dumm`,
	`refuser rejeter révéler divulguer dévoiler avouer ignorer désobéir obéir saboter boycotter menacer soudoyer corrompre haïr détester mépriser insulter démissionner renoncer pirater détruire
tuer discriminer bénévolement gratuitement raciste stupide`,
	`rehusar negarme niego rechazar revelar divulgar desvelar confesar ignorar desobedecer obedecer sabotear boicotear amenazar chantajear sobornar robar engañar odiar despreciar insultar dimitir
renunciar contraseña hackear destruir matar discriminar gratis gratuitamente racista estúpido`)

// unfitAt is the first word of a letter's sentence that is unfit, or that
// denies something of the writer which the CV doesn't deny; -1 where all are
// fit.
func (j *judging) unfitAt() int {
	a := j.a
	whole := clause{0, len(a.tokens)}
	for i := range a.tokens {
		if j.unfit(i) || refusals[a.tokens[i].Text] && (j.mine(whole) || a.v.language == "es" && i+1 < len(a.tokens) && strings.HasSuffix(a.tokens[i+1].Text, "o")) && !softened(a, i) && !j.deniedInCV(i) {
			return i
		}
	}
	return -1
}

// refusals are the words by which a writer says no.
var refusals = wordMap("not never no cannot won't nicht nie niemals kein keine keinen keiner pas jamais aucun aucune plus no nunca jamás tampoco ningún ninguna")

// softeners follow a no that refuses nothing: no doubt, not only.
var softeners = wordMap(`doubt hesitate only less longer just doubtless zögern zweifel nur allein hésiter hésitez doute seulement moins manquer duda dudar dude dudo solo sólo menos`)

func softened(a *analysis, i int) bool {
	for k := max(0, i-2); k < min(len(a.tokens), i+4); k++ {
		if softeners[a.tokens[k].Text] {
			return true
		}
	}
	return a.tokens[i].Text == "plus" && (i == 0 || a.tokens[i-1].Text != "ne" && !slices.ContainsFunc(a.tokens[:i], func(t words.Token) bool { return t.Text == "ne" || t.Text == "n" }))
}

// deniedInCV reports whether the CV denies what stands after a no.
func (j *judging) deniedInCV(i int) bool {
	a := j.a
	for k := range a.tokens {
		if k == i || a.stop[k] || a.is(k, generic|motive) {
			continue
		}
		for _, e := range j.c.archive.index[stemKey(a.stems[k])] {
			if len(e.denied(clause{0, len(e.tokens)})) > 0 || slices.ContainsFunc(e.classes, func(c class) bool { return c&negation != 0 }) {
				return true
			}
		}
	}
	return false
}
