package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/CycloneDX/cyclonedx-go"
)

// The test's own program has modules inside, too.
func TestTheBillNamesWhatIsInTheProgram(t *testing.T) {
	first, second := billOfMe(t), billOfMe(t)

	if !bytes.Equal(first, second) {
		t.Error("two bills of one program differ")
	}
	var bom cyclonedx.BOM
	if err := cyclonedx.NewBOMDecoder(bytes.NewReader(first), cyclonedx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	licences := map[string]string{}
	for _, c := range *bom.Components {
		licences[c.Name] = (*c.Licenses)[0].License.ID
		if c.Version == "" || !strings.HasPrefix(c.PackageURL, "pkg:golang/") {
			t.Errorf("%s has no version or address: %q %q", c.Name, c.Version, c.PackageURL)
		}
	}
	if got := licences["github.com/CycloneDX/cyclonedx-go"]; got != "Apache-2.0" {
		t.Errorf("cyclonedx-go is under %q", got)
	}
	if _, named := licences["stdlib"]; !named {
		t.Error("the standard library is not named")
	}
}

func TestWhatIsNoProgramHasNoBill(t *testing.T) {
	if err := run([]string{"main.go"}, &bytes.Buffer{}); err == nil {
		t.Error("a text file has a bill")
	}
}

func billOfMe(t *testing.T) []byte {
	t.Helper()
	me, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run([]string{me}, &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
