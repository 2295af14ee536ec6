package analytics

import "slices"

// View is what one company's representative sees of a wave: the numbers of
// the whole network, and those of the block that holds the own company, even
// where that is a pool with others; nobody else's. A wave that asked a single
// company has no whole: its total is that company's own result.
type View struct {
	results Results
	company string
}

// Visible returns the view of one company. An unknown company sees the
// network only.
func (r Results) Visible(company string) View { return View{results: r, company: company} }

// Network returns the question's cell for everyone.
func (v View) Network(question string) (Cell, Verdict) {
	return v.Cell(question, v.results.everyone())
}

// IndexNetwork returns the index's cell for everyone.
func (v View) IndexNetwork(dimension string) (Cell, Verdict) {
	return v.IndexCell(dimension, v.results.everyone())
}

// NetworkIndexPoint returns the index's mean for everyone.
func (v View) NetworkIndexPoint(dimension string) (Point, Verdict) {
	if !v.allows(v.results.everyone()) {
		return Point{}, Withheld
	}
	return v.results.NetworkIndexPoint(dimension)
}

// Rows returns the question's blocks that hold the own company.
func (v View) Rows(question string) []Row { return v.own(v.results.Rows(question)) }

// IndexRows returns the index's blocks that hold the own company.
func (v View) IndexRows(dimension string) []Row { return v.own(v.results.IndexRows(dimension)) }

// Turnout returns the blocks of the wave that hold the own company.
func (v View) Turnout() []Block {
	return slices.DeleteFunc(v.results.Turnout(), func(b Block) bool { return !v.holds(b) })
}

// Cell answers for the own company alone and for everyone, and withholds
// every other selection.
func (v View) Cell(question string, companies []string) (Cell, Verdict) {
	if !v.allows(companies) {
		return Cell{}, Withheld
	}
	return v.results.Cell(question, companies)
}

// IndexCell answers as Cell does.
func (v View) IndexCell(dimension string, companies []string) (Cell, Verdict) {
	if !v.allows(companies) {
		return Cell{}, Withheld
	}
	return v.results.IndexCell(dimension, companies)
}

func (v View) allows(companies []string) bool {
	if len(companies) == 0 {
		return false
	}
	others := slices.ContainsFunc(companies, func(id string) bool { return id != v.company })
	return !others || len(v.results.cube.Companies) > 1 && v.results.coversAll(companies)
}

func (v View) own(rows []Row) []Row {
	return slices.DeleteFunc(rows, func(r Row) bool { return !v.holds(r.Block) })
}

func (v View) holds(b Block) bool { return slices.Contains(b.Companies, v.company) }
