package analytics

// A union's number is computed from the displayed cells of its blocks, each
// weighted with its displayed n, as an interval: what a capped or hidden share
// or a banded mean leaves open stays open. The result is shown only if the
// interval is narrow. A union of one block is that block's cell.

func (q QuestionCells) scale() bool { return q.Min < q.Max }

func (q QuestionCells) distribution(blocks []string) (Cell, bool) {
	parts := pick(q.Cells, blocks)
	if len(parts) == 1 {
		return parts[0], true
	}
	u := newUnion(Distribution, parts)
	shares := make([]span, q.Steps)
	var groups [3]span
	var mean span
	for _, c := range parts {
		weight := float64(c.N) / float64(u.N)
		for i, s := range c.spans() {
			shares[i] = shares[i].plus(s.times(weight))
		}
		if q.scale() {
			mean = mean.plus(c.distributionMean(q.Min).times(weight))
			for g, s := range c.groupSpans() {
				groups[g] = groups[g].plus(s.times(weight))
			}
		}
	}
	for _, s := range shares {
		u.Shares = append(u.Shares, shareOf(s, 1))
	}
	if q.scale() {
		u.setMean(mean)
		u.Groups = groupShares(groups, q.Steps, 1)
	}
	return u, true
}

// groups needs the three groups of every block: a block with a distribution
// has them as sums of its shares.
func (q QuestionCells) groups(blocks []string) (Cell, bool) {
	parts := pick(q.Cells, blocks)
	if len(parts) == 1 {
		return parts[0], true
	}
	u := newUnion(ThreeGroups, parts)
	var total [3]span
	for _, c := range parts {
		for g, s := range q.groupSpansOf(c) {
			total[g] = total[g].plus(s.times(float64(c.N) / float64(u.N)))
		}
	}
	if q.scale() {
		u.Groups = groupShares(total, q.Steps, 10)
		return u, true
	}
	for g := range q.Steps {
		u.Groups[g] = shareOf(total[g], 10)
	}
	return u, true
}

func (q QuestionCells) groupSpansOf(c Cell) [3]span {
	var all [3]span
	switch {
	case c.Kind == Distribution && q.scale():
		return c.groupSpans()
	case c.Kind == Distribution:
		copy(all[:], c.spans())
	default:
		for g, s := range c.Groups {
			all[g] = s.span()
		}
	}
	return all
}

func (q QuestionCells) mean(blocks []string) (Cell, bool) {
	return unionOfMeans(pick(q.Cells, blocks), q.Min, q.Max)
}

// unionOfMeans refuses where a block has no mean: there is none beside three
// groups.
func unionOfMeans(parts []Cell, lo, hi int) (Cell, bool) {
	if len(parts) == 1 {
		return parts[0], true
	}
	u := newUnion(Mean, parts)
	var total span
	for _, c := range parts {
		s, ok := c.meanSpan(lo, hi)
		if !ok {
			return Cell{}, false
		}
		total = total.plus(s.times(float64(c.N) / float64(u.N)))
	}
	if !u.setMean(total) {
		return Cell{}, false
	}
	if banded := meanCell(*u.Mean, u.N, lo, hi); banded.Mean == nil {
		u.Mean, u.MeanBand, u.Approximate = nil, banded.MeanBand, false
	}
	return u, true
}

// meanSpan is where the mean of the cell's people can lie, apart from its
// rounding. A cell of three groups, or a hidden one, has no mean.
func (c Cell) meanSpan(lo, hi int) (span, bool) {
	switch {
	case c.Mean != nil:
		return span{*c.Mean, *c.Mean}, true
	case c.MeanBand == BandLow:
		return span{float64(lo), float64(lo) + c.bandWidth(lo, hi)}, true
	case c.MeanBand == BandHigh:
		return span{float64(hi) - c.bandWidth(lo, hi), float64(hi)}, true
	case c.Kind == Distribution:
		return c.distributionMean(lo), true
	default:
		return span{}, false
	}
}

// bandWidth is the width of a band of means. Where a few people gave no answer
// the band is at least as wide as for the fewest answers that a cell can have.
func (c Cell) bandWidth(lo, hi int) float64 {
	n := c.N
	if c.FewMissing {
		n = MinK
	}
	return float64(hi-lo) / float64(n)
}

// newUnion adds up the numbers of answers. It counts people instead wherever
// one of the blocks does.
func newUnion(kind CellKind, parts []Cell) Cell {
	u := Cell{Kind: kind}
	for _, c := range parts {
		u.N += c.N
		u.FewMissing = u.FewMissing || c.FewMissing
	}
	return u
}
