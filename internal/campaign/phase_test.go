package campaign_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine that runs the tests

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
)

// winterWindow is open for two weeks without a change of the clocks.
func winterWindow() calendar.Window {
	opens := time.Date(2027, 1, 4, 7, 0, 0, 0, time.UTC)
	return calendar.Window{
		OpensLocal: "2027-01-04T08:00", ClosesLocal: "2027-01-18T08:00", Zone: calendar.DefaultZone,
		Opens: opens, Closes: opens.AddDate(0, 0, 14),
	}
}

// gapRule opens once a year, in 2027 at a time that clocks jump over.
func gapRule() calendar.Rule {
	return calendar.Rule{Kind: calendar.KindCron, Cron: "30 2 28 3 *", Zone: calendar.DefaultZone, Length: calendar.Length{Days: 14}}
}

// instant reads "2027-03-29 07:00" as UTC.
func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(minuteLayout, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func utc(t time.Time) string { return t.UTC().Format(minuteLayout) }

const minuteLayout = "2006-01-02 15:04"

func TestThePhaseFollowsFromTheClockAlone(t *testing.T) {
	t.Parallel()
	w := winterWindow()
	for _, c := range []struct {
		from time.Time
		want campaign.Phase
	}{
		{w.Opens.Add(-time.Nanosecond), campaign.PhasePlanned},
		{w.Opens, campaign.PhaseOpen},
		{w.Closes.Add(-time.Nanosecond), campaign.PhaseOpen},
		{w.Closes, campaign.PhaseGrace},
		{w.Closes.Add(15*time.Minute - time.Nanosecond), campaign.PhaseGrace},
		{w.Closes.Add(15 * time.Minute), campaign.PhaseClosed},
		{w.Closes.AddDate(10, 0, 0), campaign.PhaseClosed},
	} {
		if got := campaign.PhaseOf(w, c.from); got != c.want {
			t.Errorf("at %s: %s, want %s", c.from, got, c.want)
		}
	}
}

func TestATickDoesWhatTheClockAndTheMarksAskFor(t *testing.T) {
	t.Parallel()
	w := winterWindow()
	before, during := w.Opens.Add(-time.Minute), w.Opens.Add(time.Hour)
	grace, after := w.Closes.Add(time.Minute), w.Closes.Add(campaign.Grace)
	none, opened := campaign.Marks{}, campaign.Marks{Opened: true}
	for _, c := range []struct {
		name string
		now  time.Time
		done campaign.Marks
		want campaign.Action
	}{
		{"before the opening", before, none, campaign.ActionNone},
		{"at the opening", w.Opens, none, campaign.ActionOpen},
		{"late, still open", during, none, campaign.ActionOpen},
		{"a second tick", during, opened, campaign.ActionNone},
		{"a clock that went back", before, opened, campaign.ActionNone},
		{"missed, within the grace", grace, none, campaign.ActionMiss},
		{"missed at the very close", w.Closes, none, campaign.ActionMiss},
		{"missed long ago", after.AddDate(1, 0, 0), none, campaign.ActionMiss},
		{"missed and said so", after, campaign.Marks{Missed: true}, campaign.ActionNone},
		{"within the grace no tally yet", grace, opened, campaign.ActionNone},
		{"after the grace", after, opened, campaign.ActionTally},
		{"tallied", after, campaign.Marks{Opened: true, Tallied: true}, campaign.ActionNone},
		{"cancelled before it opened", during, campaign.Marks{Cancelled: true}, campaign.ActionNone},
		{"cancelled while open", after, campaign.Marks{Opened: true, Cancelled: true}, campaign.ActionNone},
	} {
		if got := campaign.Decide(c.now, w, c.done); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAnOpeningMissedInTheGapHappensOnceAfterTheDowntime(t *testing.T) {
	t.Parallel()
	windows, err := gapRule().Next(instant(t, "2027-03-27 19:00"), 1) // the server stops at 20:00 local
	if err != nil {
		t.Fatal(err)
	}
	w, marks, opened := windows[0], campaign.Marks{}, []string{}
	for now := instant(t, "2027-03-29 07:00"); now.Before(w.Closes); now = now.Add(time.Hour) { // 09:00 local
		if campaign.Decide(now, w, marks) == campaign.ActionOpen {
			opened, marks.Opened = append(opened, utc(now)), true
		}
	}
	if diff := cmp.Diff([]string{"2027-03-29 07:00"}, opened); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	if got := utc(w.Closes); got != "2027-04-11 00:30" {
		t.Fatalf("the close moved to %s", got)
	}
}

// The server is down from 2027-03-27 20:00 to 2027-03-29 09:00 local time,
// across an opening at a time that does not exist.
func TestTheDowntimeOfTheScheduleOpensOnceWatchingEveryMinute(t *testing.T) {
	t.Parallel()
	windows, err := gapRule().Next(instant(t, "2027-03-01 00:00"), 1)
	if err != nil {
		t.Fatal(err)
	}
	down, up := instant(t, "2027-03-27 19:00"), instant(t, "2027-03-29 07:00")
	var marks campaign.Marks
	var opened []string
	for now := instant(t, "2027-03-01 00:00"); now.Before(windows[0].Closes); now = now.Add(time.Minute) {
		running := now.Before(down) || !now.Before(up)
		if running && campaign.Decide(now, windows[0], marks) == campaign.ActionOpen {
			opened, marks.Opened = append(opened, utc(now)), true
		}
	}
	if diff := cmp.Diff([]string{"2027-03-29 07:00"}, opened); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}
