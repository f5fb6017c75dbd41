package cabinet

import "github.com/sartor-cv/sartor/libs/fault"

// Quota is the most that a user may keep. Bytes that are the same count once.
type Quota struct {
	Files int64
	Bytes int64
}

// Exceeded is the fault of one file too many, or of too many bytes.
func (q Quota) Exceeded(files bool) error {
	if files {
		return fault.New(fault.Conflict, "quota_exceeded",
			"you keep %d files, which is the most there can be: delete one that you don't need any more, and upload this again", q.Files)
	}
	return fault.New(fault.Conflict, "quota_exceeded",
		"with this file you would keep more than %s: delete files that you don't need any more, and upload this again", amount(q.Bytes))
}
