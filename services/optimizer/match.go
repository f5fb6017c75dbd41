package optimizer

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
)

var matchCommand = host.Command{
	Name:  "match",
	About: "scores a CV against a job description and explains the score",
	Run:   matched,
}

// comparison is what the command prints. Offsets are bytes of the files as
// they were given.
type comparison struct {
	Evidence    int           `json:"evidence"`   // 0 to 100: what the CV can prove
	Visibility  int           `json:"visibility"` // 0 to 100: how well it shows that
	Job         position      `json:"job"`
	Keywords    keywords      `json:"keywords"`
	Points      []match.Point `json:"points"`
	Explanation []string      `json:"explanation"`
}

type position struct {
	Title    string `json:"title"`
	Language string `json:"language"`
}

type keywords struct {
	Matched []string `json:"matched"`
	Missing []string `json:"missing"`
}

// matched needs no running service, no model and no network.
func matched(_ context.Context, in host.Invocation) error {
	f := flag.NewFlagSet("match", flag.ContinueOnError)
	f.SetOutput(in.Err)
	source := f.String("source", "", "the CV's text")
	posting := f.String("job", "", "the job description's text")
	if err := f.Parse(in.Args); err != nil {
		return err
	}
	if *source == "" || *posting == "" || f.NArg() > 0 {
		return errors.New("usage: optimizer match --source CV.txt --job JOB.txt")
	}
	cv, err := text(*source)
	if err != nil {
		return err
	}
	wanted, err := text(*posting)
	if err != nil {
		return err
	}
	for name, t := range map[string]string{*source: cv, *posting: wanted} {
		if strings.TrimSpace(t) == "" {
			return fmt.Errorf("there is nothing in %s", name)
		}
	}
	doc := resume.Parse(resume.Input{Text: cv, Today: time.Now().UTC()})
	job := match.Read(match.Posting{Text: wanted})
	s := match.Rate(job, doc, doc, nil)
	out := json.NewEncoder(in.Out)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(comparison{
		Evidence: s.Evidence, Visibility: s.Before, Job: position{job.Title, job.Language},
		Keywords: keywords{s.Matched, s.Missing}, Points: s.Points, Explanation: s.Explanation,
	})
}
