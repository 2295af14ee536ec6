package analytics

import "slices"

// Sizes of the three nested partitions besides k: from these numbers of
// answers on, three groups or a distribution may be shown.
const (
	groupsFrom       = 10
	distributionFrom = 20
)

// partitions are the nested partitions of one question by the number of its
// answers, each a coarsening of the one before. A statistic exists only for
// the groups of its own partition and for their unions, so that the
// difference of two numbers of one kind is again a union of such groups.
type partitions struct {
	means         []group // at least k answers
	groups        []group // at least groupsFrom and k
	distributions []group // at least distributionFrom and k
}

// coarsener may replace the partitions of a question by coarser ones before
// anything is published. This is the place of a solver that looks at all
// numbers of a wave together; nil leaves the partitions as they are.
type coarsener func(question string, p partitions) partitions

// layout is one order of division with its blocks by ballots.
type layout struct {
	tree   *tree
	blocks []group
}

// nest builds the partitions of a question from the blocks of the wave. heads
// holds answers and ballots without one by place.
//
// A question behind a branch is published only where those who gave an answer
// and those who did not are both at least k, or the latter are none: otherwise
// the few on one side would be known by the size of the other.
func (l layout) nest(heads []headcount, k int, branched bool) partitions {
	atLeast := func(least int) rule {
		least = max(least, k)
		return func(h headcount) bool {
			return h.given >= least && (!branched || h.missing == 0 || h.missing >= k)
		}
	}
	blocks := make([]group, len(l.blocks))
	for i, b := range l.blocks {
		blocks[i] = group{home: b.home, leaves: b.leaves, size: sum(heads, b.leaves)}
	}
	var p partitions
	p.means = l.tree.coarsen(blocks, atLeast(k))
	p.groups = l.tree.coarsen(p.means, atLeast(groupsFrom))
	p.distributions = l.tree.coarsen(p.groups, atLeast(distributionFrom))
	return p
}

func sum(heads []headcount, leaves []int) headcount {
	var total headcount
	for _, l := range leaves {
		total = total.plus(heads[l])
	}
	return total
}

// byCompany divides the wave by company and team, then each block by the
// attribute. heads holds the ballots by place.
func (f Frozen) byCompany(heads []headcount) layout {
	t := newTree()
	home := f.grow(t, 0)
	all := make([]int, len(f.Places))
	for i := range all {
		all[i] = i
	}
	atoms := f.atoms(all, heads, func(p Place) int { return home[f.unit(p)] })
	l := layout{tree: t, blocks: t.coarsen(atoms, enoughBallots(f.K))}
	if f.Attribute == "" {
		return l
	}
	atoms = nil
	for _, b := range l.blocks {
		values := f.growValues(t, b.home)
		atoms = append(atoms, f.atoms(b.leaves, heads, func(p Place) int { return values[p.Attribute] })...)
	}
	return layout{tree: t, blocks: t.coarsen(atoms, enoughBallots(f.K))}
}

// byAttribute divides the wave by the attribute, then each block by company
// and team.
func (f Frozen) byAttribute(heads []headcount) layout {
	t := newTree()
	values := f.growValues(t, 0)
	all := make([]int, len(f.Places))
	for i := range all {
		all[i] = i
	}
	atoms := f.atoms(all, heads, func(p Place) int { return values[p.Attribute] })
	blocks := t.coarsen(atoms, enoughBallots(f.K))
	atoms = nil
	for _, b := range blocks {
		home := f.grow(t, t.add(b.home, true))
		atoms = append(atoms, f.atoms(b.leaves, heads, func(p Place) int { return home[f.unit(p)] })...)
	}
	return layout{tree: t, blocks: t.coarsen(atoms, enoughBallots(f.K))}
}

func enoughBallots(k int) rule {
	return func(h headcount) bool { return h.given >= k }
}

// grow adds the frozen companies and teams below root and returns their nodes.
func (f Frozen) grow(t *tree, root int) map[string]int {
	node := map[string]int{"": root}
	for _, n := range f.Nodes {
		if n.Kind == KindCompany || f.SplitTeams {
			node[n.ID] = t.add(node[n.Parent], n.Kind == KindCompany)
		}
	}
	return node
}

// growValues adds one node for a block and below it one for each value of the
// attribute, which it returns.
func (f Frozen) growValues(t *tree, home int) map[string]int {
	block := t.add(home, true)
	node := map[string]int{}
	for _, v := range f.Values {
		node[v] = t.add(block, false)
	}
	return node
}

// unit returns the lowest node of the frozen tree that a place belongs to.
func (f Frozen) unit(p Place) string {
	if p.TeamID != "" {
		return p.TeamID
	}
	return p.CompanyID
}

// atoms groups places by their home in a tree.
func (f Frozen) atoms(leaves []int, heads []headcount, home func(Place) int) []group {
	at := map[int]int{}
	var atoms []group
	for _, l := range leaves {
		h := home(f.Places[l].Place)
		i, ok := at[h]
		if !ok {
			i = len(atoms)
			at[h] = i
			atoms = append(atoms, group{home: h})
		}
		atoms[i].leaves = append(atoms[i].leaves, l)
		atoms[i].size = atoms[i].size.plus(heads[l])
	}
	return atoms
}

// within reports whether all leaves of g are among those of o.
func (g group) within(o group) bool {
	for _, l := range g.leaves {
		if _, ok := slices.BinarySearch(o.leaves, l); !ok {
			return false
		}
	}
	return true
}
