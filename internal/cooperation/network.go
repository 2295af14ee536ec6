// Package cooperation owns networks, companies, cooperations with their
// cycles, goals, milestones, costs and benefits, and the agreement. It refuses
// to know surveys; what employees say reaches it only as published results.
package cooperation

import "time"

// Network is all companies that one manager looks after: the tenant that
// nothing crosses.
type Network struct {
	ID        string `bun:",pk"`
	Name      string
	Zone      string   // IANA name
	Languages []string `bun:"type:jsonb"`
	K         int      // smallest group that results are shown for, at least 5
	CreatedAt time.Time
	Version   int
}

// Company is a member of a network, with a short data sheet.
type Company struct {
	ID         string `bun:",pk"`
	NetworkID  string
	Name       string
	ShortName  string // for charts and tables
	Trade      string
	Seat       string
	Website    string
	Note       string
	ArchivedAt *time.Time
	CreatedAt  time.Time
	Version    int
}

// Team is a part of a company; teams form a tree.
type Team struct {
	ID        string `bun:",pk"`
	NetworkID string
	CompanyID string
	ParentID  string // empty: directly below the company
	Name      string
	Version   int
}

// Cooperation is a joint undertaking of two or more companies.
type Cooperation struct {
	ID          string `bun:",pk"`
	NetworkID   string
	Name        string
	Purpose     string
	StartedOn   Day
	ConcludedOn Day // empty while it runs
	CreatedAt   time.Time
	Version     int
}

// Member is a company's part in a cooperation.
type Member struct {
	CooperationID string `bun:",pk"`
	CompanyID     string `bun:",pk"`
	NetworkID     string
	JoinedOn      Day
	LeftOn        Day
}

// Active reports whether the company takes part on that day or will; a company
// that has left does not.
func (m Member) Active(today Day) bool { return m.LeftOn.IsZero() || today.Before(m.LeftOn) }

// Step is one of the five steps of the circle of trust, 1 to 5.
type Step int

// The five steps.
const (
	StepNeeds Step = iota + 1
	StepPartners
	StepStructure
	StepRelationship
	StepEvaluation
)

// StepState is how far a step of a cycle has come; steps are never locked.
type StepState string

// States of a step.
const (
	StepIdle    StepState = "idle"
	StepRunning StepState = "running"
	StepDone    StepState = "done"
)

// Steps lists the five steps in their order.
func Steps() []Step {
	return []Step{StepNeeds, StepPartners, StepStructure, StepRelationship, StepEvaluation}
}

// Cycle is one round of the five steps of one cooperation.
type Cycle struct {
	ID            string `bun:",pk"`
	NetworkID     string
	CooperationID string
	Number        int
	StartedOn     Day
	EndedOn       Day
	Summary       string
	Steps         [5]StepState `bun:"type:jsonb,json_use_number"` // bun scans arrays by this option only
	Version       int
}

// Of returns the state of a step.
func (c Cycle) Of(step Step) StepState { return c.Steps[step-1] }

// Running lists the steps that run, in their order.
func (c Cycle) Running() []Step {
	var running []Step
	for _, step := range Steps() {
		if c.Of(step) == StepRunning {
			running = append(running, step)
		}
	}
	return running
}

// Current returns the last step that runs; when none does, the first one that
// has not been done, and the evaluation when all have.
func (c Cycle) Current() Step {
	if running := c.Running(); len(running) > 0 {
		return running[len(running)-1]
	}
	for _, step := range Steps() {
		if c.Of(step) == StepIdle {
			return step
		}
	}
	return StepEvaluation
}
