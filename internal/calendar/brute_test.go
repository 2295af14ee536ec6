package calendar_test

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

	"kreislauf/internal/calendar"
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
	seen := map[calendar.Kind]int{}
	for i := range soak(300, 20_000) {
		name := zones[random.IntN(len(zones))]
		loc := zone(t, name)
		from := randomStart(random, loc)
		stretch := 4 + random.IntN(12)
		rule := randomRule(random, shown(from.AddDate(0, 0, random.IntN(stretch)), loc))
		rule.Zone = name
		to := from.AddDate(0, 0, stretch)
		want := observeWindows(rule, meaningOf(rule), loc, from, to)
		seen[rule.Kind] += len(want)
		if diff := cmp.Diff(want, computedWindows(t, rule, from, to)); diff != "" {
			t.Fatalf("rule %d %+v from %s to %s (-watched +Next):\n%s", i, rule, utc(from), utc(to), diff)
		}
	}
	for kind, least := range map[calendar.Kind]int{calendar.KindCron: 500, calendar.KindPlain: 40, calendar.KindOnce: 10} {
		if seen[kind] < least {
			t.Errorf("only %d windows of %q were compared", seen[kind], kind)
		}
	}
}

func TestMonthEndsOfWholeYearsAgreeWithWatchingTheClockSoak(t *testing.T) {
	t.Parallel()
	years, more := soak(2, 11), soak(0, len(zones))
	from := instant(t, "2026-01-01 00:00")
	to := from.AddDate(years, 0, 0).Add(12 * time.Hour)
	for _, name := range append([]string{"Australia/Lord_Howe"}, zones[:more]...) {
		rule := cronRule("45 1 31 * *", name)
		names := func(wall time.Time) bool { return wall.Hour() == 1 && wall.Minute() == 45 && endsMonth(wall) }
		want := observeWindows(rule, names, zone(t, name), from, to)
		if len(want) != years*12 {
			t.Fatalf("%s: watched %d month ends", name, len(want))
		}
		if diff := cmp.Diff(want, computedWindows(t, rule, from, to)); diff != "" {
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

// randomRule returns a rule that is likely to open on the day of near.
func randomRule(random *rand.Rand, near time.Time) calendar.Rule {
	rule := calendar.Rule{Length: calendar.Length{Days: 1 + random.IntN(9)}}
	if random.IntN(4) == 0 {
		rule.Length = calendar.Length{Hours: 1 + random.IntN(60)}
	}
	if random.IntN(4) == 0 {
		rule.StartFrom = near.AddDate(0, 0, random.IntN(3)-1).Format(calendar.DateLayout)
	}
	clock := time.Date(near.Year(), near.Month(), near.Day(), random.IntN(5), random.IntN(60), 0, 0, time.UTC)
	switch random.IntN(6) {
	case 0:
		rule.Kind, rule.Once = calendar.KindOnce, clock.Format(calendar.WallLayout)
	case 1, 2:
		rule.Kind, rule.Plain = calendar.KindPlain, randomPlain(random, clock)
	default:
		rule.Kind, rule.Cron = calendar.KindCron, randomCron(random, clock)
	}
	return rule
}

func randomPlain(random *rand.Rand, near time.Time) calendar.Plain {
	plain := calendar.Plain{Every: calendar.Rhythms[random.IntN(len(calendar.Rhythms))], Time: near.Format("15:04")}
	plain.Weekday, plain.StartMonth = near.Weekday(), near.Month()
	if random.IntN(4) == 0 {
		plain.Weekday, plain.StartMonth = time.Weekday(random.IntN(7)), time.Month(random.IntN(13))
	}
	switch {
	case plain.Every == calendar.EveryWeek:
	case random.IntN(2) == 0:
		if plain.Day = near.Day(); plain.Day >= 28 {
			plain.Day += random.IntN(32 - plain.Day)
		}
	default:
		nth := min((near.Day()-1)/7, len(calendar.Ordinals)-1)
		plain.Ordinal = calendar.Ordinals[nth]
	}
	return plain
}

// randomCron writes an expression around the hours in which clocks change:
// numbers, lists, ranges, steps and names, or a word.
func randomCron(random *rand.Rand, near time.Time) string {
	if random.IntN(12) == 0 {
		words := []string{"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"}
		return words[random.IntN(len(words))]
	}
	minutes, hours := joined(pick(random, 60, 1+random.IntN(3))), pick(random, 6, 1+random.IntN(2))
	if random.IntN(4) == 0 {
		minutes = "*/" + strconv.Itoa(10+random.IntN(50))
	}
	if random.IntN(4) == 0 {
		hours = append(hours, 23)
	}
	doms, dows, months := "*", "*", "*"
	switch random.IntN(3) {
	case 0:
		doms = randomDays(random, near.Day())
	case 1:
		dows = joined(pick(random, 7, 1+random.IntN(3)))
		if random.IntN(3) == 0 {
			dows = "mon-fri"
		}
	}
	if random.IntN(3) == 0 {
		months = near.Month().String()[:3] + ",1-12/5"
	}
	return strings.Join([]string{minutes, joined(hours), doms, months, dows}, " ")
}

func randomDays(random *rand.Rand, near int) string {
	switch random.IntN(4) {
	case 0:
		return fmt.Sprintf("%d-%d", near, near+random.IntN(32-near))
	case 1:
		return fmt.Sprintf("*/%d", 1+random.IntN(12))
	case 2:
		return fmt.Sprintf("%d,28-31/%d", near, 1+random.IntN(3))
	}
	days := pick(random, 31, 1+random.IntN(4))
	for i := range days {
		days[i]++
	}
	return joined(days)
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
