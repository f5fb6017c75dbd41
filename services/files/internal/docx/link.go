package docx

import (
	"errors"
	"net/url"
	"path"
	"strings"
	"unicode"
)

// Link is a text that leads somewhere without saying where: "LinkedIn".
type Link struct{ Text, URL string }

const (
	maxLinks  = 50
	maxTarget = 500 // bytes of an address
	maxLinked = 100 // bytes of what leads to it
)

// targets returns where the links of a part lead, by the ids of its relations.
func (a *archive) targets(part string) map[string]string {
	folder, file := path.Split(part)
	rels, err := a.relations(folder+"_rels/"+file+".rels", folder)
	if err != nil { // without them a link is only text
		return nil
	}
	all := map[string]string{}
	for _, r := range rels {
		if r.kind == "hyperlink" {
			all[r.id] = r.target
		}
	}
	return all
}

// openLink begins a link to where target says, if that is a place to go to.
func (w *walker) openLink(target string) {
	if u, err := address(target); err == nil {
		w.link = &Link{URL: u}
	}
}

// closeLink keeps the link that is open, unless its text is an address itself.
func (w *walker) closeLink() {
	l := w.link
	w.link = nil
	if l == nil || len(w.links) >= maxLinks {
		return
	}
	l.Text = strings.TrimSpace(l.Text)
	if l.Text != "" && len(l.Text) <= maxLinked && !strings.ContainsAny(l.Text, "@./") {
		w.links = append(w.links, *l)
	}
}

var errNoAddress = errors.New("no address of a page or a mailbox")

// address returns the address of a page or of a mailbox as it may be shown and
// followed.
func address(s string) (string, error) {
	if len(s) > maxTarget || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) }) {
		return "", errNoAddress
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", errNoAddress
	}
	switch {
	case (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(u.Host, ".") && u.User == nil:
	case u.Scheme == "mailto" && strings.Contains(u.Opaque, "@"):
		u.RawQuery = ""
	default:
		return "", errNoAddress
	}
	return u.String(), nil
}

// linkOf returns where a field leads: HYPERLINK "https://example.com".
func linkOf(code string) string {
	code = strings.TrimSpace(code)
	if len(code) < len(hyperlink) || !strings.EqualFold(code[:len(hyperlink)], hyperlink) {
		return ""
	}
	_, rest, _ := strings.Cut(code, `"`)
	target, _, closed := strings.Cut(rest, `"`)
	if !closed {
		return ""
	}
	return target
}

const hyperlink = "HYPERLINK "
