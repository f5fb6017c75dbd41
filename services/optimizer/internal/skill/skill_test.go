package skill

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestNames(t *testing.T) {
	for in, want := range map[string][]string{
		"Golang, k8s and Postgres":         {"Go", "Kubernetes", "PostgreSQL"},
		"Go-to-market plans; we go far":    nil,
		"written in Go.":                   {"Go"},
		"C, C++ and C#":                    {"C", "C++", "C#"},
		"R&D budgets":                      nil,
		"the rest of the team":             nil,
		"REST APIs on Node.js with Vue.js": {"REST", "Node.js", "Vue.js"},
		"JavaScript":                       {"JavaScript"},
		"Microsoft Excel (VBA)":            {"Excel", "VBA"},
		"excel at communication":           {"communication"},
		"CI/CD with GitHub Actions":        {"CI/CD", "GitHub Actions"},
		"Кubernetes":                       {"Kubernetes"},
		"relational databases, and Unix-like operating systems": {"databases", "Unix"},
		"spring 2019":                                               nil,
		"Prepared accounts under UK GAAP":                           {"UK GAAP"},
		"the World Expo in Tokio, with Ray; a DAX company":          nil,
		"informática; la primavera; vagrant; renovate kitchens":     nil,
		"LLM agents with LangGraph, pgvector and vLLM":              {"AI agents", "LangGraph", "pgvector", "vLLM"},
		"React 19, Vitest, Zustand and TanStack Query":              {"React", "Vitest", "Zustand", "TanStack Query"},
		"Führerschein Klasse B; permis B; carné de conducir":        {"driving licence"},
		"SAP S/4HANA and MS Project":                                {"SAP S/4HANA", "Microsoft Project"},
		"controlling costs, sales and manufacturing; fine-tuned it": nil,
	} {
		if got := Names(in); !slices.Equal(got, want) {
			t.Errorf("Names(%q) = %q; want %q", in, got, want)
		}
	}
}

func TestProvesOnlyUpwards(t *testing.T) {
	for _, c := range []struct {
		has, wanted string
		want        bool
	}{
		{"PostgreSQL", "SQL", true},
		{"SQL", "PostgreSQL", false},
		{"Amazon EKS", "cloud computing", true},
		{"JavaScript", "Java", false},
		{"Go", "Go", true},
		{"React", "Vue.js", false},
	} {
		if got := Proves(c.has, c.wanted); got != c.want {
			t.Errorf("Proves(%s, %s) = %v", c.has, c.wanted, got)
		}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"React", "Vue.js", true},
		{"AWS", "Azure", true},
		{"MySQL", "PostgreSQL", true},
		{"PostgreSQL", "SQL", false},           // it is more than near
		{"AWS", "SQL", false},                  // of one wide class of O*NET's
		{"programming", "Apache Kafka", false}, // general
		{"AWS", "PyTorch", false},
	} {
		if got := Near(c.a, c.b); got != c.want {
			t.Errorf("Near(%s, %s) = %v", c.a, c.b, got)
		}
	}
}

func TestEveryParentIsKnown(t *testing.T) {
	for name, parents := range known.parents {
		for _, p := range parents {
			if _, ok := known.parents[p]; !ok && p != "Kubernetes networking" && p != "design" {
				t.Errorf("%s proves %q, which is no skill", name, p)
			}
		}
	}
	if !strings.Contains(Notice, "CC BY 4.0") {
		t.Error("the notice is missing")
	}
}

func TestLongTextsAreSearchedFast(t *testing.T) {
	text := strings.Repeat("Microsoft SQL Server Integration Amazon Web Services AWS ", 8_000)
	start := time.Now()

	hits := Find(text)

	if took := time.Since(start); took > 3*time.Second || len(hits) == 0 {
		t.Errorf("%d hits in %s", len(hits), took)
	}
}
