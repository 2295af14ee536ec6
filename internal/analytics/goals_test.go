package analytics

import (
	"testing"

	"kreislauf/internal/cooperation"
)

func TestAttainmentFollowsTheDirectionOfTheTarget(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		baseline, target, value, want float64
		ok                            bool
	}{
		{0, 10, 5, 50, true},
		{11, 6, 7.4, 72, true}, // days of delivery, downwards
		{0, -8, -7.3, 91.25, true},
		{10, 60, 5, -10, true},
		{10, 60, 70, 120, true},
		{5, 5, 5, 100, true},
		{5, 5, 6, 100, false},
	} {
		got, ok := Attainment(c.baseline, c.target, c.value)
		if ok != c.ok || !near(got, c.want, 1e-9) {
			t.Errorf("from %v to %v at %v: %v %v, want %v %v", c.baseline, c.target, c.value, got, ok, c.want, c.ok)
		}
	}
}

func TestThePlanGoesEvenlyFromStartToDue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		start, due, today cooperation.Day
		want              float64
		ok                bool
	}{
		{"2026-01-01", "2026-01-11", "2026-01-06", 50, true},
		{"2026-01-01", "2026-01-11", "2025-12-01", 0, true},
		{"2026-01-01", "2026-01-11", "2026-01-11", 100, true},
		{"2026-01-01", "2026-01-11", "2027-01-01", 100, true},
		{"2026-01-01", "2026-01-01", "2026-01-01", 100, true},
		{"2026-01-01", "2026-01-01", "2025-12-31", 0, true},
		{"2026-02-01", "2026-01-01", "2026-01-15", 100, true},
		{"", "2026-01-11", "2026-01-06", 0, false},
		{"2026-01-01", "", "2026-01-06", 0, false},
	} {
		got, ok := PlanToDate(c.start, c.due, c.today)
		if ok != c.ok || !near(got, c.want, 1e-9) {
			t.Errorf("%s to %s on %s: %v %v, want %v %v", c.start, c.due, c.today, got, ok, c.want, c.ok)
		}
	}
}

func TestAGoalWithoutAMeasurementHasThatOfItsParts(t *testing.T) {
	t.Parallel()
	goal := func(id, parent string) cooperation.Goal {
		return cooperation.Goal{ID: id, ParentID: parent, Target: 100, StartsOn: "2026-01-01", DueOn: "2026-01-11"}
	}
	measured := func(id string, day cooperation.Day, value float64) cooperation.Measurement {
		return cooperation.Measurement{GoalID: id, MeasuredOn: day, Value: value}
	}
	goals := []cooperation.Goal{goal("top", ""), goal("a", "top"), goal("b", "top"), goal("c", "top"), goal("b1", "b"), goal("own", ""), goal("own1", "own"), goal("x", "y"), goal("y", "x")}
	values := []cooperation.Measurement{
		measured("a", "2026-01-02", 10), measured("a", "2026-01-04", 40), measured("a", "2026-01-09", 90),
		measured("b1", "2026-01-03", 150), measured("own", "2026-01-03", 20), measured("own1", "2026-01-03", 80),
	}
	double := func(g cooperation.Goal) float64 { return map[string]float64{"a": 3}[g.ID] + 1 }
	for name, c := range map[string]struct {
		weight func(cooperation.Goal) float64
		top    float64
	}{"alike": {nil, 70}, "weighted": {double, (4*40 + 100) / 5.0}} {
		got := ProgressOf(goals, values, "2026-01-06", c.weight)
		if !got[0].Known || got[0].Measured || !near(got[0].Attainment, c.top, 1e-9) {
			t.Errorf("%s: top %+v, want %v", name, got[0], c.top)
		}
		if behind, ok := got[1].Behind(); !ok || !near(behind, 10, 1e-9) || got[1].Value != 40 {
			t.Errorf("a is behind by %v: %+v", behind, got[1])
		}
		if got[3].Known || got[5].Attainment != 20 || got[7].Known {
			t.Errorf("unmeasured %+v, own %+v, circle %+v", got[3], got[5], got[7])
		}
	}
}
