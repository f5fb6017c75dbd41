package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
	"github.com/sartor-cv/sartor/services/files/internal/sandbox"
)

// Recognition is the program that reads pictures: tesseract, where it is installed.
type Recognition struct {
	Program   string // "" for none
	Languages string // as tesseract wants them: eng+deu

	Wall time.Duration // for one page; 0 for the usual
}

const (
	maxScans   = 10               // pages of one file that are recognised
	scanWall   = 30 * time.Second // for one page
	scansWall  = 2 * time.Minute  // for all pages of a file; those that are left then stay unread
	scanCPU    = 20 * time.Second
	scanMemory = 512 << 20
	maxPicture = 24 << 20 // bytes of a page's picture as a worker says it
	maxWords   = 1 << 20  // bytes of what is read in it
)

// A page that has fewer words than this was not recognised.
const fewWords = 3

// Languages is what names languages to tesseract.
var Languages = words.Pattern(`^[A-Za-z_]{3,20}(\+[A-Za-z_]{3,20}){0,5}$`)

// FindRecognition looks for tesseract on this machine, with the data of the
// languages that it is to read. It returns none where it is not installed.
func FindRecognition(ctx context.Context, languages string) (Recognition, error) {
	path, err := exec.LookPath("tesseract")
	if errors.Is(err, exec.ErrNotFound) {
		return Recognition{}, nil
	}
	if err != nil {
		return Recognition{}, fmt.Errorf("look for tesseract: %w", err)
	}
	out, err := sandbox.Run(ctx, sandbox.Program{Argv: []string{path, "--list-langs"}, Dir: os.TempDir()},
		sandbox.Limits{Wall: scanWall, Output: maxWords})
	if err != nil {
		return Recognition{}, fmt.Errorf("ask tesseract for its languages: %w", err)
	}
	known := strings.Fields(string(out))
	var found []string
	for language := range strings.SplitSeq(languages, "+") {
		for _, k := range known {
			if k == language {
				found = append(found, language)
			}
		}
	}
	if len(found) == 0 {
		return Recognition{}, fmt.Errorf("tesseract has no data for %s", languages)
	}
	return Recognition{Program: path, Languages: strings.Join(found, "+")}, nil
}

// Recognize makes the pool read what only pictures show with r.
func (p *Pool) Recognize(r Recognition) { p.RecognizeBy(func() Recognition { return r }) }

// RecognizeBy makes the pool read what only pictures show with what find
// returns, which is asked when there is a picture.
func (p *Pool) RecognizeBy(find func() Recognition) { p.recognition = find }

// recognize reads the pages of which a first reading got no text, and the file
// once more with what they say. What fails leaves the first result as it is.
func (p *Pool) recognize(ctx context.Context, first extract.Result, data []byte) (extract.Result, error) {
	if len(first.Unread) == 0 || p.recognition == nil {
		return first, nil
	}
	by := p.recognition()
	if by.Program == "" {
		return first, nil
	}
	ends := time.Now().Add(scansWall)
	words := map[int]string{}
	for n, page := range first.Unread {
		if n == maxScans || time.Now().After(ends) {
			break
		}
		text, err := p.scan(ctx, by, page, data)
		if ctx.Err() != nil {
			return first, ctx.Err()
		}
		if err == nil && len(strings.Fields(text)) >= fewWords {
			words[page] = text
		}
	}
	again, err := p.once(ctx, p.limits.Wall, question{Format: extract.PDF, Recognized: words}, data)
	if err != nil {
		return first, ctx.Err()
	}
	return again, nil
}

// scan returns what tesseract reads on a page. PDFium draws the page in one
// confined process, tesseract looks at it in another.
func (p *Pool) scan(ctx context.Context, by Recognition, page int, data []byte) (string, error) {
	a, err := p.ask(ctx, sandbox.Limits{Wall: p.limits.Wall, Output: maxPicture}, question{Format: extract.PDF, Picture: &page}, data)
	if err != nil || len(a.Picture) == 0 {
		return "", err
	}
	program := p.program("-recognize", by.Program, "-languages", by.Languages,
		"-cpu", scanCPU.String(), "-memory", strconv.Itoa(scanMemory))
	program.In = a.Picture
	wall := by.Wall
	if wall <= 0 {
		wall = scanWall
	}
	out, err := sandbox.Run(ctx, program, sandbox.Limits{Wall: wall, Output: maxWords})
	if err != nil {
		return "", err
	}
	text, sure := understand(out)
	if sure < leastSure {
		return "", nil // another language than was told, or no text
	}
	return text, nil
}

// understand makes text of tesseract's table of words, a line for each of its
// lines and an empty one between its paragraphs, and says how sure it is.
func understand(table []byte) (text string, sure float64) {
	var out strings.Builder
	var last []string
	weight, all := 0.0, 0.0
	for row := range strings.SplitSeq(strings.ToValidUTF8(string(table), ""), "\n") {
		cells := strings.Split(row, "\t")
		if len(cells) < columns || cells[0] != wordLevel || strings.TrimSpace(cells[wordAt]) == "" {
			continue
		}
		confidence, err := strconv.ParseFloat(cells[confidenceAt], 64)
		if err != nil || isRule(cells[wordAt]) {
			continue
		}
		letters := float64(utf8.RuneCountInString(cells[wordAt]))
		weight, all = weight+letters*confidence, all+letters
		switch {
		case last == nil:
		case slices.Equal(last, cells[1:wordNumberAt]):
			out.WriteByte(' ')
		case slices.Equal(last[:3], cells[1:4]):
			out.WriteByte('\n')
		default:
			out.WriteString("\n\n")
		}
		out.WriteString(cells[wordAt])
		last = cells[1:wordNumberAt]
	}
	return out.String(), weight / max(all, 1)
}

// tesseract's table.
const (
	columns      = 12
	wordNumberAt = 5 // before it: page, block, paragraph, line
	confidenceAt = 10
	wordAt       = 11
	wordLevel    = "5"

	leastSure = 60 // of 100: a language that it doesn't know gets less, a fair scan some 90
)

// isRule reports whether what was taken for a word are rules and frames.
func isRule(word string) bool {
	return strings.Trim(word, "-—_=|~.*'\"") == "" && word != "-" && word != "—"
}
