package extract

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/services/files/internal/plain"
)

// Format is a kind of file that can be read.
type Format string

// The formats.
const (
	PDF      Format = "pdf"
	DOCX     Format = "docx"
	Text     Format = "txt"
	Markdown Format = "md"
)

// ErrUnsupported is the fault of a file that is none of the formats.
var ErrUnsupported = fault.New(fault.Unsupported, "unsupported_format",
	"this is not a PDF, DOCX, TXT or MD file, whatever its name says: upload your CV as one of these four")

// Sniff tells the format of a file by its content. The name is asked only
// whether a text is meant to be Markdown.
func Sniff(data []byte, filename string) (Format, error) {
	if i := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-")); i >= 0 {
		return PDF, nil
	}
	kind := mimetype.Detect(data)
	switch {
	case kind.Is("application/pdf"):
		return PDF, nil
	case kind.Is("application/vnd.openxmlformats-officedocument.wordprocessingml.document"), isWordZip(kind, data):
		return DOCX, nil
	case kind.Is("application/x-ole-storage"):
		return sniffOLE(data)
	case isForeign(kind, data):
		return "", ErrUnsupported
	case plain.IsText(data):
		return sniffText(data, filename), nil
	}
	return "", ErrUnsupported
}

// isWordZip finds Word's own parts where the directory was cut off or comes in
// an unusual order.
func isWordZip(kind *mimetype.MIME, data []byte) bool {
	return kind.Is("application/zip") && bytes.Contains(data, []byte("word/document"))
}

// sniffOLE tells a DOCX with a password, which comes in an older wrapping, from
// the older formats themselves.
func sniffOLE(data []byte) (Format, error) {
	if bytes.Contains(data, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) {
		return DOCX, nil
	}
	return "", ErrUnsupported
}

// isForeign names kinds that are text to a machine and something else to their
// programs.
func isForeign(kind *mimetype.MIME, data []byte) bool {
	if kind.Is("text/html") {
		head := strings.ToLower(string(bytes.TrimSpace(data[:min(len(data), 256)])))
		return strings.HasPrefix(head, "<!doctype") || strings.HasPrefix(head, "<html")
	}
	if slices.ContainsFunc([]string{"text/rtf", "application/postscript", "image/svg+xml", "text/xml"}, kind.Is) {
		return true
	}
	return !strings.HasPrefix(kind.String(), "text/") && kind.String() != "application/octet-stream" && !isTextual(kind)
}

func isTextual(kind *mimetype.MIME) bool {
	for ; kind != nil; kind = kind.Parent() {
		if kind.Is("text/plain") {
			return true
		}
	}
	return false
}

func sniffText(data []byte, filename string) Format {
	switch strings.ToLower(path.Ext(filename)) {
	case ".md", ".markdown":
		return Markdown
	}
	t, err := plain.Read(data)
	if err == nil && plain.IsMarkdown(t.Text) {
		return Markdown
	}
	return Text
}
