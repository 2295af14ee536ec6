package calendar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/calendar"
)

// scheduleCase is one row: a rule, and the windows that open first after a
// moment, "opening to close" in UTC.
type scheduleCase struct {
	name   string
	rule   calendar.Rule
	zone   string
	length calendar.Length
	after  string // UTC
	want   []string
}

func scheduleCases() []scheduleCase {
	days := func(n int) calendar.Length { return calendar.Length{Days: n} }
	hours := func(n int) calendar.Length { return calendar.Length{Hours: n} }
	expression := func(text string) calendar.Rule { return calendar.Rule{Kind: calendar.KindCron, Cron: text} }
	chosen := func(p calendar.Plain) calendar.Rule { return calendar.Rule{Kind: calendar.KindPlain, Plain: p} }
	onceAt := func(wall string) calendar.Rule { return calendar.Rule{Kind: calendar.KindOnce, Once: wall} }
	return []scheduleCase{
		// The table of the promises.
		{"daily 02:30 around 2026-03-29", expression("30 2 * * *"), berlin, hours(1), "2026-03-28 12:00",
			[]string{"2026-03-29 01:00 to 2026-03-29 02:00", "2026-03-30 00:30 to 2026-03-30 01:30"}},
		{"daily 02:30 around 2027-03-28", expression("30 2 * * *"), berlin, hours(1), "2027-03-27 12:00",
			[]string{"2027-03-28 01:00 to 2027-03-28 02:00", "2027-03-29 00:30 to 2027-03-29 01:30"}},
		{"open 02:30 on 2026-10-25", expression("30 2 * * *"), berlin, hours(1), "2026-10-24 12:00",
			[]string{"2026-10-25 00:30 to 2026-10-25 01:30", "2026-10-26 01:30 to 2026-10-26 02:30"}},
		{"close 02:30 on 2027-10-31", onceAt("2027-10-30T02:30"), berlin, days(1), "2027-10-01 00:00",
			[]string{"2027-10-30 00:30 to 2027-10-31 01:30"}},
		{"7 days from 2027-03-25 08:00", onceAt("2027-03-25T08:00"), berlin, days(7), "2027-03-01 00:00",
			[]string{"2027-03-25 07:00 to 2027-04-01 06:00"}},
		{"7 days from 2026-10-21 08:00", onceAt("2026-10-21T08:00"), berlin, days(7), "2026-10-01 00:00",
			[]string{"2026-10-21 06:00 to 2026-10-28 07:00"}},
		{"monthly on the 31st 08:00, 2027", chosen(calendar.Plain{Every: calendar.EveryMonth, Day: 31, Time: "08:00"}), berlin, days(1), "2027-01-31 07:00",
			[]string{"2027-02-28 07:00 to 2027-03-01 07:00", "2027-03-31 06:00 to 2027-04-01 06:00",
				"2027-04-30 06:00 to 2027-05-01 06:00", "2027-05-31 06:00 to 2027-06-01 06:00",
				"2027-06-30 06:00 to 2027-07-01 06:00", "2027-07-31 06:00 to 2027-08-01 06:00",
				"2027-08-31 06:00 to 2027-09-01 06:00", "2027-09-30 06:00 to 2027-10-01 06:00",
				"2027-10-31 07:00 to 2027-11-01 07:00", "2027-11-30 07:00 to 2027-12-01 07:00",
				"2027-12-31 07:00 to 2028-01-01 07:00"}},

		// Zones whose offset is no whole hour, and changes of half an hour.
		{"Kolkata, never a change", expression("0 8 1 * *"), "Asia/Kolkata", days(14), "2027-02-10 00:00",
			[]string{"2027-03-01 02:30 to 2027-03-15 02:30", "2027-04-01 02:30 to 2027-04-15 02:30"}},
		{"Kathmandu, a quarter hour", expression("15 0 * * mon"), "Asia/Kathmandu", days(3), "2027-01-01 00:00",
			[]string{"2027-01-03 18:30 to 2027-01-06 18:30", "2027-01-10 18:30 to 2027-01-13 18:30"}},
		{"Eucla, three quarters", expression("0 0 1 7 *"), "Australia/Eucla", hours(48), "2027-01-01 00:00",
			[]string{"2027-06-30 15:15 to 2027-07-02 15:15"}},
		{"Yangon", expression("30 6 31 * *"), "Asia/Yangon", days(1), "2027-02-01 00:00",
			[]string{"2027-02-28 00:00 to 2027-03-01 00:00", "2027-03-31 00:00 to 2027-04-01 00:00"}},
		{"St John's gap at two", expression("30 2 * * *"), "America/St_Johns", days(1), "2027-03-13 12:00",
			[]string{"2027-03-14 05:30 to 2027-03-15 05:00", "2027-03-15 05:00 to 2027-03-16 05:00"}},
		{"St John's fold", expression("30 1 * * *"), "America/St_Johns", days(1), "2027-11-06 00:00",
			[]string{"2027-11-06 04:00 to 2027-11-07 05:00", "2027-11-07 04:00 to 2027-11-08 05:00"}},
		{"Adelaide's gap", expression("30 2 * * *"), "Australia/Adelaide", days(1), "2026-10-03 00:00",
			[]string{"2026-10-03 16:30 to 2026-10-04 16:00", "2026-10-04 16:00 to 2026-10-05 16:00"}},
		{"Adelaide's fold, closing", expression("30 2 3 4 *"), "Australia/Adelaide", days(1), "2027-01-01 00:00",
			[]string{"2027-04-02 16:00 to 2027-04-03 17:00"}},
		{"Lord Howe's half-hour gap", expression("15 2 * * *"), "Australia/Lord_Howe", days(1), "2026-10-03 00:00",
			[]string{"2026-10-03 15:30 to 2026-10-04 15:15", "2026-10-04 15:15 to 2026-10-05 15:15"}},
		{"Lord Howe's half-hour fold", expression("45 1 * * *"), "Australia/Lord_Howe", days(1), "2027-04-02 16:00",
			[]string{"2027-04-03 14:45 to 2027-04-04 15:15", "2027-04-04 15:15 to 2027-04-05 15:15",
				"2027-04-05 15:15 to 2027-04-06 15:15"}},
		{"Lord Howe, the half hour before its fold", expression("15 1 * * *"), "Australia/Lord_Howe", days(1), "2027-04-03 00:00",
			[]string{"2027-04-03 14:15 to 2027-04-04 14:45", "2027-04-04 14:45 to 2027-04-05 14:45"}},
		{"Chatham's gap at 02:45", expression("50 2 * * *"), "Pacific/Chatham", days(1), "2026-09-26 00:00",
			[]string{"2026-09-26 14:00 to 2026-09-27 13:05", "2026-09-27 13:05 to 2026-09-28 13:05"}},
		{"Chatham's fold until 03:45", expression("0 3 * * *"), "Pacific/Chatham", days(1), "2027-04-02 18:00",
			[]string{"2027-04-03 13:15 to 2027-04-04 14:15", "2027-04-04 14:15 to 2027-04-05 14:15"}},
		{"Marquesas", expression("0 0 29 2 *"), "Pacific/Marquesas", days(2), "2027-01-01 00:00",
			[]string{"2028-02-29 09:30 to 2028-03-02 09:30"}},

		// The southern hemisphere.
		{"Sydney's summer time ends within the window", expression("0 8 1 4 *"), "Australia/Sydney", days(7), "2027-01-01 00:00",
			[]string{"2027-03-31 21:00 to 2027-04-07 22:00"}},
		{"Sydney's summer time begins within the window", expression("0 8 1 10 *"), "Australia/Sydney", days(7), "2026-09-01 00:00",
			[]string{"2026-09-30 22:00 to 2026-10-07 21:00"}},
		{"Auckland's gap", expression("15 2 * * *"), "Pacific/Auckland", days(1), "2026-09-26 00:00",
			[]string{"2026-09-26 14:00 to 2026-09-27 13:15", "2026-09-27 13:15 to 2026-09-28 13:15"}},
		{"Auckland's fold, one opening", expression("30 2 * * *"), "Pacific/Auckland", days(1), "2027-04-02 20:00",
			[]string{"2027-04-03 13:30 to 2027-04-04 14:30", "2027-04-04 14:30 to 2027-04-05 14:30",
				"2027-04-05 14:30 to 2027-04-06 14:30"}},
		{"Hobart, every quarter, last Sunday at half past two", chosen(calendar.Plain{Every: calendar.EveryQuarter, Ordinal: calendar.OrdinalLast, StartMonth: time.April, Time: "02:30"}), "Australia/Hobart", days(14), "2026-09-01 00:00",
			[]string{"2026-10-24 15:30 to 2026-11-07 15:30", "2027-01-30 15:30 to 2027-02-13 15:30",
				"2027-04-24 16:30 to 2027-05-08 16:30"}},
		{"Johannesburg, every half-year", chosen(calendar.Plain{Every: calendar.EveryHalfYear, Day: 31, StartMonth: time.February, Time: "08:00"}), "Africa/Johannesburg", days(30), "2026-11-24 00:00",
			[]string{"2027-02-28 06:00 to 2027-03-30 06:00", "2027-08-31 06:00 to 2027-09-30 06:00"}},

		// Changes at midnight.
		{"no midnight in Beirut", expression("0 0 * * *"), "Asia/Beirut", days(1), "2027-03-26 23:00",
			[]string{"2027-03-27 22:00 to 2027-03-28 21:00", "2027-03-28 21:00 to 2027-03-29 21:00",
				"2027-03-29 21:00 to 2027-03-30 21:00"}},
		{"no midnight in Havana", expression("0 0 * * *"), "America/Havana", days(1), "2027-03-13 12:00",
			[]string{"2027-03-14 05:00 to 2027-03-15 04:00", "2027-03-15 04:00 to 2027-03-16 04:00"}},
		{"midnight twice in Havana", expression("30 0 * * *"), "America/Havana", days(1), "2026-10-31 12:00",
			[]string{"2026-11-01 04:30 to 2026-11-02 05:30", "2026-11-02 05:30 to 2026-11-03 05:30"}},
		{"no midnight in Cairo", expression("30 0 * * fri"), "Africa/Cairo", days(1), "2027-04-24 00:00",
			[]string{"2027-04-29 22:00 to 2027-04-30 21:30", "2027-05-06 21:30 to 2027-05-07 21:30"}},
		{"the last hour twice in Cairo", expression("30 23 * * *"), "Africa/Cairo", days(1), "2026-10-28 22:00",
			[]string{"2026-10-29 20:30 to 2026-10-30 21:30", "2026-10-30 21:30 to 2026-10-31 21:30"}},
		{"no midnight in Santiago", expression("0 0 * * *"), "America/Santiago", days(1), "2026-09-05 12:00",
			[]string{"2026-09-06 04:00 to 2026-09-07 03:00", "2026-09-07 03:00 to 2026-09-08 03:00"}},
		{"the last hour twice in Santiago", expression("15 23 * * *"), "America/Santiago", days(1), "2027-04-02 12:00",
			[]string{"2027-04-03 02:15 to 2027-04-04 03:15", "2027-04-04 02:15 to 2027-04-05 03:15",
				"2027-04-05 03:15 to 2027-04-06 03:15"}},
		{"no midnight in Asuncion while it had summer time", expression("30 0 * * *"), "America/Asuncion", days(1), "2023-09-30 12:00",
			[]string{"2023-10-01 04:00 to 2023-10-02 03:30", "2023-10-02 03:30 to 2023-10-03 03:30"}},
		{"no midnight in Sao Paulo while it had summer time", expression("0 0 * * *"), "America/Sao_Paulo", days(1), "2018-11-03 12:00",
			[]string{"2018-11-04 03:00 to 2018-11-05 02:00", "2018-11-05 02:00 to 2018-11-06 02:00"}},
		{"the Azores skip the hour after midnight", expression("30 0 * * *"), "Atlantic/Azores", days(1), "2027-03-27 12:00",
			[]string{"2027-03-28 01:00 to 2027-03-29 00:30", "2027-03-29 00:30 to 2027-03-30 00:30"}},
		{"a close in the missing midnight of Beirut", onceAt("2027-03-14T00:00"), "Asia/Beirut", days(14), "2027-01-01 00:00",
			[]string{"2027-03-13 22:00 to 2027-03-27 22:00"}},

		// Other changes that are not an hour at two o'clock.
		{"Troll skips two hours", expression("30 1,2 * * *"), "Antarctica/Troll", hours(1), "2027-03-27 12:00",
			[]string{"2027-03-28 01:00 to 2027-03-28 02:00", "2027-03-28 23:30 to 2027-03-29 00:30",
				"2027-03-29 00:30 to 2027-03-29 01:30"}},
		{"Troll repeats two hours", expression("30 1,2 * * *"), "Antarctica/Troll", hours(1), "2027-10-30 12:00",
			[]string{"2027-10-30 23:30 to 2027-10-31 00:30", "2027-10-31 00:30 to 2027-10-31 01:30",
				"2027-11-01 01:30 to 2027-11-01 02:30"}},
		{"Dublin's winter is the exception", expression("30 1 * * *"), "Europe/Dublin", days(1), "2026-10-24 12:00",
			[]string{"2026-10-25 00:30 to 2026-10-26 01:30", "2026-10-26 01:30 to 2026-10-27 01:30"}},
		{"Casablanca goes back for Ramadan", expression("30 2 * * *"), "Africa/Casablanca", days(1), "2025-02-22 00:00",
			[]string{"2025-02-22 01:30 to 2025-02-23 02:30", "2025-02-23 01:30 to 2025-02-24 02:30",
				"2025-02-24 02:30 to 2025-02-25 02:30"}},
		{"Casablanca goes on after Ramadan", expression("30 2 * * *"), "Africa/Casablanca", days(1), "2025-04-05 12:00",
			[]string{"2025-04-06 02:00 to 2025-04-07 01:30", "2025-04-07 01:30 to 2025-04-08 01:30"}},
		{"Apia skips a whole day", expression("0 8 * * *"), "Pacific/Apia", days(2), "2011-12-28 20:00",
			[]string{"2011-12-29 18:00 to 2011-12-30 18:00", "2011-12-30 10:00 to 2011-12-31 18:00",
				"2011-12-30 18:00 to 2012-01-01 18:00"}},
		{"two times in the gap are one", expression("0,20,40 2 * * *"), berlin, hours(1), "2027-03-28 00:30",
			[]string{"2027-03-28 01:00 to 2027-03-28 02:00", "2027-03-29 00:00 to 2027-03-29 01:00"}},
		{"a time in the gap and the one at its end are one", expression("0 2,3 28 3 *"), berlin, hours(1), "2027-01-01 00:00",
			[]string{"2027-03-28 01:00 to 2027-03-28 02:00"}},
		{"hourly through the fold", expression("@hourly"), berlin, hours(1), "2026-10-24 23:30",
			[]string{"2026-10-25 00:00 to 2026-10-25 01:00", "2026-10-25 02:00 to 2026-10-25 03:00",
				"2026-10-25 03:00 to 2026-10-25 04:00"}},
		{"asked between the passes of the fold", expression("30 2 * * *"), berlin, days(1), "2026-10-25 00:45",
			[]string{"2026-10-26 01:30 to 2026-10-27 01:30"}},
		{"asked at the very opening", expression("0 8 * * *"), berlin, days(1), "2027-01-04 07:00",
			[]string{"2027-01-05 07:00 to 2027-01-06 07:00"}},

		// Leap days.
		{"29 February", expression("0 8 29 2 *"), berlin, days(1), "2026-11-24 09:00",
			[]string{"2028-02-29 07:00 to 2028-03-01 07:00", "2032-02-29 07:00 to 2032-03-01 07:00"}},
		{"29 February skips 2100", expression("0 8 29 2 *"), "UTC", days(1), "2096-03-01 00:00",
			[]string{"2104-02-29 08:00 to 2104-03-01 08:00"}},
		{"the 29th of each month around a leap day", expression("0 8 29 * *"), berlin, days(1), "2028-01-30 00:00",
			[]string{"2028-02-29 07:00 to 2028-03-01 07:00", "2028-03-29 06:00 to 2028-03-30 06:00"}},
		{"the 30th of each month around a leap day", expression("0 8 30 * *"), berlin, days(1), "2028-01-30 08:00",
			[]string{"2028-02-29 07:00 to 2028-03-01 07:00", "2028-03-30 06:00 to 2028-03-31 06:00"}},
		{"every year, on the 29th of February", chosen(calendar.Plain{Every: calendar.EveryYear, Day: 29, StartMonth: time.February, Time: "08:00"}), berlin, days(14), "2027-01-01 00:00",
			[]string{"2027-02-28 07:00 to 2027-03-14 07:00", "2028-02-29 07:00 to 2028-03-14 07:00"}},
		{"14 days over a leap day", onceAt("2028-02-20T08:00"), berlin, days(14), "2028-01-01 00:00",
			[]string{"2028-02-20 07:00 to 2028-03-05 07:00"}},

		// Turns of the year and week 53.
		{"every Monday through week 53 of 2026", chosen(calendar.Plain{Every: calendar.EveryWeek, Weekday: time.Monday, Time: "08:00"}), berlin, days(7), "2026-12-22 00:00",
			[]string{"2026-12-28 07:00 to 2027-01-04 07:00", "2027-01-04 07:00 to 2027-01-11 07:00",
				"2027-01-11 07:00 to 2027-01-18 07:00"}},
		{"every Friday through week 53 of 2032", chosen(calendar.Plain{Every: calendar.EveryWeek, Weekday: time.Friday, Time: "08:00"}), berlin, days(1), "2032-12-25 00:00",
			[]string{"2032-12-31 07:00 to 2033-01-01 07:00", "2033-01-07 07:00 to 2033-01-08 07:00"}},
		{"the last minute of a year", expression("59 23 31 12 *"), berlin, days(1), "2027-12-01 00:00",
			[]string{"2027-12-31 22:59 to 2028-01-01 22:59"}},
		{"@yearly, east of everybody", expression("@yearly"), "Pacific/Kiritimati", days(2), "2026-12-01 00:00",
			[]string{"2026-12-31 10:00 to 2027-01-02 10:00"}},
		{"@weekly is Sunday", expression("@weekly"), "America/New_York", days(1), "2027-10-30 00:00",
			[]string{"2027-10-31 04:00 to 2027-11-01 04:00", "2027-11-07 04:00 to 2027-11-08 05:00"}},

		// Ends of months.
		{"the 15th and the last day", expression("0 8 15,31 * *"), berlin, days(1), "2027-02-01 00:00",
			[]string{"2027-02-15 07:00 to 2027-02-16 07:00", "2027-02-28 07:00 to 2027-03-01 07:00",
				"2027-03-15 07:00 to 2027-03-16 07:00", "2027-03-31 06:00 to 2027-04-01 06:00"}},
		{"the 29th to the 31st", expression("0 8 29-31 * *"), berlin, days(1), "2027-02-01 00:00",
			[]string{"2027-02-28 07:00 to 2027-03-01 07:00", "2027-03-29 06:00 to 2027-03-30 06:00",
				"2027-03-30 06:00 to 2027-03-31 06:00", "2027-03-31 06:00 to 2027-04-01 06:00"}},
		{"a step of ten days", expression("0 8 */10 * *"), berlin, days(1), "2027-02-15 00:00",
			[]string{"2027-02-21 07:00 to 2027-02-22 07:00", "2027-03-01 07:00 to 2027-03-02 07:00",
				"2027-03-11 07:00 to 2027-03-12 07:00"}},
		{"the 31st of named months", expression("0 8 31 jan,feb,mar *"), berlin, days(1), "2027-01-01 00:00",
			[]string{"2027-01-31 07:00 to 2027-02-01 07:00", "2027-03-31 06:00 to 2027-04-01 06:00",
				"2028-01-31 07:00 to 2028-02-01 07:00"}},
		{"the last Friday of each month", chosen(calendar.Plain{Every: calendar.EveryMonth, Ordinal: calendar.OrdinalLast, Weekday: time.Friday, Time: "08:00"}), berlin, days(3), "2027-01-01 00:00",
			[]string{"2027-01-29 07:00 to 2027-02-01 07:00", "2027-02-26 07:00 to 2027-03-01 07:00",
				"2027-03-26 07:00 to 2027-03-29 06:00"}},
		{"the first Monday of each quarter", chosen(calendar.Plain{Every: calendar.EveryQuarter, Ordinal: calendar.OrdinalFirst, Weekday: time.Monday, Time: "08:00"}), berlin, days(14), "2026-11-24 09:00",
			[]string{"2027-01-04 07:00 to 2027-01-18 07:00", "2027-04-05 06:00 to 2027-04-19 06:00",
				"2027-07-05 06:00 to 2027-07-19 06:00"}},
		{"the last day of each month at the gap's time", chosen(calendar.Plain{Every: calendar.EveryMonth, Day: 31, Time: "02:30"}), berlin, days(1), "2027-02-28 08:00",
			[]string{"2027-03-31 00:30 to 2027-04-01 00:30", "2027-04-30 00:30 to 2027-05-01 00:30"}},
		{"a window from the last of January", expression("0 8 31 1 *"), berlin, days(31), "2026-11-24 09:00",
			[]string{"2027-01-31 07:00 to 2027-03-03 07:00"}},
	}
}

// Every case is checked twice: against what is written here, and against
// walking the minutes on a local clock.
func TestTheCasesOfTheScheduleAgreeWithWatchingTheClock(t *testing.T) {
	t.Parallel()
	for _, c := range scheduleCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rule := c.rule
			rule.Zone, rule.Length = c.zone, c.length
			after := instant(t, c.after)
			windows, err := rule.Next(after, len(c.want))
			if err != nil {
				t.Fatal(err)
			}
			var computed []string
			until := after
			for _, w := range windows {
				computed, until = append(computed, utc(w.Opens)+" to "+utc(w.Closes)), w.Opens
			}
			if diff := cmp.Diff(c.want, computed); diff != "" {
				t.Errorf("computed (-want +got):\n%s", diff)
			}
			watched := observeWindows(rule, meaningOf(rule), zone(t, c.zone), after.Add(time.Minute), until.Add(time.Minute))
			if diff := cmp.Diff(c.want, watched); diff != "" {
				t.Errorf("watched (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheRefusedRowOfTheScheduleSaysWhy(t *testing.T) {
	t.Parallel()
	err := cronRule("0 8 1 * 1", berlin).Validate(instant(t, "2026-11-24 09:00"))
	if diff := cmp.Diff([]string{"rule.cron error.rule_dom_dow"}, faults(err)); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}
