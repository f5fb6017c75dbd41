package words

import (
	"strings"
	"sync"
)

// Stop reports whether a folded word carries no claim of its own in that
// language: articles, prepositions, pronouns, auxiliaries.
func Stop(word, language string) bool { return stops()[language][word] }

var stops = sync.OnceValue(func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for language, list := range stopLists {
		set := map[string]bool{}
		for w := range strings.FieldsSeq(list) {
			set[w] = true
		}
		all[language] = set
	}
	return all
})

var stopLists = map[string]string{
	"en": `a an the and or but nor so yet of to in on at by for from with without into onto over under through throughout
across within between among amongst during before after since until upon via per as than that which who whom whose this
these those it its they them their theirs he she his her him hers i me my mine we us our ours you your yours is are was
were be been being am do does did done doing have has had having will would shall should can could may might must
there here where when while how what why if then also both each either all any some such other another more most own same
very just about around up down out off again once further s t d ll m re ve including include includes included like well
while whilst whereas thus hence thereby therefore using used use uses`,
	"de": `der die das den dem des ein eine einen einem einer eines und oder aber doch sowie als wie in im ins an am auf aus bei beim
mit von vom zu zum zur für über unter durch gegen ohne um nach vor seit während zwischen bis innerhalb außerhalb ich mich
mir mein meine meinen meiner meinem meines deines seines ihres unseres eures wir uns unser unsere er sie es ihn ihm ihr ihre ihren ihrem ihrer sein seine seinen
man sich ist sind war waren wird werden wurde wurden worden bin bist habe hat haben hatte hatten kann können konnte
soll sollte muss müssen dabei dazu damit dadurch hier dort wo wenn dass ob auch nur noch schon sehr mehr so dann
dieser diese dieses diesen diesem welche welcher welches jeder jede jedes alle allem allen u zb z b
denen deren dessen welchen welchem jene jenen ihnen zwar sogar wäre wären hätte würde könnte ja`,
	"fr": `à le la les l un une des du de d au aux et ou mais donc or ni car que qui quoi dont où ce cet cette ces c s se sa son ses
mon ma mes ton ta tes notre nos votre vos leur leurs je j me m tu te t il elle on nous vous ils elles y en dans sur sous
par pour avec sans chez vers entre depuis pendant durant avant après dès lors comme si ne pas plus est sont était
étaient être été suis es sommes ai as a avons avez ont avait avaient avoir eu fait faire ainsi aussi très tout toute tous toutes
afin lorsque puis même autre autres quelque quelques qu n`,
	"es": `el la los las lo un una unos unas y e o u pero ni que quien cuyo cual de del a al en con sin por para sobre bajo entre
hacia hasta desde durante ante tras según como si no más muy es son era eran ser sido soy fue fueron está están estar
he ha han hemos había haber mi mis tu tus su sus nuestro nuestra nuestros nuestras me te se nos le les yo él ella ellos
ellas este esta estos estas ese esa esos esas aquel esto eso también así ya cada todo toda todos todas otro otra otros otras`,
}
