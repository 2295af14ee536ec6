package campaign

import (
	"time"

	"kreislauf/internal/calendar"
	"kreislauf/internal/survey"
)

// Grace is how long after the close a form begun before it may still be
// submitted. The tally runs after that.
const Grace = survey.Grace

// Phase is where a window stands at one moment.
type Phase string

// Phases of a window, in their order.
const (
	PhasePlanned Phase = "planned" // before Opens
	PhaseOpen    Phase = "open"    // [Opens, Closes)
	PhaseGrace   Phase = "grace"   // [Closes, Closes+Grace): only forms begun before
	PhaseClosed  Phase = "closed"
)

// PhaseOf returns where w stands at now. It depends on nothing else.
func PhaseOf(w calendar.Window, now time.Time) Phase {
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
func Decide(now time.Time, w calendar.Window, done Marks) Action {
	if done.Tallied || done.Missed || done.Cancelled {
		return ActionNone
	}
	phase := PhaseOf(w, now)
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
