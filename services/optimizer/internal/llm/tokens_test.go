package llm

import (
	"strings"
	"testing"
)

func TestTokensAreCounted(t *testing.T) {
	for text, want := range map[string]int64{
		"": 0, "Built a billing service in Go.": 7, "工程师经验": 3,
	} {
		if got := count(text); got < want-1 || got > want+1 {
			t.Errorf("%q has %d tokens; want about %d", text, got, want)
		}
	}
	sentence := "Built a billing service in Go that handled 2 million invoices a month. "
	short, long := count(strings.Repeat(sentence, 100)), count(strings.Repeat(sentence, 50_000))
	if ratio := float64(long) / float64(short); ratio < 490 || ratio > 510 {
		t.Errorf("500 times the text has %.0f times the tokens", ratio)
	}
	if got := count(strings.Repeat("a", 100_000), "b"); got <= 0 {
		t.Errorf("got %d", got)
	}
}
