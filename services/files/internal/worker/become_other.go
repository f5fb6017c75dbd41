//go:build !unix

package worker

import "errors"

func become(options) error {
	return errors.New("character recognition is not supported on this system")
}
