package analytics

import (
	"slices"

	"kreislauf/internal/cooperation"
)

// Attainment returns how much of the way from baseline to target value has
// gone, in per cent: 0 at the baseline, 100 at the target, in whichever
// direction the target lies. It is below 0 behind the baseline and above 100
// beyond the target. A goal that keeps its baseline is attained by exactly
// that value and has no other measure: false.
func Attainment(baseline, target, value float64) (float64, bool) {
	if baseline == target {
		return 100, value == target
	}
	return 100 * (value - baseline) / (target - baseline), true
}

// PlanToDate returns how much of the way would be gone on today if it were
// gone evenly from start to due, in per cent from 0 to 100. It is false
// without both days.
func PlanToDate(start, due, today cooperation.Day) (float64, bool) {
	switch {
	case start.IsZero() || due.IsZero() || today.IsZero():
		return 0, false
	case !today.Before(due):
		return 100, true
	case !start.Before(today):
		return 0, true
	}
	length := due.Time().Sub(start.Time())
	return 100 * float64(today.Time().Sub(start.Time())) / float64(length), true
}

// Progress is how far a goal has come.
type Progress struct {
	GoalID     string
	Value      float64 // of the latest measurement, in the goal's unit
	Measured   bool    // Value exists; else Attainment comes from sub-goals
	Attainment float64 // per cent
	Known      bool    // Attainment exists
	Plan       float64 // attainment to date if the way were gone evenly
	Planned    bool    // Plan exists
}

// Behind returns by how many points attainment lies behind the plan, negative
// when ahead. It is false when either is unknown.
func (p Progress) Behind() (float64, bool) {
	return p.Plan - p.Attainment, p.Known && p.Planned
}

// ProgressOf returns the progress of all goals on a day, in their order. A
// goal without a measurement of its own has the mean of its sub-goals'
// attainments, each cut to 0 to 100 and weighted by weight (nil: all alike), as
// far as they are known. Measurements after today do not count.
func ProgressOf(goals []cooperation.Goal, measured []cooperation.Measurement, today cooperation.Day, weight func(cooperation.Goal) float64) []Progress {
	w := walk{goals: goals, latest: latest(measured, today), today: today, weight: weight, open: map[string]bool{}}
	all := make([]Progress, len(goals))
	for i, g := range goals {
		all[i] = w.progress(g)
	}
	return all
}

func latest(measured []cooperation.Measurement, today cooperation.Day) map[string]cooperation.Measurement {
	last := map[string]cooperation.Measurement{}
	for _, m := range measured {
		old, ok := last[m.GoalID]
		newer := !ok || old.MeasuredOn.Before(m.MeasuredOn) ||
			old.MeasuredOn == m.MeasuredOn && old.CreatedAt.Before(m.CreatedAt)
		if newer && !today.Before(m.MeasuredOn) {
			last[m.GoalID] = m
		}
	}
	return last
}

// walk follows sub-goals; open holds the goals on the way, so that a circle
// of parents ends.
type walk struct {
	goals  []cooperation.Goal
	latest map[string]cooperation.Measurement
	today  cooperation.Day
	weight func(cooperation.Goal) float64
	open   map[string]bool
}

func (w walk) progress(g cooperation.Goal) Progress {
	p := Progress{GoalID: g.ID}
	p.Plan, p.Planned = PlanToDate(g.StartsOn, g.DueOn, w.today)
	if m, ok := w.latest[g.ID]; ok {
		p.Value, p.Measured = m.Value, true
		p.Attainment, p.Known = Attainment(g.Baseline, g.Target, m.Value)
		return p
	}
	p.Attainment, p.Known = w.fromParts(g)
	return p
}

func (w walk) fromParts(g cooperation.Goal) (float64, bool) {
	w.open[g.ID] = true
	defer delete(w.open, g.ID)
	total, weights := 0.0, 0.0
	for _, sub := range slices.DeleteFunc(slices.Clone(w.goals), func(s cooperation.Goal) bool {
		return s.ParentID != g.ID || w.open[s.ID]
	}) {
		p := w.progress(sub)
		if !p.Known {
			continue
		}
		weight := 1.0
		if w.weight != nil {
			weight = w.weight(sub)
		}
		total += weight * min(max(p.Attainment, 0), 100)
		weights += weight
	}
	if weights == 0 {
		return 0, false
	}
	return total / weights, true
}
