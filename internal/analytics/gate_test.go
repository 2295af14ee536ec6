package analytics

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pooled is a wave in which c0 stands alone, c1 and c2 are one block, and the
// distributions exist for everyone only.
func pooled(t *testing.T) Results {
	t.Helper()
	return tally(t, freeze(t, 20, 9, 9, 5), slices.Concat(
		answer("c0", 2, 3, 4, 5, 2), answer("c1", 1, 1, 1, 0, 0), answer("c2", 0, 1, 2, 1, 0)))
}

func TestARefusalIsTheSameWhateverItsReason(t *testing.T) {
	t.Parallel()
	r := pooled(t)
	for name, selection := range map[string][]string{
		"too small":              {"c1"},
		"across a block":         {"c0", "c1"},
		"nobody answered":        {"c3"},
		"unknown":                {"c9"},
		"known and unknown":      {"c0", "c9"},
		"nothing selected":       nil,
		"a part of a pool twice": {"c1", "c1"},
	} {
		cell, verdict := r.Cell("t1", selection)
		if diff := cmp.Diff(Cell{}, cell); diff != "" || verdict != Withheld {
			t.Errorf("%s: %s %s", name, verdict, diff)
		}
	}
	for _, question := range []string{"none", "t2"} {
		if cell, verdict := r.Network(question); verdict != Withheld || cell.N != 0 {
			t.Errorf("question %s: %s %+v", question, verdict, cell)
		}
	}
}

func TestAUnionIsComputedFromItsBlocksShownValues(t *testing.T) {
	t.Parallel()
	f := freeze(t, 40, 40, 20, 20, 9, 9)
	r := tally(t, f, slices.Concat(
		answer("c0", 5, 5, 5, 5, 5),  // 20 % each
		answer("c1", 5, 10, 0, 5, 5), // 20, 40, hidden…
		answer("c2", 3, 3, 4, 0, 0),  // 30, 30, 40 of 10
		answer("c3", 4, 2, 2, 2, 0),  // 40 disagreed twice, 20, 20
		answer("c4", 1, 2, 2, 1, 0),
		answer("c5", 2, 2, 2, 0, 1),
	))
	both, verdict := r.Cell("t1", []string{"c1", "c0"})
	if verdict != Shown || both.Kind != Distribution || both.N != 50 || both.Block != "" {
		t.Fatalf("%s %+v", verdict, both)
	}
	want := []Share{{Hidden: true}, {Percent: 30}, {Hidden: true}, {Percent: 20}, {Percent: 20}}
	if c1, _ := r.Cell("t1", []string{"c1"}); c1.Shares[2].Capped != Under {
		t.Fatalf("c1 is no test of a cap: %+v", c1.Shares)
	}
	if both.Shares[1].Percent != want[1].Percent || both.Shares[2].Shown() {
		t.Errorf("got %+v, want about %+v", both.Shares, want)
	}
	groups, verdict := r.Cell("t1", []string{"c2", "c3"})
	if verdict != Shown || groups.N != 20 {
		t.Fatalf("%s %+v", verdict, groups)
	}
	means, verdict := r.Cell("t1", []string{"c4", "c5"})
	if verdict != Shown || means.N != 13 {
		t.Errorf("%s %+v", verdict, means)
	}
	all, verdict := r.Network("t1")
	if verdict != Shown || all.Kind != Distribution || all.N != 83 {
		t.Errorf("network: %s %+v", verdict, all)
	}
}

func TestAUnionOfMeansNeedsAMeanOfEveryBlock(t *testing.T) {
	t.Parallel()
	mean, groups := Cell{Kind: Mean, N: 6, Mean: number(3)}, Cell{Kind: ThreeGroups, N: 12}
	low, high := Cell{Kind: Mean, N: 8, MeanBand: BandLow}, Cell{Kind: Mean, N: 8, MeanBand: BandHigh}
	large := Cell{Kind: Mean, N: 60, Mean: number(3.5)}
	for name, c := range map[string]struct {
		parts []Cell
		want  *Cell
	}{
		"two means":                 {[]Cell{mean, {Kind: Mean, N: 18, Mean: number(4)}}, &Cell{Kind: Mean, N: 24, Mean: number(3.8)}},
		"three groups have none":    {[]Cell{mean, groups}, nil},
		"nor has a hidden one":      {[]Cell{mean, {Kind: Hidden}}, nil},
		"a band among many":         {[]Cell{large, low}, &Cell{Kind: Mean, N: 68, Mean: number(3.2)}},
		"bands say little":          {[]Cell{low, high}, nil},
		"people instead of answers": {[]Cell{{Kind: Mean, N: 6, FewMissing: true, Mean: number(3)}, mean}, &Cell{Kind: Mean, N: 12, FewMissing: true, Mean: number(3)}},
	} {
		got, ok := unionOfMeans(c.parts, 1, 5)
		if ok != (c.want != nil) {
			t.Errorf("%s: shown %v", name, ok)
		} else if ok {
			if diff := cmp.Diff(*c.want, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
}

func TestATotalNeedsEnoughOthersForEveryCompany(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		counts  []int
		consent bool
		want    Verdict
	}{
		"three companies":                       {[]int{20, 9, 8}, false, Shown},
		"the others are four":                   {[]int{30, 2, 2}, false, Withheld},
		"the others are five":                   {[]int{30, 3, 2}, false, Shown},
		"two companies":                         {[]int{20, 20}, false, Withheld},
		"two that agreed":                       {[]int{20, 20}, true, Shown},
		"two that agreed, one too small":        {[]int{20, 4}, true, Withheld},
		"two of three answered":                 {[]int{20, 20, 0}, false, Withheld},
		"two of three, consent is not about it": {[]int{20, 20, 0}, true, Withheld},
		"one company's total is its own":        {[]int{20}, false, Shown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := freeze(t, slices.Repeat([]int{40}, len(c.counts))...)
			f.CompanyConsent = c.consent
			var ballots []ballot
			for i, n := range c.counts {
				ballots = append(ballots, same(f.Nodes[i].ID, n, 3)...)
			}
			r := tally(t, f, ballots)
			for _, get := range []func() (Cell, Verdict){
				func() (Cell, Verdict) { return r.Network("t1") },
				func() (Cell, Verdict) { return r.IndexNetwork("trust") },
			} {
				if cell, got := get(); got != c.want || got == Withheld && cell.N != 0 {
					t.Errorf("got %s %+v, want %s", got, cell, c.want)
				}
			}
			if c.want == Withheld {
				for _, row := range r.Rows("t1") {
					if row.Block.Whole {
						t.Error("the total is a row")
					}
				}
			}
		})
	}
}

func TestARepresentativeSeesTheNetworkAndTheOwnBlock(t *testing.T) {
	t.Parallel()
	f := freeze(t, 30, 20, 9, 9)
	r := tally(t, f, slices.Concat(
		answer("c0", 5, 4, 5, 6, 5), answer("c1", 3, 3, 3, 3, 0), answer("c2", 1, 1, 2, 0, 0), answer("c3", 0, 1, 1, 1, 1)))
	names := func(v View) []string {
		var all []string
		for _, row := range v.Rows("t1") {
			all = append(all, row.Block.Names...)
		}
		return all
	}
	for company, want := range map[string][]string{
		"c0": {"Company 0"}, "c1": {"Company 1"}, "c2": {"Company 2", "Company 3"}, "c9": nil,
	} {
		v := r.Visible(company)
		if diff := cmp.Diff(want, names(v)); diff != "" {
			t.Errorf("%s: %s", company, diff)
		}
		if _, verdict := v.Network("t1"); verdict != Shown {
			t.Errorf("%s does not see the network", company)
		}
		if _, verdict := v.Cell("t1", []string{"c0", "c1"}); verdict != Withheld {
			t.Errorf("%s sees a selection of others", company)
		}
		if _, verdict := v.Cell("t1", []string{"c0"}); (verdict == Shown) != (company == "c0") {
			t.Errorf("%s asks for c0: %s", company, verdict)
		}
		if len(v.Turnout()) > 1 {
			t.Errorf("%s sees the turnout of others: %v", company, v.Turnout())
		}
	}
}

func TestTheTotalOfOneCompanyIsSeenByThatCompanyOnly(t *testing.T) {
	t.Parallel()
	r := tally(t, freeze(t, 30), same("c0", 25, 4))
	for company, want := range map[string]Verdict{"c0": Shown, "c1": Withheld, "": Withheld} {
		v := r.Visible(company)
		_, question := v.Network("t1")
		_, index := v.IndexNetwork("trust")
		_, point := v.NetworkIndexPoint("trust")
		_, twice := v.Cell("t1", []string{"c0", "c0"})
		if diff := cmp.Diff([]Verdict{want, want, want, want}, []Verdict{question, index, point, twice}); diff != "" {
			t.Errorf("company %q: %s", company, diff)
		}
		if (len(v.Rows("t1")) > 0) != (want == Shown) || (len(v.Turnout()) > 0) != (want == Shown) {
			t.Errorf("company %q sees %d rows and %d blocks", company, len(v.Rows("t1")), len(v.Turnout()))
		}
	}
}

func TestABandIsNotTheRestOfATotal(t *testing.T) {
	t.Parallel()
	// 20 people in one distribution; of its three blocks one is near an end.
	f := freeze(t, 12, 12, 12)
	r := tally(t, f, slices.Concat(answer("c0", 1, 2, 2, 1, 0), answer("c1", 1, 2, 2, 2, 1), answer("c2", 0, 0, 0, 0, 6)))
	shown := map[string]Cell{}
	for _, row := range r.Rows("t1") {
		shown[row.Block.Companies[0]] = row.Cell
	}
	if shown["c2"].MeanBand != BandHigh {
		t.Fatalf("c2 is no test of a band: %+v", shown["c2"])
	}
	if shown["c0"].Kind != Hidden || shown["c1"].Mean == nil {
		t.Errorf("the total minus c0 %+v and c1 %+v is c2's mean", shown["c0"], shown["c1"])
	}
	if _, verdict := r.Cell("t1", []string{"c0"}); verdict != Withheld {
		t.Errorf("the hidden mean of c0 is %s", verdict)
	}
}
