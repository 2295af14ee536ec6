package analytics

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func sizes(ns ...int) []headcount {
	heads := make([]headcount, len(ns))
	for i, n := range ns {
		heads[i].given = n
	}
	return heads
}

func leavesOf(groups []group) [][]int {
	var all [][]int
	for _, g := range groups {
		all = append(all, g.leaves)
	}
	return all
}

func TestCompaniesThatAreTooSmallArePooled(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answers []int
		want    [][]int
	}{
		"all large enough":                    {[]int{5, 6, 7}, [][]int{{0}, {1}, {2}}},
		"two small ones make a block":         {[]int{9, 3, 4, 8}, [][]int{{0}, {1, 2}, {3}}},
		"one small one takes in the smallest": {[]int{9, 3, 6, 8}, [][]int{{0}, {1, 2}, {3}}},
		"of equal ones the first":             {[]int{6, 6, 4}, [][]int{{0, 2}, {1}}},
		"an empty company is hidden too":      {[]int{9, 0, 8}, [][]int{{0}, {1, 2}}},
		"nobody else is left":                 {[]int{9, 2}, [][]int{{0, 1}}},
		"everyone together is too few":        {[]int{2, 2}, nil},
		"no answers":                          {[]int{0, 0}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := freeze(t, slices.Repeat([]int{60}, len(c.answers))...)
			got := leavesOf(f.byCompany(sizes(c.answers...)).blocks)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// nested is one company with two departments of two and three teams, and a
// second company without teams.
func nested(t *testing.T) Frozen {
	t.Helper()
	nodes := []Node{
		{ID: "a", Kind: KindCompany},
		{ID: "a1", Kind: KindTeam, Parent: "a"}, {ID: "a2", Kind: KindTeam, Parent: "a"},
		{ID: "a11", Kind: KindTeam, Parent: "a1"}, {ID: "a12", Kind: KindTeam, Parent: "a1"},
		{ID: "a21", Kind: KindTeam, Parent: "a2"}, {ID: "a22", Kind: KindTeam, Parent: "a2"}, {ID: "a3", Kind: KindTeam, Parent: "a"},
		{ID: "b", Kind: KindCompany},
	}
	var places []Place
	for _, team := range []string{"a11", "a12", "a21", "a22", "a3"} {
		places = append(places, Place{CompanyID: "a", TeamID: team})
	}
	places = append(places, Place{CompanyID: "b"})
	f, err := Freeze(5, nodes, places, Split{Teams: true}, smallContent())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestAPoolGoesWhereItHidesFewerPeople(t *testing.T) {
	t.Parallel()
	f := nested(t) // places: a11 a12 a21 a22 a3 b
	for name, c := range map[string]struct {
		answers []int
		want    [][]int
	}{
		"joins the parent's pool when that is enough with it":    {[]int{9, 3, 8, 8, 3, 9}, [][]int{{0}, {1, 4}, {2}, {3}, {5}}},
		"takes in its smaller sibling when the parent's is full": {[]int{6, 3, 20, 20, 20, 9}, [][]int{{0, 1}, {2}, {3}, {4}, {5}}},
		"never leaves a company that has a result of its own":    {[]int{9, 8, 8, 8, 3, 2}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := leavesOf(f.byCompany(sizes(c.answers...)).blocks)
			if c.want != nil {
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Error(diff)
				}
				return
			}
			for _, leaves := range got {
				if slices.Contains(leaves, 5) && len(leaves) != 6 {
					t.Errorf("company b was pooled with a part of company a: %v", got)
				}
			}
		})
	}
}

func TestEveryPlaceIsInOneBlockAndEveryBlockIsLargeEnough(t *testing.T) {
	t.Parallel()
	r := seeded(1)
	for range 3000 {
		f := randomFrozen(t, r)
		heads := make([]headcount, len(f.Places))
		rate := r.Float64()
		total := 0
		for i, s := range f.Places {
			for range s.Invited {
				if r.Float64() < rate {
					heads[i].given++
					total++
				}
			}
		}
		for _, build := range []func([]headcount) layout{f.byCompany, f.byAttribute} {
			blocks := build(heads).blocks
			if len(blocks) == 0 {
				if total >= f.K {
					t.Fatalf("%d answers and nothing is shown", total)
				}
				continue
			}
			checkPartition(t, f, blocks, heads)
			if diff := cmp.Diff(leavesOf(blocks), leavesOf(build(heads).blocks)); diff != "" {
				t.Fatal("two runs differ", diff)
			}
			if f.Attribute == "" {
				break
			}
		}
	}
}

func checkPartition(t *testing.T, f Frozen, groups []group, heads []headcount) {
	t.Helper()
	seen := make([]bool, len(f.Places))
	for _, g := range groups {
		if n := sum(heads, g.leaves).given; n < f.K {
			t.Fatalf("block of %d answers, k = %d", n, f.K)
		}
		for _, l := range g.leaves {
			if seen[l] {
				t.Fatalf("place %d is in two blocks", l)
			}
			seen[l] = true
		}
	}
	if slices.Contains(seen, false) {
		t.Fatal("a place is in no block")
	}
}

func TestPartitionsAreNestedAndEachHasItsSize(t *testing.T) {
	t.Parallel()
	r := seeded(2)
	for range 2000 {
		f := randomFrozen(t, r)
		counted, _ := count(smallContent(), f, seq(vote(r, f, 0.2+0.8*r.Float64())))
		l := f.byCompany(counted.turnout())
		for _, i := range counted.plan.items {
			heads := counted.answered(i)
			p := l.nest(heads, f.K, i.branched)
			checkCoarsening(t, l.blocks, p.means, heads, f.K)
			checkCoarsening(t, p.means, p.groups, heads, groupsFrom)
			checkCoarsening(t, p.groups, p.distributions, heads, distributionFrom)
			for _, g := range p.means {
				if h := sum(heads, g.leaves); i.branched && h.missing > 0 && h.missing < f.K {
					t.Fatalf("a branch left %d people aside", h.missing)
				}
			}
		}
	}
}

func checkCoarsening(t *testing.T, fine, coarse []group, heads []headcount, least int) {
	t.Helper()
	for _, c := range coarse {
		if n := sum(heads, c.leaves).given; n < least {
			t.Fatalf("group of %d answers, want %d", n, least)
		}
		covered := 0
		for _, g := range fine {
			if g.within(c) {
				covered += len(g.leaves)
			}
		}
		if covered != len(c.leaves) {
			t.Fatal("a coarse group is no union of fine ones")
		}
	}
}

func TestIdenticalMembersGiveIdenticalBlocks(t *testing.T) {
	t.Parallel()
	first := tally(t, freeze(t, 10, 3, 4), slices.Concat(same("c0", 9, 3), same("c1", 3, 3), same("c2", 3, 3)))
	second := tally(t, freeze(t, 30, 4, 3), slices.Concat(same("c0", 30, 4), same("c1", 3, 2), same("c2", 2, 3)))
	var ids [2][]string
	for i, r := range []Results{first, second} {
		for _, b := range r.Turnout() {
			ids[i] = append(ids[i], b.ID)
		}
	}
	if diff := cmp.Diff(ids[0], ids[1]); diff != "" {
		t.Error(diff)
	}
	pool := first.Turnout()[1]
	want := Block{ID: pool.ID, Names: []string{"Company 1", "Company 2"}, Companies: []string{"c1", "c2"}, N: 6, Invited: 7}
	if diff := cmp.Diff(want, pool); diff != "" {
		t.Error(diff)
	}
}
