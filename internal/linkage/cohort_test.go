package linkage

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"kreislauf/internal/survey"
)

// participants is how many people answer, as many as the promise speaks of;
// absent is how many more are on the roster.
const (
	participants = 300
	absent       = 20
)

// answerShare is the part of the questions that a person answers.
const answerShare = 0.85

// cohort is the ground truth: who gave which answers, and when. People are
// numbered by their place on the roster.
type cohort struct {
	draw    *rand.Rand
	content survey.Content
	people  []string         // their ids, participants and absent ones
	given   []survey.Answers // by person; nil for the absent
	texts   []string         // the same, encoded; no two begin or end alike
	order   []int            // participants in the order of their answering
	places  []int            // by person: the place in order, -1 for the absent
}

// newCohort draws answers of participants who are spread over the roster.
func newCohort(t testing.TB, seed uint64, content survey.Content) *cohort {
	t.Helper()
	draw := rand.New(rand.NewPCG(seed, 1))
	n := participants + absent
	c := &cohort{
		draw: draw, content: content, given: make([]survey.Answers, n), texts: make([]string, n),
		order: draw.Perm(n)[:participants], places: make([]int, n),
	}
	for person := range c.places {
		c.places[person] = -1
	}
	pieces := map[string]bool{}
	for place, person := range c.order {
		c.places[person] = place
		c.given[person], c.texts[person] = tellingAnswers(t, draw, content, pieces)
	}
	return c
}

// tellingAnswers draws answers whose text is known from all others by its
// beginning and by its end, which do not overlap: a page of the database's log
// may cut it anywhere. pieces are the beginnings and ends so far.
func tellingAnswers(t testing.TB, draw *rand.Rand, content survey.Content, pieces map[string]bool) (survey.Answers, string) {
	t.Helper()
	for {
		given := someAnswers(draw, content)
		text := encoded(t, given)
		if len(text) < 2*pieceLength {
			continue
		}
		beginning, end := text[:pieceLength], text[len(text)-pieceLength:]
		if !pieces[beginning] && !pieces[end] {
			pieces[beginning], pieces[end] = true, true
			return given, text
		}
	}
}

// name returns what a person is called on the roster.
func (c *cohort) name(person int) string { return fmt.Sprintf("Person %03d", person) }

// owner finds who gave these answers.
func (c *cohort) owner() map[string]int {
	owner := make(map[string]int, len(c.order))
	for _, person := range c.order {
		owner[c.texts[person]] = person
	}
	return owner
}

func someAnswers(draw *rand.Rand, content survey.Content) survey.Answers {
	answers := survey.Answers{}
	for _, q := range content.Questions() {
		if values := content.Values(q); draw.Float64() < answerShare {
			answers[q.Code] = values[draw.IntN(len(values))]
		}
	}
	return answers
}

func encoded(t testing.TB, answers survey.Answers) string {
	t.Helper()
	text, err := survey.EncodeAnswers(answers)
	must(t, err)
	return string(text)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
