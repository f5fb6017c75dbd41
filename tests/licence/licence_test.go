package licence

import "testing"

func TestLicencesAreKnown(t *testing.T) {
	for text, want := range map[string]string{
		"                    GNU AFFERO GENERAL PUBLIC LICENSE\n Version 3":                            "AGPL",
		"Mozilla Public License Version 2.0 ... GNU General Public License":                            "MPL-2.0",
		"MIT License\n\nPermission is hereby granted, free of\ncharge, to any person obtaining a copy": "MIT",
		"All rights reserved.": Unknown,
	} {
		if got := classify(text); got != want {
			t.Errorf("classify(%.20q) = %s; want %s", text, got, want)
		}
	}
	for _, refused := range []string{"AGPL", "LGPL", "SSPL", "BUSL", Unknown} {
		if Allowed(refused) {
			t.Errorf("%s is allowed", refused)
		}
	}
}
