package web

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/i18n"
	"kreislauf/web/templates/overview"
)

func TestATaskSaysHowManyDaysOfTheCalendarAreLeft(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	l := i18n.New("de", berlin)
	due := time.Date(2026, 11, 27, 7, 0, 0, 0, time.UTC)
	for now, want := range map[string]string{
		"2026-11-24T20:00:00Z": "noch 3 Tage", "2026-11-26T20:00:00Z": "noch ein Tag", "2026-11-26T23:30:00Z": "heute fällig",
		"2026-11-27T20:00:00Z": "heute fällig", "2026-11-28T06:00:00Z": "seit gestern fällig", "2026-11-30T06:00:00Z": "seit 3 Tagen fällig",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		var line overview.Task
		placeDue(l, &line, due, at)
		if diff := cmp.Diff(want, line.Left); diff != "" {
			t.Errorf("at %s (-want +got):\n%s", now, diff)
		}
	}
}
