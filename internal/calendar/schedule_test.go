package calendar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/robfig/cron/v3"

	"kreislauf/internal/calendar"
)

const (
	berlin = "Europe/Berlin"
	lisbon = "Europe/Lisbon"
)

func TestExpressionsFireOnTheLocalCalendar(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, cron, zone, after string
		want                    []string // UTC; fewer than asked for means never again
	}{
		{"daily 02:30 over the gap of 2026", "30 2 * * *", berlin, "2026-03-28 00:00",
			[]string{"2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"}},
		{"daily 02:30 over the gap of 2027", "30 2 * * *", berlin, "2027-03-27 00:00",
			[]string{"2027-03-27 01:30", "2027-03-28 01:00", "2027-03-29 00:30"}},
		{"only on the day of the gap", "30 2 28 3 *", berlin, "2026-04-01 00:00",
			[]string{"2027-03-28 01:00", "2028-03-28 00:30"}},
		{"daily 02:30 over the fold", "30 2 * * *", berlin, "2026-10-24 12:00",
			[]string{"2026-10-25 00:30", "2026-10-26 01:30"}},
		{"asked between the passes of the fold", "30 2 * * *", berlin, "2026-10-25 00:45", []string{"2026-10-26 01:30"}},
		{"asked in the second pass", "30 2 * * *", berlin, "2026-10-25 01:15", []string{"2026-10-26 01:30"}},
		{"asked at the second occurrence", "30 2 * * *", berlin, "2026-10-25 01:30", []string{"2026-10-26 01:30"}},
		{"asked at the very opening", "0 8 * * *", berlin, "2027-01-04 07:00", []string{"2027-01-05 07:00"}},
		{"several times within the gap are one", "0,20,40 2 * * *", berlin, "2027-03-28 00:30",
			[]string{"2027-03-28 01:00", "2027-03-29 00:00"}},
		{"in the gap and at its end are one", "0 2,3 28 3 *", berlin, "2027-01-01 00:00",
			[]string{"2027-03-28 01:00", "2028-03-28 00:00"}},
		{"hourly through the fold", "0 * * * *", berlin, "2026-10-24 23:30",
			[]string{"2026-10-25 00:00", "2026-10-25 02:00", "2026-10-25 03:00"}},
		{"hourly through the gap", "@hourly", berlin, "2027-03-27 23:30",
			[]string{"2027-03-28 00:00", "2027-03-28 01:00", "2027-03-28 02:00"}},
		{"half an hour of gap on Lord Howe", "15 2 * * *", "Australia/Lord_Howe", "2026-10-03 00:00",
			[]string{"2026-10-03 15:30", "2026-10-04 15:15"}},
		{"half an hour of fold on Lord Howe", "45 1 * * *", "Australia/Lord_Howe", "2027-04-03 00:00",
			[]string{"2027-04-03 14:45", "2027-04-04 15:15"}},
		{"two hours of gap in Antarctica", "30 1,2 * * *", "Antarctica/Troll", "2027-03-27 12:00",
			[]string{"2027-03-28 01:00", "2027-03-28 23:30"}},
		{"no midnight in Beirut", "0 0 * * *", "Asia/Beirut", "2027-03-27 12:00",
			[]string{"2027-03-27 22:00", "2027-03-28 21:00"}},
		{"no midnight in Havana, weekly", "0 0 * * sun", "America/Havana", "2027-03-08 12:00",
			[]string{"2027-03-14 05:00", "2027-03-21 04:00"}},
		{"an hour before midnight twice in Cairo", "30 23 * * *", "Africa/Cairo", "2026-10-29 12:00",
			[]string{"2026-10-29 20:30", "2026-10-30 21:30"}},
		{"Samoa's skipped day fires at its end", "0 8 * * *", "Pacific/Apia", "2011-12-29 00:00",
			[]string{"2011-12-29 18:00", "2011-12-30 10:00", "2011-12-30 18:00"}},
		{"midnights of Samoa's skipped and next day are one", "0 0 * * *", "Pacific/Apia", "2011-12-29 12:00",
			[]string{"2011-12-30 10:00", "2011-12-31 10:00"}},
		{"summer time of the south ends in April", "0 8 1 * *", "Australia/Sydney", "2027-03-15 00:00",
			[]string{"2027-03-31 21:00", "2027-04-30 22:00"}},
		{"summer time of the south begins in October", "0 8 1 * *", "Pacific/Auckland", "2026-09-15 00:00",
			[]string{"2026-09-30 19:00", "2026-10-31 19:00"}},
		{"the gap of Santiago at midnight", "0 0 6 9 *", "America/Santiago", "2026-01-01 00:00",
			[]string{"2026-09-06 04:00", "2027-09-06 03:00"}},
		{"monthly on the 31st clamps", "0 8 31 * *", berlin, "2027-01-31 07:00",
			[]string{"2027-02-28 07:00", "2027-03-31 06:00", "2027-04-30 06:00", "2027-05-31 06:00", "2027-06-30 06:00",
				"2027-07-31 06:00", "2027-08-31 06:00", "2027-09-30 06:00", "2027-10-31 07:00", "2027-11-30 07:00"}},
		{"monthly on the 29th in a leap year", "0 8 29 * *", "UTC", "2028-02-01 00:00",
			[]string{"2028-02-29 08:00", "2028-03-29 08:00"}},
		{"monthly on the 29th in a common year", "0 8 29 * *", "UTC", "2027-02-01 00:00",
			[]string{"2027-02-28 08:00", "2027-03-29 08:00"}},
		{"monthly on the 30th in February", "0 8 30 * *", "UTC", "2028-02-01 00:00",
			[]string{"2028-02-29 08:00", "2028-03-30 08:00"}},
		{"the question mark is a star", "0 8 31 ? ?", "UTC", "2027-02-01 00:00", []string{"2027-02-28 08:00", "2027-03-31 08:00"}},
		{"a listed day clamps", "0 8 15,31 * *", "UTC", "2027-02-01 00:00",
			[]string{"2027-02-15 08:00", "2027-02-28 08:00", "2027-03-15 08:00"}},
		{"two listed days clamp to one", "0 8 30,31 * *", "UTC", "2027-02-01 00:00",
			[]string{"2027-02-28 08:00", "2027-03-30 08:00", "2027-03-31 08:00"}},
		{"a range of days clamps as its list does", "0 8 29-31 * *", "UTC", "2027-02-01 00:00",
			[]string{"2027-02-28 08:00", "2027-03-29 08:00", "2027-03-30 08:00", "2027-03-31 08:00", "2027-04-29 08:00", "2027-04-30 08:00"}},
		{"a range that begins earlier reaches the end anyway", "0 8 27-31 * *", "UTC", "2027-02-01 00:00",
			[]string{"2027-02-27 08:00", "2027-02-28 08:00", "2027-03-27 08:00"}},
		{"a step within a range does not clamp", "0 8 29-31/2 * *", "UTC", "2027-02-01 00:00",
			[]string{"2027-03-29 08:00", "2027-03-31 08:00", "2027-04-29 08:00", "2027-05-29 08:00"}},
		{"a step does not clamp", "0 8 */10 * *", "UTC", "2027-02-15 00:00", []string{"2027-02-21 08:00", "2027-03-01 08:00"}},
		{"named months do not clamp", "0 8 31 1-12 *", "UTC", "2027-02-01 00:00",
			[]string{"2027-03-31 08:00", "2027-05-31 08:00"}},
		{"every second month does not clamp", "0 8 31 */2 *", "UTC", "2027-08-01 00:00", []string{"2028-01-31 08:00"}},
		{"the quarter's first days", "0 8 1 1,4,7,10 *", berlin, "2026-11-24 09:00",
			[]string{"2027-01-01 07:00", "2027-04-01 06:00", "2027-07-01 06:00", "2027-10-01 06:00", "2028-01-01 07:00"}},
		{"names of months and days", "0 8 * jan MON", "UTC", "2027-01-20 00:00", []string{"2027-01-25 08:00", "2028-01-03 08:00"}},
		{"a leap day", "0 8 29 2 *", "UTC", "2025-01-01 00:00", []string{"2028-02-29 08:00", "2032-02-29 08:00"}},
		{"a leap day across 2100", "0 8 29 2 *", berlin, "2096-03-01 00:00", []string{"2104-02-29 07:00"}},
		{"week 53 and the turn of the year", "0 8 * * 5", "UTC", "2026-12-25 09:00",
			[]string{"2027-01-01 08:00", "2027-01-08 08:00"}},
		{"the last minute of a year", "59 23 31 12 *", berlin, "2028-12-31 12:00",
			[]string{"2028-12-31 22:59", "2029-12-31 22:59"}},
		{"@yearly", "@yearly", berlin, "2027-01-01 00:00", []string{"2027-12-31 23:00"}},
		{"@monthly at the turn of summer time", "@monthly", berlin, "2027-03-15 00:00", []string{"2027-03-31 22:00"}},
		{"@weekly is Sunday", "@weekly", "UTC", "2027-01-01 00:00", []string{"2027-01-03 00:00"}},
		{"@daily with spaces around", "  @daily ", "UTC", "2027-01-01 00:00", []string{"2027-01-02 00:00"}},
		{"Lisbon and Berlin change at the same instant", "30 1 28 3 *", lisbon, "2027-01-01 00:00", []string{"2027-03-28 01:00"}},
		{"30 February never", "0 8 30 2 *", berlin, "2027-01-01 00:00", nil},
		{"31 April and June never", "0 8 31 4,6 *", berlin, "2027-01-01 00:00", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := max(len(c.want), 1)
			got := openings(t, cronRule(c.cron, c.zone), instant(t, c.after), n)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPlainRulesFireOnTheLocalCalendar(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		plain calendar.Plain
		after string
		want  []string // Berlin's wall time
	}{
		{"every quarter, first Monday",
			calendar.Plain{Every: calendar.EveryQuarter, Ordinal: calendar.OrdinalFirst, Weekday: time.Monday, Time: "08:00"},
			"2026-11-24 09:00",
			[]string{"2027-01-04T08:00", "2027-04-05T08:00", "2027-07-05T08:00", "2027-10-04T08:00", "2028-01-03T08:00"}},
		{"quarters counted from November",
			calendar.Plain{Every: calendar.EveryQuarter, Day: 1, StartMonth: time.November, Time: "08:00"},
			"2026-11-24 09:00", []string{"2027-02-01T08:00", "2027-05-01T08:00", "2027-08-01T08:00", "2027-11-01T08:00"}},
		{"every month, third Thursday",
			calendar.Plain{Every: calendar.EveryMonth, Ordinal: calendar.OrdinalThird, Weekday: time.Thursday, Time: "10:15"},
			"2027-01-01 00:00", []string{"2027-01-21T10:15", "2027-02-18T10:15", "2027-03-18T10:15"}},
		{"every month, second and fourth differ by two weeks",
			calendar.Plain{Every: calendar.EveryMonth, Ordinal: calendar.OrdinalFourth, Weekday: time.Sunday, Time: "08:00"},
			"2027-02-01 00:00", []string{"2027-02-28T08:00", "2027-03-28T08:00"}},
		{"every month, last Friday",
			calendar.Plain{Every: calendar.EveryMonth, Ordinal: calendar.OrdinalLast, Weekday: time.Friday, Time: "08:00"},
			"2027-01-01 00:00", []string{"2027-01-29T08:00", "2027-02-26T08:00", "2027-03-26T08:00", "2027-04-30T08:00"}},
		{"every month, last day",
			calendar.Plain{Every: calendar.EveryMonth, Day: 31, Time: "08:00"},
			"2028-01-31 08:00", []string{"2028-02-29T08:00", "2028-03-31T08:00", "2028-04-30T08:00"}},
		{"every half-year from March, on the 31st",
			calendar.Plain{Every: calendar.EveryHalfYear, Day: 31, StartMonth: time.March, Time: "08:00"},
			"2027-01-01 00:00", []string{"2027-03-31T08:00", "2027-09-30T08:00", "2028-03-31T08:00"}},
		{"every year in February, on the 29th",
			calendar.Plain{Every: calendar.EveryYear, Day: 29, StartMonth: time.February, Time: "08:00"},
			"2027-01-01 00:00", []string{"2027-02-28T08:00", "2028-02-29T08:00", "2029-02-28T08:00"}},
		{"every week across week 53",
			calendar.Plain{Every: calendar.EveryWeek, Weekday: time.Wednesday, Time: "08:00"},
			"2026-12-24 00:00", []string{"2026-12-30T08:00", "2027-01-06T08:00"}},
		{"the last Sunday of March at 02:30 opens after the gap",
			calendar.Plain{Every: calendar.EveryYear, Ordinal: calendar.OrdinalLast, Weekday: time.Sunday, StartMonth: time.March, Time: "02:30"},
			"2027-01-01 00:00", []string{"2027-03-28T03:00", "2028-03-26T03:00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rule := calendar.Rule{Kind: calendar.KindPlain, Plain: c.plain, Zone: berlin}
			schedule, err := rule.Schedule()
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			at := instant(t, c.after)
			for range c.want {
				at = schedule.Next(at)
				got = append(got, at.In(zone(t, berlin)).Format(calendar.WallLayout))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAOneOffRuleFiresOnce(t *testing.T) {
	t.Parallel()
	rule := calendar.Rule{Kind: calendar.KindOnce, Once: "2026-10-25T02:30", Zone: berlin}
	got := openings(t, rule, instant(t, "2026-01-01 00:00"), 3)
	if diff := cmp.Diff([]string{"2026-10-25 00:30"}, got); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	if later := openings(t, rule, instant(t, "2026-10-25 00:30"), 3); later != nil {
		t.Fatalf("fired again at %v", later)
	}
}

func TestNothingOpensBeforeTheStart(t *testing.T) {
	t.Parallel()
	rule := cronRule("0 0 * * *", berlin)
	rule.StartFrom = "2027-06-01"
	got := openings(t, rule, instant(t, "2026-01-01 00:00"), 2)
	if diff := cmp.Diff([]string{"2027-05-31 22:00", "2027-06-01 22:00"}, got); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}

// Where no clock ever changes, robfig's own evaluation is right and serves as
// a second opinion.
func TestInUTCTheScheduleAgreesWithRobfig(t *testing.T) {
	t.Parallel()
	for _, expression := range []string{
		"*/7 3-5 * * *", "0 8 * * 1-5", "15,45 */6 10-20/3 * *", "0 0 1 1 *", "59 23 28-31 1-12 *", "5 4 * feb,nov sun", "@weekly",
	} {
		reference, err := cron.ParseStandard("TZ=UTC " + expression)
		if err != nil {
			t.Fatal(err)
		}
		schedule, err := cronRule(expression, "UTC").Schedule()
		if err != nil {
			t.Fatal(err)
		}
		at := instant(t, "2026-11-24 08:00")
		for range 2000 {
			want, got := reference.Next(at), schedule.Next(at)
			if !want.Equal(got) {
				t.Fatalf("%s after %s: %s, robfig says %s", expression, utc(at), utc(got), utc(want))
			}
			at = got
		}
	}
}
