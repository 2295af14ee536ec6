package analytics

import (
	"math"
	"testing"
)

func near(a, b, within float64) bool { return math.Abs(a-b) <= within }

func TestAnIntervalUsesTheSpreadOnlyWhereItIsShown(t *testing.T) {
	t.Parallel()
	i := newItem(smallContent(), smallContent().Questions()[0])
	spread := i.distribution([]int{5, 4, 5, 6, 5})
	spread.Block = "b"
	capped := i.distribution([]int{1, 6, 9, 8, 1})
	capped.Block = "b"
	for name, c := range map[string]struct {
		cell    Cell
		invited int
		half    float64 // computed by hand from the formula in the doc comment
		widest  bool
	}{
		// m = 3.1, s² = 25/24·1.99 = 2.07, t(24) = 2.064: 2.064·√(2.07/25) + 0.05
		"shown": {spread, 0, 0.645, false},
		// the same with √((40-25)/39) = 0.620
		"shown, 25 of 40": {spread, 40, 0.419, false},
		"shown, everyone": {spread, 25, 0.05, false},
		// variance at most (5-3)(3-1) = 4, t(8) = 2.306: 2.306·√(4/8) + 0.05
		"mean of nine":   {Cell{Kind: Mean, N: 9, Mean: number(3)}, 0, 1.681, true},
		"index of many":  {Cell{Kind: Mean, N: 101, Mean: number(3)}, 0, 0.447, true},
		"a loose union":  {Cell{Kind: Mean, N: 101, Mean: number(3), Approximate: true}, 0, 0.647, true},
		"union of three": {Cell{Kind: Distribution, N: 101, Mean: number(3), Shares: []Share{{Hidden: true}, {}, {}, {}, {Hidden: true}}}, 0, 0.447, true},
	} {
		got, ok := IntervalOf(c.cell, 1, 5, c.invited)
		if !ok || got.Widest != c.widest {
			t.Errorf("%s: %v %+v", name, ok, got)
		}
		lo, hi := max(*c.cell.Mean-c.half, 1), min(*c.cell.Mean+c.half, 5)
		if !near(got.Lo, lo, 0.006) || !near(got.Hi, hi, 0.006) {
			t.Errorf("%s: %.3f to %.3f, want %.3f to %.3f", name, got.Lo, got.Hi, lo, hi)
		}
	}
	exact, _ := IntervalOf(spread, 1, 5, 0)
	open, ok := IntervalOf(capped, 1, 5, 0)
	if !ok || open.Widest || open.Hi-open.Lo <= 0.2 || exact.Hi-exact.Lo <= 0.2 {
		t.Errorf("with capped shares: %+v", open)
	}
	for _, c := range []Cell{{}, {Kind: Hidden}, {Kind: Mean, N: 7, MeanBand: BandLow}, {Kind: ThreeGroups, N: 12}} {
		if got, ok := IntervalOf(c, 1, 5, 0); ok {
			t.Errorf("%+v has an interval: %+v", c, got)
		}
	}
}

func TestNoAnswersSpreadMoreThanTheWidest(t *testing.T) {
	t.Parallel()
	r := seeded(31)
	i := newItem(smallContent(), smallContent().Questions()[0])
	for range 5000 {
		counts := make([]int, 5)
		n := 20 + r.IntN(60)
		for range n {
			counts[min(int(r.ExpFloat64()*2), 4)]++
		}
		c := i.distribution(counts)
		if c.Mean == nil {
			continue
		}
		true2 := 0.0
		for step, count := range counts {
			d := float64(1+step) - *c.Mean
			true2 += d * d * float64(count) / float64(n)
		}
		if most := c.largestSpread(*c.Mean, 1); most < true2-0.1 {
			t.Fatalf("%v spread %v, allowed %v", counts, true2, most)
		}
	}
}
