// Package filesv1 is everything the files service says in public.
package filesv1

import (
	"encoding/json"
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
)

// Calls the files service answers.
var (
	Register = contract.NewCall[RegisterRequest, File]("files", "v1", "register", contract.ByUser)
	List     = contract.NewCall[ListRequest, ListReply]("files", "v1", "list", contract.ByUser)
	Get      = contract.NewCall[GetRequest, File]("files", "v1", "get", contract.ByUser)
	Read     = contract.NewCall[ReadRequest, ReadReply]("files", "v1", "read", contract.ByUser)
	Text     = contract.NewCall[TextRequest, TextReply]("files", "v1", "text", contract.ByUser)
	Stats    = contract.NewCall[StatsRequest, StatsReply]("files", "v1", "stats", contract.ByUser)
	Delete   = contract.NewCall[DeleteRequest, DeleteReply]("files", "v1", "delete", contract.ByUser)

	// ParsedText gives the optimizer the text of a file it heard was parsed,
	// so that the text itself is in no stream.
	ParsedText = contract.NewCall[ParsedTextRequest, ParsedTextReply]("files", "v1", "parsed_text", contract.ByService)
)

// Events the files service announces, each once per file.
var (
	Parsed   = contract.NewEvent[ParsedFact]("files", "v1", "parsed")
	Rejected = contract.NewEvent[RejectedFact]("files", "v1", "rejected")
	Deleted  = contract.NewEvent[DeletedFact]("files", "v1", "deleted")
)

// Parse is the job of reading one file.
var Parse = contract.NewJob[ParseTask]("files", "v1", "parse")

// Uploads is the bucket through which the gateway hands over bytes. What is in
// it lives in memory, for minutes.
var Uploads = contract.NewBucket("uploads", 10*time.Minute)

// The statuses of a file.
const (
	StatusParsing  = "parsing"
	StatusParsed   = "parsed"
	StatusRejected = "rejected"
)

// MaxTextBytes is the longest text that is kept of a file; longer is rejected.
const MaxTextBytes = 400_000

// MaxReadBytes is the most that one Read returns.
const MaxReadBytes = 384 << 10

// File is one uploaded file.
type File struct {
	ID           string     `json:"id"`
	UserID       string     `json:"user_id"`
	Filename     string     `json:"filename"`      // ours: [A-Za-z0-9._-]+
	OriginalName string     `json:"original_name"` // the client's, for display
	Format       string     `json:"format"`        // pdf, docx, txt or md
	Size         int64      `json:"size"`          // bytes
	SHA256       string     `json:"sha256"`        // hex
	Status       string     `json:"status"`
	Rejection    *Rejection `json:"rejection,omitempty"` // where Status is rejected
	CreatedAt    time.Time  `json:"created_at"`
}

// Rejection says why a file can't be used and what to do about it.
type Rejection struct {
	Code   string `json:"code"` // stable: encrypted, damaged, no_text_layer, ...
	Detail string `json:"detail"`
}

// RegisterRequest makes a file of an object in the Uploads bucket.
type RegisterRequest struct {
	Object       string `json:"object"` // the object's name in the bucket
	OriginalName string `json:"original_name"`
	Size         int64  `json:"size"`
	SHA256       string `json:"sha256"`
}

// ListRequest asks for the caller's files, newest first.
type ListRequest struct {
	Limit  int    `json:"limit"`
	Cursor string `json:"cursor,omitempty"`
}

// ListReply is one page of files.
type ListReply struct {
	Items      []File `json:"items"`
	NextCursor string `json:"next_cursor,omitempty"`
}

// GetRequest names one of the caller's files, by id or by filename.
type GetRequest struct {
	ID       string `json:"id,omitempty"`
	Filename string `json:"filename,omitempty"`
}

// ReadRequest asks for bytes of one of the caller's files.
type ReadRequest struct {
	Filename string `json:"filename"`
	Offset   int64  `json:"offset"`
}

// ReadReply is at most MaxReadBytes from the offset on. The file ends where
// Offset + len(Data) = File.Size.
type ReadReply struct {
	File File   `json:"file"`
	Data []byte `json:"data"`
}

// TextRequest asks for the text of one of the caller's files.
type TextRequest struct {
	Filename string `json:"filename"`
}

// TextReply is what was read of a file.
type TextReply struct {
	Text     string    `json:"text"`
	Sections []Section `json:"sections"`
	Quality  Quality   `json:"quality"`
	Pages    int       `json:"pages"` // 0 for formats without pages

	// Resume is the CV as JSON Resume; its meta.spans says where in Text each
	// element stands. Empty where the text is longer than any CV.
	Resume json.RawMessage `json:"resume,omitempty"`
}

// Section is a part of a CV under one heading.
type Section struct {
	Kind    string `json:"kind"`    // contact, summary, experience, education, skills, projects, certificates, languages, other
	Heading string `json:"heading"` // as it stands in the text; empty for the part before the first
	Start   int    `json:"start"`   // byte offsets in the text: heading included
	End     int    `json:"end"`
}

// Quality says how well a file could be read.
type Quality struct {
	Score    int      `json:"score"` // 0 to 100
	Warnings []string `json:"warnings"`
}

// StatsRequest asks about the caller's files.
type StatsRequest struct{}

// StatsReply counts the caller's files.
type StatsReply struct {
	Files int64 `json:"files"`
}

// ParsedTextRequest names a parsed file.
type ParsedTextRequest struct {
	FileID string `json:"file_id"`
}

// ParsedTextReply is the text of a parsed file and whose it is.
type ParsedTextReply struct {
	FileID   string    `json:"file_id"`
	UserID   string    `json:"user_id"`
	Text     string    `json:"text"`
	Sections []Section `json:"sections"`
}

// DeleteRequest names one of the caller's files, for good.
type DeleteRequest struct {
	Filename string `json:"filename"`
}

// DeleteReply says nothing more than that it is done.
type DeleteReply struct{}

// ParseTask names the file to read.
type ParseTask struct {
	FileID string `json:"file_id"`
}

// ParsedFact is announced when a file's text can be asked for.
type ParsedFact struct {
	FileID   string    `json:"file_id"`
	UserID   string    `json:"user_id"`
	ParsedAt time.Time `json:"parsed_at"`
}

// RejectedFact is announced when a file can't be read.
type RejectedFact struct {
	FileID     string    `json:"file_id"`
	UserID     string    `json:"user_id"`
	Rejection  Rejection `json:"rejection"`
	RejectedAt time.Time `json:"rejected_at"`
}

// DeletedFact is announced when a file was deleted by its owner. Whoever keeps
// what was made of it forgets that too.
type DeletedFact struct {
	FileID    string    `json:"file_id"`
	UserID    string    `json:"user_id"`
	DeletedAt time.Time `json:"deleted_at"`
}
