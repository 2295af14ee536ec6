package analytics

import (
	"math"
	"slices"
	"testing"

	"kreislauf/internal/survey"
)

// request is an answered selection of companies, as bits, with the least group
// that its kind of number may concern.
type request struct {
	companies uint
	least     int
}

// requests asks the gate for every selection of companies.
func requests(r Results, k int, ask func([]string) (Cell, Verdict)) []request {
	var answered []request
	least := map[CellKind]int{Mean: k, ThreeGroups: max(k, groupsFrom), Distribution: max(k, distributionFrom)}
	for bits := uint(1); bits < 1<<len(r.Companies()); bits++ {
		var selection []string
		for i, c := range r.Companies() {
			if bits>>i&1 == 1 {
				selection = append(selection, c.ID)
			}
		}
		if cell, verdict := ask(selection); verdict == Shown {
			answered = append(answered, request{bits, least[cell.Kind]})
		}
	}
	return answered
}

// exposed returns how many pairs of answered requests differ by a group that
// is smaller than both of them may concern, but not empty of companies.
func exposed(answered []request, n func(companies uint) int) int {
	found := 0
	for _, a := range answered {
		for _, b := range answered {
			rest := a.companies &^ b.companies
			if rest != 0 && n(rest) < min(a.least, b.least) {
				found++
			}
		}
		if n(a.companies) < a.least {
			found++
		}
	}
	return found
}

// answersBy returns a counter of the answers to a question by companies.
func answersBy(f Frozen, ballots []ballot, question string) func(uint) int {
	of := make([]int, len(f.invitedCompanies()))
	for i, c := range f.invitedCompanies() {
		for _, b := range ballots {
			if a := b.answers[question]; b.place.CompanyID == c.ID && a != "" && a != survey.NotApplicable {
				of[i]++
			}
		}
	}
	return func(companies uint) int {
		total := 0
		for i, n := range of {
			if companies>>i&1 == 1 {
				total += n
			}
		}
		return total
	}
}

func TestNoPairOfAnswersDiffersByASmallGroup(t *testing.T) {
	t.Parallel()
	r := seeded(11)
	naive, networks, answered := 0, 400, 0
	for range networks {
		f := randomFrozen(t, r)
		ballots := vote(r, f, 0.1+0.9*r.Float64())
		results := tally(t, f, ballots)
		for _, q := range results.Codes() {
			got := requests(results, f.K, func(s []string) (Cell, Verdict) { return results.Cell(q, s) })
			answered += len(got)
			if n := exposed(got, answersBy(f, ballots, q)); n > 0 {
				t.Fatalf("%s: %d pairs of published numbers expose a small group", q, n)
			}
		}
		if leaksByMinimumSizeAlone(f, answersBy(f, ballots, "t1")) {
			naive++
		}
	}
	if naive < networks/3 || answered < 10*networks {
		t.Errorf("no test: a minimum group size leaks in %d of %d networks, %d requests answered", naive, networks, answered)
	}
	t.Logf("a minimum group size alone leaks in %d of %d networks, blocks in none; %d requests answered", naive, networks, answered)
}

// leaksByMinimumSizeAlone is the positive control: a gate that answers every
// selection of at least k.
func leaksByMinimumSizeAlone(f Frozen, n func(uint) int) bool {
	var answered []request
	for bits := uint(1); bits < 1<<len(f.invitedCompanies()); bits++ {
		if n(bits) >= f.K {
			answered = append(answered, request{bits, f.K})
		}
	}
	return exposed(answered, func(c uint) int {
		if got := n(c); got > 0 {
			return got
		}
		return math.MaxInt
	}) > 0
}

func TestATotalMinusABigBlockIsNotASmallOnesAnswers(t *testing.T) {
	t.Parallel()
	f := freeze(t, 20, 3, 2)
	r := tally(t, f, slices.Concat(answer("c0", 4, 4, 4, 4, 4), answer("c1", 1, 1, 1, 0, 0), answer("c2", 0, 0, 1, 1, 0)))
	total, verdict := r.Network("t1")
	if verdict != Shown || total.Kind != Distribution || total.N != 25 {
		t.Fatalf("total: %s %+v", verdict, total)
	}
	big, verdict := r.Cell("t1", []string{"c0"})
	if verdict != Shown || big.Kind != Mean || big.Shares != nil || big.Groups != [3]Share{} {
		t.Errorf("the block of 20 beside a total of 25: %s %+v, want its mean only", verdict, big)
	}
}

func TestACappedShareDoesNotFollowFromTheTotal(t *testing.T) {
	t.Parallel()
	r := seeded(12)
	for range 500 {
		f := freeze(t, 60, 60, 60)
		ballots := vote(r, f, 0.7)
		results := tally(t, f, ballots)
		all, verdict := results.Network("t1")
		if verdict != Shown || all.Kind != Distribution {
			continue
		}
		for step, s := range all.Shares {
			if !s.Shown() {
				continue
			}
			for _, row := range results.Rows("t1") {
				if row.Cell.Kind == Distribution && row.Cell.spans()[step].width() > 2*100*float64(all.N)/float64(100*row.Cell.N)+1e-9 {
					t.Fatalf("the total shows %d %% of step %d although a block of %d leaves it open", s.Percent, step, row.Cell.N)
				}
			}
		}
	}
}
