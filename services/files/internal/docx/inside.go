package docx

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"github.com/sartor-cv/sartor/libs/words"
)

const (
	maxInside = 2   // documents in documents
	maxMail   = 100 // parts of a mail, which is how Word saves pages of the web
)

var blanks = words.Pattern(`\s+`)

// diagram reads the words of a SmartArt, which lie in a part of their own.
func (w *walker) diagram(id string) {
	part := w.parts.inside[id]
	if part == "" || !w.archive.has(part) || w.depth >= maxInside {
		return
	}
	w.depth++
	w.keep(w.part(part))
	w.depth--
}

// chunk reads a document of another kind that stands inside this one, as some
// programs make of a page of the web.
func (w *walker) chunk(id string) {
	part := w.parts.inside[id]
	if part == "" || !w.archive.has(part) || w.depth >= maxInside {
		return
	}
	data, err := w.archive.read(part)
	if err != nil {
		w.keep(err)
		return
	}
	var text string
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		var t Text
		t, err = read(data, w.archive.room, w.depth+1)
		text, w.hidden = t.Text, w.hidden+t.Hidden
	case bytes.HasPrefix(data, []byte(`{\rtf`)):
	default:
		text = pageText(data)
	}
	w.keep(err)
	if w.room -= len(text); w.room < 0 {
		w.over = true
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		w.lines = append(w.lines, strings.TrimSpace(strings.Map(visible, line)))
	}
}

// keep keeps the first error of what stands inside.
func (w *walker) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

// pageText is the text of a page of the web, or of a mail that holds one.
func pageText(data []byte) string {
	if m, err := mail.ReadMessage(bytes.NewReader(data)); err == nil && m.Header.Get("MIME-Version") != "" {
		return mailText(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
	}
	r, err := charset.NewReader(bytes.NewReader(data), "text/html")
	if err != nil {
		return ""
	}
	return htmlText(r)
}

func mailText(kind, encoding string, body io.Reader) string {
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return ""
	}
	if strings.HasPrefix(media, "multipart/") {
		return firstPage(multipart.NewReader(body, params["boundary"]))
	}
	if strings.EqualFold(encoding, "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	r, err := charset.NewReader(body, kind)
	if media != "text/html" || err != nil {
		return ""
	}
	return htmlText(r)
}

// firstPage finds the first part of a mail that is a page.
func firstPage(parts *multipart.Reader) string {
	for range maxMail {
		part, err := parts.NextRawPart()
		if err != nil {
			return ""
		}
		if text := mailText(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part); text != "" {
			return text
		}
	}
	return ""
}

// htmlText is what a page says: a line for each block.
func htmlText(r io.Reader) string {
	var b strings.Builder
	z := html.NewTokenizer(r)
	z.SetMaxBuf(maxText)
	unseen := ""
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if !errors.Is(z.Err(), io.EOF) {
				return ""
			}
			return squeezed(b.String())
		}
		t := z.Token()
		switch {
		case unseen != "":
			if kind == html.EndTagToken && t.Data == unseen {
				unseen = ""
			}
		case kind == html.TextToken:
			b.WriteString(blanks().ReplaceAllString(t.Data, " "))
		case kind == html.StartTagToken && (t.Data == "script" || t.Data == "style" || t.Data == "title"):
			unseen = t.Data
		default:
			b.WriteString(between(kind, t.Data))
		}
	}
}

// between is what a tag puts between words.
func between(kind html.TokenType, tag string) string {
	switch tag {
	case "li":
		if kind == html.StartTagToken {
			return "\n• "
		}
		return "\n"
	case "td", "th":
		if kind == html.StartTagToken {
			return "\t"
		}
		return ""
	case "p", "div", "br", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "header", "footer", "article", "dt", "dd", "hr", "body":
		return "\n"
	}
	return ""
}

func squeezed(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" && line != "•" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
