package calendar

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"kreislauf/internal/fault"
)

// WallLayout and DateLayout are the stored forms of a local wall time and a
// local date: no seconds, no offset.
const (
	WallLayout = "2006-01-02T15:04"
	DateLayout = "2006-01-02"
)

// DefaultZone is the zone of a rule that names none.
const DefaultZone = "Europe/Berlin"

// Zone returns the IANA zone of that name, DefaultZone when it is empty. It
// refuses names that mean the machine's own zone, and the "right/" copies of
// zones that count leap seconds, as a fault of the field "rule.zone".
func Zone(name string) (*time.Location, error) {
	if name == "" {
		name = DefaultZone
	}
	refused := fault.Invalid("rule.zone", "error.rule_zone")
	switch name {
	case "Local", "localtime", "posixrules", "Factory":
		return nil, refused
	}
	if strings.HasPrefix(name, "right/") || strings.HasPrefix(name, "posix/") {
		return nil, refused
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, refused
	}
	return loc, nil
}

// Fold says which occurrence is meant when clocks go back and a local time
// exists twice.
type Fold int

// Windows open at the First and close at the Second occurrence.
const (
	First Fold = iota
	Second
)

// Resolve returns the instant, in UTC, at which clocks in the IANA zone show
// the wall time local (WallLayout). A wall time that clocks jump over, be it
// minutes or a whole day, becomes the first valid instant after the jump.
func Resolve(local, zone string, fold Fold) (time.Time, error) {
	wall, err := parseWall(local)
	if err != nil {
		return time.Time{}, err
	}
	loc, err := Zone(zone)
	if err != nil {
		return time.Time{}, err
	}
	return Instant(wall, loc, fold), nil
}

// Wall returns what clocks in loc show at t, carried in UTC: its fields are
// the local clock's. UTC has no gaps, so calendar arithmetic on it is plain.
func Wall(t time.Time, loc *time.Location) time.Time {
	return t.UTC().Add(offsetAt(t, loc))
}

// Instant returns the instant, in UTC, at which clocks in loc show wall, which
// is carried as Wall returns it. Clocks are a sequence of spans: the first
// occurrence is the earliest instant at which the clock shows wall or later;
// the second is the latest instant before which it showed wall or earlier.
// Both definitions give the end of the gap for a time that does not exist, and
// both never go backwards when wall goes forwards.
func Instant(wall time.Time, loc *time.Location, fold Fold) time.Time {
	spans := spansAround(wall, loc)
	if fold == Second {
		for i := len(spans) - 1; i >= 0; i-- {
			at := wall.Add(-spans[i].offset)
			if at.Before(spans[i].start) {
				continue
			}
			if at.After(spans[i].end) {
				return spans[i].end
			}
			return at
		}
	}
	for _, s := range spans {
		at := wall.Add(-s.offset)
		if !at.Before(s.end) {
			continue
		}
		if at.Before(s.start) {
			return s.start
		}
		return at
	}
	return wall
}

// span is a stretch [start, end) of instants with one UTC offset.
type span struct {
	start, end time.Time
	offset     time.Duration
}

const (
	// reach exceeds every UTC offset in the zone database (at most 15:14).
	reach = 18 * time.Hour
	// probe is shorter than any two changes of offset lie apart.
	probe = 6 * time.Hour
)

// spansAround lists the offsets in force around wall. It probes and bisects
// because Time.ZoneBounds is exact only close to a change: on the last day of
// a leap year the end it reports lies in the past.
func spansAround(wall time.Time, loc *time.Location) []span {
	from, to := wall.Add(-reach), wall.Add(reach)
	spans := []span{{start: from, end: to, offset: offsetAt(from, loc)}}
	for at := from; at.Before(to); at = at.Add(probe) {
		last := &spans[len(spans)-1]
		offset := offsetAt(at.Add(probe), loc)
		if offset == last.offset {
			continue
		}
		change := changeBetween(at, at.Add(probe), loc)
		last.end = change
		spans = append(spans, span{start: change, end: to, offset: offset})
	}
	return spans
}

// changeBetween returns the first second after before at which the offset of
// after is in force.
func changeBetween(before, after time.Time, loc *time.Location) time.Time {
	old := offsetAt(before, loc)
	lo, hi := before.Unix(), after.Unix()
	for hi-lo > 1 {
		mid := lo + (hi-lo)/2
		if offsetAt(time.Unix(mid, 0), loc) == old {
			lo = mid
		} else {
			hi = mid
		}
	}
	return time.Unix(hi, 0).UTC()
}

func offsetAt(t time.Time, loc *time.Location) time.Duration {
	_, seconds := t.In(loc).Zone()
	return time.Duration(seconds) * time.Second
}

// parseStrict accepts exactly what layout writes; time.Parse alone would let
// "8:00" pass for "08:00", and stored texts are compared as text.
func parseStrict(layout, text string) (time.Time, error) {
	t, err := time.Parse(layout, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("parse local time: %w", err)
	}
	if t.Format(layout) != text {
		return time.Time{}, fmt.Errorf("parse local time: want the form %s", layout)
	}
	return t, nil
}

// UnreadableDay is the key of what is wrong with a text that begins with a day:
// a day that no calendar has, such as 31 February, or otherwise.
func UnreadableDay(text, otherwise string) string {
	day, _, _ := strings.Cut(text, "T")
	var wrong *time.ParseError
	if _, err := time.Parse(DateLayout, day); errors.As(err, &wrong) && wrong.Message == ": day out of range" {
		return "error.rule_no_day"
	}
	return otherwise
}

func parseWall(text string) (time.Time, error) { return parseStrict(WallLayout, text) }
