package bench

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// goal is a figure and what it should be.
type goal struct {
	name string
	is   float64
	most bool // it may be so much at most; otherwise at least
	want float64
}

func (g goal) met() bool {
	if g.most {
		return g.is <= g.want
	}
	return g.is >= g.want
}

// goals are the figures that the benchmark is about.
func goals(b *bench, s survey, start time.Duration, idle int64) (all []goal) {
	for _, k := range []struct {
		kind              string
		words, pairs, lcs float64
	}{
		{"pdf, exact", .990, .975, .970},
		{"pdf", .985, .965, .960},
		{"pdf, two columns", 0, .97, 0},
		{"pdf, right to left", 0, .93, 0},
		{"docx", .998, 0, 0},
	} {
		y := b.all["sartor: "+k.kind]
		if y == nil {
			continue
		}
		m, name := y.sum.Mean(), strings.ReplaceAll(strings.ReplaceAll(k.kind, ", ", "_"), " ", "_")
		all = append(all, goal{name + "_f1", m.Words, false, k.words}, goal{name + "_b2", m.Pairs, false, k.pairs}, goal{name + "_lcs", m.Order, false, k.lcs})
		if k.kind == "pdf" {
			all = append(all,
				goal{"glued_percent", 100 * m.Glued, true, .10}, goal{"garbage_percent", 100 * m.Garbage, true, 0},
				goal{"addresses_percent", 100 * float64(y.kept) / float64(max(1, y.contacts)), false, 99},
				goal{"refused_percent", 100 * float64(y.failed) / float64(max(1, y.sum.Files)), true, .5})
		}
	}
	all = append(all, goal{"classes_behind_pdftotext", float64(len(b.behind)), true, 0}, goal{"low_without_warning", float64(len(s.silent)), true, 0})
	if len(s.took) > 0 {
		all = append(all, goal{"start_cpu_s", start.Seconds(), true, .3}, goal{"idle_mb", float64(idle >> 20), true, 80},
			goal{"cpu_ms_median", milliseconds(s.share(.5)), true, 15}, goal{"cpu_ms_p99", milliseconds(s.share(.99)), true, 250})
	}
	if b.hostiles > 0 {
		all = append(all, goal{"hostile_not_ended", float64(b.hostiles - b.ends), true, 0},
			goal{"hostile_cpu_s", b.worst.cpu.Seconds(), true, 5}, goal{"hostile_mb", float64(b.worst.memory >> 20), true, 400})
	}
	return all
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// result prints the goals that are missed, and all figures on one line.
func (b *bench) result(all []goal) {
	var line strings.Builder
	for _, class := range b.behind {
		fmt.Fprintf(os.Stdout, "behind: %s\n", class)
	}
	for _, g := range all {
		if !g.met() {
			fmt.Fprintf(os.Stdout, "missed: %s is %.4g; want %.4g\n", g.name, g.is, g.want)
		}
		fmt.Fprintf(&line, " %s=%.4f", g.name, g.is)
	}
	fmt.Fprintf(os.Stdout, "RESULT%s\n", line.String())
}
