package limit

import "testing"

func TestCountIsForEachKey(t *testing.T) {
	c := NewCount(2)

	got := []bool{c.Enter("ann"), c.Enter("ann"), c.Enter("ann"), c.Enter("bob")}
	c.Leave("ann")
	got = append(got, c.Enter("ann"), c.Enter("ann"))

	want := []bool{true, true, false, true, true, false}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("entry %d: got %v; want %v", i, got[i], want[i])
		}
	}
}

func TestCountForgetsWhoHasLeft(t *testing.T) {
	c := NewCount(1)
	c.Enter("ann")

	c.Leave("ann")

	if len(c.has) != 0 {
		t.Errorf("remembers %v; want nobody", c.has)
	}
}
