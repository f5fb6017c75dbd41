package match

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// maxText is the longest posting that is read, in bytes.
const maxText = 120_000

var (
	comments   = regexp.MustCompile(`(?s)<!--.*?-->`)
	hiddenHTML = regexp.MustCompile(`(?is)<(?:script|style|head|noscript|template)\b.*?</(?:script|style|head|noscript|template)>`)
	unseen     = regexp.MustCompile(`(?is)<(?:p|div|span|li|td)\b[^<>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|\bhidden\b)[^<>]*>.*?</(?:p|div|span|li|td)>`)
	breaking   = regexp.MustCompile(`(?i)<(?:br|/p|/li|/div|/h[1-6]|/tr|/ul|/ol|li|p|h[1-6])\b[^<>]*>`)
	anyTag     = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
	liquid     = regexp.MustCompile(`(?s)\{%-?\s*comment.*?endcomment.*?%\}|\{%.*?%\}|\{\{.*?\}\}`)
	mdLink     = regexp.MustCompile(`!?\[([^\]\[]*)\]\([^()]*\)`)
	mdSigns    = regexp.MustCompile("\\*{1,3}|`{1,3}|_{2,3}")
	entity     = regexp.MustCompile(`&#?[A-Za-z0-9]{2,8};`)
	lineEnds   = regexp.MustCompile(`\r\n?|[\v\f\x{2028}\x{2029}]`)
	blanks     = regexp.MustCompile(`[ \t\x{a0}]*\n[ \t\x{a0}]*`)
	blankRuns  = regexp.MustCompile(`[^\S\n ][^\S\n]*| [^\S\n]+`)
)

// clean turns a posting into plain lines: what nobody sees, markup, comments
// and templates are gone.
func clean(s string) trail {
	if len(s) > maxText {
		s = s[:maxText]
	}
	t := newTrail(s)
	t = t.replace(lineEnds, func(string) string { return "\n" })
	t = t.cut(unseenSigns, "")
	t = frontMatter(t).cut(comments, " ")
	if strings.Count(t.text, "</") > 2 {
		t = t.cut(hiddenHTML, " ").cut(unseen, " ").replace(breaking, func(string) string { return "\n" })
	}
	t = t.cut(liquid, " ").cut(anyTag, " ").cut(mdLink, "").replace(entity, html.UnescapeString).cut(mdSigns, "")
	t = t.replace(blankRuns, func(string) string { return " " }).replace(blanks, func(string) string { return "\n" })
	return unwrapped(t).trimmed()
}

// unseenSigns are characters that take no room: joiners, soft hyphens,
// direction marks, controls.
var unseenSigns = regexp.MustCompile(`[\p{Cf}\x00-\x08\x0e-\x1f\x7f]+`)

// frontMatter keeps what YAML front matter says: the title, and lists.
func frontMatter(t trail) trail {
	body, ok := strings.CutPrefix(t.text, "---\n")
	if !ok {
		return t
	}
	head, _, ok := strings.Cut(body, "\n---")
	if !ok {
		return t
	}
	w, at := builder{old: t}, len("---\n")
	for line := range strings.Lines(head + "\n") {
		start, end := at, at+len(strings.TrimRight(line, "\n"))
		at += len(line)
		trimmed := strings.TrimSpace(line)
		start += strings.Index(t.text[start:end], trimmed)
		key, value, found := strings.Cut(trimmed, ":")
		switch {
		case trimmed == "" || trimmed[0] == '#':
			continue
		case strings.HasPrefix(trimmed, "- ") && !strings.Contains(trimmed, "://"):
			w.keep(start, start+len(trimmed))
		case found && strings.EqualFold(key, "title"):
			value = strings.Trim(strings.TrimSpace(value), `"'`)
			w.put("Title: ", start, start+len(key)+1)
			from := start + strings.LastIndex(trimmed, value)
			w.keep(from, from+len(value))
		case found && strings.TrimSpace(value) == "" && len(key) < 40:
			w.keep(start, start+len(key)+1)
		default:
			continue
		}
		w.put("\n", start, start+1)
	}
	rest := min(len(t.text), at+len("---"))
	w.keep(rest, len(t.text))
	return w.done()
}

// unwrapped joins the lines of a paragraph that was broken for its width: the
// next one goes on in small letters.
func unwrapped(t trail) trail {
	w, last := builder{old: t}, 0
	at := 0
	for line := range strings.Lines(t.text) {
		end := at + len(line) - 1
		if next := at + len(line); strings.HasSuffix(line, "\n") && next < len(t.text) && goesOn(line[:len(line)-1], t.text[next:]) {
			w.keep(last, end)
			w.put(" ", end, end+1)
			last = next
		}
		at += len(line)
	}
	w.keep(last, len(t.text))
	return w.done()
}

// shortLine is what a line of a broken paragraph is not.
const shortLine = 25

func goesOn(line, next string) bool {
	r, _ := utf8.DecodeRuneInString(next)
	next, _, _ = strings.Cut(next, "\n")
	if strings.HasSuffix(next, ":") || strings.HasPrefix(line, "Title: ") {
		return false // a heading
	}
	return len(line) >= shortLine && line[0] != '#' && unicode.IsLower(r) && !strings.ContainsAny(line[len(line)-1:], ".:!?;")
}

// trimmed takes blank lines off either end.
func (t trail) trimmed() trail {
	start := len(t.text) - len(strings.TrimLeft(t.text, " \n"))
	end := max(start, len(strings.TrimRight(t.text, " \n")))
	w := builder{old: t}
	w.keep(start, end)
	return w.done()
}

// piece is a sentence or list item of the posting and what part it stands in.
type piece struct {
	words.Piece

	part part
	item bool
}

// part says how to read what stands under a heading.
type part int

const (
	open part = iota // under no heading that we know
	must
	nice
	duties
	skip
)

// pieces cuts the cleaned posting.
func pieces(text string) []piece {
	var all []piece
	at, now := 0, open
	for line := range strings.Lines(text) {
		start := at
		at += len(line)
		line = strings.TrimRight(line, "\n")
		if p, ok := partOf(line); ok {
			now = p
			continue
		}
		item := isItem(line)
		if item {
			start += strings.IndexByte(line, ' ') + 1
			line = line[strings.IndexByte(line, ' ')+1:]
		}
		for _, s := range words.Sentences(line) {
			all = append(all, piece{Piece: words.Piece{Start: start + s.Start, End: start + s.End}, part: now, item: item})
		}
	}
	return all
}

func isItem(line string) bool {
	return strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "• ") || strings.HasPrefix(line, "+ ")
}

// partOf reports whether a line is a heading that says how to read on.
func partOf(line string) (part, bool) {
	titled := strings.HasPrefix(line, "#") || strings.HasSuffix(line, ":")
	listed := isItem(line) && !titled
	line = strings.TrimSpace(strings.TrimLeft(line, "#- "))
	if line == "" || len(line) > 70 || strings.HasSuffix(line, ".") || len(strings.Fields(line)) > 8 {
		return open, false
	}
	lower := strings.ToLower(strings.TrimRight(line, ":?! "))
	begins := !strings.Contains(lower, ",") && (titled || !listed && len(skill.Find(line)) == 0)
	for _, p := range partCues {
		if slices.ContainsFunc(p.cues, func(cue string) bool {
			return lower == cue || begins && strings.HasPrefix(lower, cue+" ") || titled && strings.HasSuffix(lower, " "+cue)
		}) {
			return p.part, true
		}
	}
	return open, strings.HasSuffix(line, ":") && len(strings.Fields(line)) <= 4 && !strings.Contains(line, ",")
}

var partCues = []struct {
	part part
	cues []string
}{
	{nice, split("nice to have|nice-to-have|nice to haves|preferred|preferred qualifications|preferred skills|desirable|desired|bonus|bonus points|pluses|good to have|additional skills|wünschenswert|von vorteil|nice to know|das wäre toll|souhaité|les plus|atouts|deseable|se valorará|valorable|gewenst|mile widziane")},
	{must, split("requirements|qualifications|required|must have|must-have|must haves|essential|essential criteria|what you'll need|what you’ll need|what you need|you have|who you are|your profile|minimum qualifications|basic qualifications|required skills|skills|technical skills|what we're looking for|what we’re looking for|we are looking for|about you|what you bring|you bring|experience|competencies|key competencies|what we look for|specialized experience|anforderungen|ihr profil|dein profil|das bringst du mit|das bringen sie mit|profil recherché|votre profil|ton profil|compétences requises|requisitos|perfil|tu perfil|qué buscamos|requisiti|wymagania|vereisten")},
	{duties, split("responsibilities|key responsibilities|what you'll do|what you’ll do|what you will do|duties|the role|your role|the job|about the role|about this role|role summary|key objectives|day to day|your tasks|tasks|in this role|job description|aufgaben|deine aufgaben|ihre aufgaben|missions|vos missions|tes missions|funciones|responsabilidades|tus funciones|obowiązki")},
	{skip, split("benefits|what we offer|we offer|perks|compensation|salary|pay|how to apply|application process|about us|about the company|who we are|our values|equal opportunity|equal employment opportunity|eeo statement|diversity|info sessions|legal|privacy|wir bieten|das bieten wir|über uns|benefits & perks|nous offrons|avantages|qui sommes-nous|à propos de nous|ofrecemos|qué ofrecemos|sobre nosotros|offriamo|work schedule|location|travel requirement|travel requirements|application link|applications|citizenship|security clearance")},
}

func split(s string) []string { return strings.Split(s, "|") }

// boilerplate reports sentences that are about applying, paying or the law.
func boilerplate(lower string) bool {
	for _, cue := range boilerplateCues {
		if strings.Contains(lower, cue) {
			return true
		}
	}
	return false
}

var boilerplateCues = split("equal opportunity|equal employment|without regard to|reasonable accommodation|salary|compensation|401(k)|health insurance|background check|click here|apply now|usajobs|u.s. citizens|visa sponsorship|vacation|paid leave|cookie|privacy policy|all qualified applicants|gs-1|locality pay|gehalt|urlaubstage|schwerbehinder|rémunération|tickets restaurant|salario|submit your|info session|eventbrite|max applications|application cap|your resume|your résumé|your application|federal style resume|gs-grade|gs grade|lower grade|all applicants|applicants must|you held each job|hours per week you|may result in disqualification|appointment type|learn more about the benefits|bewerbungsunterlagen|ihre bewerbung|votre candidature|tu candidatura")
