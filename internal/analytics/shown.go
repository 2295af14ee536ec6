package analytics

// Rule says what a group with From to To answers is shown as; To is 0 for
// "and more".
type Rule struct {
	From, To int
	Shows    CellKind
}

// Rules returns the table from the number of answers to what is shown, for
// networks whose smallest group is k: the bounds of Mean, ThreeGroups and
// Distribution in docs/privacy.md, none of them below k.
func Rules(k int) []Rule {
	k = max(k, MinK)
	rules := []Rule{{From: 0, To: k - 1, Shows: Hidden}}
	for n := k; n <= max(distributionFrom, k); n++ {
		last := &rules[len(rules)-1]
		if shows := kindFor(n, k); shows != last.Shows {
			last.To = n - 1
			rules = append(rules, Rule{From: n, Shows: shows})
		}
	}
	return rules
}
