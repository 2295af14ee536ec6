package analytics

import "testing"

// TestResultsStayUseful asserts generous lower bounds on how much is shown in
// simulated networks of six companies with 5 to 60 staff and 40 to 75 per cent
// response, and prints the figures.
func TestResultsStayUseful(t *testing.T) {
	t.Parallel()
	const networks = 500
	r := seeded(21)
	var alone, groups, distributions, companies, network, mean, approximate, exact, index, shares, hidden int
	for range networks {
		staff := make([]int, 6)
		for i := range staff {
			staff[i] = 5 + r.IntN(56)
		}
		f := freeze(t, staff...)
		results := tally(t, f, vote(r, f, 0.4+0.35*r.Float64()))
		for _, row := range results.Rows("t1") {
			if len(row.Block.Companies) > 1 {
				continue
			}
			alone++
			if row.Cell.Kind == ThreeGroups || row.Cell.Kind == Distribution {
				groups++
			}
			if row.Cell.Kind == Distribution {
				distributions++
			}
		}
		companies += len(staff)
		cell, verdict := results.Network("t1")
		if verdict == Shown && cell.Kind == Distribution {
			network++
		}
		if cell.Mean != nil {
			mean++
		}
		if cell.Mean != nil && cell.Approximate {
			approximate++
		}
		for _, s := range cell.Shares {
			shares++
			if s.Hidden {
				hidden++
			}
		}
		if cell.Groups[2].Shown() || cell.Groups[2].Capped != "" {
			exact++
		}
		if c, _ := results.IndexNetwork("trust"); c.Mean != nil || c.MeanBand != "" {
			index++
		}
	}
	percent := func(n, of int) int { return 100 * n / of }
	t.Logf("companies alone %d %%, with three groups %d %%, with distributions %d %%",
		percent(alone, companies), percent(groups, companies), percent(distributions, companies))
	t.Logf("network: distribution %d %%, mean %d %% (approximate %d %%), agreement %d %%, index %d %%, hidden shares %d %%",
		percent(network, networks), percent(mean, networks), percent(approximate, networks),
		percent(exact, networks), percent(index, networks), percent(hidden, shares))
	for what, figure := range map[string][3]int{
		"companies alone":              {alone, companies, 60},
		"companies with three groups":  {groups, companies, 40},
		"companies with distributions": {distributions, companies, 12},
		"networks with a distribution": {network, networks, 98},
		"networks with a mean":         {mean, networks, 90},
		"networks with an index":       {index, networks, 95},
	} {
		if got := percent(figure[0], figure[1]); got < figure[2] {
			t.Errorf("%s: %d %%, want at least %d %%", what, got, figure[2])
		}
	}
}
