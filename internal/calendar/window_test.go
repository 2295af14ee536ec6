package calendar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/calendar"
)

func TestWindowsCloseAtTheSameLocalClockTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, opens, zone string
		length            calendar.Length
		want              calendar.Window
		hours             float64
	}{
		{"seven days over the gap", "2027-03-25T08:00", berlin, calendar.Length{Days: 7},
			window(t, "2027-03-25T08:00", "2027-04-01T08:00", berlin, "2027-03-25 07:00", "2027-04-01 06:00"), 167},
		{"seven days over the fold", "2026-10-21T08:00", berlin, calendar.Length{Days: 7},
			window(t, "2026-10-21T08:00", "2026-10-28T08:00", berlin, "2026-10-21 06:00", "2026-10-28 07:00"), 169},
		{"fourteen days in winter", "2027-01-04T08:00", berlin, calendar.Length{Days: 14},
			window(t, "2027-01-04T08:00", "2027-01-18T08:00", berlin, "2027-01-04 07:00", "2027-01-18 07:00"), 336},
		{"168 hours over the gap are hours", "2027-03-25T08:00", berlin, calendar.Length{Hours: 168},
			window(t, "2027-03-25T08:00", "2027-04-01T09:00", berlin, "2027-03-25 07:00", "2027-04-01 07:00"), 168},
		{"a close in the fold is its second pass", "2027-10-30T02:30", berlin, calendar.Length{Days: 1},
			window(t, "2027-10-30T02:30", "2027-10-31T02:30", berlin, "2027-10-30 00:30", "2027-10-31 01:30"), 25},
		{"an opening in the fold is its first pass", "2026-10-25T02:30", berlin, calendar.Length{Days: 1},
			window(t, "2026-10-25T02:30", "2026-10-26T02:30", berlin, "2026-10-25 00:30", "2026-10-26 01:30"), 25},
		{"two hours from the fold", "2026-10-25T02:30", berlin, calendar.Length{Hours: 1},
			window(t, "2026-10-25T02:30", "2026-10-25T02:30", berlin, "2026-10-25 00:30", "2026-10-25 01:30"), 1},
		{"a close in the gap is its end", "2027-03-27T02:30", berlin, calendar.Length{Days: 1},
			window(t, "2027-03-27T02:30", "2027-03-28T02:30", berlin, "2027-03-27 01:30", "2027-03-28 01:00"), 23.5},
		{"an opening in the gap closes at the rule's clock time", "2027-03-28T02:30", berlin, calendar.Length{Days: 1},
			window(t, "2027-03-28T02:30", "2027-03-29T02:30", berlin, "2027-03-28 01:00", "2027-03-29 00:30"), 23.5},
		{"a day that ends in Samoa's skipped one", "2011-12-29T08:00", "Pacific/Apia", calendar.Length{Days: 1},
			window(t, "2011-12-29T08:00", "2011-12-30T08:00", "Pacific/Apia", "2011-12-29 18:00", "2011-12-30 10:00"), 16},
		{"two days across it", "2011-12-29T08:00", "Pacific/Apia", calendar.Length{Days: 2},
			window(t, "2011-12-29T08:00", "2011-12-31T08:00", "Pacific/Apia", "2011-12-29 18:00", "2011-12-30 18:00"), 24},
		{"the longest over the end of a leap year", "2028-12-01T00:00", "Australia/Sydney", calendar.Length{Days: 92},
			window(t, "2028-12-01T00:00", "2029-03-03T00:00", "Australia/Sydney", "2028-11-30 13:00", "2029-03-02 13:00"), 92 * 24},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rule := calendar.Rule{Kind: calendar.KindOnce, Once: c.opens, Zone: c.zone, Length: c.length}
			got, err := rule.Next(time.Time{}, 3)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]calendar.Window{c.want}, got); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
			if hours := got[0].Closes.Sub(got[0].Opens).Hours(); hours != c.hours {
				t.Fatalf("open for %v hours, want %v", hours, c.hours)
			}
		})
	}
}

func TestTheNextFiveWindowsOfTheForm(t *testing.T) {
	t.Parallel()
	got, err := plainRule(firstMonday(), 14).Next(instant(t, "2026-11-24 09:00"), 5)
	if err != nil {
		t.Fatal(err)
	}
	want := []calendar.Window{
		window(t, "2027-01-04T08:00", "2027-01-18T08:00", berlin, "2027-01-04 07:00", "2027-01-18 07:00"),
		window(t, "2027-04-05T08:00", "2027-04-19T08:00", berlin, "2027-04-05 06:00", "2027-04-19 06:00"),
		window(t, "2027-07-05T08:00", "2027-07-19T08:00", berlin, "2027-07-05 06:00", "2027-07-19 06:00"),
		window(t, "2027-10-04T08:00", "2027-10-18T08:00", berlin, "2027-10-04 06:00", "2027-10-18 06:00"),
		window(t, "2028-01-03T08:00", "2028-01-17T08:00", berlin, "2028-01-03 07:00", "2028-01-17 07:00"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}

func TestWindowsOpenStrictlyAfter(t *testing.T) {
	t.Parallel()
	rule := cronRule("0 8 * * *", "UTC")
	for after, want := range map[string]string{"2027-01-04 07:59": "2027-01-04 08:00", "2027-01-04 08:00": "2027-01-05 08:00"} {
		got, err := rule.Next(instant(t, after), 1)
		if err != nil {
			t.Fatal(err)
		}
		if utc(got[0].Opens) != want {
			t.Errorf("after %s: %s, want %s", after, utc(got[0].Opens), want)
		}
	}
}

func TestTimesThatTheGapMergesOpenOneWindowWithTheTimeThatExists(t *testing.T) {
	t.Parallel()
	rule := cronRule("0 2,3 28 3 *", berlin)
	got, err := rule.Next(instant(t, "2027-01-01 00:00"), 2)
	if err != nil {
		t.Fatal(err)
	}
	want := []calendar.Window{
		window(t, "2027-03-28T03:00", "2027-03-28T04:00", berlin, "2027-03-28 01:00", "2027-03-28 02:00"),
		window(t, "2028-03-28T02:00", "2028-03-28T03:00", berlin, "2028-03-28 00:00", "2028-03-28 01:00"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}

func TestDaysOfSamoaFollowEachOtherWithoutOverlap(t *testing.T) {
	t.Parallel()
	rule := cronRule("0 8 * * *", "Pacific/Apia")
	rule.Length = calendar.Length{Days: 1}
	windows, err := rule.Next(instant(t, "2011-12-25 00:00"), 10)
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(windows); i++ {
		if !windows[i].Opens.Equal(windows[i-1].Closes) {
			t.Errorf("%s closes %s, the next opens %s", windows[i-1].OpensLocal, utc(windows[i-1].Closes), utc(windows[i].Opens))
		}
	}
}

func TestAnUnreadableRuleHasNoWindows(t *testing.T) {
	t.Parallel()
	for _, rule := range []calendar.Rule{{}, cronRule("0 8 1 * 1", berlin), cronRule("@daily", "Mars/Olympus"), plainRule(firstMonday(), 0)} {
		if got, err := rule.Next(instant(t, "2027-01-01 00:00"), 5); err == nil || got != nil {
			t.Errorf("%+v: %v, %v", rule, got, err)
		}
	}
}

func window(t *testing.T, opensLocal, closesLocal, zone, opens, closes string) calendar.Window {
	t.Helper()
	return calendar.Window{
		OpensLocal: opensLocal, ClosesLocal: closesLocal, Zone: zone,
		Opens: instant(t, opens), Closes: instant(t, closes),
	}
}
