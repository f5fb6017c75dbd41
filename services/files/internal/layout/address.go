package layout

import (
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

var (
	addressLike = words.Pattern(`(?i)(://|^www\.|@|^(?:linkedin|github)\.com/)`)
	halfDomain  = words.Pattern(`@[^@]*\.\p{L}$`)                // ends with a single letter
	restOfOne   = words.Pattern(`^[\p{Ll}\p{N}][^\s@:,;()<>]*$`) // may be the rest of an address
)

// isCut reports whether an address had no room in a line and goes on in the one
// below: the half there ends as no address does.
func isCut(above, below string) bool {
	head := above[strings.LastIndexAny(above, " \t")+1:]
	tail, _, more := strings.Cut(below, " ")
	if !addressLike().MatchString(head) || !restOfOne().MatchString(tail) {
		return false
	}
	return strings.ContainsAny(head[len(head)-1:], "/_=&?@") || (!more && halfDomain().MatchString(head))
}
