package edit

import "github.com/sartor-cv/sartor/services/optimizer/internal/resume"

// Apply carries checked operations out. What the check refused, what names
// identity and what makes no sense changes nothing, and is listed as reverted.
func Apply(d resume.Document, ops []Checked) Result {
	return Result{Document: d}
}
