package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/host"
)

// servicesPage is the catalogue: a picture, and what each service says and hears.
func servicesPage(services []host.Service) string {
	var b strings.Builder
	b.WriteString("# The services\n\nMade by `make docs` from what the services declare; do not edit. From the same declarations come the rights of each\n" +
		"service in NATS: what is not listed here is refused there.\n\n")
	b.WriteString(picture(services))
	for _, s := range services {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| | |\n|---|---|\n", s.Name, sentence(s.About))
		for _, row := range rows(s.AllPorts()) {
			if len(row.ports) > 0 {
				fmt.Fprintf(&b, "| %s | %s |\n", row.verb, strings.Join(subjects(row.ports), ", "))
			}
		}
	}
	return b.String()
}

func sentence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(s[size:], ".") + "."
}

type row struct {
	verb  string
	ports []contract.Port
}

func rows(p bus.Ports) []row {
	return []row{
		{"answers", p.Answers},
		{"asks", p.Asks},
		{"announces", p.Announces},
		{"hears", p.Hears},
		{"works on", p.Works},
		{"reports on", p.Reports},
		{"watches", p.Watches},
		{"writes", p.Writes},
		{"reads", p.Reads},
		{"puts into", p.Puts},
		{"takes from", p.Takes},
	}
}

func subjects(ports []contract.Port) (all []string) {
	for _, p := range ports {
		all = append(all, "`"+p.Subject()+"`")
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// picture draws who asks whom (an arrow) and who hears whom (a dotted one).
func picture(services []host.Service) string {
	var b strings.Builder
	b.WriteString("```mermaid\nflowchart LR\n")
	for _, s := range services {
		for _, owner := range owners(s.Name, s.Ports.Asks) {
			fmt.Fprintf(&b, "  %s --> %s\n", s.Name, owner)
		}
		for _, owner := range owners(s.Name, s.Ports.Hears) {
			fmt.Fprintf(&b, "  %s -.-> %s\n", owner, s.Name)
		}
	}
	b.WriteString("```\n\nAn arrow points from who asks to who answers, a dotted one from who announces to who hears.\n")
	return b.String()
}

func owners(but string, ports []contract.Port) (all []string) {
	for _, p := range ports {
		if owner := contract.Owner(p.Subject()); owner != but {
			all = append(all, owner)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
