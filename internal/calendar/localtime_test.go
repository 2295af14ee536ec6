package calendar_test

import (
	"testing"
	"time"

	"kreislauf/internal/calendar"
)

func TestALocalTimeResolvesOnBothSidesOfEveryChange(t *testing.T) {
	t.Parallel()
	const first, second = calendar.First, calendar.Second
	for _, c := range []struct {
		name, local, zone string
		fold              calendar.Fold
		want              string
	}{
		{"an ordinary winter time", "2027-01-04T08:00", "Europe/Berlin", first, "2027-01-04 07:00"},
		{"an ordinary time asked for its second occurrence", "2027-01-04T08:00", "Europe/Berlin", second, "2027-01-04 07:00"},
		{"an empty zone is Berlin", "2027-07-05T08:00", "", first, "2027-07-05 06:00"},
		{"the minute before the gap", "2027-03-28T01:59", "Europe/Berlin", first, "2027-03-28 00:59"},
		{"the first minute of the gap", "2027-03-28T02:00", "Europe/Berlin", first, "2027-03-28 01:00"},
		{"the middle of the gap", "2027-03-28T02:30", "Europe/Berlin", first, "2027-03-28 01:00"},
		{"the middle of the gap as a close", "2027-03-28T02:30", "Europe/Berlin", second, "2027-03-28 01:00"},
		{"the first minute after the gap", "2027-03-28T03:00", "Europe/Berlin", second, "2027-03-28 01:00"},
		{"the first pass of the fold", "2026-10-25T02:30", "Europe/Berlin", first, "2026-10-25 00:30"},
		{"the second pass of the fold", "2027-10-31T02:30", "Europe/Berlin", second, "2027-10-31 01:30"},
		{"the fold includes its first minute", "2026-10-25T02:00", "Europe/Berlin", second, "2026-10-25 01:00"},
		{"the fold excludes its end", "2026-10-25T03:00", "Europe/Berlin", first, "2026-10-25 02:00"},
		{"the last day of a leap year", "2028-12-31T12:00", "Europe/Berlin", first, "2028-12-31 11:00"},
		{"half an hour of gap", "2026-10-04T02:15", "Australia/Lord_Howe", first, "2026-10-03 15:30"},
		{"half an hour of fold, opening", "2027-04-04T01:45", "Australia/Lord_Howe", first, "2027-04-03 14:45"},
		{"half an hour of fold, closing", "2027-04-04T01:45", "Australia/Lord_Howe", second, "2027-04-03 15:15"},
		{"one o'clock lies before that fold", "2027-04-04T01:15", "Australia/Lord_Howe", second, "2027-04-03 14:15"},
		{"two hours of gap", "2027-03-28T01:30", "Antarctica/Troll", first, "2027-03-28 01:00"},
		{"two hours of gap, later", "2027-03-28T02:59", "Antarctica/Troll", first, "2027-03-28 01:00"},
		{"two hours of fold, opening", "2027-10-31T01:30", "Antarctica/Troll", first, "2027-10-30 23:30"},
		{"two hours of fold, closing", "2027-10-31T01:30", "Antarctica/Troll", second, "2027-10-31 01:30"},
		{"no midnight in Beirut", "2027-03-28T00:00", "Asia/Beirut", first, "2027-03-27 22:00"},
		{"no midnight in Cairo", "2027-04-30T00:30", "Africa/Cairo", first, "2027-04-29 22:00"},
		{"midnight twice in Cairo", "2026-10-29T23:30", "Africa/Cairo", second, "2026-10-29 21:30"},
		{"no midnight in Asuncion while it had summer time", "2023-10-01T00:30", "America/Asuncion", first, "2023-10-01 04:00"},
		{"no midnight in Havana", "2027-03-14T00:15", "America/Havana", first, "2027-03-14 05:00"},
		{"the day that Samoa skipped, morning", "2011-12-30T00:00", "Pacific/Apia", first, "2011-12-30 10:00"},
		{"the day that Samoa skipped, evening", "2011-12-30T23:59", "Pacific/Apia", second, "2011-12-30 10:00"},
		{"the day before", "2011-12-29T23:59", "Pacific/Apia", first, "2011-12-30 09:59"},
		{"the day after", "2011-12-31T08:00", "Pacific/Apia", second, "2011-12-30 18:00"},
		{"the day that Kwajalein skipped", "1993-08-21T12:00", "Pacific/Kwajalein", first, "1993-08-21 12:00"},
		{"a day lived twice, first", "1867-10-18T12:00", "America/Juneau", first, "1867-10-17 20:57"},
		{"three quarters of an hour", "2026-09-27T02:50", "Pacific/Chatham", first, "2026-09-26 14:00"},
		{"a quarter hour offset", "2027-01-04T08:00", "Asia/Kathmandu", first, "2027-01-04 02:15"},
		{"no changes at all", "2027-03-28T02:30", "UTC", second, "2027-03-28 02:30"},
		{"negative summer time in Dublin", "2027-10-31T01:30", "Europe/Dublin", second, "2027-10-31 01:30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := calendar.Resolve(c.local, c.zone, c.fold)
			if err != nil {
				t.Fatal(err)
			}
			if utc(got) != c.want {
				t.Fatalf("%s %s = %s, want %s", c.local, c.zone, utc(got), c.want)
			}
		})
	}
}

func TestResolveRefusesWhatIsNoLocalTimeOrZone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ local, zone string }{
		{"2027-02-30T08:00", "Europe/Berlin"},
		{"2027-01-04T24:00", "Europe/Berlin"},
		{"2027-01-04T8:00", "Europe/Berlin"},
		{"2027-01-04 08:00", "Europe/Berlin"},
		{"2027-01-04T08:00Z", "Europe/Berlin"},
		{"", "Europe/Berlin"},
		{"2027-01-04T08:00", "Europe/Atlantis"},
		{"2027-01-04T08:00", "Local"},
		{"2027-01-04T08:00", "right/Europe/Berlin"},
		{"2027-01-04T08:00", "../../etc/passwd"},
		{"2027-01-04T08:00", "Europe/Berlin\x00"},
	} {
		if at, err := calendar.Resolve(c.local, c.zone, calendar.First); err == nil {
			t.Errorf("Resolve(%q, %q) = %s, want an error", c.local, c.zone, utc(at))
		}
	}
}

// Moments of eleven years, read off the clock of a few zones, lead back
// to themselves or, in a fold, to their other occurrence.
func TestResolveInvertsTheClock(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Europe/Berlin", "Australia/Lord_Howe", "America/Santiago"} {
		loc := zone(t, name)
		end := instant(t, "2037-01-01 00:00")
		for at := instant(t, "2026-01-01 00:00"); at.Before(end); at = at.Add(397 * time.Minute) {
			local := at.In(loc).Format(calendar.WallLayout)
			first, err := calendar.Resolve(local, name, calendar.First)
			if err != nil {
				t.Fatal(err)
			}
			second, err := calendar.Resolve(local, name, calendar.Second)
			if err != nil {
				t.Fatal(err)
			}
			if !at.Equal(first) && !at.Equal(second) {
				t.Fatalf("%s at %s shows %s, which resolves to %s and %s", name, utc(at), local, utc(first), utc(second))
			}
		}
	}
}
