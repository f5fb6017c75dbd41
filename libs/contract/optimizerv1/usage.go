package optimizerv1

import (
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
)

// Calls about what models are asked, and whether.
var (
	// Used sums up what the caller's optimizations asked of models.
	Used = contract.NewCall[UsedRequest, UsedReply]("optimizer", "v1", "used", contract.ByUser)

	// UsedByAll sums up everybody's, for administrators.
	UsedByAll = contract.NewCall[UsedRequest, UsedReply]("optimizer", "v1", "used_by_all", contract.ByUser)

	// Turn looks at the switch that stops all tailoring, and turns it, for
	// administrators.
	Turn = contract.NewCall[TurnRequest, TurnReply]("optimizer", "v1", "turn", contract.ByUser)
)

// UsedRequest says how many days to look back, today included.
type UsedRequest struct {
	Days int `json:"days"` // 1 to 366
}

// UsedReply is what was asked of models, the newest day first.
type UsedReply struct {
	Items []Use `json:"items"`
}

// Use is what was asked of one model on one day.
type Use struct {
	Day              time.Time `json:"day"` // its beginning, UTC
	Provider         string    `json:"provider"`
	Model            string    `json:"model"`
	Calls            int64     `json:"calls"`
	Failed           int64     `json:"failed"`    // of the calls, those that came to nothing
	Estimated        int64     `json:"estimated"` // of the calls, those whose tokens we counted ourselves
	PromptTokens     int64     `json:"prompt_tokens"`
	CachedTokens     int64     `json:"cached_tokens"` // of the prompts'
	CompletionTokens int64     `json:"completion_tokens"`
	CostMicroUSD     int64     `json:"cost_micro_usd"`
}

// TurnRequest turns the switch; without Off it only looks.
type TurnRequest struct {
	Off *bool `json:"off,omitempty"`
}

// TurnReply says how the switch stands.
type TurnReply struct {
	Off   bool       `json:"off"`
	Since *time.Time `json:"since,omitempty"` // it is off
}
