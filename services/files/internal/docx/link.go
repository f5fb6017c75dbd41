package docx

import (
	"path"
	"strings"

	"github.com/sartor-cv/sartor/services/files/internal/link"
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

// openLink begins a link to where target says.
func (w *walker) openLink(target string) {
	if target != "" {
		w.link = &link.Link{URL: target}
	}
}

// closeLink keeps the link that is open, if it is one to keep.
func (w *walker) closeLink() {
	open := w.link
	w.link = nil
	if open == nil || len(w.links) >= link.Most {
		return
	}
	if l, ok := link.Of(open.Text, open.URL); ok {
		w.links = append(w.links, l)
	}
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
