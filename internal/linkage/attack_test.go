package linkage

import (
	"maps"
	"slices"

	"kreislauf/internal/survey"
)

// Bounds of what a method may find, see the package's comment.
const (
	maxLinks = 5
	maxTau   = 0.13
)

// finding is what one method got out of one image.
type finding struct {
	method string
	links  int // people named together with their own answers
	tau    float64
}

func exceeds(tau float64) bool { return tau > maxTau || tau < -maxTau }

func (f finding) exceeds() bool { return f.links > maxLinks || exceeds(f.tau) }

// attacker reads one image.
type attacker struct {
	*cohort
	image  image
	owners map[string]int // of the answer sets: used for marking, never for guessing
	// person of each row, found by identifiers; -1 where there is none
	person   []int
	readable []reading
}

// reading is a row that holds an answer set in the clear.
type reading struct {
	row   int
	text  string
	owner int
}

func newAttacker(c *cohort, im image) *attacker {
	a := &attacker{cohort: c, image: im, owners: c.owner()}
	a.follow()
	a.read()
	return a
}

// attack runs every method. disguises are what a product might store in place
// of an answer set, computable by everybody.
func attack(c *cohort, im image, disguises map[string]func(text string) string) []finding {
	a := newAttacker(c, im)
	return slices.Concat(
		[]finding{a.byKey(), a.byTransaction(), a.byTime()},
		a.byOrder(), a.byOffset(), a.byEquality(disguises), a.byRank(),
	)
}

// worst keeps the strongest finding of each method.
func worst(all ...[]finding) map[string]finding {
	found := map[string]finding{}
	for _, f := range slices.Concat(all...) {
		w, seen := found[f.method]
		if !seen {
			w.method = f.method
		}
		w.links = max(w.links, f.links)
		if abs(f.tau) > abs(w.tau) {
			w.tau = f.tau
		}
		found[f.method] = w
	}
	return found
}

func abs(x float64) float64 { return max(x, -x) }

// identifierLength is the shortest text that can name one person.
const identifierLength = 8

// follow finds every row that belongs to one person: it begins with the
// person's id and goes on through whatever else stands in such rows and
// nowhere else, as far as it leads.
func (a *attacker) follow() {
	a.person = make([]int, len(a.image.rows))
	for i := range a.person {
		a.person[i] = -1
	}
	names := map[string]int{}
	for person, id := range a.people {
		names[id] = person
	}
	for grown := true; grown; {
		grown = false
		for i, r := range a.image.rows {
			if a.person[i] < 0 {
				a.person[i] = named(r, names)
				grown = grown || a.person[i] >= 0
			}
		}
		names = a.namesIn()
	}
}

// named returns the only person that a row names, or -1.
func named(r row, names map[string]int) int {
	person := -1
	for _, cell := range r.cells {
		found, ok := names[cell]
		if !ok || found < 0 {
			continue
		}
		if person >= 0 && person != found {
			return -1
		}
		person = found
	}
	return person
}

// namesIn collects the texts that stand in one person's rows only.
func (a *attacker) namesIn() map[string]int {
	names := map[string]int{}
	for i, r := range a.image.rows {
		if a.person[i] < 0 {
			continue
		}
		for _, cell := range r.cells {
			if len(cell) < identifierLength {
				continue
			}
			if other, ok := names[cell]; ok && other != a.person[i] {
				names[cell] = -1
			} else if !ok {
				names[cell] = a.person[i]
			}
		}
	}
	return names
}

// read finds answer sets in the clear.
func (a *attacker) read() {
	for i, r := range a.image.rows {
		for _, cell := range r.cells {
			answers, err := survey.DecodeAnswers([]byte(cell))
			if err != nil {
				continue
			}
			text, err := survey.EncodeAnswers(answers)
			if err != nil {
				continue
			}
			if owner, ok := a.owners[string(text)]; ok {
				a.readable = append(a.readable, reading{row: i, text: cell, owner: owner})
			}
		}
	}
}

// byKey joins readable answers to people by identifiers.
func (a *attacker) byKey() finding {
	f := finding{method: "key"}
	for _, r := range a.readable {
		if a.person[r.row] == r.owner {
			f.links++
		}
	}
	return f
}

// byTransaction joins readable answers to people whose rows were written by
// the same transaction.
func (a *attacker) byTransaction() finding {
	writers := map[int64]int{}
	for i, r := range a.image.rows {
		person, xmin := a.person[i], r.places["xmin"]
		if person < 0 || xmin == 0 {
			continue
		}
		if other, ok := writers[xmin]; ok && other != person {
			person = -1
		}
		writers[xmin] = person
	}
	f := finding{method: "transaction"}
	for _, r := range a.readable {
		if person, ok := writers[a.image.rows[r.row].places["xmin"]]; ok && person == r.owner {
			f.links++
		}
	}
	return f
}

// byOrder lays readable answers in their physical order beside the known order
// of answering, and beside the physical order of each table about people.
func (a *attacker) byOrder() []finding {
	var all []finding
	for _, place := range []string{"row", "xmin"} {
		owners, keys := a.ownersBy(place)
		answered := finding{method: "order of answering by " + place, links: meetings(owners, a.order)}
		answered.tau = tau(keys, a.placesOf(owners))
		all = append(all, answered)
		for table, people := range a.traces(place) {
			all = append(all, finding{method: "order of " + table + " by " + place, links: meetings(owners, people)})
		}
	}
	return all
}

// ownersBy returns the owners of readable answers in the order of a hidden
// column, and that column.
func (a *attacker) ownersBy(place string) (owners []int, keys []int64) {
	found := slices.SortedStableFunc(slices.Values(a.readable), func(x, y reading) int {
		return int(a.image.rows[x.row].places[place] - a.image.rows[y.row].places[place])
	})
	for _, r := range found {
		owners = append(owners, r.owner)
		keys = append(keys, a.image.rows[r.row].places[place])
	}
	return owners, keys
}

func (a *attacker) placesOf(people []int) []int {
	places := make([]int, len(people))
	for i, person := range people {
		places[i] = a.places[person]
	}
	return places
}

// traces returns the participants in the order in which each table holds them.
func (a *attacker) traces(place string) map[string][]int {
	traces := map[string][]int{}
	for table, rows := range a.tables() {
		people := slices.SortedStableFunc(maps.Keys(rows), func(x, y int) int {
			return int(rows[x].places[place] - rows[y].places[place])
		})
		traces[table] = people
	}
	return traces
}

// tables returns, for each table that names every participant, a row of each.
func (a *attacker) tables() map[string]map[int]row {
	tables := map[string]map[int]row{}
	for i, r := range a.image.rows {
		person := a.person[i]
		if person < 0 || a.places[person] < 0 {
			continue
		}
		if tables[r.table] == nil {
			tables[r.table] = map[int]row{}
		}
		if _, ok := tables[r.table][person]; !ok {
			tables[r.table][person] = r
		}
	}
	maps.DeleteFunc(tables, func(_ string, rows map[int]row) bool { return len(rows) < len(a.order) })
	return tables
}
