package campaign

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
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
