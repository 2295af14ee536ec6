package calendar

import (
	"slices"
	"strconv"
	"time"

	"kreislauf/internal/fault"
)

// Within returns r with only those offsets whose reminder can be sent in a
// window of the given length.
func (r Reminders) Within(length Length) Reminders {
	r.Offsets = slices.DeleteFunc(slices.Clone(r.Offsets), func(n int) bool { return !length.reaches(n) })
	return r
}

// ValidateWithin refuses each offset whose reminder could never be sent, as the
// field "reminders.<offset>". A length that cannot be is left to the rule.
func (r Reminders) ValidateWithin(length Length) error {
	if length.validate() != nil {
		return nil
	}
	key, n := "error.rule_reminder_late_days", length.Days
	if length.Hours > 0 {
		key, n = "error.rule_reminder_late_hours", length.Hours
	}
	var errs fault.Errors
	for _, offset := range r.Offsets {
		if !length.reaches(offset) {
			errs.Add("reminders."+strconv.Itoa(offset), key, "day", strconv.Itoa(offset), "n", n, "rest", int(restAtClose/time.Hour))
		}
	}
	return errs.Err()
}

// reaches reports whether a reminder n days after the opening comes before the
// hours in which nobody is reminded any more. Clocks that change in between do
// not count.
func (l Length) reaches(n int) bool {
	const day = 24 * time.Hour
	whole := time.Duration(l.Days)*day + time.Duration(l.Hours)*time.Hour
	return time.Duration(n)*day < whole-restAtClose
}
