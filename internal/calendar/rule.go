// Package calendar owns the rules by which windows open and close and people
// are reminded: pure functions of a time, on the local calendar of an IANA
// zone. It reads no clock, and refuses to know who or what a window is for.
package calendar

import (
	"time"

	"github.com/robfig/cron/v3"

	"kreislauf/internal/fault"
)

// Kind is the form in which a rule was given.
type Kind string

// Kinds of rule.
const (
	KindOnce  Kind = "once"  // one window, Rule.Once
	KindPlain Kind = "plain" // chosen from a form, Rule.Plain
	KindCron  Kind = "cron"  // an expression, Rule.Cron
)

// Rule says when windows open and for how long. It is stored as JSON; only the
// field that belongs to Kind counts.
type Rule struct {
	Kind      Kind   `json:"kind"`
	Once      string `json:"once,omitempty"` // wall time "2027-01-04T08:00"
	Plain     Plain  `json:"plain,omitzero"`
	Cron      string `json:"cron,omitempty"` // five fields, or a word like "@monthly"
	Zone      string `json:"zone"`           // IANA name, DefaultZone when empty
	Length    Length `json:"length"`
	StartFrom string `json:"start_from,omitempty"` // date "2027-01-01", nothing recurring opens before it
}

// Length is how long a window stays open: calendar days, after which it closes
// at the same local clock time, or hours by the stopwatch. Exactly one is set.
type Length struct {
	Days  int `json:"days,omitempty"`  // 1 to 92
	Hours int `json:"hours,omitempty"` // 1 to 2208, which is 92 times 24
}

// Bounds of a window's length.
const (
	MaxDays  = 92
	MaxHours = MaxDays * 24
)

func (l Length) validate() error {
	days := l.Hours == 0 && l.Days >= 1 && l.Days <= MaxDays
	hours := l.Days == 0 && l.Hours >= 1 && l.Hours <= MaxHours
	if !days && !hours {
		return fault.Invalid("rule.length", "error.rule_length", "days", MaxDays, "hours", MaxHours)
	}
	return nil
}

// maxAhead bounds how far in the future a rule may begin, in years.
const maxAhead = 20

// Validate refuses a rule that cannot be read, never opens after now, or whose
// windows would overlap. Every fault names its field, "rule.cron" for example.
func (r Rule) Validate(now time.Time) error {
	s, scheduleErr := r.schedule()
	var errs fault.Errors
	for _, err := range []error{scheduleErr, r.Length.validate()} {
		if err := errs.Join(err); err != nil {
			return err
		}
	}
	if err := errs.Err(); err != nil {
		return err
	}
	if err := r.refuseNever(s, now); err != nil {
		return err
	}
	return r.refuseOverlap(s, now)
}

// ValidateOpenings is Validate for a rule whose length is not known: windows
// that would overlap are not looked for.
func (r Rule) ValidateOpenings(now time.Time) error {
	s, err := r.schedule()
	if err != nil {
		return err
	}
	return r.refuseNever(s, now)
}

// Schedule returns the openings of r. It checks the pattern and the zone, not
// the length.
func (r Rule) Schedule() (cron.Schedule, error) {
	s, err := r.schedule()
	if err != nil {
		return nil, err
	}
	return s, nil
}

// schedule reports the faults of zone, pattern and start together.
func (r Rule) schedule() (Schedule, error) {
	zone, zoneErr := Zone(r.Zone)
	walls, wallsErr := r.wallSource()
	from, fromErr := r.start()
	var errs fault.Errors
	for _, err := range []error{zoneErr, wallsErr, fromErr} {
		if err := errs.Join(err); err != nil {
			return Schedule{}, err
		}
	}
	return Schedule{walls: walls, from: from, zone: zone}, errs.Err()
}

func (r Rule) wallSource() (wallSource, error) {
	switch r.Kind {
	case KindOnce:
		wall, err := parseWall(r.Once)
		if err != nil {
			return nil, fault.Invalid("rule.once", UnreadableDay(r.Once, "error.rule_once"))
		}
		return single(wall), nil
	case KindPlain:
		return r.Plain.pattern()
	case KindCron:
		return parseExpression(r.Cron)
	}
	return nil, fault.Invalid("rule.kind", "error.rule_kind")
}

func (r Rule) start() (time.Time, error) {
	if r.StartFrom == "" || r.Kind == KindOnce {
		return time.Time{}, nil
	}
	date, err := parseStrict(DateLayout, r.StartFrom)
	if err != nil {
		return time.Time{}, fault.Invalid("rule.start_from", UnreadableDay(r.StartFrom, "error.rule_start"))
	}
	return date, nil
}

// refuseNever refuses a rule that opens never again, or not within maxAhead.
func (r Rule) refuseNever(s Schedule, now time.Time) error {
	first := s.Next(now)
	switch {
	case first.IsZero() && r.Kind == KindOnce:
		return fault.Invalid("rule.once", "error.rule_past")
	case first.IsZero():
		return fault.Invalid(r.patternField(), "error.rule_never")
	case first.After(now.AddDate(maxAhead, 0, 0)):
		return fault.Invalid(r.startField(), "error.rule_far", "years", maxAhead)
	}
	return nil
}

func (r Rule) patternField() string {
	if r.Kind == KindCron {
		return "rule.cron"
	}
	return "rule.every"
}

func (r Rule) startField() string {
	switch {
	case r.Kind == KindOnce:
		return "rule.once"
	case r.StartFrom != "":
		return "rule.start_from"
	}
	return r.patternField()
}

// The Gregorian calendar repeats its weekdays and leap years every 28 years
// (outside the years around 2100), and with them the days on which clocks
// change, so openings that do not overlap in one such cycle never do. A rule
// that opens more often than daily repeats itself within the year: five years
// of it are enough, and bound the work.
const (
	cycleYears    = 28
	denseYears    = 5
	denseOpenings = 12_000
)

func (r Rule) refuseOverlap(s Schedule, now time.Time) error {
	wall, at := s.next(now)
	cycle, dense := at.AddDate(cycleYears, 0, 0), at.AddDate(denseYears, 0, 0)
	for n := 0; ; n++ {
		closes := closing(wall, at, r.Length, s.zone)
		if !closes.After(at) {
			return fault.Invalid("rule.length", "error.rule_length", "days", MaxDays, "hours", MaxHours)
		}
		nextWall, next := s.next(at)
		if next.IsZero() || next.After(cycle) || (n >= denseOpenings && next.After(dense)) {
			return nil
		}
		if next.Before(closes) {
			return fault.Invalid("rule.length", "error.rule_overlap", "opens", at.In(s.zone), "next", next.In(s.zone))
		}
		wall, at = nextWall, next
	}
}
