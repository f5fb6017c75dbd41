// Package bench measures how well files are read, beside pdftotext, in one run:
// `make bench-extract`. It has tests alone.
package bench
