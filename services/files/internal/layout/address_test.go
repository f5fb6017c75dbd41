package layout_test

import "testing"

func TestAddressesCutByAColumnAreWhole(t *testing.T) {
	for _, c := range [][3]string{
		{"https://www.example.com/", "ann-example", "https://www.example.com/ann-example"},
		{"daniel.reyes@example.c", "om", "daniel.reyes@example.com"},
		{"ann@example.com", "berlin", "ann@example.com\nberlin"},
		{"https://ann.example/", "Berlin", "https://ann.example/\nBerlin"},
		{"and/or/", "not", "and/or/\nnot"},
	} {
		want(t, newPaper().set(40, 700, 10, c[0], 0).set(40, 688, 10, c[1], 0).read(), c[2])
	}
}
