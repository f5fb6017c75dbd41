package resume

// Date is a point in time with the precision it was written with.
type Date struct {
	Year  int `json:"year"`
	Month int `json:"month,omitempty"` // 1 to 12; 0 when only the year is known
}

// Range is a stretch of time. Zero Years mean an open or unknown end.
type Range struct {
	From    Date `json:"from"`
	To      Date `json:"to"`
	Present bool `json:"present,omitempty"` // still going on
}
