package calendar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/calendar"
	"kreislauf/internal/fault"
)

func TestQuietHoursOnlyWidenTheNight(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from, until string
		want        map[string]string // field -> key
	}{
		"none":                     {"", "", nil},
		"the usual ones":           {"21:00", "07:00", nil},
		"wider on both sides":      {"18:30", "09:15", nil},
		"as wide as possible":      {"12:00", "11:00", nil},
		"later than the night":     {"21:01", "", map[string]string{"quiet_from": "error.rule_quiet_from"}},
		"before noon":              {"11:59", "", map[string]string{"quiet_from": "error.rule_quiet_from"}},
		"earlier than the morning": {"", "06:59", map[string]string{"quiet_until": "error.rule_quiet_until"}},
		"after noon":               {"", "12:01", map[string]string{"quiet_until": "error.rule_quiet_until"}},
		"no time of day at all": {"abends", "7:00", map[string]string{
			"quiet_from": "error.rule_quiet_from", "quiet_until": "error.rule_quiet_until",
		}},
		"no day is left": {"12:00", "11:01", map[string]string{"quiet_until": "error.rule_quiet_all"}},
	} {
		err := calendar.Reminders{QuietFrom: c.from, QuietUntil: c.until}.Validate()
		var got map[string]string
		for _, f := range fault.All(err) {
			if got == nil {
				got = map[string]string{}
			}
			got[f.Field] = f.Key
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestRemindersKeepAwayFromAWidenedNight(t *testing.T) {
	t.Parallel()
	wide := calendar.Reminders{QuietFrom: "17:00", QuietUntil: "09:30"}
	for _, c := range []struct {
		name, opens string
		offset      int
		want        []string // UTC
	}{
		{"in the day", "2027-01-04T10:00", 3, []string{"2027-01-07 09:00"}},
		{"at its end in the morning", "2027-01-04T09:30", 3, []string{"2027-01-07 08:30"}},
		{"a minute before", "2027-01-04T09:29", 3, []string{"2027-01-07 08:30"}},
		{"at its beginning in the evening", "2027-01-04T17:00", 3, []string{"2027-01-08 08:30"}},
		{"a minute before that", "2027-01-04T16:59", 3, []string{"2027-01-07 15:59"}},
		{"into the morning after the gap", "2027-03-25T18:00", 2, []string{"2027-03-28 07:30"}},
		{"on the morning of the gap", "2027-03-25T08:00", 3, []string{"2027-03-28 07:30"}},
		{"into the morning after the fold", "2027-10-28T18:00", 2, []string{"2027-10-31 08:30"}},
		{"the evening before the fold is still summer", "2027-10-28T16:59", 2, []string{"2027-10-30 14:59"}},
	} {
		wide.Offsets = []int{c.offset}
		var got []string
		for _, at := range wide.Times(windowAt(t, c.opens, calendar.Length{Days: 14})) {
			got = append(got, utc(at))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestALateReminderWaitsForTheEndOfTheWidenedNight(t *testing.T) {
	t.Parallel()
	w := windowAt(t, "2027-03-22T10:00", calendar.Length{Days: 14})
	wide := calendar.Reminders{Offsets: []int{5}, QuietFrom: "17:00", QuietUntil: "09:30"}
	for now, want := range map[string]int{
		"2027-03-27 08:59": 0, // a minute early
		"2027-03-27 09:00": 5,
		"2027-03-27 15:59": 5, // winter: a minute to five
		"2027-03-27 16:00": 0, // five
		"2027-03-28 07:29": 0, // summer: a minute to half past nine
		"2027-03-28 07:30": 5,
		"2027-03-28 15:00": 0, // five again, an hour earlier
	} {
		at, err := time.Parse("2006-01-02 15:04", now)
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := wide.Due(w, at, nil); n != want {
			t.Errorf("%s: reminder %d, want %d", now, n, want)
		}
	}
}

func TestAReminderOnItsWayStopsForTheNightAndForGoodInTheLastHours(t *testing.T) {
	t.Parallel()
	const never = -1
	w := windowAt(t, "2027-03-22T10:00", calendar.Length{Days: 7}) // to 2027-03-29 08:00 UTC
	wide := calendar.Reminders{QuietFrom: "17:00", QuietUntil: "09:30"}
	for _, c := range []struct {
		now   string // UTC
		rules calendar.Reminders
		want  time.Duration
	}{
		{"2027-03-26 19:59", calendar.Reminders{}, 0},
		{"2027-03-26 20:00", calendar.Reminders{}, 10 * time.Hour},
		{"2027-03-27 05:59", calendar.Reminders{}, time.Minute},
		{"2027-03-27 06:00", calendar.Reminders{}, 0},
		{"2027-03-27 20:00", calendar.Reminders{}, 9 * time.Hour}, // the night of the gap
		{"2027-03-27 16:00", wide, 15*time.Hour + 30*time.Minute},
		{"2027-03-28 18:59", calendar.Reminders{}, 0},
		{"2027-03-28 20:00", calendar.Reminders{}, never},
		{"2027-03-28 19:00", calendar.Reminders{}, never}, // the morning would be too late
		{"2027-03-29 07:00", calendar.Reminders{}, never},
	} {
		now, err := time.Parse("2006-01-02 15:04", c.now)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := c.rules.Wait(w, now)
		if !ok {
			got = never
		}
		if got != c.want {
			t.Errorf("%s: waits %s, want %s", c.now, got, c.want)
		}
	}
}
