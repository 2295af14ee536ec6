package analytics

import "math"

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
// (largest remainder). Where a share is capped, the smallest others are hidden
// with it until at least two are, and until together they make up ten per
// cent: what is left over to a hundred would otherwise be the capped share, or
// say that nobody chose any of them.
func distributionCell(counts []int) Cell {
	c := Cell{Kind: Distribution, Shares: make([]Share, len(counts))}
	for _, count := range counts {
		c.N += count
	}
	percent := apportion(counts, c.N)
	hidden, together := 0, 0
	for i, count := range counts {
		c.Shares[i] = Share{Percent: percent[i], Capped: capOf(count, c.N)}
		if c.Shares[i].Capped != "" {
			hidden++
			together += percent[i]
			c.Shares[i].Percent = 0
		}
	}
	for hidden > 0 && hidden < len(counts) && (hidden == 1 || together < capLimit) {
		i := companion(c.Shares)
		together += c.Shares[i].Percent
		c.Shares[i] = Share{Hidden: true}
		hidden++
	}
	return c
}

// companion returns the smallest shown share; of equal ones the one closest to
// a capped share, which keeps the mean closest to what is known.
func companion(shares []Share) int {
	best, least, nearest := -1, math.MaxInt, math.MaxInt
	for i, s := range shares {
		if !s.Shown() {
			continue
		}
		distance := math.MaxInt
		for j, o := range shares {
			if o.Capped != "" {
				distance = min(distance, max(i-j, j-i))
			}
		}
		if s.Percent < least || s.Percent == least && distance < nearest {
			best, least, nearest = i, s.Percent, distance
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
