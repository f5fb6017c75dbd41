// Package jsonresume holds what is written as JSON Resume against the schema
// of those who defined it.
package jsonresume
