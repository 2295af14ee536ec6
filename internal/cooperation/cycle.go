package cooperation

import (
	"context"
	"fmt"

	"kreislauf/internal/account"
)

// CycleForm edits a cycle: when it runs, what came of it, how far each of its
// five steps has come. Steps are never locked, so every combination is valid.
type CycleForm struct {
	StartedOn string    `form:"started_on"`
	EndedOn   string    `form:"ended_on"` // empty while it runs
	Summary   string    `form:"summary"`
	Steps     [5]string `form:"-"` // html names step_1 … step_5
	Version   int       `form:"version"`
}

// FormOfCycle returns the form that shows c.
func FormOfCycle(c Cycle) CycleForm {
	f := CycleForm{StartedOn: string(c.StartedOn), EndedOn: string(c.EndedOn), Summary: c.Summary, Version: c.Version}
	for i, state := range c.Steps {
		f.Steps[i] = string(state)
	}
	return f
}

func (f CycleForm) apply(c *Cycle) error {
	var in input
	c.StartedOn, c.EndedOn = in.needDay("started_on", f.StartedOn), in.day("ended_on", f.EndedOn)
	in.unless(c.EndedOn.IsZero() || !c.EndedOn.Before(c.StartedOn), "ended_on", "error.before_start")
	c.Summary, c.Version = in.text("summary", f.Summary, maxText), f.Version
	for i, text := range f.Steps {
		state := StepState(text)
		in.unless(state == StepIdle || state == StepRunning || state == StepDone, fmt.Sprintf("step_%d", i+1), "error.choice")
		c.Steps[i] = state
	}
	return in.err()
}

func (s *Service) newCycle(c Cooperation, number int, startedOn Day) *Cycle {
	return &Cycle{
		ID: s.newID(), NetworkID: c.NetworkID, CooperationID: c.ID, Number: number, StartedOn: startedOn, Version: 1,
		Steps: [5]StepState{StepIdle, StepIdle, StepIdle, StepIdle, StepIdle},
	}
}

// EditCycle changes a cycle of a cooperation.
func (s *Service) EditCycle(ctx context.Context, v account.Viewer, cooperationID, id string, f CycleForm) error {
	return s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		c, err := w.Cycle(ctx, id)
		if err != nil {
			return err
		}
		if c.CooperationID != cooperationID {
			return notFound()
		}
		if err := f.apply(&c); err != nil {
			return err
		}
		return w.Update(ctx, &c)
	})
}

// StartCycle ends the running cycle today and begins the next one, which is
// returned. The version is that of the cycle the viewer saw running.
func (s *Service) StartCycle(ctx context.Context, v account.Viewer, cooperationID string, version int) (Cycle, error) {
	var next *Cycle
	err := s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		c, err := w.Cooperation(ctx, cooperationID)
		if err != nil {
			return err
		}
		cycles, err := w.Cycles(ctx, cooperationID)
		if err != nil {
			return err
		}
		if len(cycles) == 0 {
			return notFound()
		}
		running, today := cycles[0], s.today(v)
		running.Version = version
		if running.EndedOn.IsZero() || today.Before(running.EndedOn) {
			running.EndedOn = max(today, running.StartedOn)
		}
		if err := w.Update(ctx, &running); err != nil {
			return err
		}
		next = s.newCycle(c, running.Number+1, max(today, running.EndedOn))
		return w.Insert(ctx, next)
	})
	if err != nil {
		return Cycle{}, err
	}
	return *next, nil
}
