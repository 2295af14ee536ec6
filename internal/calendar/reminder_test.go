package calendar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/calendar"
)

// windowAt is a window of Berlin that opens at a wall time.
func windowAt(t *testing.T, opens string, length calendar.Length) calendar.Window {
	t.Helper()
	return onlyWindow(t, calendar.Rule{Kind: calendar.KindOnce, Once: opens, Zone: berlin, Length: length})
}

// onlyWindow is the window of a rule that opens one.
func onlyWindow(t *testing.T, rule calendar.Rule) calendar.Window {
	t.Helper()
	windows, err := rule.Next(time.Time{}, 2)
	if err != nil || len(windows) != 1 {
		t.Fatalf("%d windows, error %v", len(windows), err)
	}
	return windows[0]
}

func TestRemindersKeepTheClockTimeAwayFromNightsAndTheClose(t *testing.T) {
	t.Parallel()
	days := func(n int) calendar.Length { return calendar.Length{Days: n} }
	for _, c := range []struct {
		name, opens string
		length      calendar.Length
		offsets     []int
		want        []string // UTC
	}{
		{"at the opening's clock time", "2027-01-04T08:00", days(14), []int{3, 10}, []string{"2027-01-07 07:00", "2027-01-14 07:00"}},
		{"in any order", "2027-01-04T08:00", days(14), []int{10, 3}, []string{"2027-01-07 07:00", "2027-01-14 07:00"}},
		{"the clock time survives the gap", "2027-03-25T08:00", days(14), []int{3, 4}, []string{"2027-03-28 06:00", "2027-03-29 06:00"}},
		{"the clock time survives the fold", "2026-10-22T08:00", days(14), []int{3}, []string{"2026-10-25 07:00"}},
		{"late evening moves to the next morning", "2027-01-04T22:30", days(14), []int{3}, []string{"2027-01-08 06:00"}},
		{"nine in the evening is night", "2027-01-04T21:00", days(14), []int{3}, []string{"2027-01-08 06:00"}},
		{"a minute to nine is not", "2027-01-04T20:59", days(14), []int{3}, []string{"2027-01-07 19:59"}},
		{"early morning moves to seven", "2027-01-04T02:30", days(14), []int{3}, []string{"2027-01-07 06:00"}},
		{"a minute to seven moves", "2027-01-04T06:59", days(14), []int{3}, []string{"2027-01-07 06:00"}},
		{"seven does not", "2027-01-04T07:00", days(14), []int{3}, []string{"2027-01-07 06:00"}},
		{"an opening in the gap reminds at seven", "2027-03-28T02:30", days(14), []int{1}, []string{"2027-03-29 05:00"}},
		{"the day of the close is too late", "2027-01-04T08:00", days(3), []int{3}, nil},
		{"the day before is not", "2027-01-04T08:00", days(3), []int{2}, []string{"2027-01-06 07:00"}},
		{"moved into the last twelve hours it is dropped", "2027-01-04T22:00", calendar.Length{Hours: 41}, []int{1}, nil},
		{"twelve hours before the close are too late", "2027-01-04T08:00", calendar.Length{Hours: 36}, []int{1}, nil},
		{"an hour more is enough", "2027-01-04T08:00", calendar.Length{Hours: 37}, []int{1}, []string{"2027-01-05 07:00"}},
		{"not at the opening, not before", "2027-01-04T08:00", days(14), []int{0, -1}, nil},
		{"not after the close", "2027-01-04T08:00", days(14), []int{20}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, at := range (calendar.Reminders{Offsets: c.offsets}).Times(windowAt(t, c.opens, c.length)) {
				got = append(got, utc(at))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSeveralDueRemindersCollapseIntoTheLatest(t *testing.T) {
	t.Parallel()
	w := windowAt(t, "2027-01-04T08:00", calendar.Length{Days: 14})
	reminders := calendar.Reminders{Offsets: []int{3, 7, 10}}
	for _, c := range []struct {
		name, now string
		done      map[int]bool
		want      int // 0: none
	}{
		{"before the window", "2026-12-31 12:00", nil, 0},
		{"before the first", "2027-01-07 06:59", nil, 0},
		{"the first", "2027-01-07 07:00", nil, 3},
		{"once only", "2027-01-07 08:00", map[int]bool{3: true}, 0},
		{"a mark of false is none", "2027-01-07 08:00", map[int]bool{3: false}, 3},
		{"late on the same day", "2027-01-07 19:59", nil, 3},
		{"not at night, however late", "2027-01-07 20:00", nil, 0},
		{"but the next morning", "2027-01-08 06:00", nil, 3},
		{"two due are one", "2027-01-11 07:00", nil, 7},
		{"three due are one", "2027-01-15 12:00", nil, 10},
		{"the earlier ones count as done", "2027-01-11 08:00", map[int]bool{7: true}, 0},
		{"none goes back behind one that was taken from the plan", "2027-01-09 07:00", map[int]bool{5: true}, 0},
		{"the next still comes", "2027-01-14 07:00", map[int]bool{7: true}, 10},
		{"not in the last twelve hours", "2027-01-17 19:00", nil, 0},
		{"not after the close", "2027-01-18 12:00", nil, 0},
	} {
		got, ok := reminders.Due(w, instant(t, c.now), c.done)
		if got != c.want || ok != (c.want > 0) {
			t.Errorf("%s: %d %v, want %d", c.name, got, ok, c.want)
		}
	}
}

func TestTheLastTwelveHoursAreQuietByDayToo(t *testing.T) {
	t.Parallel()
	w := windowAt(t, "2027-01-04T20:00", calendar.Length{Days: 5}) // closes on the 9th at 20:00 local
	reminders := calendar.Reminders{Offsets: []int{1}}
	if n, ok := reminders.Due(w, instant(t, "2027-01-09 06:59"), nil); !ok || n != 1 {
		t.Errorf("a minute before the last twelve hours: %d %v", n, ok)
	}
	if n, ok := reminders.Due(w, instant(t, "2027-01-09 07:00"), nil); ok {
		t.Errorf("in the last twelve hours: %d", n)
	}
}

func TestALateOpeningOvertakesTheRemindersOfItsDay(t *testing.T) {
	t.Parallel()
	w := windowAt(t, "2027-03-28T02:30", calendar.Length{Days: 14})
	reminders := calendar.Reminders{Offsets: []int{1, 2, 7}}
	for opened, want := range map[string][]int{
		"2027-03-28 01:00": nil,    // on time
		"2027-03-29 07:00": {1},    // after the downtime
		"2027-03-29 20:00": {1, 2}, // the second would follow within the night
	} {
		if diff := cmp.Diff(want, reminders.Overtaken(w, instant(t, opened))); diff != "" {
			t.Errorf("opened %s (-want +got):\n%s", opened, diff)
		}
	}
}

func TestRemindersThatLandInASkippedDayAreOne(t *testing.T) {
	t.Parallel()
	w := onlyWindow(t, calendar.Rule{Kind: calendar.KindOnce, Once: "2011-12-28T06:00", Zone: "Pacific/Apia", Length: calendar.Length{Days: 10}})
	want := []time.Time{instant(t, "2011-12-29 17:00"), instant(t, "2011-12-30 17:00")}
	if diff := cmp.Diff(want, (calendar.Reminders{Offsets: []int{1, 2, 3}}).Times(w)); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}

func TestAWindowOfAnUnknownZoneHasNoReminders(t *testing.T) {
	t.Parallel()
	w := windowAt(t, "2027-01-04T08:00", calendar.Length{Days: 14})
	w.Zone = "Europe/Atlantis"
	reminders := calendar.Reminders{Offsets: []int{3}}
	if n, ok := reminders.Due(w, instant(t, "2027-01-07 07:00"), nil); ok || reminders.Times(w) != nil {
		t.Fatalf("reminder %d", n)
	}
}

func TestRemindersAreFewDistinctAndAfterTheOpening(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		offsets []int
		want    []string
	}{
		{nil, nil},
		{[]int{3, 10}, nil},
		{[]int{1, 2, 3, 4, 92}, nil},
		{[]int{1, 2, 3, 4, 5, 6}, []string{"reminders error.rule_reminders"}},
		{[]int{3, 3}, []string{"reminders error.rule_reminders_same_day"}},
		{[]int{0}, []string{"reminders error.rule_reminder_day"}},
		{[]int{93}, []string{"reminders error.rule_reminder_day"}},
	} {
		got := faults(calendar.Reminders{Offsets: c.offsets}.Validate())
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.offsets, diff)
		}
	}
}
