package analytics

import (
	"math"
	"slices"
)

// spans returns for each share of a distribution all values that agree with
// what is shown, in per cent: the hidden ones fill up the shown to a hundred.
// There is at most one companion, itself no smaller than a cap; that it was
// needed says that the capped ones together stay below the cap.
func spans(shares []Share) []span {
	all := make([]span, len(shares))
	rest := 100.0
	var low, high float64
	for i, s := range shares {
		all[i] = s.span()
		if s.Shown() {
			rest -= all[i].lo
		}
	}
	for i, s := range shares {
		if s.Shown() {
			continue
		}
		if s.Hidden {
			all[i].lo = min(max(capLimit, rest-capLimit), 100)
		}
		low += all[i].lo
		high += all[i].hi
	}
	for i, s := range shares {
		if !s.Shown() {
			lo, hi := all[i].lo, all[i].hi
			all[i].lo = min(max(lo, rest-(high-hi)), hi)
			all[i].hi = max(min(hi, rest-(low-lo)), all[i].lo)
		}
	}
	return all
}

// extreme returns the largest possible weighted sum of shares that lie in
// their spans and add up to a hundred, divided by a hundred.
func extreme(within []span, weight []float64) float64 {
	order := make([]int, len(within))
	total, left := 0.0, 100.0
	for i, s := range within {
		order[i] = i
		total += s.lo * weight[i]
		left -= s.lo
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case weight[a] > weight[b]:
			return -1
		case weight[a] < weight[b]:
			return 1
		default:
			return a - b
		}
	})
	for _, i := range order {
		add := min(within[i].width(), max(left, 0))
		total += add * weight[i]
		left -= add
	}
	return total / 100
}

// bounds returns the smallest and the largest weighted sum that the shown
// shares allow.
func bounds(shares []Share, weight []float64) span {
	within := spans(shares)
	negative := make([]float64, len(weight))
	for i, w := range weight {
		negative[i] = -w
	}
	return span{-extreme(within, negative), extreme(within, weight)}
}

// meanSpan is where the mean of a distribution on a scale from lo can lie.
func meanSpan(shares []Share, lo int) span {
	weight := make([]float64, len(shares))
	for i := range weight {
		weight[i] = float64(lo + i)
	}
	return bounds(shares, weight)
}

// maxMeanError is how far the true mean may lie from one that is computed from
// shown values; from exactMeanError on it is called approximate.
const (
	maxMeanError   = 0.2
	exactMeanError = 0.05
)

// setMean shows the middle of s to one decimal, unless that says too little.
// It reports whether it did.
func (c *Cell) setMean(s span) bool {
	const tolerance = 1e-9
	off := s.width() / 2
	if off > maxMeanError+tolerance {
		return false
	}
	m := tenth(s.mid())
	c.Mean, c.Approximate = &m, off > exactMeanError+tolerance
	return true
}

// groupShares shows the three groups of spans over the steps of a scale. The
// middle of an even number of steps does not exist and is 0, not capped.
func groupShares(within [3]span, steps, step int) [3]Share {
	var shares [3]Share
	for g, s := range within {
		if g != 1 || steps%2 == 1 {
			shares[g] = shareOf(s, step)
		}
	}
	return shares
}

// groupSpans returns where the three groups of a distribution over the steps
// of a scale can lie, in per cent.
func groupSpans(shares []Share) [3]span {
	var all [3]span
	for g := range all {
		weight := make([]float64, len(shares))
		for i := range shares {
			if groupOf(i, len(shares)) == g {
				weight[i] = 100
			}
		}
		all[g] = bounds(shares, weight)
	}
	return all
}

// groupOf returns the group of step i of a scale with this many steps: 0
// disagree, 1 neither, 2 agree. An even number of steps has no middle.
func groupOf(i, steps int) int {
	switch twice := 2*i + 1; {
	case twice < steps:
		return 0
	case twice == steps:
		return 1
	default:
		return 2
	}
}

// shareOf shows a share known to lie in s: rounded to step, if s is no wider
// than two steps, else capped or hidden. It is a function of shown values
// only and therefore says nothing new.
func shareOf(s span, step int) Share {
	const tolerance = 1e-9
	switch {
	case s.hi <= capLimit+tolerance && s.lo < capLimit-tolerance:
		return Share{Capped: Under}
	case s.lo >= 100-capLimit-tolerance && s.hi > 100-capLimit+tolerance:
		return Share{Capped: Over}
	case s.width() > float64(2*step)+tolerance:
		return Share{Hidden: true}
	case s.mid() < capLimit-tolerance:
		return Share{Capped: Under}
	case s.mid() > 100-capLimit+tolerance:
		return Share{Capped: Over}
	default:
		return Share{Percent: step * int(math.Round(s.mid()/float64(step)))}
	}
}
