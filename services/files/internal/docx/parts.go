package docx

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// parts names the entries of an archive that hold text.
type parts struct {
	main      string
	headers   []relation
	footers   []relation
	notes     []string
	numbering string
	styles    string
	settings  string
	inside    map[string]string // documents and diagrams inside, by relationship id
}

type relation struct{ id, kind, target string }

func (a *archive) parts() (parts, error) {
	p := parts{main: "word/document.xml", inside: map[string]string{}}
	if rels, err := a.relations("_rels/.rels", ""); err == nil {
		for _, r := range rels {
			if r.kind == "officeDocument" && a.has(r.target) {
				p.main = r.target
			}
		}
	}
	if !a.has(p.main) {
		return p, ErrDamaged
	}
	folder, file := path.Split(p.main)
	rels, err := a.relations(folder+"_rels/"+file+".rels", folder)
	if err != nil && !errors.Is(err, errAbsent) {
		return p, err
	}
	for _, r := range rels {
		p.add(r, a)
	}
	byName := func(a, b relation) int { return strings.Compare(a.target, b.target) }
	slices.SortFunc(p.headers, byName)
	slices.SortFunc(p.footers, byName)
	return p, nil
}

func (p *parts) add(r relation, a *archive) {
	if !a.has(r.target) {
		return
	}
	switch r.kind {
	case "header":
		p.headers = append(p.headers, r)
	case "footer":
		p.footers = append(p.footers, r)
	case "footnotes", "endnotes":
		p.notes = append(p.notes, r.target)
	case "numbering":
		p.numbering = r.target
	case "styles":
		p.styles = r.target
	case "settings":
		p.settings = r.target
	case "aFChunk", "diagramData":
		p.inside[r.id] = r.target
	}
}

var errAbsent = errors.New("no such part")

// relations reads a .rels part; targets inside the archive are made absolute.
func (a *archive) relations(name, folder string) ([]relation, error) {
	if !a.has(name) {
		return nil, errAbsent
	}
	data, err := a.read(name)
	if err != nil {
		return nil, err
	}
	var out []relation
	d := decoder(data)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, ErrDamaged
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "Relationship" {
			out = append(out, relate(e, folder))
		}
	}
}

func relate(e xml.StartElement, folder string) relation {
	r := relation{id: attr(e, "Id"), kind: path.Base(attr(e, "Type")), target: attr(e, "Target")}
	switch {
	case attr(e, "TargetMode") == "External":
	case strings.HasPrefix(r.target, "/"):
		r.target = r.target[1:]
	default:
		r.target = path.Join(folder, r.target)
	}
	return r
}

func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
