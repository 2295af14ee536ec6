package cooperation

import (
	"fmt"
	"time"
)

// Day is a calendar day without clock time, "2027-01-04", or empty.
type Day string

// DayOf returns the calendar day of t in t's own zone.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// ParseDay reads "2027-01-04"; the empty text is the empty day.
func ParseDay(text string) (Day, error) {
	if text == "" {
		return "", nil
	}
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return "", fmt.Errorf("parse day: %w", err)
	}
	return Day(text), nil
}

// IsZero reports whether there is no day.
func (d Day) IsZero() bool { return d == "" }

// Time returns midnight UTC of the day, or the zero time of the empty day.
func (d Day) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Before reports whether d lies before other; days compare as their text does.
func (d Day) Before(other Day) bool { return d < other }
