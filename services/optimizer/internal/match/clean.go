package match

import (
	"html"
	"regexp"
	"strings"

	"github.com/sartor-cv/sartor/services/optimizer/internal/words"
)

// maxText is the longest posting that is read, in bytes.
const maxText = 120_000

var (
	hiddenHTML = regexp.MustCompile(`(?is)<(script|style|head|noscript|template)\b.*?</(?:script|style|head|noscript|template)>|<!--.*?-->`)
	breaking   = regexp.MustCompile(`(?i)<(?:br|/p|/li|/div|/h[1-6]|/tr|/ul|/ol|li|p|h[1-6])\b[^<>]*>`)
	anyTag     = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
	liquid     = regexp.MustCompile(`(?s)\{%-?\s*comment.*?endcomment.*?%\}|\{%.*?%\}|\{\{.*?\}\}`)
	mdLink     = regexp.MustCompile(`!?\[([^\]\[]*)\]\([^()]*\)`)
	mdSigns    = regexp.MustCompile("\\*{1,3}|`{1,3}|_{2,3}")
)

// clean turns a posting into plain lines: markup, comments and templates
// gone.
func clean(s string) string {
	if len(s) > maxText {
		s = s[:maxText]
	}
	s = strings.ToValidUTF8(s, "")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u00a0", " ", "\u200b", "", "\u00ad", "", "\ufeff", "").Replace(s)
	front, s := frontMatter(s)
	if strings.Count(s, "</") > 2 {
		s = hiddenHTML.ReplaceAllString(s, " ")
		s = breaking.ReplaceAllString(s, "\n")
	}
	s = liquid.ReplaceAllString(s, " ")
	s = anyTag.ReplaceAllString(s, " ")
	s = mdLink.ReplaceAllString(s, "$1")
	s = mdSigns.ReplaceAllString(html.UnescapeString(s), "")
	var b strings.Builder
	for line := range strings.Lines(front + "\n" + s) {
		b.WriteString(strings.Join(strings.Fields(line), " "))
		b.WriteByte('\n')
	}
	return strings.TrimSpace(b.String())
}

// frontMatter keeps what YAML front matter says: the title, and lists.
func frontMatter(s string) (front, rest string) {
	body, ok := strings.CutPrefix(s, "---\n")
	if !ok {
		return "", s
	}
	head, rest, ok := strings.Cut(body, "\n---")
	if !ok {
		return "", s
	}
	var b strings.Builder
	for line := range strings.Lines(head) {
		trimmed := strings.TrimSpace(line)
		key, value, found := strings.Cut(trimmed, ":")
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		switch {
		case trimmed == "" || trimmed[0] == '#':
		case strings.HasPrefix(trimmed, "- ") && !strings.Contains(trimmed, "://"):
			b.WriteString(trimmed + "\n")
		case found && strings.EqualFold(key, "title"):
			b.WriteString("Title: " + value + "\n")
		case found && value == "" && len(key) < 40:
			b.WriteString(key + ":\n")
		}
	}
	return b.String(), rest
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
		item := strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "• ") || strings.HasPrefix(line, "+ ")
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

// partOf reports whether a line is a heading that says how to read on.
func partOf(line string) (part, bool) {
	titled := strings.HasPrefix(line, "#") || strings.HasSuffix(line, ":")
	line = strings.TrimSpace(strings.TrimLeft(line, "#- "))
	if line == "" || len(line) > 70 || strings.HasSuffix(line, ".") || len(strings.Fields(line)) > 8 {
		return open, false
	}
	lower := strings.ToLower(strings.TrimRight(line, ":?! "))
	for _, p := range partCues {
		for _, cue := range p.cues {
			if lower == cue || strings.HasPrefix(lower, cue+" ") && !strings.Contains(lower, ",") || titled && strings.HasSuffix(lower, " "+cue) {
				return p.part, true
			}
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

var boilerplateCues = split("equal opportunity|equal employment|without regard to|reasonable accommodation|salary|compensation|401(k)|health insurance|background check|click here|apply now|usajobs|u.s. citizens|visa sponsorship|vacation|paid leave|cookie|privacy policy|all qualified applicants|gs-1|locality pay|gehalt|urlaubstage|schwerbehinder|rémunération|tickets restaurant|salario|submit your|info session|eventbrite|max applications|application cap")
