package main

import (
	"debug/buildinfo"
	"fmt"
	"os/exec"
	"runtime/debug"
	"strings"

	"github.com/CycloneDX/cyclonedx-go"

	"github.com/sartor-cv/sartor/tests/licence"
)

// ours are the modules of this repository.
const ours = "github.com/sartor-cv/sartor/"

func bill(info *buildinfo.BuildInfo, licences map[string]string) *cyclonedx.BOM {
	bom := cyclonedx.NewBOM()
	bom.SerialNumber = "" // it would be another each time
	program := component(&info.Main, cyclonedx.ComponentTypeApplication, "Apache-2.0")
	bom.Metadata = &cyclonedx.Metadata{Component: &program}

	parts := []cyclonedx.Component{{
		Type: cyclonedx.ComponentTypePlatform, BOMRef: "pkg:golang/stdlib@" + strings.TrimPrefix(info.GoVersion, "go"),
		Name: "stdlib", Version: info.GoVersion, PackageURL: "pkg:golang/stdlib@" + strings.TrimPrefix(info.GoVersion, "go"),
		Licenses: under("BSD-3-Clause"),
	}}
	for _, m := range info.Deps {
		if strings.HasPrefix(m.Path, ours) {
			parts = append(parts, component(m, cyclonedx.ComponentTypeLibrary, "Apache-2.0"))
			continue
		}
		if m.Replace != nil {
			m = m.Replace
		}
		parts = append(parts, component(m, cyclonedx.ComponentTypeLibrary, licences[m.Path]))
	}
	bom.Components = &parts
	return bom
}

func component(m *debug.Module, kind cyclonedx.ComponentType, name string) cyclonedx.Component {
	purl := "pkg:golang/" + m.Path + "@" + m.Version
	c := cyclonedx.Component{
		Type: kind, BOMRef: purl, Name: m.Path, Version: m.Version, PackageURL: purl, Licenses: under(name),
	}
	if m.Sum != "" { // go.sum's hash of the module's files, which is none of CycloneDX's
		c.Properties = &[]cyclonedx.Property{{Name: "golang:sum", Value: m.Sum}}
	}
	return c
}

func under(name string) *cyclonedx.Licenses {
	if name == licence.PublicDomain {
		return &cyclonedx.Licenses{{License: &cyclonedx.License{Name: name}}}
	}
	return &cyclonedx.Licenses{{License: &cyclonedx.License{ID: name}}}
}

// licencesOf returns the licence of each module, from its files in the module
// cache, where the build left them.
func licencesOf(modules []*debug.Module) (map[string]string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Path}} {{.Dir}}", "all").Output()
	if err != nil {
		return nil, fmt.Errorf("list the modules: %w", err)
	}
	folders := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, dir, _ := strings.Cut(strings.TrimSpace(line), " ")
		folders[path] = dir
	}
	all := map[string]string{}
	for _, m := range modules {
		if strings.HasPrefix(m.Path, ours) {
			continue
		}
		name, err := licence.Of(folders[m.Path])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
		if !licence.Allowed(name) {
			return nil, fmt.Errorf("%s is under %s; allowed are %s", m.Path, name, licence.List())
		}
		all[m.Path] = name
	}
	return all, nil
}
