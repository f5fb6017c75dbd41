// Package bench measures the ledger against the textbook's, and against what the
// database can do at most. All of it is tests: `make bench-ledger` runs it.
package bench
