package analytics

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strconv"
	"testing"

	"kreislauf/internal/survey"
)

// ballot is one synthetic answer set.
type ballot struct {
	place   Place
	answers survey.Answers
}

func seq(ballots []ballot) iter.Seq2[Place, survey.Answers] {
	return func(yield func(Place, survey.Answers) bool) {
		for _, b := range ballots {
			if !yield(b.place, b.answers) {
				return
			}
		}
	}
}

// smallContent asks four scale questions of one dimension, the last reversed,
// a choice of three, a choice of four and a question behind a branch.
func smallContent() survey.Content {
	text := survey.Text{"de": "Frage", "en": "Question"}
	scale := func(code string) survey.Question {
		return survey.Question{Code: code, Type: survey.TypeScale, Scale: "agree5", Dimension: "trust", Text: text}
	}
	choice := func(code string, options ...string) survey.Question {
		q := survey.Question{Code: code, Type: survey.TypeChoice, Text: text}
		for _, o := range options {
			q.Options = append(q.Options, survey.Option{Code: o, Text: text})
		}
		return q
	}
	reversed := scale("t4")
	reversed.Reverse = true
	branch := scale("deep")
	branch.Dimension = ""
	branch.ShowIf = &survey.Condition{Question: "keep", In: []string{"drop"}}
	return survey.Content{
		Scales:     []survey.Scale{{Code: "agree5", Min: 1, Max: 5, NotApplicable: true}},
		Dimensions: []survey.Dimension{{Code: "trust"}},
		Pages: []survey.Page{
			{Questions: []survey.Question{scale("t1"), scale("t2"), scale("t3"), reversed}},
			{Questions: []survey.Question{choice("keep", "keep", "add", "drop"), choice("tool", "a", "b", "c", "d"), branch}},
		},
	}
}

// freeze returns a roster of companies c0, c1, … with these numbers of people.
func freeze(t testing.TB, sizes ...int) Frozen {
	t.Helper()
	var nodes []Node
	var places []Place
	for i, n := range sizes {
		id := fmt.Sprintf("c%d", i)
		nodes = append(nodes, Node{ID: id, Name: "Company " + strconv.Itoa(i), Kind: KindCompany})
		for range n {
			places = append(places, Place{CompanyID: id})
		}
	}
	f, err := Freeze(5, nodes, places, Split{}, smallContent())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// randomFrozen draws companies with nested teams and, sometimes, an attribute.
func randomFrozen(t testing.TB, r *rand.Rand) Frozen {
	t.Helper()
	split := Split{Teams: r.IntN(2) == 0, CompanyConsent: r.IntN(2) == 0}
	if r.IntN(2) == 0 {
		split.Attribute = "site"
	}
	var nodes []Node
	var places []Place
	for c := range 1 + r.IntN(7) {
		company := fmt.Sprintf("c%d", c)
		nodes = append(nodes, Node{ID: company, Name: company, Kind: KindCompany})
		teams := []string{""}
		parents := []string{company}
		for n := range r.IntN(6) {
			team := fmt.Sprintf("%s-t%d", company, n)
			nodes = append(nodes, Node{ID: team, Name: team, Kind: KindTeam, Parent: parents[r.IntN(len(parents))]})
			parents, teams = append(parents, team), append(teams, team)
		}
		for range 1 + r.IntN(45) {
			places = append(places, Place{
				CompanyID: company, TeamID: teams[r.IntN(len(teams))], Attribute: string(rune('x' + r.IntN(3))),
			})
		}
	}
	content := smallContent()
	content.Pages[0].Questions[1].ByAttribute = true
	f, err := Freeze(MinK+r.IntN(3), nodes, places, split, content)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// vote lets everyone invited answer with the given probability. The answers
// lean to one side, so that caps and bands occur.
func vote(r *rand.Rand, f Frozen, rate float64) []ballot {
	var ballots []ballot
	lean := r.Float64() * 5
	for _, s := range f.Places {
		for range s.Invited {
			if r.Float64() < rate {
				ballots = append(ballots, ballot{s.Place, sheet(r, lean)})
			}
		}
	}
	return ballots
}

func sheet(r *rand.Rand, lean float64) survey.Answers {
	a := survey.Answers{}
	for _, code := range []string{"t1", "t2", "t3", "t4"} {
		switch v := int(lean + r.NormFloat64()*1.1 + 0.5); {
		case r.IntN(20) == 0:
		case r.IntN(30) == 0:
			a[code] = survey.NotApplicable
		default:
			a[code] = strconv.Itoa(min(max(v, 1), 5))
		}
	}
	a["keep"] = []string{"keep", "keep", "keep", "add", "drop"}[r.IntN(5)]
	a["tool"] = []string{"a", "b", "c", "d"}[r.IntN(4)]
	if a["keep"] == "drop" {
		a["deep"] = strconv.Itoa(1 + r.IntN(5))
	}
	return a
}

func tally(t testing.TB, f Frozen, ballots []ballot) Results {
	t.Helper()
	cube, _, err := Tally(smallContent(), f, seq(ballots))
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewResults(cube)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// same returns n ballots of a company with one answer to every scale question.
func same(company string, n, value int) []ballot {
	var all []ballot
	for range n {
		v := strconv.Itoa(value)
		all = append(all, ballot{Place{CompanyID: company}, survey.Answers{"t1": v, "t2": v, "t3": v}})
	}
	return all
}

// answer returns ballots of a company with these counts of t1's steps 1 to 5.
func answer(company string, counts ...int) []ballot {
	var all []ballot
	for i, n := range counts {
		for range n {
			all = append(all, ballot{Place{CompanyID: company}, survey.Answers{"t1": strconv.Itoa(i + 1)}})
		}
	}
	return all
}

func seeded(n uint64) *rand.Rand { return rand.New(rand.NewPCG(n, 2027)) }
