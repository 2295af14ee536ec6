package linkage

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// tau returns Kendall's rank correlation of two orders of the same people, in
// its form a: pairs that are tied in either order count as neither, so that an
// order without information gives 0.
func tau[A, B cmp.Ordered](a []A, b []B) float64 {
	score, pairs := 0, 0
	for i := range a {
		for j := range i {
			score += cmp.Compare(a[i], a[j]) * cmp.Compare(b[i], b[j])
			pairs++
		}
	}
	if pairs == 0 {
		return 0
	}
	return float64(score) / float64(pairs)
}

// ranked returns the indices of values in ascending order, ties at random.
func ranked[V cmp.Ordered](draw *rand.Rand, values []V) []int {
	indices := draw.Perm(len(values))
	slices.SortStableFunc(indices, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	return indices
}

// meetings counts the places at which two sequences hold the same.
func meetings(a, b []int) int {
	n := 0
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] {
			n++
		}
	}
	return n
}

func TestTauIsOneForEqualOrdersAndNothingForTies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		a, b []int
		want float64
	}{
		{"equal", []int{1, 2, 3, 4}, []int{10, 20, 30, 40}, 1},
		{"reverse", []int{1, 2, 3, 4}, []int{4, 3, 2, 1}, -1},
		{"one swap", []int{1, 2, 3, 4}, []int{2, 1, 3, 4}, 4.0 / 6},
		{"constant", []int{7, 7, 7, 7}, []int{1, 2, 3, 4}, 0},
		{"half tied", []int{1, 1, 2, 2}, []int{1, 2, 3, 4}, 4.0 / 6},
		{"empty", nil, nil, 0},
	} {
		if got := tau(c.a, c.b); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTheBoundsAreThoseOfBlindGuessing(t *testing.T) {
	t.Parallel()
	draw := rand.New(rand.NewPCG(1, 2))
	const rounds = 500
	manyLinks, highTau := 0, 0
	for range rounds {
		a, b := draw.Perm(participants), draw.Perm(participants)
		if meetings(a, b) > maxLinks {
			manyLinks++
		}
		if exceeds(tau(a, b)) {
			highTau++
		}
	}
	if manyLinks > 3 || highTau > 3 {
		t.Errorf("guessing exceeds the bounds %d and %d times in %d, too often for a bound", manyLinks, highTau, rounds)
	}
}
