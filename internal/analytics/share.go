package analytics

import (
	"cmp"
	"math"
	"slices"
)

// onScale reports whether a distribution is over the steps of a scale, which
// then has three groups.
func (c Cell) onScale() bool { return c.Groups != [3]Share{} }

// steps returns the steps of group g of a distribution over a scale.
func (c Cell) steps(g int) []int {
	var in []int
	for i := range c.Shares {
		if groupOf(i, len(c.Shares)) == g {
			in = append(in, i)
		}
	}
	return in
}

// open returns the steps that no shown group adds up: those of the capped and
// hidden groups, or without groups all.
func (c Cell) open() []int {
	var in []int
	for i := range c.Shares {
		if !c.onScale() || !c.Groups[groupOf(i, len(c.Shares))].Shown() {
			in = append(in, i)
		}
	}
	return in
}

// bounds returns the smallest and the largest sum of weighted shares that the
// distribution allows, for weights per step. It knows what everyone can: that
// shares add up to a shown group and to a hundred, and how they were hidden.
func (c Cell) bounds(weight []float64) span {
	negative := make([]float64, len(weight))
	for i, w := range weight {
		negative[i] = -w
	}
	return span{-c.most(negative), c.most(weight)}
}

func (c Cell) most(weight []float64) float64 {
	total, left := 0.0, 100.0
	if c.onScale() {
		for g, s := range c.Groups {
			if s.Shown() {
				left -= float64(s.Percent)
				total += c.fill(c.steps(g), float64(s.Percent), weight, false)
			}
		}
	}
	return total + c.fill(c.open(), left, weight, c.onScale())
}

// fill returns the largest weighted sum of some steps' shares that add up to
// amount. loose says that whole groups without a number are among the steps:
// each capped one stays below its cap.
func (c Cell) fill(steps []int, amount float64, weight []float64, loose bool) float64 {
	total := 0.0
	var closed []int
	for _, i := range steps {
		if c.Shares[i].Shown() {
			total += float64(c.Shares[i].Percent) * weight[i]
			amount -= float64(c.Shares[i].Percent)
		} else {
			closed = append(closed, i)
		}
	}
	room := [3]float64{100, 100, 100}
	for g, s := range c.Groups {
		if loose && s.Capped == Under {
			room[g] = capLimit
		}
	}
	within := make([]span, len(c.Shares))
	together := amount
	for _, i := range closed {
		within[i] = c.closedSpan(i, together, loose)
		total += within[i].lo * weight[i]
		amount -= within[i].lo
	}
	slices.SortStableFunc(closed, func(a, b int) int { return cmp.Compare(weight[b], weight[a]) })
	for _, i := range closed {
		g := groupOf(i, len(c.Shares))
		add := max(0, min(within[i].width(), amount, room[g]))
		total += add * weight[i]
		amount -= add
		room[g] -= add
	}
	return total
}

// closedSpan is where a share without a number can lie among others that add
// up to amount with it. A companion is no smaller than the cap; where it is the
// only one, the capped ones it was hidden for stay below the cap together.
func (c Cell) closedSpan(i int, amount float64, loose bool) span {
	s := c.Shares[i].span()
	if c.Shares[i].Hidden {
		s.lo = capLimit
		if !loose {
			s.lo = max(capLimit, amount-capLimit)
		}
	}
	return span{min(s.lo, max(amount, 0)), s.hi}
}

// spans returns for each step where its share can lie, in per cent.
func (c Cell) spans() []span {
	all := make([]span, len(c.Shares))
	for i := range all {
		weight := make([]float64, len(c.Shares))
		weight[i] = 1
		all[i] = c.bounds(weight)
	}
	return all
}

// groupSpans returns where the three groups of a distribution over a scale can
// lie, in per cent.
func (c Cell) groupSpans() [3]span {
	var all [3]span
	for g := range all {
		weight := make([]float64, len(c.Shares))
		for _, i := range c.steps(g) {
			weight[i] = 1
		}
		all[g] = c.bounds(weight)
	}
	return all
}

// distributionMean is where the mean of a distribution over a scale from lo
// can lie.
func (c Cell) distributionMean(lo int) span {
	weight := make([]float64, len(c.Shares))
	for i := range weight {
		weight[i] = float64(lo+i) / 100
	}
	return c.bounds(weight)
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
