package draft

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// Report says that a whole draft was checked, and which.
type Report struct {
	Hash   string `json:"hash"`   // of the document and the letter
	Passed bool   `json:"passed"` // nothing in it is without evidence
}

// ErrUnproven is the fault of exporting what no passing report is about.
var ErrUnproven = fault.New(fault.Conflict, "not_proven",
	"this revision has no passing report for exactly what it holds; it is not exported. Restore another revision, or make it anew")

// report audits the whole.
func (t *Table) report(d Draft, final edit.Result) Report {
	return Report{Hash: hash(d.Made), Passed: len(t.Checker.Audit(final)) == 0}
}

// Proven is nil if the report passed, and is about this very document and
// letter.
func (d Draft) Proven() error {
	if !d.Report.Passed || d.Report.Hash != hash(d.Made) {
		return ErrUnproven
	}
	return nil
}

func hash(m Made) string {
	data, err := json.Marshal(struct {
		Document resume.Document `json:"document"`
		Letter   string          `json:"letter"`
	}{m.Document, m.Letter})
	if err != nil {
		return "" // which no report is about
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
