package optimizer

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/ground"
)

var checkCommand = host.Command{
	Name:  "check",
	About: "says of each line of a file of claims whether a CV proves it",
	Run:   check,
}

// Limits of what the command reads, in bytes.
const (
	maxSource    = 4 << 20
	maxCandidate = 1 << 20
)

// candidate is a line of the file of claims.
type candidate struct {
	ID    string `json:"id"`
	Where string `json:"where"` // cv or letter
	Text  string `json:"text"`
}

// ruling is a line of the answer. Offsets are bytes of the source as it was
// given.
type ruling struct {
	ID       string        `json:"id"`
	Verdict  ground.Ruling `json:"verdict"`
	Evidence []offsets     `json:"evidence"`
	Reason   string        `json:"reason"`
}

type offsets struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// check needs no running service, no model and no network.
func check(ctx context.Context, in host.Invocation) error {
	f := flag.NewFlagSet("check", flag.ContinueOnError)
	f.SetOutput(in.Err)
	source := f.String("source", "", "the CV's text")
	job := f.String("job", "", "the job description's text; a letter may quote it")
	candidates := f.String("candidates", "", `a file with a line {"id", "where": "cv" or "letter", "text"} for each claim`)
	if err := f.Parse(in.Args); err != nil {
		return err
	}
	if *source == "" || *candidates == "" || f.NArg() > 0 {
		return errors.New("usage: optimizer check --source CV.txt [--job JOB.txt] --candidates FILE.jsonl")
	}
	cv, err := text(*source)
	if err != nil {
		return err
	}
	posting := ""
	if *job != "" {
		if posting, err = text(*job); err != nil {
			return err
		}
	}
	claims, err := os.Open(*candidates)
	if err != nil {
		return err
	}
	defer func() { _ = claims.Close() }()
	checker := ground.New(resume.Parse(resume.Input{Text: cv, Today: time.Now().UTC()}), posting)
	out := bufio.NewWriter(in.Out)
	if err := judge(ctx, checker, claims, out); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", *candidates, err), out.Flush())
	}
	return out.Flush()
}

// text reads a file that must be text: offsets into repaired text would lie.
func text(name string) (string, error) {
	file, err := os.Open(name) //nolint:gosec // whoever runs the command names the file
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	raw, err := io.ReadAll(io.LimitReader(file, maxSource+1))
	switch {
	case err != nil:
		return "", err
	case len(raw) > maxSource:
		return "", fmt.Errorf("%s is larger than %d bytes", name, maxSource)
	case !utf8.Valid(raw):
		return "", fmt.Errorf("%s is not UTF-8 text", name)
	}
	return string(raw), nil
}

func judge(ctx context.Context, checker *ground.Checker, claims io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(claims)
	lines.Buffer(make([]byte, 0, 64<<10), maxCandidate)
	answers := json.NewEncoder(out)
	answers.SetEscapeHTML(false)
	n := 1
	for ; lines.Scan(); n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		claim, err := parseCandidate(line)
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := answers.Encode(ruled(claim.ID, checker.Judge(claim.Text, claim.Where == "letter"))); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n, err)
	}
	return nil
}

func parseCandidate(line []byte) (candidate, error) {
	var c candidate
	if err := json.Unmarshal(line, &c); err != nil {
		return c, fmt.Errorf("it is not a JSON object with id, where and text: %w", err)
	}
	switch {
	case c.ID == "":
		return c, errors.New("it has no id")
	case c.Where != "cv" && c.Where != "letter":
		return c, fmt.Errorf(`where is %q, not "cv" or "letter"`, c.Where)
	}
	return c, nil
}

func ruled(id string, j ground.Judgement) ruling {
	r := ruling{ID: id, Verdict: j.Ruling, Evidence: make([]offsets, 0, len(j.Evidence)), Reason: j.Reason}
	for _, s := range j.Evidence {
		r.Evidence = append(r.Evidence, offsets{s.Start, s.End})
	}
	return r
}
