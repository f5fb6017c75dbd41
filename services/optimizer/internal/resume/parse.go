package resume

// Parse reads a CV. It never fails: what it can't make sense of is Text.
func Parse(in Input) Document {
	return Document{Source: in.Text, Language: "und", Today: in.Today}
}
