package press

import "strings"

// plain writes a sheet as plain text.
func plain(s Sheet) string {
	var b strings.Builder
	put := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
		}
	}
	for i, block := range s.Blocks {
		last := i > 0 && s.Blocks[i-1].Kind == Bullet
		if i > 0 && (block.Kind == Heading || block.Kind == Entry || block.Kind == Group || last && block.Kind != Bullet) {
			put("\n")
		}
		switch block.Kind {
		case Entry:
			put(joined(" | ", block.Text, block.Right), "\n")
			if block.Under != "" {
				put(block.Under, "\n")
			}
		case Bullet:
			put("- ", block.Text, "\n")
		case Skills:
			put(joined(": ", block.Under, block.Text), "\n\n")
		case Heading:
			put(block.Text, "\n", strings.Repeat("-", len([]rune(block.Text))), "\n")
		case Text, Contact:
			put(block.Text, "\n\n")
		default:
			put(block.Text, "\n")
		}
	}
	return strings.TrimSpace(strings.ReplaceAll(b.String(), "\n\n\n", "\n\n")) + "\n"
}

func joined(sep string, parts ...string) string {
	var all []string
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return strings.Join(all, sep)
}
