package campaign

import (
	"time"

	"kreislauf/internal/survey"
)

// Grace is how long after the close a form begun before it may still be
// submitted. The tally runs after that.
const Grace = survey.Grace

// Window is one stretch [Opens, Closes) in which a wave can be answered.
type Window struct {
	// OpensLocal and ClosesLocal are wall times (WallLayout) in Zone.
	// OpensLocal is the time that the rule names, also when clocks jump over
	// it: from it the instants are computed again when the zone database
	// changes. What people are shown is written from the instants.
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

// Window computes the window that r opens at the wall time opensLocal, for a
// stored wave that has not opened yet.
func (r Rule) Window(opensLocal string) (Window, error) {
	if err := r.Length.validate(); err != nil {
		return Window{}, err
	}
	zone, err := loadZone(r.Zone)
	if err != nil {
		return Window{}, err
	}
	wall, err := parseWall(opensLocal)
	if err != nil {
		return Window{}, err
	}
	return newWindow(wall, resolve(wall, zone, First), r.Length, zone), nil
}

func newWindow(wall, at time.Time, length Length, zone *time.Location) Window {
	closes := closing(wall, at, length, zone)
	closesWall := wallAt(closes, zone)
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
		return resolve(wall.AddDate(0, 0, length.Days), zone, Second)
	}
	return at.Add(time.Duration(length.Hours) * time.Hour)
}

// Phase is where a window stands at one moment.
type Phase string

// Phases of a window, in their order.
const (
	PhasePlanned Phase = "planned" // before Opens
	PhaseOpen    Phase = "open"    // [Opens, Closes)
	PhaseGrace   Phase = "grace"   // [Closes, Closes+Grace): only forms begun before
	PhaseClosed  Phase = "closed"
)

// Phase returns where w stands at now. It depends on nothing else.
func (w Window) Phase(now time.Time) Phase {
	switch {
	case now.Before(w.Opens):
		return PhasePlanned
	case now.Before(w.Closes):
		return PhaseOpen
	case now.Before(w.Closes.Add(Grace)):
		return PhaseGrace
	}
	return PhaseClosed
}

// Marks are the effects of a wave that have already taken place.
type Marks struct {
	Opened, Tallied, Missed, Cancelled bool
}

// Action is what a tick has to carry out for a wave.
type Action string

// Actions of a tick.
const (
	ActionNone  Action = "none"  // nothing now; a later tick may find something
	ActionOpen  Action = "open"  // also late, while the window is open
	ActionMiss  Action = "miss"  // the window passed while nothing was running
	ActionTally Action = "tally" // after the grace
)

// Decide returns what is to be done for a wave at now. Asked again with the
// marks of what was done, it never returns the same action twice, so late,
// repeated and concurrent ticks change nothing.
func Decide(now time.Time, w Window, done Marks) Action {
	if done.Tallied || done.Missed || done.Cancelled {
		return ActionNone
	}
	phase := w.Phase(now)
	switch {
	case done.Opened && phase == PhaseClosed:
		return ActionTally
	case done.Opened || phase == PhasePlanned:
		return ActionNone
	case phase == PhaseOpen:
		return ActionOpen
	}
	return ActionMiss
}
