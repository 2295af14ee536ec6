package analytics

import (
	"encoding/json"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/survey"

	"github.com/google/go-cmp/cmp"
)

func TestBallotsThatDoNotFitAreCountedApart(t *testing.T) {
	t.Parallel()
	at := Place{CompanyID: "c0"}
	cube, report, err := Tally(smallContent(), freeze(t, 20), seq([]ballot{
		{at, survey.Answers{"t1": "3"}},
		{at, survey.Answers{}},
		{at, survey.Answers{"t1": survey.NotApplicable}},
		{at, nil},
		{at, survey.Answers{"t1": "6"}},
		{at, survey.Answers{"t1": "03"}},
		{at, survey.Answers{"keep": "burn"}},
		{at, survey.Answers{"elsewhere": "1"}},
		{Place{CompanyID: "c9"}, survey.Answers{"t1": "3"}},
		{at, survey.Answers{"t1": "3"}},
		{at, survey.Answers{"t1": "3"}},
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := Report{Counted: 5, Unreadable: 1, Invalid: 4, Misplaced: 1}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Error(diff)
	}
	if report.Rejected() != 6 {
		t.Errorf("%d rejected, want 6", report.Rejected())
	}
	if got := cube.Blocks[0].N; got != 5 {
		t.Errorf("block of %d, want 5", got)
	}
}

func TestTheOrderOfBallotsDoesNotMatter(t *testing.T) {
	t.Parallel()
	r := seeded(5)
	for range 50 {
		f := randomFrozen(t, r)
		ballots := vote(r, f, 0.7)
		first, _, err := Tally(smallContent(), f, seq(ballots))
		if err != nil {
			t.Fatal(err)
		}
		r.Shuffle(len(ballots), func(i, j int) { ballots[i], ballots[j] = ballots[j], ballots[i] })
		second, _, err := Tally(smallContent(), f, seq(ballots))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestACubeSurvivesItsJSON(t *testing.T) {
	t.Parallel()
	r := seeded(6)
	f := randomFrozen(t, r)
	cube, _, err := Tally(smallContent(), f, seq(vote(r, f, 0.8)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(cube)
	if err != nil {
		t.Fatal(err)
	}
	var back Cube
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(cube, back); diff != "" {
		t.Error(diff)
	}
	back.Version++
	if _, err := NewResults(back); err == nil {
		t.Error("a cube of another version was read")
	}
}

func TestEachBlockShowsWhatItsSizeAllows(t *testing.T) {
	t.Parallel()
	f := freeze(t, 30, 20, 20, 10, 5, 4)
	r := tally(t, f, slices.Concat(
		answer("c0", 5, 4, 5, 6, 5), // 25: distribution
		answer("c1", 7, 3, 4, 0, 0), // 14: three groups
		answer("c2", 0, 2, 2, 4, 4), // 12: three groups
		answer("c3", 2, 2, 3, 1, 0), // 8: mean
		answer("c4", 0, 1, 2, 1, 1), // 5 with c5's 3: mean
		answer("c5", 1, 1, 1, 0, 0),
	))
	want := []struct {
		names []string
		cell  Cell
	}{
		{[]string{"Company 0"}, Cell{Kind: Distribution, N: 25, Mean: number(3.1)}},
		{[]string{"Company 1"}, Cell{Kind: ThreeGroups, N: 14}},
		{[]string{"Company 2"}, Cell{Kind: ThreeGroups, N: 12}},
		{[]string{"Company 3"}, Cell{Kind: Mean, N: 8, Mean: number(2.4)}},
		{[]string{"Company 4", "Company 5"}, Cell{Kind: Mean, N: 8, Mean: number(2.9)}},
	}
	rows := r.Rows("t1")
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(rows), len(want))
	}
	for i, row := range rows {
		if diff := cmp.Diff(want[i].names, row.Block.Names); diff != "" {
			t.Error(diff)
		}
		got := Cell{Kind: row.Cell.Kind, N: row.Cell.N, Mean: row.Cell.Mean}
		if diff := cmp.Diff(want[i].cell, got); diff != "" {
			t.Errorf("%v: %s", row.Block.Names, diff)
		}
	}
}

func TestAFewWithoutAnAnswerAreNotCounted(t *testing.T) {
	t.Parallel()
	f := freeze(t, 20, 20, 20)
	silent := func(company string, n int) []ballot {
		return slices.Repeat([]ballot{{Place{CompanyID: company}, survey.Answers{"t2": "3"}}}, n)
	}
	r := tally(t, f, slices.Concat(
		answer("c0", 3, 3, 3, 3, 2), silent("c0", 4), // 14 of 18
		answer("c1", 3, 3, 3, 3, 2), silent("c1", 5), // 14 of 19
		answer("c2", 3, 3, 3, 3, 2), // 14 of 14
	))
	for company, want := range map[string]Cell{
		"c0": {N: 18, FewMissing: true}, "c1": {N: 14}, "c2": {N: 14},
	} {
		got, v := r.Cell("t1", []string{company})
		if v != Shown || got.N != want.N || got.FewMissing != want.FewMissing {
			t.Errorf("%s: %s, n = %d, few %v; want %+v", company, v, got.N, got.FewMissing, want)
		}
	}
	if all, _ := r.Network("t1"); all.N != 51 || !all.FewMissing {
		t.Errorf("network: n = %d, few %v; the few of one block must not follow from the total", all.N, all.FewMissing)
	}
}

func TestABranchIsShownOnlyWhereBothSidesAreLargeEnough(t *testing.T) {
	t.Parallel()
	deep := func(company string, asked, aside int) []ballot {
		yes := survey.Answers{"keep": "drop", "deep": "3"}
		no := survey.Answers{"keep": "keep"}
		return slices.Concat(
			slices.Repeat([]ballot{{Place{CompanyID: company}, yes}}, asked),
			slices.Repeat([]ballot{{Place{CompanyID: company}, no}}, aside))
	}
	for name, c := range map[string]struct {
		asked, aside [2]int
		want         [2]Verdict
	}{
		"both sides large":       {[2]int{8, 8}, [2]int{5, 6}, [2]Verdict{Shown, Shown}},
		"nobody aside":           {[2]int{8, 8}, [2]int{0, 6}, [2]Verdict{Shown, Shown}},
		"four aside in one":      {[2]int{8, 8}, [2]int{4, 6}, [2]Verdict{Withheld, Withheld}},
		"four aside in all":      {[2]int{8, 8}, [2]int{4, 0}, [2]Verdict{Withheld, Withheld}},
		"too few asked in one":   {[2]int{8, 4}, [2]int{8, 8}, [2]Verdict{Withheld, Withheld}},
		"nobody was asked in it": {[2]int{8, 0}, [2]int{8, 8}, [2]Verdict{Withheld, Withheld}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := tally(t, freeze(t, 20, 20), slices.Concat(deep("c0", c.asked[0], c.aside[0]), deep("c1", c.asked[1], c.aside[1])))
			_, first := r.Cell("deep", []string{"c0"})
			_, second := r.Cell("deep", []string{"c1"})
			if diff := cmp.Diff(c.want, [2]Verdict{first, second}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAChoiceHasNoMean(t *testing.T) {
	t.Parallel()
	choose := func(company, question, option string, n int) []ballot {
		return slices.Repeat([]ballot{{Place{CompanyID: company}, survey.Answers{question: option}}}, n)
	}
	f := freeze(t, 30, 20, 20)
	r := tally(t, f, slices.Concat(
		choose("c0", "keep", "keep", 11), choose("c0", "keep", "drop", 11),
		choose("c1", "keep", "keep", 6), choose("c1", "keep", "add", 6),
		choose("c2", "keep", "add", 8),
		choose("c0", "tool", "a", 5), choose("c1", "tool", "b", 8), choose("c2", "tool", "c", 8),
	))
	if got, v := r.Cell("keep", []string{"c2"}); v != Withheld {
		t.Errorf("eight answers to a choice show %+v", got)
	}
	// c2's 8 cannot stand alone among the three groups and join c1's 12.
	got, v := r.Cell("keep", []string{"c1", "c2"})
	if want := []Share{{Percent: 30}, {Percent: 70}, {Capped: Under}}; v != Shown || got.Kind != Distribution {
		t.Errorf("twenty answers show %s %+v, want shares about %v", v, got, want)
	}
	if got.Mean != nil || got.Groups != [3]Share{} {
		t.Errorf("a choice has mean or groups: %+v", got)
	}
	for _, row := range r.Rows("tool") {
		if row.Cell.Kind == ThreeGroups || row.Cell.Kind == Mean {
			t.Errorf("four options of %d answers show %s", row.Cell.N, row.Cell.Kind)
		}
	}
}

func TestAnIndexTurnsReversedItemsAndNeedsHalfOfThem(t *testing.T) {
	t.Parallel()
	f := freeze(t, 20)
	full := survey.Answers{"t1": "4", "t2": "4", "t3": "4", "t4": "2"} // 4.0
	half := survey.Answers{"t1": "3", "t4": "4"}                       // 2.5
	little := survey.Answers{"t1": "1", "t2": survey.NotApplicable}    // no score
	r := tally(t, f, slices.Concat(
		slices.Repeat([]ballot{{Place{CompanyID: "c0"}, full}}, 6),
		slices.Repeat([]ballot{{Place{CompanyID: "c0"}, half}}, 2),
		slices.Repeat([]ballot{{Place{CompanyID: "c0"}, little}}, 5),
	))
	got, v := r.IndexCell("trust", []string{"c0"})
	want := Cell{Block: got.Block, Kind: Mean, N: 8, Mean: number(3.6)} // (6·4.0 + 2·2.5) / 8
	if diff := cmp.Diff(want, got); diff != "" || v != Shown {
		t.Error(v, diff)
	}
}

func TestQuestionsOfDifferentScalesHaveNoIndex(t *testing.T) {
	t.Parallel()
	c := smallContent()
	c.Scales = append(c.Scales, survey.Scale{Code: "ten", Min: 0, Max: 10})
	c.Pages[0].Questions[2].Scale = "ten"
	cube, _, err := Tally(c, freeze(t, 9), seq(same("c0", 9, 3)))
	if err != nil {
		t.Fatal(err)
	}
	if len(cube.Indices) != 0 {
		t.Errorf("an index over different scales: %+v", cube.Indices)
	}
}

func TestASolverMayOnlySeeAndCoarsenPartitions(t *testing.T) {
	t.Parallel()
	f := freeze(t, 20, 20, 20)
	counted, _ := count(smallContent(), f, seq(slices.Concat(same("c0", 20, 3), same("c1", 20, 3), same("c2", 20, 2))))
	var asked []string
	cube := publish(smallContent(), f, counted, func(question string, p partitions) partitions {
		asked = append(asked, question)
		p.distributions = nil
		return p
	})
	want := []string{"t1", "t2", "t3", "t4", "keep", "tool", "deep", "trust"}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Error(diff)
	}
	for _, q := range cube.Questions {
		for _, c := range q.Cells {
			if c.Kind == Distribution {
				t.Errorf("%s has a distribution that was taken out", q.Code)
			}
		}
	}
}

func TestAFingerprintChangesWithTheQuestion(t *testing.T) {
	t.Parallel()
	c := smallContent()
	before := Fingerprint(c, "t1")
	if before != Fingerprint(smallContent(), "t1") || before == "" {
		t.Error("the same question has two marks")
	}
	c.Pages[0].Questions[0].Text = survey.Text{"de": "Neu", "en": "New"}
	if Fingerprint(c, "t1") == before {
		t.Error("new words keep the mark")
	}
	if Fingerprint(c, "none") != "" {
		t.Error("an unknown question has a mark")
	}
}

func TestMemoryDoesNotGrowWithBallots(t *testing.T) {
	f := freeze(t, 30, 30, 30)
	one := sheet(seeded(7), 3)
	spent := func(n int) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := Tally(smallContent(), f, func(yield func(Place, survey.Answers) bool) {
			for range n {
				if !yield(Place{CompanyID: "c1"}, one) {
					return
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	if few, many := spent(100), spent(100_000); many > few+few/2+100_000 {
		t.Errorf("100 ballots allocate %d bytes, 100000 allocate %d", few, many)
	}
}

func BenchmarkTally(b *testing.B) {
	const ballots = 10_000
	r := seeded(8)
	f := freeze(b, 2000, 2000, 2000, 2000, 1000, 1000)
	votes := vote(r, f, 1)
	start := time.Now()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Tally(smallContent(), f, seq(votes)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(time.Since(start).Microseconds())/float64(b.N*ballots), "µs/ballot")
}

func TestACubeNamesNoAnswerSet(t *testing.T) {
	t.Parallel()
	f := freeze(t, 3, 1)
	cube, _, err := Tally(smallContent(), f, seq(same("c0", 3, 4)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(cube)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), `"cells"`) || len(cube.Blocks) != 0 {
		t.Errorf("three answers left a trace: %s", text)
	}
}
