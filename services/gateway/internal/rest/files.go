package rest

import (
	"context"
	"net/http"
	"regexp"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

// ourName is how the server names files. Nothing else is ever looked up, so a
// name can't be a path.
var ourName = regexp.MustCompile(`^[A-Za-z0-9._-]{1,128}$`)

var errNoFile = fault.New(fault.NotFound, "file_not_found", "there is no such file")

type file struct {
	ID           string     `json:"id"`
	Filename     string     `json:"filename" doc:"The server's name for it; what the other routes take."`
	OriginalName string     `json:"originalName" example:"My CV.pdf"`
	Format       string     `json:"format" enum:"pdf,docx,txt,md" doc:"Found out from the content."`
	Size         int64      `json:"size" example:"48213"`
	SHA256       string     `json:"sha256"`
	Status       string     `json:"status" enum:"parsing,parsed,rejected"`
	Rejection    *rejection `json:"rejection,omitempty" doc:"Why it can't be used, where the status is rejected."`
	CreatedAt    time.Time  `json:"createdAt"`
}

type rejection struct {
	Code   string `json:"code" example:"no_text_layer"`
	Detail string `json:"detail"`
}

type fileText struct {
	Text     string    `json:"text"`
	Sections []section `json:"sections"`
	Quality  quality   `json:"quality"`
	Pages    int       `json:"pages" doc:"0 for formats without pages."`

	Resume resume `json:"resume,omitempty" doc:"The CV as JSON Resume. meta.spans maps JSON pointers, such as /work/0/name, to where the element stands in the text; those of dates have a precision: day, month, quarter, season, year or present. Left out where the text is longer than any CV."`
}

type section struct {
	Kind    string `json:"kind" example:"experience" doc:"contact, summary, experience, education, skills, projects, certificates, languages or other."`
	Heading string `json:"heading" doc:"As it stands in the text; empty for the part before the first."`
	Start   int    `json:"start" doc:"Where it begins in the text, in bytes of UTF-8."`
	End     int    `json:"end"`
}

type quality struct {
	Score    int      `json:"score" minimum:"0" maximum:"100"`
	Warnings []string `json:"warnings"`
}

type filenameInput struct {
	Filename string `path:"filename" doc:"The server's name for the file."`
}

func (s *Server) fileRoutes() {
	serveRaw(s, route{
		method: http.MethodPost, path: "/files/upload", id: "upload-file", tag: "Files",
		summary: "Upload a CV", status: http.StatusCreated,
		refusals: []int{http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusRequestTimeout},
		about:    "PDF, DOCX, plain text or Markdown, decided by the content. The answer comes at once; the text is read afterwards. 409 `quota_exceeded` where the caller keeps too many files or bytes.",
	}, s.upload, s.describeUpload)
	serve(s, route{
		method: http.MethodGet, path: "/files", id: "list-files", tag: "Files",
		summary: "The caller's files", status: http.StatusOK,
	}, s.files)
	serveRaw(s, route{
		method: http.MethodGet, path: "/files/{filename}", id: "download-file", tag: "Files",
		summary: "The bytes of a file, as they were uploaded", status: http.StatusOK, refusals: []int{http.StatusNotFound},
	}, s.download, describeDownload)
	serve(s, route{
		method: http.MethodGet, path: "/files/{filename}/text", id: "get-file-text", tag: "Files",
		summary: "What was read of a file", status: http.StatusOK, refusals: []int{http.StatusNotFound, http.StatusConflict},
		about: "409 `file_not_ready` while it is being parsed, 422 with the rejection's code where it was rejected.",
	}, s.text)
}

func (s *Server) files(ctx context.Context, in *Page) (*body[list[file]], error) {
	reply, err := ask(ctx, s, filesv1.List, filesv1.ListRequest{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	return &body[list[file]]{list[file]{Items: each(reply.Items, fileOf), NextCursor: reply.NextCursor}}, nil
}

func (s *Server) text(ctx context.Context, in *filenameInput) (*body[fileText], error) {
	if !ourName.MatchString(in.Filename) {
		return nil, errNoFile
	}
	reply, err := ask(ctx, s, filesv1.Text, filesv1.TextRequest{Filename: in.Filename})
	if err != nil {
		return nil, err
	}
	return &body[fileText]{textOf(reply)}, nil
}

func fileOf(f filesv1.File) file {
	out := file{
		ID: f.ID, Filename: f.Filename, OriginalName: f.OriginalName, Format: f.Format,
		Size: f.Size, SHA256: f.SHA256, Status: f.Status, CreatedAt: f.CreatedAt.UTC(),
	}
	if f.Rejection != nil {
		out.Rejection = &rejection{Code: f.Rejection.Code, Detail: f.Rejection.Detail}
	}
	return out
}

func textOf(t filesv1.TextReply) fileText {
	return fileText{
		Text:     t.Text,
		Sections: each(t.Sections, func(s filesv1.Section) section { return section(s) }),
		Quality:  quality(t.Quality),
		Pages:    t.Pages,
		Resume:   resume(t.Resume),
	}
}

func (s *Server) describeUpload(op *huma.Operation) {
	op.RequestBody = &huma.RequestBody{
		Required: true,
		Content: map[string]*huma.MediaType{"multipart/form-data": {
			Schema: &huma.Schema{
				Type: huma.TypeObject, Required: []string{"file"}, AdditionalProperties: false,
				Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary", Description: "The file; the only field, exactly once."}},
			},
		}},
	}
	op.Responses["201"] = s.describeBody("Stored; its text is being read.", file{})
}

func describeDownload(op *huma.Operation) {
	op.Parameters = []*huma.Param{describeFilename()}
	op.Responses["200"] = &huma.Response{
		Description: "The bytes.",
		Headers: map[string]*huma.Param{
			"Content-Disposition": {Description: "attachment, with the original name", Schema: &huma.Schema{Type: huma.TypeString}},
		},
		Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
	}
}

func describeFilename() *huma.Param {
	return &huma.Param{
		Name: "filename", In: "path", Required: true, Description: "The server's name for the file.",
		Schema: &huma.Schema{Type: huma.TypeString, Pattern: ourName.String()},
	}
}
