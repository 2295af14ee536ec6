package campaign

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
)

// crowd makes n people of each company.
func crowd(n int, companies ...string) []roster.Person {
	var people []roster.Person
	for _, company := range companies {
		for i := range n {
			people = append(people, roster.Person{ID: fmt.Sprintf("%s-%03d", company, i), CompanyID: company})
		}
	}
	return people
}

func ids(people []roster.Person) []string {
	var all []string
	for _, p := range people {
		all = append(all, p.ID)
	}
	return all
}

func TestASampleTakesItsShareOfEachCompanyRoundedUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sample Sample
		people int
		want   int
	}{
		"no sample is everybody":       {Sample{}, 7, 7},
		"a number":                     {Sample{Count: 3}, 7, 3},
		"a number above the company":   {Sample{Count: 30}, 7, 7},
		"a tenth of seven is one":      {Sample{Percent: 10}, 7, 1},
		"a third is rounded up":        {Sample{Percent: 33}, 10, 4},
		"half of an even company":      {Sample{Percent: 50}, 10, 5},
		"one per cent of three people": {Sample{Percent: 1}, 3, 1},
		"all per cent":                 {Sample{Percent: 100}, 7, 7},
		"of nobody nobody":             {Sample{Count: 3}, 0, 0},
	} {
		drawn := c.sample.draw("wave", crowd(c.people, "a", "b"))
		got := map[string]int{}
		for _, p := range drawn {
			got[p.CompanyID]++
		}
		if got["a"] != c.want || got["b"] != c.want {
			t.Errorf("%s: %v, want %d of each", name, got, c.want)
		}
	}
}

// The documented rule, written a second time: the hex digests of the three ids
// in a row, sorted as text.
func TestADrawCanBeRecomputedFromItsDocumentation(t *testing.T) {
	t.Parallel()
	people := crowd(40, "a")
	want := ids(people)
	digest := func(id string) string {
		sum := sha256.Sum256([]byte("0199-wave" + "a" + id))
		return hex.EncodeToString(sum[:])
	}
	slices.SortFunc(want, func(x, y string) int { return strings.Compare(digest(x), digest(y)) })
	slices.Reverse(people) // the order of the roster does not matter
	if diff := cmp.Diff(want[:9], ids(Sample{Count: 9}.draw("0199-wave", people))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnotherWaveDrawsOtherPeopleAndEverybodyIsDrawnSometimes(t *testing.T) {
	t.Parallel()
	times := map[string]int{}
	const waves, people, size = 400, 20, 5
	for i := range waves {
		for _, id := range ids(Sample{Count: size}.draw(fmt.Sprint("wave", i), crowd(people, "a"))) {
			times[id]++
		}
	}
	// 100 times on average; the bounds are six standard deviations wide.
	for _, p := range crowd(people, "a") {
		if n := times[p.ID]; n < 48 || n > 152 {
			t.Errorf("%s was drawn %d times of %d", p.ID, n, waves)
		}
	}
}

func TestOnePersonMoreOnTheRosterMovesNobodyElseIntoTheSample(t *testing.T) {
	t.Parallel()
	people := crowd(30, "a")
	before := ids(Sample{Count: 10}.draw("wave", people))
	after := ids(Sample{Count: 10}.draw("wave", append(people, roster.Person{ID: "new", CompanyID: "a"})))
	for _, id := range after {
		if id != "new" && !slices.Contains(before, id) {
			t.Errorf("%s came in", id)
		}
	}
}

func TestAChosenTeamStandsForAllTeamsBelowIt(t *testing.T) {
	t.Parallel()
	teams := []cooperation.Team{ // children in front of parents as well
		{ID: "c", ParentID: "b", CompanyID: "x"}, {ID: "a", CompanyID: "x"}, {ID: "b", ParentID: "a", CompanyID: "x"},
		{ID: "d", CompanyID: "x"}, {ID: "e", CompanyID: "y"},
	}
	for chosen, want := range map[string]map[string]string{
		"a": {"a": "x", "b": "x", "c": "x"}, "b": {"b": "x", "c": "x"}, "c": {"c": "x"}, "e": {"e": "y"}, "": {}, "unknown": {},
	} {
		if diff := cmp.Diff(want, subtrees(teams, []string{chosen})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", chosen, diff)
		}
	}
}

func TestRestIsCountedInCalendarDaysOfTheWavesZone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opens, zone string
		days        int
		want        string // first moment that counts, UTC
	}{
		"seven days":             {"2027-01-11 07:00", "Europe/Berlin", 7, "2027-01-04 23:00"},
		"one day is the same":    {"2027-01-11 07:00", "Europe/Berlin", 1, "2027-01-10 23:00"},
		"over the gap":           {"2027-03-30 06:00", "Europe/Berlin", 3, "2027-03-27 23:00"},
		"over the fold":          {"2027-11-01 07:00", "Europe/Berlin", 2, "2027-10-30 22:00"},
		"ahead of Greenwich":     {"2027-01-10 20:00", "Pacific/Auckland", 1, "2027-01-10 11:00"},
		"midnight does not come": {"2027-04-29 12:00", "Africa/Cairo", 7, "2027-04-22 22:00"},
	} {
		opens, err := time.Parse("2006-01-02 15:04", c.opens)
		if err != nil {
			t.Fatal(err)
		}
		got, err := occasion{opens: opens, zone: c.zone}.restSince(c.days)
		if err != nil || got.Format("2006-01-02 15:04") != c.want {
			t.Errorf("%s: %v (%v), want %s", name, got, err, c.want)
		}
	}
}

func TestEqualChoicesAreEqualInWhateverOrder(t *testing.T) {
	t.Parallel()
	a := Audience{
		Companies: []string{"b", "a", "b"}, Teams: []string{""}, Groups: nil,
		Attributes: map[string][]string{"Standort": {"Nord", "Süd", "Nord"}, "Schicht": {}},
	}
	b := Audience{Companies: []string{"a", "b"}, Attributes: map[string][]string{"Standort": {"Süd", "Nord"}}}
	if !a.alike(b) {
		t.Errorf("%+v and %+v differ", a.normal(), b.normal())
	}
	for name, other := range map[string]Audience{
		"companies":  {Companies: []string{"a"}, Attributes: b.Attributes},
		"teams":      {Companies: b.Companies, Attributes: b.Attributes, Teams: []string{"t"}},
		"groups":     {Companies: b.Companies, Attributes: b.Attributes, Groups: []string{"g"}},
		"values":     {Companies: b.Companies, Attributes: map[string][]string{"Standort": {"Nord"}}},
		"attributes": {Companies: b.Companies},
		"sample":     {Companies: b.Companies, Attributes: b.Attributes, Sample: Sample{Count: 5}},
		"rest":       {Companies: b.Companies, Attributes: b.Attributes, RestDays: 1},
	} {
		if other.alike(b) {
			t.Errorf("another choice of %s counts as the same", name)
		}
	}
}
