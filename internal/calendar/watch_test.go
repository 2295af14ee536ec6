package calendar_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/calendar"
)

// meaning is a rule in the test's own terms: does it name this local minute?
type meaning func(wall time.Time) bool

// sighting is an opening that was seen on the clock.
type sighting struct {
	at   time.Time
	wall time.Time // what the rule named; in a gap the clock never shows it
}

// observe walks the minutes of [from, to) and reads the local clock. A minute
// fires when the clock shows a named time for the first time, or has just
// jumped over one. It shares nothing with the code under test.
func observe(names meaning, loc *time.Location, from, to time.Time) []sighting {
	var seen []sighting
	// Two days are enough to know which times a fold at from repeats.
	furthest := shown(from.Add(-48*time.Hour), loc)
	for at := from.Add(-48 * time.Hour); at.Before(to); at = at.Add(time.Minute) {
		fired := sighting{at: at}
		for now := shown(at, loc); furthest.Before(now); {
			if furthest = furthest.Add(time.Minute); names(furthest) {
				fired.wall = furthest
			}
		}
		if !fired.wall.IsZero() && !at.Before(from) {
			seen = append(seen, fired)
		}
	}
	return seen
}

// observeClose walks on from an opening: hours by counting, days until the
// clock shows the same time so many days later for the last time, or has just
// jumped over it.
func observeClose(s sighting, length calendar.Length, loc *time.Location) time.Time {
	if length.Hours > 0 {
		return s.at.Add(time.Duration(length.Hours) * time.Hour)
	}
	target := s.wall.AddDate(0, 0, length.Days)
	var last, past time.Time
	for at := s.at; at.Before(s.at.AddDate(0, 0, length.Days+2)); at = at.Add(time.Minute) {
		switch now := shown(at, loc); {
		case now.Equal(target):
			last = at
		case now.After(target) && past.IsZero():
			past = at
		}
	}
	if last.IsZero() {
		return past
	}
	return last
}

// shown returns what the clock shows, written as a time in UTC.
func shown(at time.Time, loc *time.Location) time.Time {
	l := at.In(loc)
	return time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), 0, 0, time.UTC)
}

// observeWindows lists the windows that open in [from, to) as "opening to close".
func observeWindows(rule calendar.Rule, names meaning, loc *time.Location, from, to time.Time) []string {
	var list []string
	for _, s := range observe(names, loc, from, to) {
		list = append(list, utc(s.at)+" to "+utc(observeClose(s, rule.Length, loc)))
	}
	return list
}

// computedWindows is the same by the code under test.
func computedWindows(t *testing.T, rule calendar.Rule, from, to time.Time) []string {
	t.Helper()
	var list []string
	for at := from.Add(-time.Nanosecond); ; {
		windows, err := rule.Next(at, 1)
		if err != nil {
			t.Fatalf("%+v: %v", rule, err)
		}
		if len(windows) == 0 || !windows[0].Opens.Before(to) {
			return list
		}
		at = windows[0].Opens
		list = append(list, utc(at)+" to "+utc(windows[0].Closes))
	}
}

// meaningOf reads a rule minute by minute, as its description in the form
// and the manual of cron say it.
func meaningOf(rule calendar.Rule) meaning {
	var names meaning
	switch rule.Kind {
	case calendar.KindOnce:
		return func(wall time.Time) bool { return wall.Format(calendar.WallLayout) == rule.Once }
	case calendar.KindPlain:
		names = plainMeaning(rule.Plain)
	case calendar.KindCron:
		names = cronMeaning(rule.Cron)
	}
	return func(wall time.Time) bool { return names(wall) && wall.Format(calendar.DateLayout) >= rule.StartFrom }
}

func plainMeaning(p calendar.Plain) meaning {
	apart := map[calendar.Every]int{calendar.EveryQuarter: 3, calendar.EveryHalfYear: 6, calendar.EveryYear: 12}
	return func(wall time.Time) bool {
		first := p.StartMonth
		if first == 0 {
			first = time.January
		}
		if wall.Format("15:04") != p.Time || (apart[p.Every] > 0 && (int(wall.Month()-first)+12)%apart[p.Every] != 0) {
			return false
		}
		if p.Day > 0 {
			return wall.Day() == p.Day || (endsMonth(wall) && wall.Day() < p.Day)
		}
		inWeek, nth := wall.Weekday() == p.Weekday, (wall.Day()-1)/7
		switch p.Ordinal {
		case "":
			return inWeek
		case calendar.OrdinalLast:
			return inWeek && wall.AddDate(0, 0, 7).Month() != wall.Month()
		}
		return inWeek && nth == slices.Index(calendar.Ordinals, p.Ordinal)
	}
}

// cronWords are written out.
var cronWords = map[string]string{
	"@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
	"@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
}

func cronMeaning(text string) meaning {
	if written, ok := cronWords[text]; ok {
		text = written
	}
	fields := strings.Fields(text)
	return func(wall time.Time) bool {
		return covers(fields[0], wall.Minute(), 0) && covers(fields[1], wall.Hour(), 0) &&
			covers(fields[3], int(wall.Month()), 1) && covers(fields[4], int(wall.Weekday()), 0) &&
			(covers(fields[2], wall.Day(), 1) || clampsTo(fields[2], fields[3], wall))
	}
}

// covers reports whether one field names the value.
func covers(field string, value, lowest int) bool {
	for part := range strings.SplitSeq(field, ",") {
		base, step, stepped := strings.Cut(part, "/")
		first, last, apart := lowest, 99, 1
		if stepped {
			apart = number(step)
		}
		if base != "*" && base != "?" {
			low, high, isRange := strings.Cut(base, "-")
			first = number(low)
			switch {
			case isRange:
				last = number(high)
			case !stepped:
				last = first
			}
		}
		if value >= first && value <= last && (value-first)%apart == 0 {
			return true
		}
	}
	return false
}

// clampsTo reports whether wall, the last day of a month, stands in for a
// missing day that the field names otherwise than by a step.
func clampsTo(field, months string, wall time.Time) bool {
	if months != "*" || !endsMonth(wall) {
		return false
	}
	for part := range strings.SplitSeq(field, ",") {
		if strings.ContainsAny(part, "/*?") {
			continue
		}
		for missing := wall.Day() + 1; missing <= 31; missing++ {
			if covers(part, missing, 1) {
				return true
			}
		}
	}
	return false
}

func endsMonth(wall time.Time) bool { return wall.AddDate(0, 0, 1).Day() == 1 }

// number reads a number, or the name of a month or weekday.
func number(text string) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(day.String()[:3], text) {
			return int(day)
		}
	}
	for month := time.January; month <= time.December; month++ {
		if strings.EqualFold(month.String()[:3], text) {
			return int(month)
		}
	}
	panic("the test's own expression cannot be read: " + text)
}
