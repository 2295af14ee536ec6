package analytics

import (
	"math"
	"slices"
)

// meanCell shows the mean of n values on a scale from lo to hi: to one
// decimal, or within (hi-lo)/n of an end only that it lies there. So near an
// end the mean of a few people would give away that all but one answered
// alike.
func meanCell(mean float64, n, lo, hi int) Cell {
	const tolerance = 1e-9
	reach := float64(hi-lo)/float64(n) + tolerance
	switch {
	case mean-float64(lo) <= reach:
		return Cell{Kind: Mean, N: n, MeanBand: BandLow}
	case float64(hi)-mean <= reach:
		return Cell{Kind: Mean, N: n, MeanBand: BandHigh}
	default:
		m := tenth(mean)
		return Cell{Kind: Mean, N: n, Mean: &m}
	}
}

// tenth rounds to one decimal, halves away from zero.
func tenth(x float64) float64 { return math.Round(x*10) / 10 }

// groupsCell shows the counts of three groups in steps of ten per cent. The
// three need not add up to a hundred. A group that cannot exist stays 0.
func groupsCell(counts [3]int, exists [3]bool) Cell {
	n := counts[0] + counts[1] + counts[2]
	c := Cell{Kind: ThreeGroups, N: n}
	for i, count := range counts {
		if !exists[i] {
			continue
		}
		c.Groups[i] = Share{Percent: 10 * int(math.Round(float64(10*count)/float64(n))), Capped: capOf(count, n)}
		if c.Groups[i].Capped != "" {
			c.Groups[i].Percent = 0
		}
	}
	return c
}

// capOf decides on the exact count, so that rounding never lifts a cap.
func capOf(count, n int) Cap {
	switch {
	case 100*count < capLimit*n:
		return Under
	case 100*count > (100-capLimit)*n:
		return Over
	default:
		return ""
	}
}

// distributionCell shows counts in whole per cent that add up to a hundred
// (largest remainder), and on a scale the three groups as their sums.
//
// A capped share takes others along (see conceal), the three groups among
// themselves first. In a group that keeps its number a capped step takes along
// a neighbour of the same group, so that agreement stays known; the steps of
// the other groups take each other along, and none of those groups keeps all
// of its steps.
func distributionCell(counts []int, scale bool) Cell {
	c := Cell{Kind: Distribution, Shares: make([]Share, len(counts))}
	for _, count := range counts {
		c.N += count
	}
	percent := apportion(counts, c.N)
	for i, count := range counts {
		c.Shares[i] = shareFor(percent[i], count, c.N)
	}
	if !scale {
		conceal(c.Shares, percent, c.open())
		return c
	}
	var size, part [3]int
	for i, count := range counts {
		size[groupOf(i, len(counts))] += count
		part[groupOf(i, len(counts))] += percent[i]
	}
	var exist []int
	for g := range c.Groups {
		if g != 1 || len(counts)%2 == 1 {
			c.Groups[g] = shareFor(part[g], size[g], c.N)
			exist = append(exist, g)
		}
	}
	conceal(c.Groups[:], part[:], exist)
	for g, s := range c.Groups {
		if s.Shown() {
			conceal(c.Shares, percent, c.steps(g))
		}
	}
	conceal(c.Shares, percent, c.open())
	c.openGroups(percent)
	return c
}

// openGroups hides a step of each group without a number that still shows all
// its steps.
func (c Cell) openGroups(percent []int) {
	for g, s := range c.Groups {
		steps := c.steps(g)
		if !s.Shown() && !slices.ContainsFunc(steps, func(i int) bool { return !c.Shares[i].Shown() }) {
			c.Shares[companion(c.Shares, percent, steps)] = Share{Hidden: true}
		}
	}
}

// shareFor caps by the exact count, and where the shown per cent would look as
// if it should have been.
func shareFor(percent, count, n int) Share {
	switch limit := capOf(count, n); {
	case limit != "":
		return Share{Capped: limit}
	case percent < capLimit:
		return Share{Capped: Under}
	case percent > 100-capLimit:
		return Share{Capped: Over}
	default:
		return Share{Percent: percent}
	}
}

// conceal hides, where one of the members is capped, the smallest others until
// at least two have no number and together they make up ten per cent. What
// is left over would otherwise be the capped share, or say that nobody chose
// any of them.
func conceal(shares []Share, percent []int, members []int) {
	closed, together := 0, 0
	for _, i := range members {
		if !shares[i].Shown() {
			closed++
			together += percent[i]
		}
	}
	for closed > 0 && closed < len(members) && (closed == 1 || together < capLimit) {
		i := companion(shares, percent, members)
		shares[i] = Share{Hidden: true}
		together += percent[i]
		closed++
	}
}

// companion returns the smallest shown member; of equal ones the one closest
// to a capped share, which keeps the mean closest to what is known.
func companion(shares []Share, percent []int, members []int) int {
	best, least, nearest := -1, math.MaxInt, math.MaxInt
	for _, i := range members {
		if !shares[i].Shown() {
			continue
		}
		distance := math.MaxInt
		for _, j := range members {
			if shares[j].Capped != "" {
				distance = min(distance, max(i-j, j-i))
			}
		}
		if percent[i] < least || percent[i] == least && distance < nearest {
			best, least, nearest = i, percent[i], distance
		}
	}
	return best
}

// apportion returns whole per cents of n that add up to 100, by the method of
// the largest remainder, ties to the earlier count.
func apportion(counts []int, n int) []int {
	percent := make([]int, len(counts))
	left := 100
	for i, count := range counts {
		percent[i] = 100 * count / n
		left -= percent[i]
	}
	given := make([]bool, len(counts))
	for ; left > 0; left-- {
		best := -1
		for i, count := range counts {
			if !given[i] && (best < 0 || 100*count%n > 100*counts[best]%n) {
				best = i
			}
		}
		percent[best]++
		given[best] = true
	}
	return percent
}
