// Package structure tells how well the structure of CVs is understood: whole
// texts, made up for it in the ways in which people write them, with what
// should be found in each at its head.
//
// Those in testdata/tuned may be looked at while the reader is worked on. Those
// in testdata/unseen are only measured: who changes the reader because of one
// moves it over and writes another.
package structure
