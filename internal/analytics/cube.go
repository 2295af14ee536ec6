package analytics

import (
	"fmt"
	"iter"
	"slices"

	"kreislauf/internal/survey"
)

// cubeVersion is the layout of Cube that this package writes.
const cubeVersion = 1

// Cube is all that remains of an anonymous wave: displayed, rounded values.
//
// Each question has three nested partitions and at most one cell per block:
// the most precise one that the block's own partitions allow. A block of the
// distributions has no three groups and no mean of its own beside it, a block
// of the three groups no mean. Two numbers of different precision about the
// same people would otherwise narrow each other down.
//
// There is no cell for the whole network unless the network is one block.
// Its numbers are computed from the cells of a partition, which covers it, and
// so are those of every other union: a function of published cells says
// nothing that they do not. A total counted by itself would: a total of 25
// minus a block of 20 is the exact answers of the other five. In exchange a
// share that is capped in one block is known less precisely in the network.
type Cube struct {
	Version   int             `json:"version"`
	K         int             `json:"k"`
	Companies []Company       `json:"companies"`
	Blocks    []Block         `json:"blocks"`  // every block that a partition names
	Turnout   []string        `json:"turnout"` // block IDs of the wave itself
	Questions []QuestionCells `json:"questions"`
	Indices   []IndexCells    `json:"indices,omitempty"`
}

// Company is a company that was invited.
type Company struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// QuestionCells are the published cells of one question. The partitions list
// block IDs; an empty one has no statistic, as the whole network is too small
// for it.
type QuestionCells struct {
	Code          string      `json:"code"`
	Type          survey.Type `json:"type"`
	Min           int         `json:"min"` // of a scale
	Max           int         `json:"max"`
	Steps         int         `json:"steps"` // steps of the scale, or options
	Fingerprint   string      `json:"fingerprint"`
	Means         []string    `json:"means,omitempty"`
	ThreeGroups   []string    `json:"three_groups,omitempty"`
	Distributions []string    `json:"distributions,omitempty"`
	Cells         []Cell      `json:"cells,omitempty"`
	NoTotal       bool        `json:"no_total,omitempty"` // no number about the whole network
}

// IndexCells are the published means of one dimension's index, a cell of its
// own for each block and never refined by a larger one.
type IndexCells struct {
	Dimension   string   `json:"dimension"`
	Min         int      `json:"min"`
	Max         int      `json:"max"`
	Items       int      `json:"items"`
	Fingerprint string   `json:"fingerprint"`
	Means       []string `json:"means,omitempty"`
	Cells       []Cell   `json:"cells,omitempty"`
	NoTotal     bool     `json:"no_total,omitempty"`
}

// Tally counts ballots into a cube. It is a pure function: the order of the
// ballots does not matter, and no answer outlives the call. A ballot that
// could not be opened is yielded with nil answers. The error tells of a frozen
// roster that cannot be relied on.
func Tally(c survey.Content, f Frozen, ballots iter.Seq2[Place, survey.Answers]) (Cube, Report, error) {
	if err := f.Check(); err != nil {
		return Cube{}, Report{}, fmt.Errorf("tally: %w", err)
	}
	counted, report := count(c, f, ballots)
	return publish(c, f, counted, nil), report, nil
}

// publish turns counters into published cells.
func publish(c survey.Content, f Frozen, counted *counts, coarsen coarsener) Cube {
	p := newPublisher(f, counted, coarsen)
	for _, b := range p.company.blocks {
		p.cube.Turnout = append(p.cube.Turnout, p.name(b))
	}
	for _, i := range counted.plan.items {
		q := p.question(i)
		q.Fingerprint = Fingerprint(c, i.question.Code)
		p.cube.Questions = append(p.cube.Questions, q)
	}
	for _, x := range counted.plan.indices {
		cells := p.index(x)
		cells.Fingerprint = counted.plan.indexFingerprint(c, x)
		p.cube.Indices = append(p.cube.Indices, cells)
	}
	return p.cube
}

// publisher builds one cube.
type publisher struct {
	frozen             Frozen
	counted            *counts
	turnout            []headcount
	company, attribute layout
	coarsen            coarsener
	known              map[string]string // block ID by member places
	cube               Cube
}

func newPublisher(f Frozen, counted *counts, coarsen coarsener) *publisher {
	p := &publisher{
		frozen: f, counted: counted, turnout: counted.turnout(), coarsen: coarsen,
		known: map[string]string{}, cube: Cube{Version: cubeVersion, K: f.K},
	}
	p.company = f.byCompany(p.turnout)
	if len(f.AttributeFirst) > 0 {
		p.attribute = f.byAttribute(p.turnout)
	}
	p.cube.Companies = f.invitedCompanies()
	return p
}

// invitedCompanies are those with at least one invitation, in the frozen order.
func (f Frozen) invitedCompanies() []Company {
	var all []Company
	for _, n := range f.Nodes {
		invited := slices.ContainsFunc(f.Places, func(s Seats) bool { return s.CompanyID == n.ID })
		if n.Kind == KindCompany && invited {
			all = append(all, Company{ID: n.ID, Name: n.Name})
		}
	}
	return all
}

// name registers the group's block and returns its ID.
func (p *publisher) name(g group) string {
	members := fmt.Sprint(g.leaves)
	if id, ok := p.known[members]; ok {
		return id
	}
	b := p.frozen.describe(g, p.turnout)
	p.known[members] = b.ID
	p.cube.Blocks = append(p.cube.Blocks, b)
	return b.ID
}

func (p *publisher) names(groups []group) []string {
	var ids []string
	for _, g := range groups {
		ids = append(ids, p.name(g))
	}
	return ids
}

func (p *publisher) question(i item) QuestionCells {
	code := i.question.Code
	q := QuestionCells{Code: code, Type: i.question.Type, Min: i.min, Max: i.max, Steps: i.size}
	order := p.company
	if slices.Contains(p.frozen.AttributeFirst, code) {
		order = p.attribute
	}
	heads := p.counted.answered(i)
	parts := order.nest(heads, p.frozen.K, i.branched)
	if p.coarsen != nil {
		parts = p.coarsen(code, parts)
	}
	q.NoTotal = !p.frozen.totalAllowed(heads)
	if q.NoTotal {
		parts = parts.withoutWhole(len(p.frozen.Places))
	}
	q.Means, q.ThreeGroups, q.Distributions = p.names(parts.means), p.names(parts.groups), p.names(parts.distributions)
	q.Cells = p.cells(i, parts, heads)
	return q
}

func (p *publisher) index(x index) IndexCells {
	cells := IndexCells{Dimension: x.dimension, Min: x.min, Max: x.max, Items: len(x.members)}
	heads := p.counted.scored(x)
	parts := p.company.nest(heads, p.frozen.K, false)
	if p.coarsen != nil {
		parts = p.coarsen(x.dimension, parts)
	}
	cells.NoTotal = !p.frozen.totalAllowed(heads)
	if cells.NoTotal {
		parts = parts.withoutWhole(len(p.frozen.Places))
	}
	cells.Means = p.names(parts.means)
	for n, g := range parts.means {
		c := meanCell(p.counted.mean(x, g.leaves), g.size.given, x.min, x.max)
		c.Block = cells.Means[n]
		p.count(&c, g, parts.means)
		cells.Cells = append(cells.Cells, c)
	}
	return cells
}
