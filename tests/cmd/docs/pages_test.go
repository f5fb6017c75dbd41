package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/host"
)

func TestPagesAreWhatTheCodeSays(t *testing.T) {
	made, err := pages()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range made {
		got, err := os.ReadFile(filepath.Join("..", "..", "..", name))
		if err != nil || string(got) != want {
			t.Errorf("%s is not what the code says (%v): run make docs", name, err)
		}
	}
}

func TestASettingIsARow(t *testing.T) {
	page := settingsPage("# Every setting.\n\n# --- mailer\n\n# where | how (a secret)\n# MAILER_DSN=\n\n# a=b or not\n# SMTP_PORT=587\n")

	for _, want := range []string{"## Mailer\n", "| `MAILER_DSN` |  | where \\| how (a secret) |\n", "| `SMTP_PORT` | `587` | a=b or not |\n"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

func TestAServiceShowsWhomItAsks(t *testing.T) {
	page := servicesPage([]host.Service{{Name: "shop", About: "it sells", Ports: bus.Ports{
		Asks: []contract.Port{creditsv1.Balance}, Hears: []contract.Port{creditsv1.Settled},
	}}})

	for _, want := range []string{"  shop --> credits\n", "  credits -.-> shop\n", "| asks | `call.auth.v1.keys`, `call.credits.v1.balance` |\n", "\nIt sells.\n"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}
