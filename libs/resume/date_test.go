package resume

import (
	"testing"
	"time"
)

var today = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

func TestFindDatesReadsRanges(t *testing.T) {
	d := func(year, month int) Date { return Date{Year: year, Month: month} }
	for in, want := range map[string]Range{
		"Mar 2021 – Present":         {From: d(2021, 3), Present: true},
		"*Aug 2016 – Feb 2021*":      {From: d(2016, 8), To: d(2021, 2)},
		"04/2018 – heute":            {From: d(2018, 4), Present: true},
		"01/2019 – present":          {From: d(2019, 1), Present: true},
		"07/2009 – 03/2018":          {From: d(2009, 7), To: d(2018, 3)},
		"depuis sept. 2019":          {From: d(2019, 9), Present: true},
		"enero 2017 – actualidad":    {From: d(2017, 1), Present: true},
		"03.2016 – obecnie":          {From: d(2016, 3), Present: true},
		"2014 – 2019":                {From: d(2014, 0), To: d(2019, 0)},
		"2020–Now":                   {From: d(2020, 0), Present: true},
		"2020年4月  現在":                {From: d(2020, 4), Present: true},
		"2017年4月 2020年3月":            {From: d(2017, 4), To: d(2020, 3)},
		"Sep. 2023 Mar. 2024":        {From: d(2023, 9), To: d(2024, 3)},
		"2024-06-01 to 2024-09-01":   {From: Date{Year: 2024, Month: 6, Day: 1}, To: Date{Year: 2024, Month: 9, Day: 1}},
		"January 2019 to Present":    {From: d(2019, 1), Present: true},
		"Summer 2018":                {From: Date{Year: 2018, Season: "summer"}},
		"Q3 2020 - Q1 2021":          {From: Date{Year: 2020, Month: 7, Season: "Q3"}, To: Date{Year: 2021, Month: 1, Season: "Q1"}},
		"Jan '19 – Mar '21":          {From: d(2019, 1), To: d(2021, 3)},
		"2015 / 07":                  {From: d(2015, 7)},
		"von März 2012 bis Mai 2015": {From: d(2012, 3), To: d(2015, 5)},
		"de janvier 2012 à mai 2015": {From: d(2012, 1), To: d(2015, 5)},
		"maart 2012 tot mei 2015":    {From: d(2012, 3), To: d(2015, 5)},
		"March 5, 2019":              {From: Date{Year: 2019, Month: 3, Day: 5}},
		"5. März 2019 – 31.12.2020":  {From: Date{Year: 2019, Month: 3, Day: 5}, To: Date{Year: 2020, Month: 12, Day: 31}},
		"1er mai 2019":               {From: Date{Year: 2019, Month: 5, Day: 1}},
		"otoño 2018 – hoy":           {From: Date{Year: 2018, Season: "autumn"}, Present: true},
		"2019年3月5日 – 至今":             {From: Date{Year: 2019, Month: 3, Day: 5}, Present: true},
		"31.02.2019":                 {From: d(2019, 2)},
		"2003 – 2009":                {From: d(2003, 0), To: d(2009, 0)},
	} {
		found := FindDates(in)
		if len(found) != 1 || found[0].Range != want {
			t.Errorf("FindDates(%q) = %+v; want %+v", in, found, want)
		}
	}
}

func TestFindDatesLeavesOtherNumbersAlone(t *testing.T) {
	for _, in := range []string{"", "2,400 workloads", "VDA 6.3", "$2010", "Room 101", "+1 555 010 4477", "A2019B", "marketing of 1,000", "9.15/10.0"} {
		if found := FindDates(in); len(found) != 0 {
			t.Errorf("FindDates(%q) = %+v; want none", in, found)
		}
	}
}

func TestTenureCountsOverlapsOnce(t *testing.T) {
	all := []Range{
		{From: Date{Year: 2015, Month: 1}, To: Date{Year: 2016, Month: 12}},
		{From: Date{Year: 2016, Month: 6}, To: Date{Year: 2017, Month: 6}},
		{From: Date{Year: 2025, Month: 12}, Present: true},
	}

	got := Tenure(all, today)

	if want := 24 + 6 + 12; got != want {
		t.Errorf("got %d months; want %d", got, want)
	}
}

func FuzzFindDates(f *testing.F) {
	f.Add("since Mar 2021 – Present, 04/2018 – heute")
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, d := range FindDates(s) {
			if d.Start < last || d.End <= d.Start || d.End > len(s) {
				t.Fatalf("%+v out of place in %q", d, s)
			}
			last = d.End
		}
	})
}
