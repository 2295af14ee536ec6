package campaign

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/analytics"
)

// at is a team's place in the company "c".
func at(team string) analytics.Place { return analytics.Place{CompanyID: "c", TeamID: team} }

// seat seats people from the first to the last number in a team.
func (now seating) seat(team string, first, last int) seating {
	for i := first; i <= last; i++ {
		now[fmt.Sprint("p", i)] = at(team)
	}
	return now
}

// leave takes people out.
func (now seating) leave(first, last int) seating {
	for i := first; i <= last; i++ {
		delete(now, fmt.Sprint("p", i))
	}
	return now
}

func present(n int) map[string]string {
	here := map[string]string{}
	for i := range n + 1 {
		here[fmt.Sprint("p", i)] = "c"
	}
	return here
}

func TestTheNextWaveAsksTheSamePeopleInABlockUntilKHaveComeOrGone(t *testing.T) {
	t.Parallel()
	team := func(n int) seating { return seating{}.seat("a", 1, n) }
	two := func() seating { return team(20).seat("b", 21, 40) }
	for name, c := range map[string]struct {
		before, now, want seating
	}{
		"nothing changed":                          {two(), two(), two()},
		"four newcomers wait":                      {team(20), team(24), team(20)},
		"five newcomers come in":                   {team(20), team(25), team(25)},
		"four who dropped out are asked again":     {team(20), team(16), team(20)},
		"five who dropped out stay out":            {team(20), team(15), team(15)},
		"each block counts by itself":              {two(), two().leave(18, 23), two()},
		"a block that five left is left":           {two(), two().leave(1, 5).leave(21, 21), two().leave(1, 5)},
		"one who moved keeps the place":            {two(), two().seat("b", 20, 20), two()},
		"five who moved have moved":                {two(), two().seat("b", 16, 20), two().seat("b", 16, 20)},
		"who moved back fills what others left":    {two(), two().leave(1, 4).seat("b", 20, 20), two()},
		"four of five who moved joined a newcomer": {two(), two().seat("b", 17, 20).seat("b", 41, 41), two()},
		"nobody in common":                         {team(20), seating{}.seat("a", 21, 23), seating{}.seat("a", 21, 23)},
		"for the first time":                       {nil, team(3), team(3)},
	} {
		var before []seating
		if c.before != nil {
			before = append(before, c.before)
		}
		if diff := cmp.Diff(c.want, align(c.now, before, askable(present(50)), 5)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhoLeftCannotBeAskedAgainAndHidesOthersWhoDroppedOut(t *testing.T) {
	t.Parallel()
	before := seating{}.seat("a", 1, 20)
	here := present(20)
	delete(here, "p1")
	here["p2"] = "another"
	for name, c := range map[string]struct{ now, want seating }{
		"the leavers alone":             {seating{}.seat("a", 3, 20), seating{}.seat("a", 3, 20)},
		"two more dropped out":          {seating{}.seat("a", 5, 20), seating{}.seat("a", 3, 20)},
		"five apart with the leavers":   {seating{}.seat("a", 6, 20), seating{}.seat("a", 6, 20)},
		"a newcomer beside the leavers": {seating{}.seat("a", 3, 21), seating{}.seat("a", 3, 20)},
	} {
		if diff := cmp.Diff(c.want, align(c.now, []seating{before}, askable(here), 5)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAWaveIsAlsoHeldAgainstTheOneBeforeTheLast(t *testing.T) {
	t.Parallel()
	first, last := seating{}.seat("a", 1, 20), seating{}.seat("a", 1, 15)
	now := seating{}.seat("a", 1, 21) // six more than in the last, one more than in the first
	if diff := cmp.Diff(last, align(now, []seating{last, first}, askable(present(30)), 5)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestNoWaveOfACampaignEverDiffersByAFew lets people join, leave, drop out and
// move at random over many waves, and compares each with those before.
func TestNoWaveOfACampaignEverDiffersByAFew(t *testing.T) {
	t.Parallel()
	const k, people = 5, 60
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		here := present(people)
		var before []seating
		chosen := seating{}.seat("a", 1, 20).seat("b", 21, 40)
		leaving := seed%2 == 0
		for range 8 {
			for range random.IntN(9) {
				person, team := fmt.Sprint("p", random.IntN(people)), []string{"a", "b", ""}[random.IntN(3)]
				if random.IntN(3) == 0 {
					delete(chosen, person)
				} else if here[person] != "" {
					chosen[person] = at(team)
				}
				if leaving && random.IntN(4) == 0 {
					delete(here, person)
					delete(chosen, person)
				}
			}
			now := align(maps.Clone(chosen), before, askable(here), k)
			for i, earlier := range before {
				if i > 0 && leaving {
					break // a leaver may be all that an older wave had more
				}
				wantApart(t, now, earlier, here, k)
			}
			for person := range now {
				if here[person] == "" {
					t.Fatalf("seed %d: somebody who left is asked", seed)
				}
			}
			before = append([]seating{now}, before...)
		}
	}
}

// wantApart counts anew, by place and direction.
func wantApart(t *testing.T, now, before seating, here map[string]string, k int) {
	t.Helper()
	for _, place := range []analytics.Place{at("a"), at("b"), at("")} {
		more, less, present := 0, 0, 0
		for person, is := range now {
			if was, asked := before[person]; is == place && (!asked || was != place) {
				more++
			}
		}
		for person, was := range before {
			if is, asked := now[person]; was == place && (!asked || is != place) {
				less++
				if here[person] != "" {
					present++
				}
			}
		}
		if more > 0 && more < k || present > 0 && less < k {
			t.Fatalf("at %v %d came and %d went, %d of them still there", place, more, less, present)
		}
	}
}

func TestPeopleOfAMovedTeamCountWhereTheWayToItEnds(t *testing.T) {
	t.Parallel()
	frozen := analytics.Frozen{SplitTeams: true, Nodes: []analytics.Node{
		{ID: "c", Kind: analytics.KindCompany},
		{ID: "works", Parent: "c"}, {ID: "hall", Parent: "works"}, {ID: "line", Parent: "hall"}, {ID: "gone", Parent: "works"}, {ID: "office", Parent: "c"},
	}}
	now := tree{
		"works":  {ID: "works", CompanyID: "c"},
		"hall":   {ID: "hall", CompanyID: "c", ParentID: "office"},
		"line":   {ID: "line", CompanyID: "c", ParentID: "hall"},
		"office": {ID: "office", CompanyID: "c"},
	}
	place := now.placing(frozen)
	for team, want := range map[string]string{"": "", "works": "works", "office": "office", "hall": "works", "line": "works", "gone": "works"} {
		if got := place(Invitation{CompanyID: "c", TeamID: team}).TeamID; got != want {
			t.Errorf("people of %q count at %q, want %q", team, got, want)
		}
	}
}

// askable lets those be asked whose company is given.
func askable(here map[string]string) asker {
	return func(person string, at analytics.Place) bool { return here[person] == at.CompanyID }
}
