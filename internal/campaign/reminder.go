package campaign

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
	restAtClose = 12 * time.Hour
	restAtOpen  = 12 * time.Hour

	maxReminders = 5
)

// reminder is one planned reminder; n is its offset, which also names it in
// its effect key, so that changing other reminders does not repeat it.
type reminder struct {
	n  int
	at time.Time
}

// Validate refuses more than five reminders, repeated ones, and offsets outside
// 1 to MaxDays.
func (r Reminders) Validate() error {
	sorted := slices.Sorted(slices.Values(r.Offsets))
	repeated := len(slices.Compact(slices.Clone(sorted))) != len(sorted)
	if len(sorted) > maxReminders || repeated {
		return fault.Invalid("reminders", "error.rule_reminders", "most", maxReminders)
	}
	if len(sorted) > 0 && (sorted[0] < 1 || sorted[len(sorted)-1] > MaxDays) {
		return fault.Invalid("reminders", "error.rule_reminder_day", "days", MaxDays)
	}
	return nil
}

// Times returns when reminders of w are due, in order. One that would fall
// between 21:00 and 07:00 local time moves to 07:00; one that would fall into
// the last 12 hours before the close is left out.
func (r Reminders) Times(w Window) []time.Time {
	var times []time.Time
	for _, one := range r.plan(w) {
		times = append(times, one.at)
	}
	return times
}

// Due returns the reminder to send at now and whether there is one. The number
// is its offset in days. done holds the numbers already sent. Of several due
// ones only the latest is returned, and those before it count as done. Nothing
// is due at night or in the last 12 hours, however late now is.
func (r Reminders) Due(w Window, now time.Time, done map[int]bool) (int, bool) {
	zone, err := loadZone(w.Zone)
	if err != nil || now.Before(w.Opens) || tooLate(now, w) || isQuiet(now, zone) {
		return 0, false
	}
	due := reminder{}
	for _, one := range r.plan(w) {
		if !one.at.After(now) {
			due = one
		}
	}
	for n, sent := range done {
		if sent && n >= due.n {
			return 0, false
		}
	}
	return due.n, due.n > 0
}

// Overtaken returns the numbers of the reminders that a late opening at opened
// makes pointless, because the invitation is less than 12 hours old when they
// are due. They belong into the done of Due.
func (r Reminders) Overtaken(w Window, opened time.Time) []int {
	var numbers []int
	for _, one := range r.plan(w) {
		if one.at.Before(opened.Add(restAtOpen)) {
			numbers = append(numbers, one.n)
		}
	}
	return numbers
}

// plan lists the reminders of w in order of time, at most one per instant.
func (r Reminders) plan(w Window) []reminder {
	wall, err := parseWall(w.OpensLocal)
	if err != nil {
		return nil
	}
	zone, err := loadZone(w.Zone)
	if err != nil {
		return nil
	}
	var plan []reminder
	for _, n := range slices.Sorted(slices.Values(r.Offsets)) {
		at := awake(resolve(wall.AddDate(0, 0, n), zone, First), zone)
		if n < 1 || !at.After(w.Opens) || tooLate(at, w) {
			continue
		}
		// Offsets that land in one skipped day come due together.
		if last := len(plan) - 1; last >= 0 && plan[last].at.Equal(at) {
			plan = plan[:last]
		}
		plan = append(plan, reminder{n: n, at: at})
	}
	return plan
}

func tooLate(t time.Time, w Window) bool { return !t.Before(w.Closes.Add(-restAtClose)) }

func isQuiet(t time.Time, zone *time.Location) bool {
	clock := sinceMidnight(wallAt(t, zone))
	return clock >= quietFrom || clock < quietUntil
}

// awake moves t out of the night to the next 07:00.
func awake(t time.Time, zone *time.Location) time.Time {
	if !isQuiet(t, zone) {
		return t
	}
	wall := wallAt(t, zone)
	clock := sinceMidnight(wall)
	morning := wall.Add(quietUntil - clock)
	if clock >= quietFrom {
		morning = morning.AddDate(0, 0, 1)
	}
	return resolve(morning, zone, First)
}

func sinceMidnight(wall time.Time) time.Duration {
	return wall.Sub(wall.Truncate(24 * time.Hour))
}
