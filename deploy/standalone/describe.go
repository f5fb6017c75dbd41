package standalone

import (
	"fmt"
	"io"
	"strings"

	"github.com/sartor-cv/sartor/libs/host"
)

// group is a part of the settings and who reads it.
type group struct {
	title     string
	variables []host.Variable
}

// Describe writes every setting with its default, as an .env file in which
// nothing is set.
func Describe(out io.Writer) error {
	var b strings.Builder
	b.WriteString("# Every setting of Sartor. Copy this file to .env and take the # away from what you set.\n")
	b.WriteString("# Made by `sartor settings` from what the services declare.\n")
	for _, g := range groups() {
		fmt.Fprintf(&b, "\n# --- %s\n", g.title)
		for _, v := range g.variables {
			fmt.Fprintf(&b, "\n# %s%s\n# %s=%s\n", v.Usage, note(v), v.Name, v.Default)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func note(v host.Variable) string {
	var notes []string
	if v.Required {
		notes = append(notes, "needed where the service runs alone")
	}
	if v.Secret {
		notes = append(notes, "a secret")
	}
	if len(notes) == 0 {
		return ""
	}
	return " (" + strings.Join(notes, "; ") + ")"
}

// groups lists each setting once, under the first who reads it.
func groups() (all []group) {
	seen := map[string]bool{}
	add := func(title string, variables []host.Variable) {
		g := group{title: title}
		for _, v := range variables {
			if !seen[v.Name] {
				seen[v.Name] = true
				g.variables = append(g.variables, v)
			}
		}
		if len(g.variables) > 0 {
			all = append(all, g)
		}
	}
	add("the all-in-one command", host.Describe(Settings{}))
	add("every service", host.Variables())
	for _, s := range Services() {
		if s.Settings != nil {
			add(s.Name, host.Describe(s.Settings))
		}
	}
	add("the provision command", host.Describe(provisioning{}))
	return all
}
