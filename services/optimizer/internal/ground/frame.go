package ground

import "strings"

// frame notes the words next to a number that say what it counts.
func (a *analysis) frame(n *number) {
	for i := n.after; i < len(a.tokens) && len(n.heads) < 4; i++ {
		if a.endsHeads(*n, i) {
			break
		}
		if !a.tokens[i].Number && !a.stop[i] {
			n.heads = append(n.heads, a.stems[i])
		}
	}
	for i := n.token - 1; i >= 0 && len(n.before) < 3; i-- {
		if strings.ContainsAny(a.gap(i+1), ";:.()|") || a.tokens[i].Number {
			break
		}
		if !a.stop[i] {
			n.before = append(n.before, a.stems[i])
		}
	}
}

// endsHeads reports whether a token no longer says what the number before it
// counts.
func (a *analysis) endsHeads(n number, i int) bool {
	t := a.tokens[i]
	switch {
	case strings.ContainsAny(a.gap(i), ",;:.()|"):
		return true
	case t.Number:
		return len(n.heads) > 0 && a.gap(i) != "-" || i == n.after && strings.Trim(a.gap(i), " ") != ""
	case a.stop[i]:
		of := t.Text == "of" || t.Text == "de" || t.Text == "von"
		return len(n.heads) > 0 || !of && n.unit == ""
	default:
		return false
	}
}
