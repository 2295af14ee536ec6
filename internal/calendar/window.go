package calendar

import "time"

// Window is one stretch [Opens, Closes) in which something can be answered.
type Window struct {
	// OpensLocal and ClosesLocal are wall times (WallLayout) in Zone.
	// OpensLocal is the time that the rule names, also when clocks jump over
	// it: closes and reminders are counted from it. What people are shown is
	// written from the instants.
	OpensLocal, ClosesLocal string
	Zone                    string    // IANA name
	Opens, Closes           time.Time // UTC
}

// Next returns up to n windows that open strictly after after; fewer when the
// rule opens no more. It does not look for overlaps, Validate does.
func (r Rule) Next(after time.Time, n int) ([]Window, error) {
	if err := r.Length.validate(); err != nil {
		return nil, err
	}
	s, err := r.schedule()
	if err != nil {
		return nil, err
	}
	var windows []Window
	for len(windows) < n {
		wall, at := s.next(after)
		if at.IsZero() {
			break
		}
		// A window of one day that falls wholly into a skipped day is empty.
		if w := newWindow(wall, at, r.Length, s.zone); w.Closes.After(w.Opens) {
			windows = append(windows, w)
		}
		after = at
	}
	return windows, nil
}

func newWindow(wall, at time.Time, length Length, zone *time.Location) Window {
	closes := closing(wall, at, length, zone)
	closesWall := Wall(closes, zone)
	if length.Days > 0 {
		closesWall = wall.AddDate(0, 0, length.Days)
	}
	return Window{
		OpensLocal:  wall.Format(WallLayout),
		ClosesLocal: closesWall.Format(WallLayout),
		Zone:        zone.String(),
		Opens:       at,
		Closes:      closes,
	}
}

// closing counts days on the calendar from the rule's wall time, and hours on
// the stopwatch from the instant.
func closing(wall, at time.Time, length Length, zone *time.Location) time.Time {
	if length.Days > 0 {
		return Instant(wall.AddDate(0, 0, length.Days), zone, Second)
	}
	return at.Add(time.Duration(length.Hours) * time.Hour)
}
