package analytics

import (
	"fmt"
	"slices"
)

// Verdict is the gate's answer to a request.
type Verdict string

// Verdicts. Withheld is the same for a group that is too small, one that is
// empty, one that does not exist, and one that cuts through a block.
const (
	Shown    Verdict = "shown"
	Withheld Verdict = "withheld"
)

// Results is the one gate in front of a cube. Everything that leaves an
// anonymous wave (pages, filters, exports, charts, mails) reads from here.
type Results struct {
	cube   Cube
	blocks map[string]Block
}

// NewResults returns the gate of a cube. It reports a cube of another version.
func NewResults(c Cube) (Results, error) {
	if c.Version != cubeVersion {
		return Results{}, fmt.Errorf("cube has version %d, want %d", c.Version, cubeVersion)
	}
	r := Results{cube: c, blocks: make(map[string]Block, len(c.Blocks))}
	for _, b := range c.Blocks {
		r.blocks[b.ID] = b
	}
	return r, nil
}

// Row is one block of a question or index with its cell.
type Row struct {
	Block Block
	Cell  Cell
}

// K returns the smallest group that results are shown for.
func (r Results) K() int { return r.cube.K }

// Companies returns the companies that were invited, in the frozen order.
func (r Results) Companies() []Company { return slices.Clone(r.cube.Companies) }

// Turnout returns the blocks of the wave with the exact number of people who
// took part. It is empty when fewer than k did.
func (r Results) Turnout() []Block { return r.named(r.cube.Turnout) }

// Codes returns the codes of all questions in their order.
func (r Results) Codes() []string {
	codes := make([]string, len(r.cube.Questions))
	for i, q := range r.cube.Questions {
		codes[i] = q.Code
	}
	return codes
}

// Dimensions returns the codes of all dimensions with an index.
func (r Results) Dimensions() []string {
	codes := make([]string, len(r.cube.Indices))
	for i, x := range r.cube.Indices {
		codes[i] = x.Dimension
	}
	return codes
}

// Scale returns the ends of a question's scale, or false for a choice.
func (r Results) Scale(question string) (lo, hi int, ok bool) {
	q := r.question(question)
	return q.Min, q.Max, q.Min < q.Max
}

// Rows returns the finest blocks that the question has numbers for, each with
// its most precise cell. A block may still be hidden, to protect another.
func (r Results) Rows(question string) []Row {
	q := r.question(question)
	partition := q.Means
	if !q.scale() {
		partition = q.Distributions
		if q.Steps <= 3 && len(q.ThreeGroups) > 0 {
			partition = q.ThreeGroups
		}
	}
	return r.rows(partition, q.Cells)
}

// IndexRows returns the blocks of a dimension's index with their means.
func (r Results) IndexRows(dimension string) []Row {
	x := r.index(dimension)
	return r.rows(x.Means, x.Cells)
}

// Network returns the question's cell for everyone.
func (r Results) Network(question string) (Cell, Verdict) {
	return r.Cell(question, r.everyone())
}

// IndexNetwork returns the index's cell for everyone.
func (r Results) IndexNetwork(dimension string) (Cell, Verdict) {
	return r.IndexCell(dimension, r.everyone())
}

// Cell returns the question's number for all people of the selected companies
// together, if they are a union of blocks of one of its partitions, in the
// highest precision that one allows. The number of a union is computed from
// the published cells of its blocks.
func (r Results) Cell(question string, companies []string) (Cell, Verdict) {
	q := r.question(question)
	if q.NoTotal && r.coversAll(companies) {
		return Cell{}, Withheld
	}
	if blocks, ok := r.union(q.Distributions, companies); ok {
		return verdict(q.distribution(blocks))
	}
	if blocks, ok := r.union(q.ThreeGroups, companies); ok && (q.scale() || q.Steps <= 3) {
		return verdict(q.groups(blocks))
	}
	if blocks, ok := r.union(q.Means, companies); ok && q.scale() {
		return verdict(q.mean(blocks))
	}
	return Cell{}, Withheld
}

// IndexCell returns the index's mean for the selected companies together, if
// they are a union of its blocks.
func (r Results) IndexCell(dimension string, companies []string) (Cell, Verdict) {
	x := r.index(dimension)
	blocks, ok := r.union(x.Means, companies)
	if !ok || x.NoTotal && r.coversAll(companies) {
		return Cell{}, Withheld
	}
	return verdict(unionOfMeans(pick(x.Cells, blocks), x.Min, x.Max))
}

func verdict(c Cell, ok bool) (Cell, Verdict) {
	if !ok || c.Kind == Hidden {
		return Cell{}, Withheld
	}
	return c, Shown
}

// union returns the blocks of a partition that make up the companies, or false
// when one of them lies across the selection.
func (r Results) union(partition, companies []string) ([]string, bool) {
	var inside []string
	covered := map[string]bool{}
	for _, id := range partition {
		in, out := 0, 0
		for _, c := range r.blocks[id].Companies {
			if slices.Contains(companies, c) {
				in++
				covered[c] = true
			} else {
				out++
			}
		}
		switch {
		case in > 0 && out > 0:
			return nil, false
		case in > 0:
			inside = append(inside, id)
		}
	}
	for _, c := range companies {
		if !covered[c] {
			return nil, false
		}
	}
	return inside, len(inside) > 0
}

func (r Results) everyone() []string {
	ids := make([]string, len(r.cube.Companies))
	for i, c := range r.cube.Companies {
		ids[i] = c.ID
	}
	return ids
}

func (r Results) coversAll(companies []string) bool {
	return !slices.ContainsFunc(r.everyone(), func(id string) bool { return !slices.Contains(companies, id) })
}

func (r Results) question(code string) QuestionCells {
	i := slices.IndexFunc(r.cube.Questions, func(q QuestionCells) bool { return q.Code == code })
	if i < 0 {
		return QuestionCells{}
	}
	return r.cube.Questions[i]
}

func (r Results) index(dimension string) IndexCells {
	i := slices.IndexFunc(r.cube.Indices, func(x IndexCells) bool { return x.Dimension == dimension })
	if i < 0 {
		return IndexCells{}
	}
	return r.cube.Indices[i]
}

func (r Results) rows(partition []string, cells []Cell) []Row {
	var rows []Row
	for n, c := range pick(cells, partition) {
		rows = append(rows, Row{Block: r.blocks[partition[n]], Cell: c})
	}
	return rows
}

func (r Results) named(ids []string) []Block {
	var all []Block
	for _, id := range ids {
		all = append(all, r.blocks[id])
	}
	return all
}

// pick returns the cells of the blocks, in their order; hidden where there is
// none.
func pick(cells []Cell, blocks []string) []Cell {
	picked := make([]Cell, len(blocks))
	for n, id := range blocks {
		picked[n] = Cell{Block: id, Kind: Hidden}
		if i := slices.IndexFunc(cells, func(c Cell) bool { return c.Block == id }); i >= 0 {
			picked[n] = cells[i]
		}
	}
	return picked
}
