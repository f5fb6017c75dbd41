package score

// Sum adds up the marks of files.
type Sum struct {
	Files int
	total Marks
}

// Add adds the marks of one file.
func (s *Sum) Add(m Marks) {
	s.Files++
	s.total.Words += m.Words
	s.total.Pairs += m.Pairs
	s.total.Order += m.Order
	s.total.Glued += m.Glued
	s.total.Garbage += m.Garbage
	s.total.Contacts += m.Contacts
	s.total.Found += m.Found
}

// Mean returns the marks of the average file; the addresses stay a sum.
func (s *Sum) Mean() Marks {
	m, n := s.total, float64(max(1, s.Files))
	m.Words, m.Pairs, m.Order = m.Words/n, m.Pairs/n, m.Order/n
	m.Glued, m.Garbage = m.Glued/n, m.Garbage/n
	return m
}
