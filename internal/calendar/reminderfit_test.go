package calendar_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/calendar"
)

func TestOnlyRemindersThatCanStillBeSentBelongToALength(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		length  calendar.Length
		offsets []int
		want    []int
	}{
		"the day before the close":               {calendar.Length{Days: 3}, []int{1, 2, 3, 28}, []int{1, 2}},
		"a single day has none":                  {calendar.Length{Days: 1}, []int{1}, []int{}},
		"twelve hours before the close are late": {calendar.Length{Hours: 36}, []int{1}, []int{}},
		"thirteen hours are not":                 {calendar.Length{Hours: 37}, []int{1}, []int{1}},
		"the longest length":                     {calendar.Length{Days: 92}, []int{91, 92}, []int{91}},
	} {
		r := calendar.Reminders{Offsets: c.offsets, OnlyMissing: true}
		got := r.Within(c.length)
		if diff := cmp.Diff(calendar.Reminders{Offsets: c.want, OnlyMissing: true}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(r.Offsets) != len(c.offsets) {
			t.Errorf("%s: the reminders themselves were changed", name)
		}
	}
}
