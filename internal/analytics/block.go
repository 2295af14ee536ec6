package analytics

import (
	"math"
	"slices"
)

// headcount is how many people of a group gave what is counted, and how many
// took part without giving it.
type headcount struct{ given, missing int }

func (h headcount) plus(o headcount) headcount {
	return headcount{h.given + o.given, h.missing + o.missing}
}

// rule says whether a group of this size may have a number of its own. It
// must hold for the union of two groups for which it holds.
type rule func(headcount) bool

// group is a set of places that is shown as one or not at all. home is the
// lowest node of the tree that contains all of them.
type group struct {
	home   int
	leaves []int // indices of Frozen.Places, ascending
	size   headcount
}

func (g group) join(o group, home int) group {
	leaves := slices.Concat(g.leaves, o.leaves)
	slices.Sort(leaves)
	return group{home: home, leaves: leaves, size: g.size.plus(o.size)}
}

// tree is the hierarchy along which groups are pooled. Node 0 is the root.
type tree struct {
	nodes []treeNode
}

// treeNode has an own result when a reader expects a number for exactly this
// node: for a company, and for a block that is split further.
type treeNode struct {
	parent    int
	children  []int
	ownResult bool
}

func newTree() *tree { return &tree{nodes: []treeNode{{parent: -1}}} }

func (t *tree) add(parent int, ownResult bool) int {
	id := len(t.nodes)
	t.nodes = append(t.nodes, treeNode{parent: parent, ownResult: ownResult})
	t.nodes[parent].children = append(t.nodes[parent].children, id)
	return id
}

// coarsen merges groups, bottom-up, until each of them satisfies enough: in
// each node it pools those that do not; while the pool does not either, it
// joins the parent's pool where that hides fewer people, else it takes in the
// smallest visible sibling (of equal ones the first in the frozen order); when
// none is left the node is one group. Every place stays in exactly one group.
// It returns nil when even all groups together are not enough.
func (t *tree) coarsen(groups []group, enough rule) []group {
	p := pooling{tree: t, enough: enough, at: make([][]group, len(t.nodes)), total: make([]headcount, len(t.nodes))}
	for _, g := range groups {
		p.at[g.home] = append(p.at[g.home], g)
		for v := g.home; v >= 0; v = t.nodes[v].parent {
			p.total[v] = p.total[v].plus(g.size)
		}
	}
	visible, rest := p.visit(0)
	if len(rest.leaves) > 0 || len(visible) == 0 {
		return nil
	}
	slices.SortFunc(visible, func(a, b group) int { return a.leaves[0] - b.leaves[0] })
	return visible
}

// pooling is one run of coarsen.
type pooling struct {
	tree   *tree
	enough rule
	at     [][]group   // by home
	total  []headcount // by node, with everything below it
}

// sibling is a part of a node that is visible as long as the pool leaves it.
type sibling struct {
	groups []group
	merged group
}

// visit returns the visible groups below v, and what must be pooled higher up.
func (p *pooling) visit(v int) (visible []group, rest group) {
	siblings, pool := p.gather(v)
	for len(pool.leaves) > 0 && !p.enough(pool.size) && len(siblings) > 0 {
		i := smallest(siblings)
		if v != 0 && p.costOfRaising(v, pool) < siblings[i].merged.size.given {
			return flatten(siblings), pool
		}
		pool = pool.join(siblings[i].merged, v)
		siblings = slices.Delete(siblings, i, i+1)
	}
	visible = flatten(siblings)
	if len(pool.leaves) == 0 || !p.enough(pool.size) {
		return visible, pool
	}
	return append(visible, pool), group{}
}

func (p *pooling) gather(v int) (siblings []sibling, pool group) {
	for _, c := range p.tree.nodes[v].children {
		visible, rest := p.visit(c)
		if len(visible) > 0 {
			siblings = append(siblings, newSibling(v, visible...))
		}
		pool = pool.join(rest, v)
	}
	for _, g := range p.at[v] {
		if p.enough(g.size) {
			siblings = append(siblings, newSibling(v, g))
		} else {
			pool = pool.join(g, v)
		}
	}
	return siblings, pool
}

// costOfRaising is how many more people lose a number of their own when v's
// pool joins its parent's: none where the two pools together are enough, else
// the smallest part of the parent that the pool would take in. A node with an
// own result loses that too, because it is no union of groups any more.
func (p *pooling) costOfRaising(v int, pool group) int {
	parent := p.tree.nodes[v].parent
	together := pool.size
	taken := p.total[v].given - pool.size.given
	consider := func(h headcount) {
		if p.enough(h) {
			taken = min(taken, h.given)
		} else {
			together = together.plus(h)
		}
	}
	for _, c := range p.tree.nodes[parent].children {
		if c != v {
			consider(p.total[c])
		}
	}
	for _, g := range p.at[parent] {
		consider(g.size)
	}
	cost := 0
	if !p.enough(together) {
		cost = taken
	}
	if p.tree.nodes[v].ownResult {
		cost += p.total[v].given
	}
	return cost
}

func newSibling(home int, groups ...group) sibling {
	s := sibling{groups: groups}
	for _, g := range groups {
		s.merged = s.merged.join(g, home)
	}
	return s
}

func smallest(siblings []sibling) int {
	best, least, first := -1, math.MaxInt, math.MaxInt
	for i, s := range siblings {
		given, leaf := s.merged.size.given, s.merged.leaves[0]
		if given < least || given == least && leaf < first {
			best, least, first = i, given, leaf
		}
	}
	return best
}

func flatten(siblings []sibling) []group {
	var all []group
	for _, s := range siblings {
		all = append(all, s.groups...)
	}
	return all
}
