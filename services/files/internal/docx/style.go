package docx

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
)

// said is what a property says: nothing, yes or no.
type said int8

const (
	yes said = 1
	no  said = 2
)

func say(on bool) said {
	if on {
		return yes
	}
	return no
}

// look is whether text shows, as far as one place says so: a run, a style.
type look struct{ vanish, white, tiny said }

// over is l where it says something, and base where it doesn't.
func (l look) over(base look) look {
	for _, p := range []struct{ own, of *said }{{&l.vanish, &base.vanish}, {&l.white, &base.white}, {&l.tiny, &base.tiny}} {
		if *p.own == 0 {
			*p.own = *p.of
		}
	}
	return l
}

// read takes a property of a run.
func (l *look) read(e xml.StartElement) {
	switch name(e.Name) {
	case "w:vanish", "w:specVanish":
		l.vanish = say(isOn(e))
	case "w:color":
		l.white = say(isWhite(attr(e, "val"), attr(e, "themeColor")))
	case "w:sz":
		n, err := strconv.Atoi(attr(e, "val"))
		l.tiny = say(err == nil && n > 0 && n <= 3) // half points
	}
}

// isWhite reports whether an eye can't tell a colour from white paper.
func isWhite(color, theme string) bool {
	n, err := strconv.ParseUint(color, 16, 32)
	if err != nil || len(color) != 6 {
		return theme == "background1" || theme == "light1"
	}
	const nearly = 0xF8
	return n>>16 >= nearly && n>>8&0xFF >= nearly && n&0xFF >= nearly
}

// isGround reports whether a shading gives the text a ground other than paper.
func isGround(fill, val string) bool {
	plain := val == "clear" || val == "nil" || val == "none"
	return !plain || (fill != "" && fill != "auto" && !isWhite(fill, ""))
}

// style is what a style says about the text that has it.
type style struct {
	base   string
	look   look
	place  listPlace
	shaded bool
}

// styles are a document's styles by their ids.
type styles struct {
	of      map[string]*style
	unnamed string // the style of paragraphs that name none
}

const maxBases = 16 // styles that stand on each other

func readStyles(a *archive, part string) styles {
	s := styles{of: map[string]*style{}}
	data, err := a.read(part)
	if err != nil {
		return s
	}
	var at *style
	_ = each(data, func(t xml.Token) {
		switch t := t.(type) {
		case xml.StartElement:
			if name(t.Name) == "w:style" {
				at = &style{}
				s.of[attr(t, "styleId")] = at
				if attr(t, "type") == "paragraph" && attr(t, "default") != "" && isTrue(attr(t, "default")) {
					s.unnamed = attr(t, "styleId")
				}
			} else if at != nil {
				at.read(t)
			}
		case xml.EndElement:
			if name(t.Name) == "w:style" {
				at = nil
			}
		}
	})
	return s
}

func (s *style) read(e xml.StartElement) {
	switch name(e.Name) {
	case "w:basedOn":
		s.base = attr(e, "val")
	case "w:shd":
		s.shaded = s.shaded || isGround(attr(e, "fill"), attr(e, "val"))
	case "w:numId":
		s.place.list = attr(e, "val")
	case "w:ilvl":
		s.place.level, _ = strconv.Atoi(attr(e, "val"))
		s.place.told = true
	default:
		s.look.read(e)
	}
}

// get returns a style with what it takes over from those it stands on.
func (s styles) get(id string) style {
	if id == "" {
		id = s.unnamed
	}
	var out style
	for range maxBases {
		at := s.of[id]
		if at == nil {
			break
		}
		out.look = out.look.over(at.look)
		out.shaded = out.shaded || at.shaded
		if out.place.list == "" {
			out.place.list, out.place.style = at.place.list, id
		}
		if !out.place.told {
			out.place.level, out.place.told = at.place.level, at.place.told
		}
		id = at.base
	}
	return out
}

func isTrue(s string) bool {
	return s == "1" || strings.EqualFold(s, "true") || strings.EqualFold(s, "on")
}

// hasGround reports whether a picture or a shape lies under the text: then
// nobody can say that white letters are not seen.
func (a *archive) hasGround(p parts) bool {
	under := regexp.MustCompile(`behindDoc=["'](1|true|on)["']`)
	for _, part := range append(targets(p.headers), p.main) {
		if data, err := a.read(part); err == nil && under.Match(data) {
			return true
		}
	}
	return false
}

func targets(all []relation) []string {
	out := make([]string, 0, len(all)+1)
	for _, r := range all {
		out = append(out, r.target)
	}
	return out
}
