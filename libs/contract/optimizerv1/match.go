package optimizerv1

import "github.com/sartor-cv/sartor/libs/contract"

// Compare ranks the caller's CVs by a job, the best first.
var Compare = contract.NewCall[CompareRequest, CompareReply]("optimizer", "v1", "compare", contract.ByUser)

// MaxCompared is how many CVs are compared at once.
const MaxCompared = 25

// CompareRequest asks about the caller's files, up to MaxCompared. Those that
// can't be read are a fault, unless they are to be skipped.
type CompareRequest struct {
	JobDescription string   `json:"job_description"`
	FileIDs        []string `json:"file_ids"`
	Skip           bool     `json:"skip"`
}

// CompareReply is the files, the best first.
type CompareReply struct {
	Items  []Compared `json:"items"`
	Method string     `json:"method"`         // of the similarity: lexical or embeddings
	Model  string     `json:"model"`          // that made the embeddings
	Note   string     `json:"note,omitempty"` // why it isn't embeddings, where they were wanted
}

// Compared is one CV against the job.
type Compared struct {
	FileID      string   `json:"file_id"`
	Evidence    int      `json:"evidence"`
	Visibility  int      `json:"visibility"`
	Similarity  float64  `json:"similarity"` // 0 to 1
	Matched     []string `json:"matched"`
	Missing     []string `json:"missing"`
	Explanation []string `json:"explanation"`
}
