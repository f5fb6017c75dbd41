package resume

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/sartor-cv/sartor/libs/words"
)

// months are the names and short names of the months in the languages we
// read, by number.
var months = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for i, list := range [...]string{
		`january jan januar jänner janvier janv enero ene gennaio gen janeiro januari styczeń stycznia sty січень января янв ocak ιανουάριος`,
		`february feb februar feber février fevrier févr fév febrero febraio febbraio fevereiro fev februari luty lutego lut февраль февраля фев şubat φεβρουάριος`,
		`march mar märz maerz mär mars marzo março marco maart mrt marzec marca март марта мар mart μάρτιος`,
		`april apr avril avr abril abr aprile kwiecień kwietnia kwi апрель апреля апр nisan απρίλιος`,
		`may mai mayo maggio mag maio mei maj maja май мая mayıs μάιος`,
		`june jun juni juin junio giugno giu junho czerwiec czerwca cze июнь июня июн haziran ιούνιος`,
		`july jul juli juillet juil julio luglio lug julho lipiec lipca lip июль июля июл temmuz ιούλιος`,
		`august aug août aout agosto ago augustus sierpień sierpnia sie август августа авг ağustos αύγουστος`,
		`september sep sept septembre septiembre set settembre setembro wrzesień września wrz сентябрь сентября сен eylül σεπτέμβριος`,
		`october oct oktober okt octobre octubre ottobre ott outubro out październik października paź октябрь октября окт ekim οκτώβριος`,
		`november nov novembre noviembre novembro listopad listopada lis ноябрь ноября ноя kasım νοέμβριος`,
		`december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro grudzień grudnia gru декабрь декабря дек aralık δεκέμβριος`,
	} {
		for name := range strings.FieldsSeq(list) {
			m[name] = i + 1
		}
	}
	return m
})

var monthNames = sync.OnceValue(func() string {
	var names []string
	for name := range months() {
		names = append(names, regexp.QuoteMeta(name))
	}
	return longestFirst(names)
})

// seasons are the names of the seasons, winter and summer terms among them.
var seasons = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for season, names := range map[string]string{
		"spring": "spring frühling frühjahr printemps primavera lente wiosna vår весна ilkbahar",
		"summer": "summer sommer été verano estate verão zomer lato sommar лето yaz ss",
		"autumn": "autumn fall herbst automne otoño autunno outono herfst jesień höst осень sonbahar",
		"winter": "winter hiver invierno inverno zima vinter зима kış ws",
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = season
		}
	}
	return m
})

func seasonNames() string { return longestFirst(slices.Collect(maps.Keys(seasons()))) }

var presentPattern = words.Pattern(`^(?i)(?:` + longestFirst([]string{
	"present", "presently", "the present", "present day", "this day", "current", "currently", "now", "today", "ongoing", "to date", "date", "heute", "jetzt", "aktuell", "laufend", "andauernd", "dato", "derzeit", "gegenwart", "gegenwärtig",
	"en cours", "aujourd'hui", "aujourd’hui", "ce jour", "présent", "actuel", "actuellement", "la actualidad", "actualidad", "actualmente", "presente", "hoy", "la fecha", "en curso", "ahora", "el presente", "el momento", "actual", "en poste", "maintenant",
	"oggi", "attuale", "in corso", "attualmente", "tuttora", "adesso", "ora", "atual", "atualmente", "o momento", "o presente", "a data", "hoje", "momento", "heden",
	"nu", "vandaag", "dag van vandaag", "lopend", "obecnie", "teraz", "nadal", "do dziś", "dziś", "dzisiaj", "dnia dzisiejszego", "chwili obecnej", "trwa",
	"по настоящее время", "настоящее время", "по н.в.", "н.в.", "сейчас", "現在", "至今", "现在", "現今", "현재", "günümüz", "devam ediyor", "halen", "bugün",
	"σήμερα", "היום", "الآن", "حتى الآن", "nay", "hiện tại", "hiện nay", "वर्तमान",
}) + `)`)

var sincePattern = words.Pattern(`^(?i)(?:since|from|seit|ab|depuis|à partir de|desde|a partir de|dal|da|sinds|vanaf|od|с|から)\s+(?:le\s+|el\s+|dem\s+)?`)

// fromPattern are words that begin a range and nothing else: alone they say
// nothing about a date.
var fromPattern = words.Pattern(`^(?i)(?:(?:de|du|des|do|dos|von|vom|between|entre|z|van)\s+|d[’']\s?)`)

// yearSign is what some languages write behind a year: 2019 r., 2019 г.
var yearSign = words.Pattern(`^\s?(?:r\.|г\.)`)

var monthPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?i)(` + monthNames() + `)\.?`) })

var untilPattern = words.Pattern(`^(?i)\s*(?:[-–—−‐‑~〜～→/]+|to\s|until\s|till\s|through\s|thru\s|and\s|bis\s|à\s|au\s|a\s|al\s|hasta\s|até\s|ao\s|do\s|tot\s|tot en met\s|t/m\s|ad\s|al\s|all[’']|fino a\s|fino ad\s|until\s|up to\s|jusqu[’']à\s|jusqu[’']en\s|jusque\s|по\s)\s*(?:l[’']|le\s|la\s)?\s*`)

var gapPattern = words.Pattern(`^\s+`)

func longestFirst(names []string) string {
	slices.SortFunc(names, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return strings.Join(names, "|")
}
