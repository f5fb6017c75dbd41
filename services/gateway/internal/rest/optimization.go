package rest

import (
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
)

// options are the caller's wishes, as they are given and shown.
type options struct {
	Language    string `json:"language,omitempty" maxLength:"35" pattern:"^[A-Za-z0-9-]*$" example:"en" doc:"BCP 47; the CV's own language where it is left out."`
	Tone        string `json:"tone,omitempty" enum:"neutral,formal,warm" example:"neutral"`
	CoverLetter *bool  `json:"coverLetter,omitempty" doc:"Whether to write a cover letter; yes where it is left out."`
	Model       string `json:"model,omitempty" maxLength:"100" doc:"The operator's choice where it is left out."`
	JobTitle    string `json:"jobTitle,omitempty" maxLength:"200"`
	Company     string `json:"company,omitempty" maxLength:"200"`
}

// Outline is what lists show of an optimization.
type Outline struct {
	ID          string     `json:"id"`
	Status      string     `json:"status" enum:"queued,waiting_for_file,running,succeeded,failed,cancelled" doc:"The last three are final."`
	Stage       string     `json:"stage" example:"tailor" doc:"read, plan, tailor, letter, check, settle or done."`
	CreatedAt   time.Time  `json:"createdAt"`
	FinishedAt  *time.Time `json:"finishedAt,omitempty"`
	FileID      string     `json:"fileId,omitempty"`
	Options     options    `json:"options"`
	Provider    string     `json:"provider" example:"offline"`
	Model       string     `json:"model"`
	HeldCredits int64      `json:"heldCredits" example:"10"`
	Usage       usage      `json:"usage"`
	Error       *failure   `json:"error" doc:"Why it failed; null where it did not."`
}

// optimizationItem is an optimization in a list.
type optimizationItem struct {
	Outline
	Match *Scores `json:"match,omitempty" doc:"Once it has succeeded."`
}

// optimization is one optimization with all that it made.
type optimization struct {
	Outline
	JobDescription string       `json:"jobDescription"`
	Revision       int          `json:"revision,omitempty" example:"1" doc:"The one that is shown; the newest unless asked for another."`
	CV             *cv          `json:"cv,omitempty" doc:"Once it has succeeded, like match, changes and grounding."`
	CoverLetter    *coverLetter `json:"coverLetter,omitempty"`
	Match          *match       `json:"match,omitempty"`
	Changes        []change     `json:"changes"`
	Dropped        []dropped    `json:"dropped,omitempty" doc:"What the source has and the result hasn't."`
	Grounding      *grounding   `json:"grounding,omitempty"`
	Written        []author     `json:"written,omitempty" doc:"Who wrote it: not always who was asked first."`
}

type author struct {
	Part     string `json:"part" enum:"cv,letter"`
	Provider string `json:"provider" example:"openai"`
	Model    string `json:"model" example:"gpt-4o-mini"`
}

type dropped struct {
	ID      string `json:"id" example:"f12" doc:"The fact, as in cv.resume.meta.facts."`
	Section string `json:"section"`
	Text    string `json:"text"`
}

type cv struct {
	Markdown string `json:"markdown" example:"# Ada Lovelace\n\n## Experience\n…"`
	Resume   resume `json:"resume"`
}

// resume is a JSON Resume, passed on as it is.
type resume json.RawMessage

// MarshalJSON implements json.Marshaler.
func (r resume) MarshalJSON() ([]byte, error) { return json.RawMessage(r).MarshalJSON() }

// Schema implements huma.SchemaProvider.
func (resume) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, Description: "A JSON Resume, see https://jsonresume.org/schema.", AdditionalProperties: true}
}

type coverLetter struct {
	Markdown   string      `json:"markdown" example:"Dear Ms Babbage,\n…"`
	Paragraphs []paragraph `json:"paragraphs" doc:"What a revision can edit, by id."`
}

type paragraph struct {
	ID   string `json:"id" example:"c7"`
	Text string `json:"text"`
}

// Scores are 0 to 100.
type Scores struct {
	Evidence int `json:"evidence" minimum:"0" maximum:"100" doc:"What the CV can prove against the job."`
	Before   int `json:"before" minimum:"0" maximum:"100" doc:"How well the source shows it."`
	After    int `json:"after" minimum:"0" maximum:"100" doc:"How well the result shows it."`
}

type match struct {
	Scores
	Keywords    keywords `json:"keywords"`
	Explanation []string `json:"explanation" doc:"The scores, point by point."`
	Points      []point  `json:"points" doc:"The same for each requirement, with the places on both sides."`
}

type point struct {
	Kind   string  `json:"kind" enum:"skill,duty,title,years,degree,language"`
	Term   string  `json:"term" example:"Kubernetes"`
	Must   bool    `json:"must" doc:"Required, rather than nice to have."`
	Asked  span    `json:"asked" doc:"Where the job description asks for it, in bytes."`
	Proven []span  `json:"proven" doc:"Where the CV's text proves it, in bytes."`
	Of     float64 `json:"of" example:"6.25" doc:"How much of the 100 it can give."`
	Gives  float64 `json:"gives" example:"6.25" doc:"How much of that is proven."`
	Shown  float64 `json:"shown" example:"0.8" doc:"How prominently the result shows it."`
	Note   string  `json:"note"`
}

type keywords struct {
	Matched     []string `json:"matched"`
	Missing     []string `json:"missing" doc:"The CV has nothing of them."`
	Unsupported []string `json:"unsupported" doc:"A model claimed them and the CV doesn't hold them."`
}

type change struct {
	ID       string `json:"id"`
	Section  string `json:"section" example:"experience"`
	Before   string `json:"before"`
	After    string `json:"after"`
	Reason   string `json:"reason"`
	Evidence []span `json:"evidence" doc:"Where the source says so."`
	Verdict  string `json:"verdict" example:"supported" doc:"supported, verbatim or reverted."`
	Rejected bool   `json:"rejected" doc:"The caller doesn't want it."`
}

type span struct {
	Start int    `json:"start" doc:"In bytes of the source's text."`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

type grounding struct {
	Checked     int           `json:"checked"`
	Supported   int           `json:"supported"`
	Unsupported []unsupported `json:"unsupported" doc:"Claims that were not let through."`
	Questions   []question    `json:"questions" doc:"What the caller could confirm, see answers."`
}

type question struct {
	ID    string `json:"id" example:"q0f3a5b7c9d1e2f30"`
	Kind  string `json:"kind" enum:"gap,claim" doc:"gap: the job asks for it. claim: the caller wrote it and the CV doesn't say so."`
	About string `json:"about" example:"Kubernetes"`
	Text  string `json:"text"`
}

type unsupported struct {
	Text   string `json:"text"`
	Kind   string `json:"kind" example:"number"`
	Reason string `json:"reason"`
}

type usage struct {
	Calls            int64 `json:"calls"`
	PromptTokens     int64 `json:"promptTokens"`
	CompletionTokens int64 `json:"completionTokens"`
	CostMicroUSD     int64 `json:"costMicroUsd"`
	Credits          int64 `json:"credits" doc:"Charged."`
}

type failure struct {
	Code    string `json:"code" example:"provider_unavailable"`
	Message string `json:"message"`
}

// Schema implements huma.SchemaProvider: an object, or null.
func (failure) Schema(huma.Registry) *huma.Schema {
	text := func() *huma.Schema { return &huma.Schema{Type: huma.TypeString} }
	return &huma.Schema{
		Type: huma.TypeObject, Nullable: true, Required: []string{"code", "message"},
		Properties: map[string]*huma.Schema{"code": text(), "message": text()},
	}
}

func outlineOf(o optimizerv1.Optimization) Outline {
	out := Outline{
		ID: o.ID, Status: o.Status, Stage: o.Stage, CreatedAt: o.CreatedAt.UTC(), FileID: o.FileID,
		Options: options(o.Options), Provider: o.Provider, Model: o.Model, HeldCredits: o.HeldCredits,
		Usage: usage(o.Usage),
	}
	if o.FinishedAt != nil {
		at := o.FinishedAt.UTC()
		out.FinishedAt = &at
	}
	if o.Error != nil {
		out.Error = &failure{Code: o.Error.Code, Message: o.Error.Message}
	}
	return out
}

func itemOf(o optimizerv1.Optimization) optimizationItem {
	item := optimizationItem{Outline: outlineOf(o)}
	if o.Scores != nil {
		item.Match = &Scores{Evidence: o.Scores.Evidence, Before: o.Scores.Before, After: o.Scores.After}
	}
	return item
}

func optimizationOf(o optimizerv1.Optimization) optimization {
	out := optimization{Outline: outlineOf(o), JobDescription: o.JobDescription, Changes: []change{}}
	if o.Result != nil {
		out.show(*o.Result)
	}
	return out
}

// show adds a result, whose revision it is.
func (o *optimization) show(r optimizerv1.Result) {
	o.Revision, o.CV = r.Revision, &cv{Markdown: r.CVMarkdown, Resume: resume(r.Resume)}
	if r.CoverLetterMarkdown != "" {
		o.CoverLetter = &coverLetter{
			Markdown:   r.CoverLetterMarkdown,
			Paragraphs: each(r.Letter, func(p optimizerv1.Paragraph) paragraph { return paragraph(p) }),
		}
	}
	o.Match = &match{
		Scores:      Scores(r.Match.Scores),
		Keywords:    keywords{Matched: r.Match.Matched, Missing: r.Match.Missing, Unsupported: r.Match.Unsupported},
		Explanation: r.Match.Explanation,
		Points:      each(r.Match.Points, pointOf),
	}
	o.Changes = each(r.Changes, changeOf)
	o.Written = each(r.Written, func(a optimizerv1.Author) author { return author(a) })
	o.Dropped = each(r.Dropped, func(d optimizerv1.Dropped) dropped { return dropped(d) })
	o.Grounding = &grounding{
		Checked: r.Grounding.Checked, Supported: r.Grounding.Supported,
		Unsupported: each(r.Grounding.Unsupported, func(u optimizerv1.Unsupported) unsupported { return unsupported(u) }),
		Questions:   each(r.Grounding.Questions, func(q optimizerv1.Question) question { return question(q) }),
	}
}

func pointOf(p optimizerv1.Point) point {
	return point{
		Kind: p.Kind, Term: p.Term, Must: p.Must, Asked: span(p.Asked),
		Proven: each(p.Proven, func(s optimizerv1.Span) span { return span(s) }),
		Of:     p.Of, Gives: p.Gives, Shown: p.Shown, Note: p.Note,
	}
}

func changeOf(c optimizerv1.Change) change {
	return change{
		ID: c.ID, Section: c.Section, Before: c.Before, After: c.After, Reason: c.Reason, Verdict: c.Verdict, Rejected: c.Rejected,
		Evidence: each(c.Evidence, func(s optimizerv1.Span) span { return span(s) }),
	}
}
