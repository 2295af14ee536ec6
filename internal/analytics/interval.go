package analytics

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is a 95 per cent interval of a mean, within the scale.
type Interval struct {
	Lo, Hi float64
	// Widest says that the spread is not known and the largest possible one is
	// assumed.
	Widest bool
}

const confidence = 0.95

// IntervalOf returns the interval of a cell's mean, or false where the cell
// has none. invited is the number of people asked, 0 if unknown.
//
// With a distribution of at least 20 answers the spread is the largest that the
// shown shares allow: all of it when none is hidden, else more than that. It
// gives the t interval m ± t(n-1)·s/√n with s² = n/(n-1)·Σp(x-m)² (Student
// 1908). For every other mean the spread is the largest that any answers
// with this mean can have, (hi-m)(m-lo) (Bhatia and Davis, A Better Bound on
// the Variance, Amer. Math. Monthly 107, 2000). A measured one would, together
// with the mean, give away the answers of a small group.
//
// A wave asks everybody, so only those who did not answer are uncertain: the
// half-width shrinks by √((N-n)/(N-1)), the correction for a sample of n out
// of N (Cochran, Sampling Techniques, 1977, ch. 2). It assumes that staying
// away does not depend on the answer. Half a step of the shown decimal is
// added for rounding, and what hidden shares leave open of the mean itself.
func IntervalOf(c Cell, lo, hi, invited int) (Interval, bool) {
	if c.Mean == nil || c.N < 2 {
		return Interval{}, false
	}
	half := halfWidth(c, lo, hi, invited)
	return Interval{
		Lo:     max(*c.Mean-half, float64(lo)),
		Hi:     min(*c.Mean+half, float64(hi)),
		Widest: !c.hasSpread(lo, hi),
	}, true
}

// hasSpread reports whether the cell shows more than the mean. A union with a
// hidden share does not: what its shares leave open depends on its blocks.
func (c Cell) hasSpread(lo, hi int) bool {
	return c.Kind == Distribution && c.N >= distributionFrom && len(c.Shares) == hi-lo+1 &&
		!slices.ContainsFunc(c.Shares, func(s Share) bool { return !s.Shown() && c.Block == "" })
}

// rounding is how far a value shown to one decimal may lie from its source.
const rounding = 0.05

// largestSpread returns the largest mean square distance from m that a
// distribution over a scale from lo allows.
func (c Cell) largestSpread(m float64, lo int) float64 {
	weight := make([]float64, len(c.Shares))
	for i := range weight {
		d := float64(lo+i) - m
		weight[i] = d * d / 100
	}
	return c.most(weight)
}

// halfWidth needs a cell with a mean of at least two answers.
func halfWidth(c Cell, lo, hi, invited int) float64 {
	m, n := *c.Mean, c.N
	variance := (float64(hi) - m) * (m - float64(lo))
	if c.hasSpread(lo, hi) {
		variance = min(variance, c.largestSpread(m, lo))
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.Quantile(1 - (1-confidence)/2)
	half := t * math.Sqrt(variance/float64(n-1))
	if invited > 1 && invited >= n {
		half *= math.Sqrt(float64(invited-n) / float64(invited-1))
	}
	return half + rounding + c.looseness(lo, hi)
}

// looseness is how far the true mean may lie from one that hidden shares make
// approximate.
func (c Cell) looseness(lo, hi int) float64 {
	switch {
	case !c.Approximate:
		return 0
	case c.Block != "" && c.Kind == Distribution && len(c.Shares) == hi-lo+1:
		return c.distributionMean(lo).width() / 2
	default:
		return maxMeanError
	}
}
