package credits

import (
	"context"
	"time"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// lastSeal is how long the seal at the end may take.
const lastSeal = 5 * time.Second

// seal logs what it seals: logs are kept elsewhere, which is the point.
func seal(rt host.Runtime, notary *ledger.Notary) func(context.Context) error {
	return func(ctx context.Context) error {
		made, err := notary.Seal(ctx)
		for _, c := range made {
			rt.Log.InfoContext(ctx, "the ledger is sealed", "checkpoint", c.Witness().String(), "moved", c.Moved)
		}
		return err
	}
}

// sealAtTheEnd seals once more when the service stops.
func sealAtTheEnd(ctx context.Context, rt host.Runtime, notary *ledger.Notary) {
	<-ctx.Done()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastSeal)
	defer cancel()
	if err := seal(rt, notary)(ctx); err != nil {
		rt.Log.WarnContext(ctx, "the ledger is not sealed at the end", "err", err)
	}
}
