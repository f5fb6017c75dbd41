// Command sbom prints the bill of materials of a built Go program as CycloneDX:
// which modules the linker really put in, as the program itself says, and under
// which licence each is. It is the same, byte for byte, for the same program.
//
//	sbom bin/sartor >sartor.cdx.json
package main

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/CycloneDX/cyclonedx-go"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) != 1 {
		return errors.New("usage: sbom PROGRAM")
	}
	info, err := buildinfo.ReadFile(args[0])
	if err != nil {
		return fmt.Errorf("read what %s was built from: %w", args[0], err)
	}
	licences, err := licencesOf(info.Deps)
	if err != nil {
		return err
	}
	return cyclonedx.NewBOMEncoder(out, cyclonedx.BOMFileFormatJSON).SetPretty(true).
		EncodeVersion(bill(info, licences), cyclonedx.SpecVersion1_6)
}
