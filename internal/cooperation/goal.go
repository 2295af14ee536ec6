package cooperation

import "time"

// Goal is a shared goal of a cooperation, or one company's own. A goal moves
// from Baseline to Target, upwards or downwards, between StartsOn and DueOn.
type Goal struct {
	ID            string `bun:",pk"`
	NetworkID     string
	CooperationID string
	CompanyID     string // empty: shared
	ParentID      string // empty: not a sub-goal
	Title         string
	Owner         string // who looks after it
	Unit          string // "%", "Tage", "€"
	Baseline      float64
	Target        float64
	StartsOn      Day
	DueOn         Day
	CreatedAt     time.Time
	Version       int
}

// Measurement is a goal's value on one day, in the goal's unit.
type Measurement struct {
	ID         string `bun:",pk"`
	NetworkID  string
	GoalID     string
	Value      float64
	MeasuredOn Day
	Note       string
	CreatedAt  time.Time
}

// Milestone is a dated promise.
type Milestone struct {
	ID            string `bun:",pk"`
	NetworkID     string
	CooperationID string
	Title         string
	Owner         string
	StartsOn      Day
	DueOn         Day
	ExpectedOn    Day // a forecast later than DueOn means late
	ReachedOn     Day
	CreatedAt     time.Time
	Version       int
}

// Late reports whether the milestone was or will be reached after its due
// day, seen from today.
func (m Milestone) Late(today Day) bool {
	switch {
	case m.ReachedOn != "":
		return m.DueOn.Before(m.ReachedOn)
	case m.DueOn.Before(today):
		return true
	default:
		return m.DueOn.Before(m.ExpectedOn)
	}
}
