package linkage

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"kreislauf/internal/survey"
)

// byTime joins readable answers to the person whose time in another table lies
// nearest.
func (a *attacker) byTime() finding {
	type moment struct {
		at     time.Time
		person int
	}
	var moments []moment
	answers := map[int]bool{}
	for _, r := range a.readable {
		answers[r.row] = true
	}
	for i, r := range a.image.rows {
		if person := a.person[i]; person >= 0 && !answers[i] && len(a.readable) > 0 {
			for _, at := range times(r) {
				moments = append(moments, moment{at, person})
			}
		}
	}
	f := finding{method: "time"}
	for _, r := range a.readable {
		guess, distance := -1, time.Duration(math.MaxInt64)
		for _, at := range times(a.image.rows[r.row]) {
			for _, m := range moments {
				if d := at.Sub(m.at).Abs(); d < distance {
					guess, distance = m.person, d
				}
			}
		}
		if guess == r.owner {
			f.links++
		}
	}
	return f
}

// timeLayouts are the forms in which drivers and query builders write times.
var timeLayouts = []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999-07:00", "2006-01-02 15:04:05.999999999 -0700 MST"}

func times(r row) []time.Time {
	var found []time.Time
	for _, cell := range r.cells {
		for _, layout := range timeLayouts {
			if at, err := time.Parse(layout, cell); err == nil {
				found = append(found, at)
			}
		}
	}
	return found
}

// Both databases fill a page from its end.
var pageSizes = []int{4096, 8192}

// byOffset lays readable answers in the order of their bytes in each file
// beside the known order of answering.
func (a *attacker) byOffset() []finding {
	if len(a.readable) == 0 {
		return nil
	}
	files := map[string][]byte{"server's log": a.image.shared}
	for name, data := range a.image.files {
		files[name] = data
	}
	var all []finding
	for name, data := range files {
		offsets := make([]int, len(a.readable))
		for i, r := range a.readable {
			offsets[i] = find(data, r.text)
		}
		for _, size := range slices.Concat([]int{1}, pageSizes) {
			keys := make([]int, len(offsets))
			for i, offset := range offsets {
				keys[i] = offset/size*size + size - 1 - offset%size
			}
			owners := make([]int, 0, len(keys))
			for _, i := range ranked(a.draw, keys) {
				owners = append(owners, a.readable[i].owner)
			}
			f := finding{method: fmt.Sprintf("offset in %s, pages of %d", name, size), links: meetings(owners, a.order)}
			f.tau = tau(a.placesOf(owners), sequence(len(owners)))
			all = append(all, f)
		}
	}
	return all
}

// pieceLength is how much of an answer set tells it from all others.
const pieceLength = 150

// find returns the first place of a text, or -1. Pages and records may cut it,
// so either end is enough.
func find(data []byte, text string) int {
	n := min(len(text), pieceLength)
	if at := bytes.Index(data, []byte(text[:n])); at >= 0 {
		return at
	}
	return bytes.Index(data, []byte(text[len(text)-n:]))
}

func sequence(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}

// byEquality looks for each answer set in every disguise, and takes the person
// of the row that holds it.
func (a *attacker) byEquality(disguises map[string]func(text string) string) []finding {
	holders := map[string]int{}
	for i, r := range a.image.rows {
		for _, cell := range r.cells {
			if person := a.person[i]; person >= 0 && len(cell) >= identifierLength {
				holders[cell] = person
			}
		}
	}
	var all []finding
	for name, disguise := range disguises {
		f := finding{method: "equality of " + name}
		for text, owner := range a.owners {
			if person, ok := holders[disguise(text)]; ok && person == owner {
				f.links++
			}
		}
		all = append(all, f)
	}
	return all
}

// byRank takes every number and every order that the image holds about each
// participant, lays it beside three orders of the answer sets, and matches
// first to first. Where lengths or orders of sealed texts follow those of the
// answers, this shows it.
func (a *attacker) byRank() []finding {
	var all []finding
	for trait, values := range a.traits() {
		guessed := ranked(a.draw, values)
		for clue, order := range a.clues() {
			f := finding{method: clue + " and " + trait, tau: tau(order, values)}
			f.links = meetings(ranked(a.draw, order), guessed)
			all = append(all, f)
		}
	}
	return all
}

// traits are what is known of the answer sets, in the order of answering.
func (a *attacker) traits() map[string][]int {
	texts, lengths, sums := make([]string, len(a.order)), make([]int, len(a.order)), make([]int, len(a.order))
	for place, person := range a.order {
		texts[place], lengths[place] = a.texts[person], len(a.texts[person])
		for _, value := range a.given[person] {
			for _, letter := range []byte(value) {
				sums[place] += int(letter)
			}
		}
	}
	return map[string][]int{"length": lengths, "sum": sums, "text": dense(texts)}
}

// clues are what the image holds about each participant, in the same order.
// What is the same for all tells nothing and is left out.
func (a *attacker) clues() map[string][]int {
	clues := map[string][]int{}
	add := func(name string, values []int) {
		if slices.Max(values) != slices.Min(values) {
			clues[name] = values
		}
	}
	for table, rows := range a.tables() {
		first := rows[a.order[0]]
		for place := range first.places {
			add(table+" by "+place, a.each(rows, func(r row) int { return int(r.places[place]) }))
		}
		for i, name := range first.columns {
			cells := make([]string, len(a.order))
			for place, person := range a.order {
				cells[place] = rows[person].cells[i]
			}
			add(table+"."+name+" by text", dense(cells))
			add(table+"."+name+" by length", a.each(rows, func(r row) int { return len(r.cells[i]) }))
			if len(cells[0]) < sealedLength {
				continue
			}
			for file, data := range a.image.files {
				if !bytes.Contains(data, []byte(cells[0][:needleLength])) {
					continue
				}
				add(table+"."+name+" by offset in "+file, a.each(rows, func(r row) int {
					return bytes.Index(data, []byte(r.cells[i][:min(len(r.cells[i]), needleLength)]))
				}))
			}
		}
	}
	return clues
}

// sealedLength is from what length on a text may be a sealed one, and
// needleLength how much of it tells it apart.
const (
	sealedLength = 200
	needleLength = 40
)

func (a *attacker) each(rows map[int]row, value func(row) int) []int {
	values := make([]int, len(a.order))
	for place, person := range a.order {
		values[place] = value(rows[person])
	}
	return values
}

// dense returns the rank of each text among the different ones.
func dense(texts []string) []int {
	distinct := slices.Compact(slices.Sorted(slices.Values(texts)))
	ranks := make([]int, len(texts))
	for i, text := range texts {
		ranks[i], _ = slices.BinarySearch(distinct, text)
	}
	return ranks
}

// canaries are the bytes that any encoded answer would leave somewhere: each
// code in front of a value, and for some of them its encodings, in hex, and in
// base64 at its three phases.
func canaries(content survey.Content) [][]byte {
	var all [][]byte
	for i, q := range content.Questions() {
		text := `"` + q.Code + `":"`
		all = append(all, []byte(text), []byte(`"`+q.Code+`": "`))
		if i%5 > 0 {
			continue
		}
		all = append(all, []byte(hex.EncodeToString([]byte(text))))
		for phase := range 3 {
			all = append(all, base64At(phase, text))
		}
	}
	return all
}

// base64At is the part of the encoding that does not depend on what stands
// around the text, phase bytes after a multiple of three.
func base64At(phase int, text string) []byte {
	shifted := strings.Repeat("\x00", phase) + text
	code := base64.RawStdEncoding.EncodeToString([]byte(shifted))
	return []byte(code[(phase*8+5)/6 : len(shifted)*8/6])
}

// sightings lists where a needle stands in an image.
func sightings(im image, needles [][]byte) []string {
	var found []string
	for name, data := range im.files {
		for _, needle := range needles {
			if bytes.Contains(data, needle) {
				found = append(found, fmt.Sprintf("%s of %s holds %q", name, im.name, needle))
			}
		}
	}
	cells := map[string]*bytes.Buffer{}
	for _, r := range im.rows {
		if cells[r.table] == nil {
			cells[r.table] = &bytes.Buffer{}
		}
		cells[r.table].WriteString(strings.Join(r.cells, "\x00") + "\x00")
	}
	for table, text := range cells {
		for _, needle := range needles {
			if bytes.Contains(text.Bytes(), needle) {
				found = append(found, fmt.Sprintf("table %s of %s holds %q", table, im.name, needle))
			}
		}
	}
	return found
}
