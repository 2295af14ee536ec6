package analytics

import "math"

// Expected is a block that a wave will probably have.
type Expected struct {
	Block   Block // N is the number of answers expected
	Shows   CellKind
	Perhaps CellKind // what is shown if somewhat fewer answer; equal to Shows when that changes nothing
}

// Forecast returns the blocks that the same partition gives if everyone
// invited answers with the given rate, cut to 0 to 1, and every question is
// answered by all: what the form of a new wave shows before anything is
// frozen. Perhaps is judged one standard deviation below the expected number,
// √(n·rate·(1-rate)) of n invited. The first is the network as a whole; the
// answer is empty when nothing could be shown.
func Forecast(f Frozen, rate float64) ([]Expected, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	rate = min(max(rate, 0), 1)
	heads := make([]headcount, len(f.Places))
	for i, s := range f.Places {
		heads[i].given = int(math.Round(float64(s.Invited) * rate))
	}
	parts := f.byCompany(heads).nest(heads, f.K, false)
	var all []Expected
	if len(parts.means) > 0 && f.totalAllowed(heads) {
		whole := group{}
		for _, g := range parts.means {
			whole = whole.join(g, 0)
		}
		all = append(all, f.expect(whole, partitionsOf(whole, f.K), heads, rate))
	}
	if !f.totalAllowed(heads) {
		parts = parts.withoutWhole(len(f.Places))
	}
	if len(parts.means) == 1 && len(parts.means[0].leaves) == len(f.Places) {
		return all, nil
	}
	for _, g := range parts.means {
		all = append(all, f.expect(g, parts, heads, rate))
	}
	return all, nil
}

func (f Frozen) expect(g group, parts partitions, heads []headcount, rate float64) Expected {
	e := Expected{Block: f.describe(g, heads), Shows: Mean}
	if among(g, parts.groups) {
		e.Shows = ThreeGroups
	}
	if among(g, parts.distributions) {
		e.Shows = Distribution
	}
	fewer := float64(e.Block.N) - math.Sqrt(float64(e.Block.Invited)*rate*(1-rate))
	e.Perhaps = coarser(e.Shows, kindFor(int(math.Round(fewer)), f.K))
	return e
}

// partitionsOf returns the partitions of a group that is taken as a whole.
func partitionsOf(g group, k int) partitions {
	p := partitions{means: []group{g}}
	switch kindFor(g.size.given, k) {
	case Distribution:
		p.groups, p.distributions = p.means, p.means
	case ThreeGroups:
		p.groups = p.means
	}
	return p
}

func among(g group, all []group) bool {
	for _, o := range all {
		if len(o.leaves) == len(g.leaves) && g.within(o) {
			return true
		}
	}
	return false
}

// kindFor returns the most precise number for n answers alone.
func kindFor(n, k int) CellKind {
	switch {
	case n < k:
		return Hidden
	case n >= max(distributionFrom, k):
		return Distribution
	case n >= max(groupsFrom, k):
		return ThreeGroups
	default:
		return Mean
	}
}

// coarser returns the less precise of two kinds.
func coarser(a, b CellKind) CellKind {
	order := map[CellKind]int{Hidden: 0, Mean: 1, ThreeGroups: 2, Distribution: 3}
	if order[a] < order[b] {
		return a
	}
	return b
}
