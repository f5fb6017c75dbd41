package docx

import "strings"

// row is a row of a table that is being read.
type row struct {
	cells  [][]string
	outer  []string // the lines before it
	shaded bool
	gone   bool // deleted, as is its cell
	noCell bool
}

func (w *walker) endCell() {
	w.flush()
	if n := len(w.rows); n > 0 {
		r := w.rows[n-1]
		if !r.noCell {
			r.cells = append(r.cells, w.lines)
		}
		r.noCell = false
		w.lines = nil
	}
}

// endRow writes a row: on one line where each cell has one, else cell by cell.
func (w *walker) endRow() {
	n := len(w.rows)
	if n == 0 {
		return
	}
	r := w.rows[n-1]
	w.rows = w.rows[:n-1]
	w.lines = r.outer
	if r.gone {
		return
	}
	single := true
	cells := make([][]string, 0, len(r.cells))
	for _, c := range r.cells {
		lines := trimmed(c)
		single = single && len(lines) <= 1
		if len(lines) > 0 {
			cells = append(cells, lines)
		}
	}
	if single {
		parts := make([]string, 0, len(cells))
		for _, c := range cells {
			parts = append(parts, c[0])
		}
		w.lines = append(w.lines, strings.Join(parts, "\t"))
		return
	}
	for _, c := range cells {
		w.lines = append(w.lines, c...)
	}
}

// trimmed returns lines without the empty ones at both ends.
func trimmed(lines []string) []string {
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
