package campaign_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
)

// zones mixes hemispheres, odd offsets, changes at midnight and changes of
// half an hour and of two hours.
var zones = []string{
	"Europe/Berlin", "Europe/Dublin", "Europe/Lisbon", "Atlantic/Azores", "America/New_York", "America/St_Johns",
	"America/Havana", "America/Santiago", "America/Asuncion", "America/Nuuk", "America/Sao_Paulo", "Pacific/Easter",
	"Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem", "Asia/Kathmandu", "Africa/Cairo", "Africa/Casablanca",
	"Australia/Lord_Howe", "Australia/Sydney", "Australia/Adelaide", "Pacific/Auckland", "Pacific/Chatham",
	"Pacific/Norfolk", "Pacific/Apia", "Antarctica/Troll", "UTC",
}

// meaning is a rule in the test's own terms: does it name this local minute?
type meaning func(wall time.Time) bool

// observe walks the minutes of [from, to) and reads the local clock. A minute
// fires when the clock shows a named time for the first time, or has just
// jumped over one. It shares nothing with the code under test.
func observe(names meaning, loc *time.Location, from, to time.Time) []string {
	var fired []string
	shown := func(at time.Time) time.Time {
		l := at.In(loc)
		return time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), 0, 0, time.UTC)
	}
	// Two days are enough to know which times a fold at from repeats.
	furthest := shown(from.Add(-48 * time.Hour))
	for at := from.Add(-48 * time.Hour); at.Before(to); at = at.Add(time.Minute) {
		fires := false
		for now := shown(at); furthest.Before(now); {
			furthest = furthest.Add(time.Minute)
			fires = fires || names(furthest)
		}
		if fires && !at.Before(from) {
			fired = append(fired, utc(at))
		}
	}
	return fired
}

func listed(t *testing.T, rule campaign.Rule, from, to time.Time) []string {
	t.Helper()
	schedule, err := rule.Schedule()
	if err != nil {
		t.Fatalf("%+v: %v", rule, err)
	}
	var list []string
	for at := schedule.Next(from.Add(-time.Nanosecond)); !at.IsZero() && at.Before(to); at = schedule.Next(at) {
		list = append(list, utc(at))
	}
	return list
}

// soak is the long count of `make soak`: the same property over many more
// random rules. Without it the count fits into a few seconds.
func soak(short, long int) int {
	if os.Getenv("KREISLAUF_SOAK") != "" {
		return long
	}
	return short
}

func TestRandomRulesAgreeWithWatchingTheClockSoak(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(2026, 2036))
	fired := 0
	for i := range soak(120, 20_000) {
		rule, names := randomRule(random)
		rule.Zone = zones[random.IntN(len(zones))]
		loc := zone(t, rule.Zone)
		from := randomStart(random, loc)
		to := from.Add(time.Duration(4+random.IntN(12)) * 24 * time.Hour)
		want := observe(names, loc, from, to)
		fired += len(want)
		if diff := cmp.Diff(want, listed(t, rule, from, to)); diff != "" {
			t.Fatalf("rule %d %+v from %s to %s (-watched +Next):\n%s", i, rule, utc(from), utc(to), diff)
		}
	}
	if fired < 500 {
		t.Fatalf("only %d openings were compared", fired)
	}
}

func TestMonthEndsOfWholeYearsAgreeWithWatchingTheClockSoak(t *testing.T) {
	t.Parallel()
	years, more := soak(2, 11), soak(0, len(zones))
	from := instant(t, "2026-01-01 00:00")
	to := from.AddDate(years, 0, 0).Add(12 * time.Hour)
	for _, name := range append([]string{"Australia/Lord_Howe"}, zones[:more]...) {
		rule := cronRule("45 1 31 * *", name)
		names := func(wall time.Time) bool {
			return wall.Hour() == 1 && wall.Minute() == 45 && wall.AddDate(0, 0, 1).Day() == 1
		}
		want := observe(names, zone(t, name), from, to)
		if len(want) != years*12 {
			t.Fatalf("%s: watched %d month ends", name, len(want))
		}
		if diff := cmp.Diff(want, listed(t, rule, from, to)); diff != "" {
			t.Fatalf("%s (-watched +Next):\n%s", name, diff)
		}
	}
}

// randomStart prefers the days around a change of the clocks.
func randomStart(random *rand.Rand, loc *time.Location) time.Time {
	at := time.Date(2026, 1, 1+random.IntN(3900), random.IntN(24), random.IntN(60), 0, 0, time.UTC)
	if random.IntN(4) == 0 {
		return at
	}
	_, before := at.In(loc).Zone()
	for step := at; step.Before(at.AddDate(0, 8, 0)); step = step.Add(time.Hour) {
		if _, offset := step.In(loc).Zone(); offset != before {
			return step.Add(-time.Duration(random.IntN(4*24*60)) * time.Minute)
		}
	}
	return at
}

func randomRule(random *rand.Rand) (campaign.Rule, meaning) {
	if random.IntN(3) == 0 {
		return randomPlain(random)
	}
	return randomCron(random)
}

func randomPlain(random *rand.Rand) (campaign.Rule, meaning) {
	weekday := time.Weekday(random.IntN(7))
	hour, minute := random.IntN(5), random.IntN(60)
	plain := campaign.Plain{Weekday: weekday, Time: fmt.Sprintf("%02d:%02d", hour, minute)}
	onDay := func(wall time.Time) bool { return wall.Weekday() == weekday }
	switch choice := random.IntN(4); choice {
	case 0:
		plain.Every = campaign.EveryWeek
	case 1:
		plain.Every, plain.Day = campaign.EveryMonth, 1+random.IntN(31)
		onDay = func(wall time.Time) bool {
			last := wall.AddDate(0, 0, 1).Day() == 1
			return wall.Day() == plain.Day || (last && wall.Day() < plain.Day)
		}
	case 2:
		plain.Every, plain.Ordinal = campaign.EveryMonth, campaign.OrdinalLast
		onDay = func(wall time.Time) bool {
			return wall.Weekday() == weekday && wall.AddDate(0, 0, 7).Month() != wall.Month()
		}
	case 3:
		nth := random.IntN(4)
		plain.Every, plain.Ordinal = campaign.EveryQuarter, campaign.Ordinals[nth]
		plain.StartMonth = time.Month(1 + random.IntN(12))
		onDay = func(wall time.Time) bool {
			month := int(wall.Month()-plain.StartMonth+12)%3 == 0
			return month && wall.Weekday() == weekday && (wall.Day()-1)/7 == nth
		}
	}
	names := func(wall time.Time) bool { return wall.Hour() == hour && wall.Minute() == minute && onDay(wall) }
	return campaign.Rule{Kind: campaign.KindPlain, Plain: plain}, names
}

// randomCron writes an expression of plain numbers and lists around the hours
// in which clocks change.
func randomCron(random *rand.Rand) (campaign.Rule, meaning) {
	minutes, hours := pick(random, 60, 1+random.IntN(3)), pick(random, 6, 1+random.IntN(2))
	if random.IntN(4) == 0 {
		hours = append(hours, 23)
	}
	doms, dows := "*", "*"
	onDay := func(time.Time) bool { return true }
	switch random.IntN(3) {
	case 0:
		days := pick(random, 31, 1+random.IntN(4))
		for i := range days {
			days[i]++
		}
		doms = joined(days)
		onDay = func(wall time.Time) bool {
			last := wall.AddDate(0, 0, 1).Day() == 1
			clamped := last && slices.ContainsFunc(days, func(d int) bool { return d > wall.Day() })
			return clamped || slices.Contains(days, wall.Day())
		}
	case 1:
		days := pick(random, 7, 1+random.IntN(3))
		dows = joined(days)
		onDay = func(wall time.Time) bool { return slices.Contains(days, int(wall.Weekday())) }
	}
	text := strings.Join([]string{joined(minutes), joined(hours), doms, "*", dows}, " ")
	names := func(wall time.Time) bool {
		return slices.Contains(minutes, wall.Minute()) && slices.Contains(hours, wall.Hour()) && onDay(wall)
	}
	return campaign.Rule{Kind: campaign.KindCron, Cron: text}, names
}

// pick returns up to n distinct numbers below limit.
func pick(random *rand.Rand, limit, n int) []int {
	var picked []int
	for range n {
		if v := random.IntN(limit); !slices.Contains(picked, v) {
			picked = append(picked, v)
		}
	}
	return picked
}

func joined(numbers []int) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, ",")
}
