package analytics

import "slices"

// cells returns the cells of a question: for each block the most precise one
// that its partitions allow. On choice questions there is no mean, and three
// groups only for up to three options.
func (p *publisher) cells(i item, parts partitions, heads []headcount) []Cell {
	var all []Cell
	done := map[string]bool{}
	show := func(groups []group, make func(counts []int) Cell) {
		for _, g := range groups {
			id := p.name(g)
			if done[id] {
				continue
			}
			done[id] = true
			c := make(p.counted.histogram(i, g.leaves))
			c.Block = id
			p.count(&c, group{leaves: g.leaves, size: sum(heads, g.leaves)}, parts.means)
			all = append(all, c)
		}
	}
	show(parts.distributions, i.distribution)
	if i.scale() || i.size <= 3 {
		show(parts.groups, i.groups)
	}
	if i.scale() {
		show(parts.means, i.mean)
		p.guardBands(all, parts)
	}
	return all
}

// count sets what the cell says about the number of answers. Where 1 to k-1
// people of a block gave none, neither the cell nor that of any larger block
// says how many, or the difference would.
func (p *publisher) count(c *Cell, g group, means []group) {
	few := func(h headcount) bool { return h.missing > 0 && h.missing < p.frozen.K }
	c.FewMissing = few(g.size) || slices.ContainsFunc(means, func(m group) bool { return m.within(g) && few(m.size) })
	if c.FewMissing {
		c.N = g.size.given + g.size.missing
	}
}

// guardBands keeps a mean that is shown only as lying near an end from being
// computed: a distribution over several blocks, minus the means of all others,
// would be that mean. Where it is the only one without a number, the smallest
// of the others gives up its own.
func (p *publisher) guardBands(cells []Cell, parts partitions) {
	at := map[string]int{}
	for n, c := range cells {
		at[c.Block] = n
	}
	for _, d := range parts.distributions {
		banded, others := 0, []int(nil)
		unknown := 0
		for _, m := range parts.means {
			if !m.within(d) || len(m.leaves) == len(d.leaves) {
				continue
			}
			switch n := at[p.name(m)]; {
			case cells[n].MeanBand != "":
				banded++
			case cells[n].Mean == nil:
				unknown++
			default:
				others = append(others, n)
			}
		}
		if banded != 1 || unknown > 0 || len(others) == 0 {
			continue
		}
		least := slices.MinFunc(others, func(a, b int) int { return cells[a].N - cells[b].N })
		cells[least] = Cell{Block: cells[least].Block, Kind: Hidden}
	}
}

func (i item) distribution(counts []int) Cell {
	c := distributionCell(counts, i.scale())
	if i.scale() {
		c.setMean(c.distributionMean(i.min))
	}
	return c
}

func (i item) groups(counts []int) Cell {
	var three [3]int
	var exists [3]bool
	for step, n := range counts {
		g := step
		if i.scale() {
			g = groupOf(step, i.size)
		}
		three[g] += n
		exists[g] = true
	}
	return groupsCell(three, exists)
}

func (i item) mean(counts []int) Cell {
	n, total := 0, 0
	for step, count := range counts {
		n += count
		total += count * (i.min + step)
	}
	return meanCell(float64(total)/float64(n), n, i.min, i.max)
}

// totalAllowed reports whether a number about the whole network may exist.
// Each company knows itself: the total tells it about the others, who must be
// at least k. Where only two companies answered, it tells each the result of
// the other, so both must have agreed to that before the opening. The total of
// a wave with one company is that company's own result.
func (f Frozen) totalAllowed(heads []headcount) bool {
	byCompany := map[string]int{}
	total := 0
	for l, s := range f.Places {
		byCompany[s.CompanyID] += heads[l].given
		total += heads[l].given
	}
	if len(byCompany) == 1 {
		return true
	}
	answering := 0
	for _, n := range byCompany {
		if n == 0 {
			continue
		}
		answering++
		if total-n < f.K {
			return false
		}
	}
	return answering > 2 || f.CompanyConsent && len(byCompany) == 2
}

// withoutWhole drops a partition that consists of the whole network.
func (p partitions) withoutWhole(places int) partitions {
	drop := func(groups []group) []group {
		if len(groups) == 1 && len(groups[0].leaves) == places {
			return nil
		}
		return groups
	}
	return partitions{drop(p.means), drop(p.groups), drop(p.distributions)}
}
