package calendar

import (
	"slices"
	"time"

	"kreislauf/internal/fault"
)

// Reminders says when people are reminded of an open window.
type Reminders struct {
	Offsets     []int `json:"offsets"`      // calendar days after the opening
	OnlyMissing bool  `json:"only_missing"` // only those who have not taken part
	// QuietFrom and QuietUntil widen the night in which nobody is reminded,
	// local clock "20:00"; empty: 21:00 and 07:00, which they cannot shorten.
	QuietFrom  string `json:"quiet_from,omitempty"`
	QuietUntil string `json:"quiet_until,omitempty"`
}

// Reminders keep away from nights and from both ends of a window: the last
// hours before the close, and the hours after an opening that came late.
const (
	quietFrom   = 21 * time.Hour // local clock
	quietUntil  = 7 * time.Hour
	noon        = 12 * time.Hour // how far either end of the night may be moved
	shortestDay = time.Hour      // what must be left between two nights
	restAtClose = 12 * time.Hour
	restAtOpen  = 12 * time.Hour

	maxReminders = 5

	clockLayout = "15:04"
)

// night is the part of each day, [from, 24:00) and [0:00, until) of the local
// clock, in which nobody is reminded.
type night struct{ from, until time.Duration }

// Reminder is one planned reminder. Its offset names it, so that changing other
// reminders of the same window does not repeat it.
type Reminder struct {
	Day int // calendar days after the opening
	At  time.Time
}

// Validate refuses more than five reminders, two on the same day, offsets
// outside 1 to MaxDays, and a night that is shorter than 21:00 to 07:00, reaches
// over noon or leaves less than an hour of day.
func (r Reminders) Validate() error {
	var errs fault.Errors
	sorted := slices.Sorted(slices.Values(r.Offsets))
	switch {
	case len(sorted) > maxReminders:
		errs.Add("reminders", "error.rule_reminders", "most", maxReminders)
	case len(sorted) > 0 && (sorted[0] < 1 || sorted[len(sorted)-1] > MaxDays):
		errs.Add("reminders", "error.rule_reminder_day", "days", MaxDays)
	case len(slices.Compact(sorted)) != len(r.Offsets):
		errs.Add("reminders", "error.rule_reminders_same_day")
	}
	if _, ok := readClock(r.QuietFrom, quietFrom, noon, quietFrom); !ok {
		errs.Add("quiet_from", "error.rule_quiet_from")
	}
	if _, ok := readClock(r.QuietUntil, quietUntil, quietUntil, noon); !ok {
		errs.Add("quiet_until", "error.rule_quiet_until")
	}
	if n := r.night(); n.from-n.until < shortestDay {
		errs.Add("quiet_until", "error.rule_quiet_all")
	}
	return errs.Err()
}

// night returns the hours without reminders; a bound that Validate refuses is
// the usual one.
func (r Reminders) night() night {
	from, _ := readClock(r.QuietFrom, quietFrom, noon, quietFrom)
	until, _ := readClock(r.QuietUntil, quietUntil, quietUntil, noon)
	return night{from, until}
}

// readClock reads "20:00" as the time since midnight, or usual where text is
// empty, unreadable or outside least to most; the last two are not ok.
func readClock(text string, usual, least, most time.Duration) (time.Duration, bool) {
	if text == "" {
		return usual, true
	}
	clock, err := parseStrict(clockLayout, text)
	if err != nil {
		return usual, false
	}
	if since := sinceMidnight(clock); since >= least && since <= most {
		return since, true
	}
	return usual, false
}

// Times returns when reminders of w are due, in order. One that would fall
// into the night, 21:00 to 07:00 local time if it is not longer, moves to its
// end; one that would fall into the last 12 hours before the close is left out.
func (r Reminders) Times(w Window) []time.Time {
	var times []time.Time
	for _, one := range r.Plan(w) {
		times = append(times, one.At)
	}
	return times
}

// Due returns the reminder to send at now and whether there is one. The number
// is its offset in days. done holds the numbers already sent. Of several due
// ones only the latest is returned, and those before it count as done. Nothing
// is due at night or in the last 12 hours, however late now is.
func (r Reminders) Due(w Window, now time.Time, done map[int]bool) (int, bool) {
	zone, err := Zone(w.Zone)
	if err != nil || now.Before(w.Opens) || tooLate(now, w) || r.night().holds(now, zone) {
		return 0, false
	}
	due := Reminder{}
	for _, one := range r.Plan(w) {
		if !one.At.After(now) {
			due = one
		}
	}
	for n, sent := range done {
		if sent && n >= due.Day {
			return 0, false
		}
	}
	return due.Day, due.Day > 0
}

// Wait returns how long a reminder that is on its way has to stop at now, until
// the night is over, and false when the last 12 hours have begun by then: it
// must not be sent any more.
func (r Reminders) Wait(w Window, now time.Time) (time.Duration, bool) {
	zone, err := Zone(w.Zone)
	if err != nil {
		return 0, false
	}
	day := r.night().end(now, zone)
	return day.Sub(now), !tooLate(day, w)
}

// Overtaken returns the numbers of the reminders that a late opening at opened
// makes pointless, because the invitation is less than 12 hours old when they
// are due. They belong into the done of Due.
func (r Reminders) Overtaken(w Window, opened time.Time) []int {
	var numbers []int
	for _, one := range r.Plan(w) {
		if one.At.Before(opened.Add(restAtOpen)) {
			numbers = append(numbers, one.Day)
		}
	}
	return numbers
}

// Plan lists the reminders of w in order of time, at most one per instant; none
// when w cannot be read.
func (r Reminders) Plan(w Window) []Reminder {
	wall, err := parseWall(w.OpensLocal)
	if err != nil {
		return nil
	}
	zone, err := Zone(w.Zone)
	if err != nil {
		return nil
	}
	var plan []Reminder
	for _, n := range slices.Sorted(slices.Values(r.Offsets)) {
		at := r.night().end(Instant(wall.AddDate(0, 0, n), zone, First), zone)
		if n < 1 || !at.After(w.Opens) || tooLate(at, w) {
			continue
		}
		// Offsets that land in one skipped day come due together.
		if last := len(plan) - 1; last >= 0 && plan[last].At.Equal(at) {
			plan = plan[:last]
		}
		plan = append(plan, Reminder{Day: n, At: at})
	}
	return plan
}

func tooLate(t time.Time, w Window) bool { return !t.Before(w.Closes.Add(-restAtClose)) }

func (n night) holds(t time.Time, zone *time.Location) bool {
	clock := sinceMidnight(Wall(t, zone))
	return clock >= n.from || clock < n.until
}

// end moves t out of the night to the next morning.
func (n night) end(t time.Time, zone *time.Location) time.Time {
	if !n.holds(t, zone) {
		return t
	}
	wall := Wall(t, zone)
	clock := sinceMidnight(wall)
	morning := wall.Add(n.until - clock)
	if clock >= n.from {
		morning = morning.AddDate(0, 0, 1)
	}
	return Instant(morning, zone, First)
}

func sinceMidnight(wall time.Time) time.Duration {
	return wall.Sub(wall.Truncate(24 * time.Hour))
}
