package analytics

import (
	"iter"

	"kreislauf/internal/survey"
)

// Report is what the tally tells its operator about the ballots. It says
// nothing about answers.
type Report struct {
	Counted    int // entered the cube
	Unreadable int // could not be opened: yielded with nil answers
	Invalid    int // hold a code or value that the questionnaire does not know
	Misplaced  int // name a place outside the frozen roster
}

// Rejected is the number of ballots that are not in the cube.
func (r Report) Rejected() int { return r.Unreadable + r.Invalid + r.Misplaced }

// counts is all that the tally remembers: counters by place and answer, and
// sums by place, index and number of answered items. Its size depends on the
// roster and the questionnaire, not on the number of ballots.
type counts struct {
	plan    plan
	ballots []int      // by place
	values  []int      // place × plan.counters
	scores  []scoreSum // place × plan.sums
}

// scoreSum adds up persons who answered the same number of items of an index,
// so that their mean is exact and does not depend on the order of ballots.
type scoreSum struct{ people, sum int }

func newCounts(p plan, places int) *counts {
	return &counts{
		plan: p, ballots: make([]int, places),
		values: make([]int, places*p.counters), scores: make([]scoreSum, places*p.sums),
	}
}

// count drains ballots into counters.
func count(c survey.Content, f Frozen, ballots iter.Seq2[Place, survey.Answers]) (*counts, Report) {
	k := newCounts(newPlan(c), len(f.Places))
	place := make(map[Place]int, len(f.Places))
	for i, s := range f.Places {
		place[s.Place] = i
	}
	var r Report
	steps := make([]int, len(k.plan.items))
	for p, answers := range ballots {
		leaf, known := place[f.seat(p)]
		switch {
		case answers == nil:
			r.Unreadable++
		case !known:
			r.Misplaced++
		case !k.plan.decode(answers, steps):
			r.Invalid++
		default:
			k.add(leaf, steps)
			r.Counted++
		}
	}
	clear(steps)
	return k, r
}

// decode writes the position of each answer into steps, -1 where there is
// none. It reports whether every answer belongs to the questionnaire.
func (p plan) decode(answers survey.Answers, steps []int) bool {
	known := 0
	for i := range p.items {
		steps[i] = -1
		value, ok := answers[p.items[i].question.Code]
		if !ok {
			continue
		}
		known++
		if value == survey.NotApplicable || value == "" {
			continue
		}
		step, ok := p.items[i].step[value]
		if !ok {
			return false
		}
		steps[i] = step
	}
	for _, code := range p.textCodes {
		if _, ok := answers[code]; ok {
			known++
		}
	}
	return known == len(answers)
}

func (k *counts) add(leaf int, steps []int) {
	k.ballots[leaf]++
	values := k.values[leaf*k.plan.counters:]
	for i, step := range steps {
		if step >= 0 {
			values[k.plan.items[i].offset+step]++
		}
	}
	scores := k.scores[leaf*k.plan.sums:]
	for _, x := range k.plan.indices {
		if sum, answered, ok := x.score(steps); ok {
			scores[x.offset+answered-1].people++
			scores[x.offset+answered-1].sum += sum
		}
	}
}

// turnout returns the ballots by place.
func (k *counts) turnout() []headcount {
	heads := make([]headcount, len(k.ballots))
	for l, n := range k.ballots {
		heads[l].given = n
	}
	return heads
}

// histogram adds up an item's counters over places.
func (k *counts) histogram(i item, leaves []int) []int {
	total := make([]int, i.size)
	for _, l := range leaves {
		at := l*k.plan.counters + i.offset
		for step, n := range k.values[at : at+i.size] {
			total[step] += n
		}
	}
	return total
}

// answered returns by place who answered the item and who did not.
func (k *counts) answered(i item) []headcount {
	heads := make([]headcount, len(k.ballots))
	for l := range heads {
		for _, n := range k.histogram(i, []int{l}) {
			heads[l].given += n
		}
		heads[l].missing = k.ballots[l] - heads[l].given
	}
	return heads
}

// scored returns by place who has a score of the index and who has not.
func (k *counts) scored(x index) []headcount {
	heads := make([]headcount, len(k.ballots))
	for l := range heads {
		for m := range x.members {
			heads[l].given += k.scores[l*k.plan.sums+x.offset+m].people
		}
		heads[l].missing = k.ballots[l] - heads[l].given
	}
	return heads
}

// mean returns the mean score of an index over places with at least one.
func (k *counts) mean(x index, leaves []int) float64 {
	people, total := 0, 0.0
	for m := range x.members {
		var s scoreSum
		for _, l := range leaves {
			part := k.scores[l*k.plan.sums+x.offset+m]
			s.people += part.people
			s.sum += part.sum
		}
		people += s.people
		total += float64(s.sum) / float64(m+1)
	}
	return total / float64(people)
}
