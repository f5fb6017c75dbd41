package arch

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// CI is `make check`, and that runs every scanner.
func TestCIRunsEveryScanner(t *testing.T) {
	linter, makefile, ci := read(t, ".golangci.yml"), read(t, "Makefile"), read(t, ".ci/run")
	for _, name := range []string{"gosec", "staticcheck", "bidichk", "errcheck", "govet"} {
		if !regexp.MustCompile(`(?m)^    - ` + name + `$`).MatchString(linter) {
			t.Errorf("the linter does without %s", name)
		}
	}
	stages := regexp.MustCompile(`(?m)^check: (.*) ##`).FindStringSubmatch(makefile)
	if stages == nil {
		t.Fatal("there is no make check")
	}
	for _, stage := range []string{"test", "lint", "arch", "vulns", "secrets", "race", "fuzz"} {
		if !slices.Contains(strings.Fields(stages[1]), stage) {
			t.Errorf("make check does without %s", stage)
		}
	}
	if !strings.Contains(ci, "exec make check") {
		t.Error("CI does not run make check")
	}
	if !regexp.MustCompile(`\$\(GITLEAKS\) dir .*\$\(GITLEAKS\) git `).MatchString(makefile) {
		t.Error("secrets are not looked for in the files and in all that was committed")
	}
}

// A secret that is put into a file, and committed, is found both times; what the
// tests make up is not.
func TestASecretIsFound(t *testing.T) {
	gitleaks := installed(t, "GITLEAKS", "LEAK_VERSION")
	dir := t.TempDir()
	config, err := os.ReadFile(filepath.Join(root(t), ".gitleaks.toml"))
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(".gitleaks.toml", string(config))
	write("main.go", "package main\n")
	scan := func(where string) error {
		return command(t, dir, gitleaks, where, "--no-banner", "--redact", ".").Run()
	}
	git := func(args ...string) {
		t.Helper()
		all := append([]string{"-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"}, args...)
		if out, err := command(t, dir, "git", all...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	git("init", "-q")
	git("add", ".")
	git("commit", "-qm", "first")
	if err := scan("dir"); err != nil {
		t.Errorf("nothing secret: %v", err)
	}

	write("settings.go", "package main\n\nconst token = \"gh"+"p_"+"1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT1uV2wX\"\n")
	inFile := scan("dir")
	git("add", ".")
	git("commit", "-qm", "second")
	git("rm", "-q", "settings.go")
	git("commit", "-qm", "third")
	inHistory := scan("git")

	if inFile == nil || inHistory == nil {
		t.Errorf("got %v in a file, %v in the history; want both found", inFile, inHistory)
	}
	if err := scan("dir"); err != nil {
		t.Errorf("after it was taken away: %v", err)
	}
}

// Where the public database of weaknesses can't be reached, the copy beside the
// repository is used, and what GOVULNDB says is used in any case.
func TestWeaknessesAreLookedUpWithoutANetwork(t *testing.T) {
	dir := t.TempDir()
	here, data, bin := filepath.Join(dir, "sartor"), filepath.Join(dir, "shared", "data"), filepath.Join(dir, "bin")
	for _, d := range []string{here, filepath.Join(data, "index"), bin} {
		if err := os.MkdirAll(d, 0o750); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		filepath.Join(data, "index", "db.json"): "{}",
		filepath.Join(bin, "curl"):              "#!/bin/sh\nexit ${CURL:-6}\n",
		filepath.Join(bin, "govulncheck"):       "#!/bin/sh\necho \"$@\"\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := command(t, data, "tar", "-czf", "vulndb.tgz", "index").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for name, c := range map[string]struct {
		env  []string
		want string
	}{
		"no network":    {nil, "-db file://" + here + "/.cache/vulndb -C prog ./..."},
		"a network":     {[]string{"CURL=0"}, "-C prog ./..."},
		"one was named": {[]string{"GOVULNDB=file:///else"}, "-db file:///else -C prog ./..."},
	} {
		cmd := command(t, here, "bash", filepath.Join(root(t), ".ci", "vulns"), filepath.Join(bin, "govulncheck"), "prog")
		cmd.Env = append(append(os.Environ(), "GOVULNDB=", "PATH="+bin+":"+os.Getenv("PATH")), c.env...)
		out, err := cmd.CombinedOutput()
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		if err != nil || lines[len(lines)-1] != c.want {
			t.Errorf("%s: got %v %q; want %q", name, err, out, c.want)
		}
	}
	if _, err := os.Stat(filepath.Join(here, ".cache", "vulndb", "index", "db.json")); err != nil {
		t.Error(err)
	}
}

// installed is where the Makefile keeps a tool, which CI installs before.
func installed(t *testing.T, name, version string) string {
	t.Helper()
	makefile := read(t, "Makefile")
	value := func(name string) string {
		m := regexp.MustCompile(`(?m)^` + name + ` *:= (.*)$`).FindStringSubmatch(makefile)
		if m == nil {
			t.Fatalf("the Makefile has no %s", name)
		}
		return m[1]
	}
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	tool := strings.NewReplacer("$(HOME)", home, "$("+version+")", value(version)).Replace(value(name))
	if _, err := os.Stat(tool); err != nil {
		if os.Getenv("CI") == "" {
			t.Skip("SKIPPED: make scanners has not been run here")
		}
		t.Fatal(err)
	}
	return tool
}

func command(t *testing.T, dir, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	return cmd
}
