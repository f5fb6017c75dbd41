package resume

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/libs/words"
)

// corpusCVs are the plain texts of real CVs, by name.
func corpusCVs(t *testing.T) map[string]string {
	t.Helper()
	dir := testkit.Corpus(t)
	all := map[string]string{}
	for _, pattern := range []string{"cv/*/*.truth.txt", "cv/*/*.md"} {
		names, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all[filepath.Base(name)] = string(text)
		}
	}
	if len(all) == 0 {
		t.Skip("SKIPPED: no corpus; set SARTOR_CORPUS")
	}
	return all
}

// TestEveryLetterIsInExactlyOneFact is the promise that nothing is lost.
func TestEveryLetterIsInExactlyOneFact(t *testing.T) {
	for name, text := range corpusCVs(t) {
		doc := Parse(Input{Text: text, Today: today})

		if missing := uncovered(doc); missing != "" && !isMarkdown(text) {
			t.Errorf("%s: in no fact: %.200q", name, missing)
		}
		last := 0
		for _, f := range doc.Facts {
			if f.Start < last || f.End <= f.Start || f.End > len(doc.Source) {
				t.Errorf("%s: fact %s overlaps or is empty: %+v", name, f.ID, f)
			}
			last = f.End
		}
	}
}

func uncovered(doc Document) string {
	var b strings.Builder
	at := 0
	rest := func(to int) {
		s := doc.Source[at:to]
		if strings.ContainsFunc(s, unicode.IsLetter) {
			b.WriteString(strings.TrimSpace(s) + " ⏎ ")
		}
	}
	for _, f := range doc.Facts {
		if f.Start >= at {
			rest(f.Start)
			at = f.End
		}
	}
	rest(len(doc.Source))
	return b.String()
}

// TestMarkdownHoldsEveryWord checks the promise at the other end.
func TestMarkdownHoldsEveryWord(t *testing.T) {
	for name, text := range corpusCVs(t) {
		if isMarkdown(text) {
			continue
		}
		doc := Parse(Input{Text: text, Today: today})

		left := map[string]int{}
		for _, w := range words.Tokens(Markdown(doc)) {
			left[w.Text]++
		}
		for _, w := range words.Tokens(doc.Source) {
			if left[w.Text]--; left[w.Text] < 0 && !strings.Contains(Markdown(doc), w.Text) {
				t.Errorf("%s: %q is lost", name, w.Text)
			}
		}
	}
}

func TestJSONIsJSONResume(t *testing.T) {
	for name, text := range corpusCVs(t) {
		raw, err := JSON(Parse(Input{Text: text, Today: today}))
		if err != nil {
			t.Fatal(err)
		}
		var back map[string]any
		if err := json.Unmarshal(raw, &back); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("Ann Example\nann@example.com\n\nExperience\nEngineer, Acme Inc.\n2019 – now\n• Did (things\n", false)
	f.Add("# Ann\n\n## Skills\n| A | b, c |\n|---|---|\n<!-- x -->\n### X — **Y**\n*2019*\n- a [b](c)\n", true)
	f.Fuzz(func(t *testing.T, text string, split bool) {
		in := Input{Text: text, Today: today}
		if split {
			in.Parts = []Part{{Kind: "experience", Start: 3, End: len(text) / 2}, {Kind: "x", Start: len(text) / 2, End: len(text)}}
		}
		doc := Parse(in)
		last := 0
		for _, fact := range doc.Facts {
			if fact.Start < last || fact.End <= fact.Start || fact.End > len(doc.Source) {
				t.Fatalf("fact out of place: %+v", fact)
			}
			last = fact.End
		}
		if !isMarkdown(doc.Source) && uncovered(doc) != "" {
			t.Fatalf("lost %q", uncovered(doc))
		}
		Markdown(doc)
		if _, err := JSON(doc); err != nil {
			t.Fatal(err)
		}
	})
}

// longTexts are what makes readers slow when it is repeated.
var longTexts = map[string]string{
	"words": "word ", "brackets": "(", "dates": "Mar 2019 – ", "lines": "a\n", "bullets": "• 2019 – 2020 x\n", "heads": "Acme Inc.\nMar 2019 – now\n",
	"emphasis": "**", "links": "[x](", "headings": "# x\n", "commas": "Skills: a,", "skills": "Skills\na,b\n", "tags": "<a ", "cells": "| a ", "mail": "a@b.", "no stops": "x.",
}

// TestFourTimesTheTextTakesFourTimesTheMemory counts bytes, not time: what is
// done again for each part of a text shows in both.
func TestFourTimesTheTextTakesFourTimesTheMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector takes minutes for it")
	}
	taken := func(text string) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		Markdown(Parse(Input{Text: text, Today: today}))
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	for name, unit := range longTexts {
		taken(strings.Repeat(unit, 1000)) // makes the tables

		little, much := taken(strings.Repeat(unit, 50_000/len(unit))), taken(strings.Repeat(unit, 200_000/len(unit)))

		if t.Logf("%s: %d KiB and %d KiB", name, little>>10, much>>10); much > 6*little {
			t.Errorf("%s: four times the text takes %.1f times the memory", name, float64(much)/float64(little))
		}
	}
}

func BenchmarkLongTexts(b *testing.B) {
	for name, unit := range longTexts {
		text := strings.Repeat(unit, 400_000/len(unit))
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Markdown(Parse(Input{Text: text, Today: today}))
			}
		})
	}
}
