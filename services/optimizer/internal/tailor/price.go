package tailor

// The price of an optimization, in credits. The usual one, a CV of up to
// 20,000 bytes and a job of up to 10,000, costs 4, and 6 with a cover letter;
// each further started 20,000 bytes of CV or 10,000 of job cost 1 more. The
// provider makes no difference.
const (
	priceCV     = 4
	priceLetter = 2
	stepCV      = 20_000
	stepJob     = 10_000

	// unknownCV is assumed of a file that nobody has read yet. What is charged
	// in the end is never more than what was held.
	unknownCV = 40_000
)

// Price returns what an optimization of these sizes costs.
func Price(cvBytes, jobBytes int, letter bool) int64 {
	price := int64(priceCV) + beyond(cvBytes, stepCV) + beyond(jobBytes, stepJob)
	if letter {
		price += priceLetter
	}
	return price
}

func beyond(n, step int) int64 { return int64(max(0, (n-1)/step)) }
