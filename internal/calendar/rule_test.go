package calendar_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/calendar"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
)

func plainRule(plain calendar.Plain, days int) calendar.Rule {
	return calendar.Rule{Kind: calendar.KindPlain, Plain: plain, Zone: berlin, Length: calendar.Length{Days: days}}
}

func firstMonday() calendar.Plain {
	return calendar.Plain{Every: calendar.EveryQuarter, Ordinal: calendar.OrdinalFirst, Weekday: time.Monday, Time: "08:00"}
}

// faults lists "field key" of every fault, in order.
func faults(err error) []string {
	var list []string
	for _, f := range fault.All(err) {
		list = append(list, f.Field+" "+f.Key)
	}
	return list
}

func TestRulesThatSurpriseAreRefusedWithAReason(t *testing.T) {
	t.Parallel()
	days := func(n int) calendar.Length { return calendar.Length{Days: n} }
	expression := func(text string, length calendar.Length) calendar.Rule {
		return calendar.Rule{Kind: calendar.KindCron, Cron: text, Zone: berlin, Length: length}
	}
	with := func(change func(*calendar.Rule)) calendar.Rule {
		rule := plainRule(firstMonday(), 14)
		change(&rule)
		return rule
	}
	for _, c := range []struct {
		name string
		rule calendar.Rule
		want []string // nil: accepted
	}{
		{"every quarter, first Monday, 14 days", plainRule(firstMonday(), 14), nil},
		{"the mock's expression", expression("0 8 1 1,4,7,10 *", days(14)), nil},
		{"@monthly for 28 days touches itself in February only", expression("@monthly", days(28)), nil},
		{"a leap day", expression("0 8 29 2 *", days(14)), nil},
		{"hourly for one hour is odd but sound", expression("@hourly", calendar.Length{Hours: 1}), nil},
		{"daily at eight for a day", expression("0 8 * * *", days(1)), nil},

		{"day of month with weekday", expression("0 8 1 * 1", days(1)), []string{"rule.cron error.rule_dom_dow"}},
		{"a step of days with weekday", expression("0 8 */2 * 1", days(1)), []string{"rule.cron error.rule_dom_dow"}},
		{"all days written out with weekday", expression("0 8 1-31 * 1", days(1)), []string{"rule.cron error.rule_dom_dow"}},
		{"@every", expression("@every 720h", days(1)), []string{"rule.cron error.rule_every"}},
		{"@every alone, in capitals", expression(" @EVERY", days(1)), []string{"rule.cron error.rule_every"}},
		{"a zone without fields", expression("CRON_TZ=Europe/Berlin", days(1)), []string{"rule.cron error.rule_crontz"}},
		{"a zone with fields", expression("TZ=UTC 0 8 1 * *", days(1)), []string{"rule.cron error.rule_crontz"}},
		{"30 February", expression("0 8 30 2 *", days(1)), []string{"rule.cron error.rule_never"}},
		{"31st of short months", expression("0 8 31 4,6,9,11 *", days(1)), []string{"rule.cron error.rule_never"}},
		{"nothing", expression("", days(1)), []string{"rule.cron error.rule_syntax"}},
		{"six fields", expression("0 0 8 1 * *", days(1)), []string{"rule.cron error.rule_syntax"}},
		{"four fields", expression("0 8 1 *", days(1)), []string{"rule.cron error.rule_syntax"}},
		{"minute 60", expression("60 8 1 * *", days(1)), []string{"rule.cron error.rule_cron_minute"}},
		{"24 o'clock in an expression", expression("0 24 1 * *", days(1)), []string{"rule.cron error.rule_cron_hour"}},
		{"the last day in another dialect", expression("0 8 L * *", days(1)), []string{"rule.cron error.rule_cron_day"}},
		{"a month in German", expression("0 8 1 okt *", days(1)), []string{"rule.cron error.rule_cron_month"}},
		{"Sunday as 7", expression("0 8 * * 7", days(1)), []string{"rule.cron error.rule_cron_weekday"}},
		{"the first Monday in another dialect", expression("0 8 * * 1#1", days(1)), []string{"rule.cron error.rule_cron_weekday"}},
		{"from every day to the fifth", expression("0 8 *-5 * *", days(1)), []string{"rule.cron error.rule_cron_day"}},
		{"a number with a sign", expression("+5 8 1 * *", days(1)), []string{"rule.cron error.rule_cron_minute"}},
		{"a list with a hole", expression("0 8 1,,2 * *", days(1)), []string{"rule.cron error.rule_cron_day"}},
		{"an empty list", expression(", 8 1 * *", days(1)), []string{"rule.cron error.rule_cron_minute"}},
		{"an empty list of weekdays", expression("0 8 * * ,", days(1)), []string{"rule.cron error.rule_cron_weekday"}},
		{"words of other crons", expression("@reboot", days(1)), []string{"rule.cron error.rule_syntax"}},
		{"the last Friday in another dialect", expression("0 8 * * 5L", days(1)), []string{"rule.cron error.rule_cron_weekday"}},
		{"a NUL byte", expression("0 8 1 * *\x00", days(1)), []string{"rule.cron error.rule_syntax"}},
		{"a very long text", expression(strings.Repeat("0,", 5000)+"0 8 1 * *", days(1)), []string{"rule.cron error.rule_syntax"}},

		{"weekly for eight days", expression("0 8 * * 1", days(8)), []string{"rule.length error.rule_overlap"}},
		{"monthly for 29 days overlaps in February", expression("@monthly", days(29)), []string{"rule.length error.rule_overlap"}},
		{"daily for 24 hours overlaps in spring", expression("0 8 * * *", calendar.Length{Hours: 24}), []string{"rule.length error.rule_overlap"}},
		{"daily within the fold, a day long, overlaps in autumn", expression("30 2 * * *", days(1)), []string{"rule.length error.rule_overlap"}},
		{"a Sunday fold that comes after many years", expression("30 2 24,25 10 *", days(1)), []string{"rule.length error.rule_overlap"}},
		{"twice a leap year only", expression("0 8 27,29 2 *", days(3)), []string{"rule.length error.rule_overlap"}},
		{"quarter-hourly", expression("*/15 * * * *", calendar.Length{Hours: 1}), []string{"rule.length error.rule_overlap"}},
		{"quarterly for 92 days overlaps", plainRule(firstMonday(), 92), []string{"rule.length error.rule_overlap"}},

		{"no length", expression("@monthly", calendar.Length{}), []string{"rule.length error.rule_length"}},
		{"both lengths", expression("@monthly", calendar.Length{Days: 1, Hours: 1}), []string{"rule.length error.rule_length"}},
		{"93 days", expression("@yearly", days(93)), []string{"rule.length error.rule_length"}},
		{"2209 hours", expression("@yearly", calendar.Length{Hours: 2209}), []string{"rule.length error.rule_length"}},
		{"minus one day", expression("@yearly", days(-1)), []string{"rule.length error.rule_length"}},
		{"pattern and length at once", expression("@every 1h", days(0)), []string{"rule.cron error.rule_every", "rule.length error.rule_length"}},

		{"an unknown zone", with(func(r *calendar.Rule) { r.Zone = "Europe/Atlantis" }), []string{"rule.zone error.rule_zone"}},
		{"the machine's zone", with(func(r *calendar.Rule) { r.Zone = "Local" }), []string{"rule.zone error.rule_zone"}},
		{"no kind", with(func(r *calendar.Rule) { r.Kind = "" }), []string{"rule.kind error.rule_kind"}},
		{"no rhythm", with(func(r *calendar.Rule) { r.Plain.Every = "" }), []string{"rule.every error.rule_rhythm"}},
		{"no day", with(func(r *calendar.Rule) { r.Plain.Ordinal = "" }), []string{"rule.day error.rule_day"}},
		{"two days", with(func(r *calendar.Rule) { r.Plain.Day = 1 }), []string{"rule.day error.rule_day"}},
		{"day 32", with(func(r *calendar.Rule) { r.Plain.Ordinal, r.Plain.Day = "", 32 }), []string{"rule.day error.rule_day"}},
		{"a fifth Monday", with(func(r *calendar.Rule) { r.Plain.Ordinal = "fifth" }), []string{"rule.day error.rule_day"}},
		{"weekday 7", with(func(r *calendar.Rule) { r.Plain.Weekday = 7 }), []string{"rule.weekday error.rule_weekday"}},
		{"weekly on a first Monday", with(func(r *calendar.Rule) { r.Plain.Every = calendar.EveryWeek }), []string{"rule.day error.rule_day"}},
		{"month 13", with(func(r *calendar.Rule) { r.Plain.StartMonth = 13 }), []string{"rule.start_month error.rule_month"}},
		{"no time", with(func(r *calendar.Rule) { r.Plain.Time = "" }), []string{"rule.time error.rule_time"}},
		{"24 o'clock", with(func(r *calendar.Rule) { r.Plain.Time = "24:00" }), []string{"rule.time error.rule_time"}},
		{"a start that is no date", with(func(r *calendar.Rule) { r.StartFrom = "2027-02-29" }), []string{"rule.start_from error.rule_no_day"}},
		{"a start in a far century", with(func(r *calendar.Rule) { r.StartFrom = "9999-12-31" }), []string{"rule.start_from error.rule_far"}},
		{"everything wrong at once", calendar.Rule{Kind: calendar.KindPlain, Zone: "x"},
			[]string{"rule.zone error.rule_zone", "rule.every error.rule_rhythm", "rule.day error.rule_day", "rule.time error.rule_time", "rule.length error.rule_length"}},

		{"once", calendar.Rule{Kind: calendar.KindOnce, Once: "2027-01-04T08:00", Length: days(14)}, nil},
		{"once in a gap", calendar.Rule{Kind: calendar.KindOnce, Once: "2027-03-28T02:30", Length: calendar.Length{Hours: 1}}, nil},
		{"once without a date", calendar.Rule{Kind: calendar.KindOnce, Length: days(14)}, []string{"rule.once error.rule_once"}},
		{"once in the past", calendar.Rule{Kind: calendar.KindOnce, Once: "2026-11-24T09:00", Length: days(14)}, []string{"rule.once error.rule_past"}},
		{"once in the far future", calendar.Rule{Kind: calendar.KindOnce, Once: "2126-11-24T09:00", Length: days(14)}, []string{"rule.once error.rule_far"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := c.rule.Validate(instant(t, "2026-11-24 09:00"))
			if diff := cmp.Diff(c.want, faults(err)); diff != "" {
				t.Fatalf("%v (-want +got):\n%s", err, diff)
			}
			if err != nil && fault.KindOf(err) != fault.KindInvalid {
				t.Fatalf("%v is not a fault of the input", err)
			}
			for _, f := range fault.All(err) {
				for _, lang := range i18n.Languages {
					locale := i18n.New(lang, time.UTC)
					if text := locale.T(f.Key, f.Args...); text == f.Key || strings.Contains(text, "{") {
						t.Errorf("%s: %s reads %q", lang, f.Key, text)
					}
				}
			}
		})
	}
}

func TestAnEmptyWindowInASkippedDayIsRefused(t *testing.T) {
	t.Parallel()
	rule := calendar.Rule{Kind: calendar.KindOnce, Once: "2011-12-30T00:00", Zone: "Pacific/Apia", Length: calendar.Length{Days: 1}}
	if diff := cmp.Diff([]string{"rule.length error.rule_length"}, faults(rule.Validate(instant(t, "2011-01-01 00:00")))); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	windows, err := rule.Next(instant(t, "2011-01-01 00:00"), 1)
	if err != nil || windows != nil {
		t.Fatalf("Next = %v, %v", windows, err)
	}
}

func TestTheRefusalOfAnOverlapNamesTheTwoDays(t *testing.T) {
	t.Parallel()
	err := cronRule("30 2 24,25 10 *", berlin).Validate(instant(t, "2026-11-24 09:00"))
	if err != nil {
		t.Fatalf("an hour long it was refused: %v", err)
	}
	rule := cronRule("30 2 24,25 10 *", berlin)
	rule.Length = calendar.Length{Days: 1}
	all := fault.All(rule.Validate(instant(t, "2026-11-24 09:00")))
	if len(all) != 1 {
		t.Fatalf("faults = %v", all)
	}
	got := i18n.New("de", zone(t, berlin)).T(all[0].Key, all[0].Args...)
	for _, day := range []string{"24. Oktober 2037", "25. Oktober 2037"} {
		if !strings.Contains(got, day) {
			t.Errorf("%q does not name %s", got, day)
		}
	}
}

func TestNoTextInAnExpressionPanics(t *testing.T) {
	t.Parallel()
	fields := []string{"", "*", "?", "*/0", "*/99999999", "1-", "-1", "9-1", "a", "1,2", "TZ=", "CRON_TZ=x", "@every", "@", "\xff", "0"}
	for _, a := range fields {
		for _, b := range fields {
			for _, text := range []string{a + " " + b, a + b + " 8 1 * *", "0 8 " + a + " " + b + " *", "0 8 * " + a + " " + b, a + " * * * " + b} {
				rule := cronRule(text, "UTC")
				if schedule, err := rule.Schedule(); err == nil {
					schedule.Next(instant(t, "2026-11-24 09:00"))
				}
			}
		}
	}
}

func TestARuleKeepsItsMeaningInStorage(t *testing.T) {
	t.Parallel()
	for _, rule := range []calendar.Rule{
		{Kind: calendar.KindOnce, Once: "2027-01-04T08:00", Zone: "Asia/Tokyo", Length: calendar.Length{Hours: 36}},
		plainRule(firstMonday(), 14),
		{Kind: calendar.KindPlain, Plain: calendar.Plain{Every: calendar.EveryYear, Day: 31, StartMonth: 5, Time: "23:59"}, Zone: berlin, Length: calendar.Length{Days: 1}, StartFrom: "2027-01-01"},
		cronRule("0 8 1 * *", berlin),
	} {
		text, err := json.Marshal(rule)
		if err != nil {
			t.Fatal(err)
		}
		var back calendar.Rule
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rule, back); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}
