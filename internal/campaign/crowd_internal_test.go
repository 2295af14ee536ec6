package campaign

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// village is a roster that is both listed and counted.
type village struct {
	Store
	people []roster.Person
}

func (v village) Crowd(context.Context, string) ([]roster.Person, error) {
	return slices.Clone(v.people), nil
}

func (v village) Headcounts(context.Context, string) ([]Headcount, error) {
	var counts []Headcount
	for _, p := range v.people {
		at := slices.IndexFunc(counts, func(h Headcount) bool {
			return h.CompanyID == p.CompanyID && h.TeamID == p.TeamID && h.Representative == p.Representative &&
				h.Language == p.Language && maps.Equal(h.Attributes, p.Attributes)
		})
		if at < 0 {
			at = len(counts)
			counts = append(counts, Headcount{p.CompanyID, p.TeamID, p.Representative, p.Language, p.Attributes, 0})
		}
		counts[at].People++
	}
	return counts, nil
}

func (v village) Companies(context.Context, string) ([]cooperation.Company, error) {
	return []cooperation.Company{{ID: "a"}, {ID: "b"}, {ID: "c"}}, nil
}

func (v village) Teams(context.Context, string) ([]cooperation.Team, error) {
	return []cooperation.Team{{ID: "a1", CompanyID: "a"}, {ID: "a2", CompanyID: "a", ParentID: "a1"}, {ID: "b1", CompanyID: "b"}}, nil
}

func TestCountsOfAnAudienceAreThoseOfItsPeople(t *testing.T) {
	t.Parallel()
	v := village{}
	for i := range 97 {
		v.people = append(v.people, roster.Person{
			ID: fmt.Sprint("p", i), CompanyID: []string{"a", "b", "c", "gone"}[i%4], TeamID: []string{"", "a1", "a2", "b1"}[i%12/3],
			Representative: i%5 == 0, Language: []string{"de", "en"}[i%2], Attributes: map[string]string{"shift": fmt.Sprint(i % 3)},
		})
	}
	s := &Service{store: v}
	all := []string{"a", "b", "c", "gone"}
	for name, c := range map[string]Campaign{
		"everybody":     {Mode: Anonymous, Audience: Audience{Companies: all}},
		"by name":       {Mode: Attributed, Audience: Audience{Companies: all}},
		"teams":         {Mode: Anonymous, Audience: Audience{Companies: all, Teams: []string{"a1", "b1"}}},
		"an attribute":  {Mode: Anonymous, Audience: Audience{Companies: []string{"a", "c"}, Attributes: map[string][]string{"shift": {"1", "2"}}}},
		"a value of no": {Mode: Anonymous, Audience: Audience{Companies: all, Attributes: map[string][]string{"shift": {"night"}}}},
		"a share":       {Mode: Anonymous, Audience: Audience{Companies: all, Sample: Sample{Percent: 30}}},
		"a number":      {Mode: Anonymous, Audience: Audience{Companies: all, Sample: Sample{Count: 7}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			chosen, err := s.choose(t.Context(), c, occasion{wave: "w"})
			if err != nil {
				t.Fatal(err)
			}
			want := counted{invited: map[string]int{}, people: len(chosen.people), listed: chosen.listed, fitted: chosen.fitted, rested: chosen.rested}
			for _, p := range chosen.people {
				want.invited[p.CompanyID]++
			}
			got, err := s.countAudience(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(counted{})); diff != "" {
				t.Errorf("counted otherwise than chosen (-people +counts):\n%s", diff)
			}
			if c.Audience.Sample == (Sample{}) {
				anyone, err := s.audience(t.Context(), c)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(placesOf(chosen.people), placesOf(anyone)); diff != "" {
					t.Errorf("other places (-people +counts):\n%s", diff)
				}
			}
		})
	}
}

// placesOf counts people by everything but who they are.
func placesOf(people []roster.Person) map[string]int {
	places := map[string]int{}
	for _, p := range people {
		places[fmt.Sprint(p.CompanyID, p.TeamID, p.Representative, p.Language, p.Attributes)]++
	}
	return places
}

// shelf is a village with campaigns whose waves can only be read together.
type shelf struct {
	village
	campaigns []Campaign
	waves     map[string][]Wave
}

func (s shelf) Campaigns(context.Context, string) ([]Campaign, error) { return s.campaigns, nil }

func (s shelf) WavesOf(context.Context, []Campaign) (map[string][]Wave, error) { return s.waves, nil }

// oneQuestionnaire is whatever is asked for.
type oneQuestionnaire struct{ Questionnaires }

func (oneQuestionnaire) Newest(_ context.Context, _, id string) (survey.Questionnaire, survey.Version, error) {
	return survey.Questionnaire{ID: id}, survey.Version{Content: survey.Content{Title: survey.Text{"de": "Puls"}}}, nil
}

func TestTheListOfCampaignsReadsTheirWavesTogether(t *testing.T) {
	t.Parallel()
	at := func(days int) time.Time { return firstDay.AddDate(0, 0, days) }
	opened := at(-7)
	s := &Service{clock: ClockFunc(func() time.Time { return firstDay }), questionnaires: oneQuestionnaire{}, store: shelf{
		campaigns: []Campaign{{ID: "new"}, {ID: "old"}},
		waves: map[string][]Wave{"old": {
			{ID: "first", Number: 1, OpensAt: opened, ClosesAt: at(-1), OpenedAt: &opened, TalliedAt: &opened, ReleasedAt: &opened},
			{ID: "second", Number: 2, OpensAt: opened, ClosesAt: at(1), OpenedAt: &opened},
			{ID: "third", Number: 3, OpensAt: at(7), ClosesAt: at(8)},
		}},
	}}
	entries, _, err := s.List(t.Context(), account.Viewer{NetworkID: "n", Role: account.Manager})
	if err != nil || len(entries) != 2 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	if e := entries[0]; len(e.Waves) != 0 || e.Last != nil || e.Current != nil || e.Next != nil {
		t.Errorf("a campaign without waves has %+v", e)
	}
	if e := entries[1]; len(e.Waves) != 3 || e.Waves[0].ID != "third" || e.Last.ID != "first" || e.Current.ID != "second" || e.Next.ID != "third" {
		t.Errorf("a campaign with waves has %+v", e)
	}
}
