package bench

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
)

// key names a phase of a round.
type key struct {
	design string
	plan
}

// measured is one round.
type measured map[key]phase

// report is what all rounds came to. Its ratios are of phases of one round, the
// median of all rounds.
type report struct{ rounds []measured }

func (r *report) begin() measured {
	r.rounds = append(r.rounds, measured{})
	return r.rounds[len(r.rounds)-1]
}

func (r *report) median(of func(measured) float64) float64 {
	all := make([]float64, 0, len(r.rounds))
	for _, m := range r.rounds {
		all = append(all, of(m))
	}
	slices.Sort(all)
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

func (r *report) table() string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "accounts\tcallers\tdesign\tops/s\tx textbook\tµs CPU/op\tx less\tp50 ms\tp99 ms\t")
	for _, p := range plans() {
		for _, design := range []string{"textbook", "ours", "nats"} {
			k, base := key{design, p}, key{"textbook", p}
			_, _ = fmt.Fprintf(w, "%d\t%d\t%s\t%.0f\t%.2f\t%.1f\t%.1f\t%.2f\t%.2f\t\n", p.accounts, p.callers, design,
				r.median(func(m measured) float64 { return m[k].perSecond() }),
				r.median(func(m measured) float64 { return m[k].perSecond() / m[base].perSecond() }),
				r.median(func(m measured) float64 { return m[k].cost() }),
				r.median(func(m measured) float64 { return m[base].cost() / m[k].cost() }),
				r.median(func(m measured) float64 { return m[k].wait(0.5) }),
				r.median(func(m measured) float64 { return m[k].wait(0.99) }))
		}
	}
	_ = w.Flush()
	for _, design := range []string{"raw", "raw entries"} {
		k := key{design: design}
		_, _ = fmt.Fprintf(&text, "%s: %.0f entries/s, %.1f µs CPU each; ours on the hot account: %.2f of it\n", design,
			r.median(func(m measured) float64 { return m[k].perSecond() }),
			r.median(func(m measured) float64 { return m[k].cost() }),
			r.share("ours", design))
	}
	return text.String()
}

func (r *report) share(design, of string) float64 {
	return r.median(func(m measured) float64 {
		return m[key{design, plan{256, hot}}].perSecond() / m[key{design: of}].perSecond()
	})
}

// figures are those that the ledger is judged by.
func (r *report) figures(design string) string {
	speed := func(accounts int) float64 {
		return r.median(func(m measured) float64 {
			return m[key{design, plan{256, accounts}}].perSecond() / m[key{"textbook", plan{256, accounts}}].perSecond()
		})
	}
	cpu := func(accounts int) float64 {
		return r.median(func(m measured) float64 {
			return m[key{"textbook", plan{256, accounts}}].cost() / m[key{design, plan{256, accounts}}].cost()
		})
	}
	alone := func(accounts int) float64 {
		return r.median(func(m measured) float64 {
			return m[key{design, plan{1, accounts}}].wait(0.5) / m[key{"textbook", plan{1, accounts}}].wait(0.5)
		})
	}
	return fmt.Sprintf("hot_account=%.2f accounts_10000=%.2f hot_cpu=%.2f accounts_10000_cpu=%.2f p50_one_caller=%.2f raw_insert_share=%.2f",
		speed(hot), speed(many), cpu(hot), cpu(many), max(alone(hot), alone(many)), r.share(design, "raw"))
}

// String is the whole report. Its last line is for machines.
func (r *report) String() string {
	return fmt.Sprintf("medians of %d rounds\n%s\nTHROUGH_NATS %s\nRESULT %s\n", len(r.rounds), r.table(), r.figures("nats"), r.figures("ours"))
}
