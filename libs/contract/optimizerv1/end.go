package optimizerv1

import "github.com/sartor-cv/sartor/libs/contract"

// Calls that end optimizations before their time, or for good.
var (
	// Cancel stops an optimization and gives its credits back. One that has
	// ended already stays as it is.
	Cancel = contract.NewCall[CancelRequest, Optimization]("optimizer", "v1", "cancel", contract.ByUser)

	// Delete cancels an optimization, if need be, and forgets it.
	Delete = contract.NewCall[DeleteRequest, DeleteReply]("optimizer", "v1", "delete", contract.ByUser)
)

// CancelRequest names one of the caller's optimizations.
type CancelRequest struct {
	ID string `json:"id"`
}

// DeleteRequest names one of the caller's optimizations.
type DeleteRequest struct {
	ID string `json:"id"`
}

// DeleteReply says nothing more than that it is done.
type DeleteReply struct{}
