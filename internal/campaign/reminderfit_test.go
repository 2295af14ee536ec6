package campaign_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
)

func TestOnlyRemindersThatCanStillBeSentBelongToALength(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		length  campaign.Length
		offsets []int
		want    []int
	}{
		"the day before the close":               {campaign.Length{Days: 3}, []int{1, 2, 3, 28}, []int{1, 2}},
		"a single day has none":                  {campaign.Length{Days: 1}, []int{1}, []int{}},
		"twelve hours before the close are late": {campaign.Length{Hours: 36}, []int{1}, []int{}},
		"thirteen hours are not":                 {campaign.Length{Hours: 37}, []int{1}, []int{1}},
		"the longest length":                     {campaign.Length{Days: 92}, []int{91, 92}, []int{91}},
	} {
		r := campaign.Reminders{Offsets: c.offsets, OnlyMissing: true}
		got := r.Within(c.length)
		if diff := cmp.Diff(campaign.Reminders{Offsets: c.want, OnlyMissing: true}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(r.Offsets) != len(c.offsets) {
			t.Errorf("%s: the reminders themselves were changed", name)
		}
	}
}
