package analytics

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func number(x float64) *float64 { return &x }

func TestAMeanNearAnEndIsOnlyABand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mean float64
		n    int
		want Cell
	}{
		{3.24, 5, Cell{Kind: Mean, N: 5, Mean: number(3.2)}},
		{1.8, 5, Cell{Kind: Mean, N: 5, MeanBand: BandLow}}, // one person answered 5, four answered 1
		{2.0, 5, Cell{Kind: Mean, N: 5, Mean: number(2.0)}},
		{4.2, 5, Cell{Kind: Mean, N: 5, MeanBand: BandHigh}},
		{4.2, 9, Cell{Kind: Mean, N: 9, Mean: number(4.2)}},
		{5.0, 9, Cell{Kind: Mean, N: 9, MeanBand: BandHigh}},
	} {
		if diff := cmp.Diff(c.want, meanCell(c.mean, c.n, 1, 5)); diff != "" {
			t.Errorf("mean %v of %d: %s", c.mean, c.n, diff)
		}
	}
}

func TestThreeGroupsAreRoundedToTenAndCapped(t *testing.T) {
	t.Parallel()
	all := [3]bool{true, true, true}
	for _, c := range []struct {
		counts [3]int
		exists [3]bool
		want   [3]Share
	}{
		{[3]int{7, 3, 4}, all, [3]Share{{Percent: 50}, {Percent: 20}, {Percent: 30}}},
		{[3]int{1, 5, 6}, all, [3]Share{{Capped: Under}, {Percent: 40}, {Percent: 50}}},
		{[3]int{1, 4, 5}, all, [3]Share{{Percent: 10}, {Percent: 40}, {Percent: 50}}},
		{[3]int{0, 1, 18}, all, [3]Share{{Capped: Under}, {Capped: Under}, {Capped: Over}}},
		{[3]int{9, 1, 0}, all, [3]Share{{Percent: 90}, {Percent: 10}, {Capped: Under}}},
		{[3]int{6, 0, 6}, [3]bool{true, false, true}, [3]Share{{Percent: 50}, {}, {Percent: 50}}},
	} {
		if diff := cmp.Diff(c.want, groupsCell(c.counts, c.exists).Groups); diff != "" {
			t.Errorf("%v: %s", c.counts, diff)
		}
	}
}

func TestACappedShareTakesOthersAlong(t *testing.T) {
	t.Parallel()
	under, hidden := Share{Capped: Under}, Share{Hidden: true}
	show := func(p int) Share { return Share{Percent: p} }
	for name, c := range map[string]struct {
		scale  bool
		counts []int
		want   []Share
	}{
		"nothing capped":                       {false, []int{5, 4, 5, 6, 5}, []Share{show(20), show(16), show(20), show(24), show(20)}},
		"the next smallest goes with it":       {false, []int{1, 5, 4, 6, 9}, []Share{under, show(20), hidden, show(24), show(36)}},
		"of equal ones the nearest":            {false, []int{5, 5, 5, 10, 1}, []Share{show(19), show(19), hidden, show(39), under}},
		"two that make up ten stay alone":      {false, []int{2, 2, 6, 20, 10}, []Share{under, under, show(15), show(50), show(25)}},
		"two that nobody chose take one along": {false, []int{0, 0, 5, 10, 10}, []Share{under, under, hidden, show(40), show(40)}},
		"nearly everyone":                      {false, []int{0, 0, 0, 1, 39}, []Share{under, under, under, under, {Capped: Over}}},
		"on a scale the neighbour goes":        {true, []int{1, 6, 4, 5, 9}, []Share{under, hidden, show(16), show(20), show(36)}},
		"on both sides":                        {true, []int{1, 6, 9, 8, 1}, []Share{under, hidden, show(36), hidden, under}},
		"a capped side closes another group":   {true, []int{1, 1, 9, 8, 12}, []Share{under, under, hidden, show(26), show(39)}},
		"nor where rounding fills the cap":     {true, []int{2, 0, 0, 7, 12}, []Share{under, under, under, hidden, show(57)}},
		"a closed group shows not all of it":   {true, []int{2, 2, 34, 5, 6}, []Share{under, under, show(70), hidden, show(12)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, distributionCell(c.counts, c.scale).Shares); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestACappedShareCouldBeAnythingUnderTheCap(t *testing.T) {
	t.Parallel()
	r := seeded(3)
	capped := 0
	for range 20000 {
		counts := make([]int, 2+r.IntN(6))
		for range 20 + r.IntN(80) {
			counts[min(int(r.ExpFloat64()*1.5), len(counts)-1)]++
		}
		scale := r.IntN(2) == 0
		c := distributionCell(counts, scale)
		if scale {
			checkConcealed(t, c.Groups[:], []int{0, 1, 2}, 100)
			for g, s := range c.Groups {
				if s.Shown() {
					checkConcealed(t, c.Shares, c.steps(g), s.Percent)
				}
			}
		} else {
			checkConcealed(t, c.Shares, c.open(), 100)
		}
		if slices.ContainsFunc(c.Shares, func(s Share) bool { return s.Capped == Under }) {
			capped++
		}
		for i, s := range c.spans() {
			exact := 100 * float64(counts[i]) / float64(c.N)
			if exact < s.lo-1 || exact > s.hi+1 {
				t.Fatalf("%v shows %v: share %d is %v, outside %v", counts, c.Shares, i, exact, s)
			}
		}
	}
	if capped < 1000 {
		t.Fatalf("only %d distributions had a capped share", capped)
	}
}

// checkConcealed fails where the shares without a number follow from the sum.
func checkConcealed(t *testing.T, shares []Share, members []int, sum int) {
	t.Helper()
	closed := 0
	for _, i := range members {
		sum -= shares[i].Percent
		if !shares[i].Shown() {
			closed++
		}
	}
	if closed == 1 || closed > 0 && sum < capLimit {
		t.Fatalf("%v: %d shares without a number make up %d %%", shares, closed, sum)
	}
}

func TestTheMeanBesideADistributionComesFromItsShownShares(t *testing.T) {
	t.Parallel()
	i := newItem(smallContent(), smallContent().Questions()[0])
	for _, c := range []struct {
		counts []int
		mean   *float64
		about  bool
	}{
		{[]int{5, 4, 5, 6, 5}, number(3.1), false},
		{[]int{2, 2, 6, 20, 10}, number(3.9), false},
		{[]int{1, 0, 5, 10, 10}, number(4.1), true}, // three of five hidden
		{[]int{30, 5, 1, 5, 30}, number(3.1), true},
		{[]int{1, 0, 0, 0, 39}, number(4.8), true},
	} {
		got := i.distribution(c.counts)
		if diff := cmp.Diff(c.mean, got.Mean); diff != "" || got.Approximate != c.about {
			t.Errorf("%v: approximate %v %s", c.counts, got.Approximate, diff)
		}
	}
}

func TestASharedMeanIsNeverFurtherOffThanItSays(t *testing.T) {
	t.Parallel()
	r := seeded(4)
	i := newItem(smallContent(), smallContent().Questions()[0])
	shown := 0
	for range 10000 {
		counts := make([]int, 5)
		n, total := 20+r.IntN(100), 0
		for range n {
			v := min(max(int(3.5+r.NormFloat64()), 1), 5)
			counts[v-1]++
			total += v
		}
		m := i.distribution(counts).Mean
		if m == nil {
			continue
		}
		shown++
		if d := *m - float64(total)/float64(n); d > 0.26 || d < -0.26 {
			t.Fatalf("%v: shown %v, off by %v", counts, *m, d)
		}
	}
	if shown < 9000 {
		t.Errorf("only %d of 10000 distributions had a mean", shown)
	}
}

func TestSharesOfAHundredAddUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ counts, want []int }{
		{[]int{1, 1, 1}, []int{34, 33, 33}},
		{[]int{2, 1, 4}, []int{29, 14, 57}},
		{[]int{0, 10}, []int{0, 100}},
	} {
		n := 0
		for _, v := range c.counts {
			n += v
		}
		if diff := cmp.Diff(c.want, apportion(c.counts, n)); diff != "" {
			t.Error(diff)
		}
	}
}
