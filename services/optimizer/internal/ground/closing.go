package ground

import "strings"

// closes reports a stretch that is nothing but how a letter ends, above the name,
// in whichever language.
func (j *judging) closes(cl clause) bool {
	if cl.to-cl.from > longestClosing {
		return false
	}
	said := make([]string, 0, longestClosing)
	for _, t := range j.a.tokens[cl.from:cl.to] {
		said = append(said, t.Text)
	}
	return closings[strings.Join(said, " ")]
}

const longestClosing = 4

var closings = func() map[string]bool {
	m := map[string]bool{}
	for s := range strings.SplitSeq("regards|best regards|kind regards|kindest regards|warm regards|with kind regards|with best regards|best wishes|all the best|"+
		"sincerely|sincerely yours|yours sincerely|yours faithfully|yours truly|"+
		"mit freundlichen grüßen|mit freundlichem gruß|mit besten grüßen|freundliche grüße|beste grüße|viele grüße|herzliche grüße|hochachtungsvoll|"+
		"cordialement|bien cordialement|très cordialement|respectueusement|sincères salutations|salutations distinguées|"+
		"atentamente|cordialmente|saludos|saludos cordiales|un cordial saludo|un saludo|muy atentamente", "|") {
		m[s] = true
	}
	return m
}()
