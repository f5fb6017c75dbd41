package resume

import (
	"encoding/json"
	"strconv"
	"strings"
)

// JSON writes the document as JSON Resume (https://jsonresume.org/schema).
// Spans, and what the schema has no place for, stand in its meta.
func JSON(d Document) ([]byte, error) { return json.Marshal(build(d).out) }

func build(d Document) *builder {
	b := &builder{source: d.Source, facts: make(map[string]Fact, len(d.Facts)), spans: map[string]place{}}
	for _, f := range d.Facts {
		b.facts[f.ID] = f
	}
	b.out.Schema = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
	b.basics(d)
	for _, s := range d.Sections {
		b.section(s)
	}
	b.meta(d)
	return b
}

type jsonResume struct {
	Schema       string        `json:"$schema"`
	Basics       jsonBasics    `json:"basics"`
	Work         []jsonWork    `json:"work,omitempty"`
	Education    []jsonSchool  `json:"education,omitempty"`
	Skills       []jsonSkill   `json:"skills,omitempty"`
	Languages    []jsonSpoken  `json:"languages,omitempty"`
	Certificates []jsonNamed   `json:"certificates,omitempty"`
	Projects     []jsonProject `json:"projects,omitempty"`
	Meta         jsonMeta      `json:"meta"`
}

type jsonBasics struct {
	Name     string        `json:"name,omitempty"`
	Label    string        `json:"label,omitempty"`
	Email    string        `json:"email,omitempty"`
	Phone    string        `json:"phone,omitempty"`
	URL      string        `json:"url,omitempty"`
	Summary  string        `json:"summary,omitempty"`
	Location *jsonLocation `json:"location,omitempty"`
	Profiles []jsonProfile `json:"profiles,omitempty"`
}

type jsonLocation struct {
	Address string `json:"address"`
}

type jsonProfile struct {
	Network  string `json:"network,omitempty"`
	Username string `json:"username,omitempty"`
	URL      string `json:"url"`
}

type jsonWork struct {
	Name       string   `json:"name,omitempty"`
	Position   string   `json:"position,omitempty"`
	Location   string   `json:"location,omitempty"`
	URL        string   `json:"url,omitempty"`
	StartDate  string   `json:"startDate,omitempty"`
	EndDate    string   `json:"endDate,omitempty"`
	Summary    string   `json:"summary,omitempty"`
	Highlights []string `json:"highlights,omitempty"`
}

type jsonSchool struct {
	Institution string   `json:"institution,omitempty"`
	Area        string   `json:"area,omitempty"`
	StudyType   string   `json:"studyType,omitempty"`
	StartDate   string   `json:"startDate,omitempty"`
	EndDate     string   `json:"endDate,omitempty"`
	Courses     []string `json:"courses,omitempty"`
}

type jsonSkill struct {
	Name     string   `json:"name"`
	Keywords []string `json:"keywords,omitempty"`
}

type jsonSpoken struct {
	Language string `json:"language"`
	Fluency  string `json:"fluency,omitempty"`
}

type jsonNamed struct {
	Name string `json:"name"`
}

type jsonProject struct {
	Name        string   `json:"name,omitempty"`
	Entity      string   `json:"entity,omitempty"`
	URL         string   `json:"url,omitempty"`
	StartDate   string   `json:"startDate,omitempty"`
	EndDate     string   `json:"endDate,omitempty"`
	Description string   `json:"description,omitempty"`
	Highlights  []string `json:"highlights,omitempty"`
}

type jsonMeta struct {
	Canonical string           `json:"canonical,omitempty"`
	Language  string           `json:"language"`
	Facts     []jsonFact       `json:"facts,omitzero"`
	Spans     map[string]place `json:"spans,omitempty"`
	Other     []jsonMore       `json:"other,omitempty"`
}

// jsonFact says where a fact stands in the source's text, in bytes.
type jsonFact struct {
	ID    string   `json:"id"`
	Kind  Kind     `json:"kind"`
	Entry string   `json:"entry,omitempty"`
	Start int      `json:"start"`
	End   int      `json:"end"`
	From  []string `json:"from,omitempty"`
}

// jsonMore is a section that the schema doesn't know.
type jsonMore struct {
	Heading string   `json:"heading,omitempty"`
	Lines   []string `json:"lines"`
}

type builder struct {
	source string
	out    jsonResume
	facts  map[string]Fact
	spans  map[string]place
}

func (b *builder) basics(d Document) {
	basics := &b.out.Basics
	var summary []Fact
	for _, f := range d.Facts {
		switch {
		case f.Kind == Name && basics.Name == "":
			basics.Name = f.Text
			b.mark("/basics/name", f)
		case f.Kind == Headline && basics.Label == "":
			basics.Label = f.Text
			b.mark("/basics/label", f)
		case f.Kind == Contact && f.Entry == "":
			b.contact(f)
		case f.Kind == Summary:
			summary = append(summary, f)
		}
	}
	texts := make([]string, 0, len(summary))
	for _, f := range summary {
		texts = append(texts, f.Text)
	}
	basics.Summary = strings.Join(texts, "\n\n")
	b.mark("/basics/summary", summary...)
}

// contact takes all that a piece of the contacts says: often it is several.
func (b *builder) contact(f Fact) {
	j, s := &b.out.Basics, f.Text
	address := email().FindString(s)
	if address != "" && j.Email == "" {
		j.Email = address
		b.markAt("/basics/email", f, address)
	}
	rest := email().ReplaceAllString(s, " ")
	for _, site := range url().FindAllString(rest, -1) {
		b.link(f, strings.TrimRight(site, ".,;:"))
	}
	rest = url().ReplaceAllString(rest, " ")
	if number := strings.TrimSpace(phone().FindString(rest)); number != "" && len(FindDates(rest)) == 0 {
		if j.Phone == "" {
			j.Phone = number
			b.markAt("/basics/phone", f, number)
		}
		return
	}
	if rest == s && j.Location == nil {
		j.Location = &jsonLocation{Address: s}
		b.mark("/basics/location/address", f)
	}
}

func (b *builder) link(f Fact, site string) {
	j := &b.out.Basics
	if j.URL == "" {
		j.URL = absolute(site)
		b.markAt("/basics/url", f, site)
		return
	}
	b.markAt("/basics/profiles/"+strconv.Itoa(len(j.Profiles))+"/url", f, site)
	j.Profiles = append(j.Profiles, jsonProfile{URL: absolute(site)})
}

func absolute(s string) string {
	if strings.Contains(s, "://") {
		return s
	}
	return "https://" + s
}

func (b *builder) meta(d Document) {
	b.out.Meta.Language = d.Language
	b.out.Meta.Facts = []jsonFact{}
	for _, f := range d.Facts {
		b.out.Meta.Facts = append(b.out.Meta.Facts, jsonFact{f.ID, f.Kind, f.Entry, f.Start, f.End, f.From})
	}
}
