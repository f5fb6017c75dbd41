package host

import "errors"

// Exit is an error of a command that ends its process with a code of its own.
// Where Err is nil the command has said what there was to say.
type Exit struct {
	Code int
	Err  error
}

// Error implements error.
func (e *Exit) Error() string {
	if e.Err == nil {
		return ""
	}
	return e.Err.Error()
}

// Unwrap gives what went wrong.
func (e *Exit) Unwrap() error { return e.Err }

// ExitCode is what a process ends with: 0 without an error, 1 unless the error
// says otherwise.
func ExitCode(err error) int {
	if err == nil {
		return 0
	}
	if e, ok := errors.AsType[*Exit](err); ok {
		return e.Code
	}
	return 1
}
