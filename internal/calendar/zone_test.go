package calendar_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine that runs the tests

	"kreislauf/internal/calendar"
)

// instant reads "2026-03-29 01:00" as UTC.
func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func utc(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// openings lists n openings of rule strictly after after, in UTC.
func openings(t *testing.T, rule calendar.Rule, after time.Time, n int) []string {
	t.Helper()
	schedule, err := rule.Schedule()
	if err != nil {
		t.Fatalf("schedule: %v", err)
	}
	var list []string
	for range n {
		if after = schedule.Next(after); after.IsZero() {
			break
		}
		list = append(list, utc(after))
	}
	return list
}

func cronRule(expression, zone string) calendar.Rule {
	return calendar.Rule{Kind: calendar.KindCron, Cron: expression, Zone: zone, Length: calendar.Length{Hours: 1}}
}
