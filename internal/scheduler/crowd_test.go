package scheduler_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/roster"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

func TestTheRosterIsCountedAsItIsListed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		nord, sued := p.company("nord", 0, 0), p.company("sued", 0, 0)
		left := p.clock.Now()
		var people []roster.Person
		for i := range 40 {
			one := roster.Person{
				ID: newID(), NetworkID: p.manager.NetworkID, CompanyID: []string{nord, sued}[i%2], Name: fmt.Sprint("Person ", i),
				Email: fmt.Sprintf("c%d@firma.example", i), Language: []string{"de", "en"}[i%3/2], Representative: i%7 == 0,
				Attributes: map[string]string{"Ort": []string{"Werk Süd", `"Lager"`}[i/2%2], "Schicht": fmt.Sprint(i % 2)},
				CreatedAt:  left.Add(-time.Hour).UTC().Truncate(time.Second), Version: 1,
			}
			if i%5 == 0 {
				one.LeftAt = &left
			}
			people = append(people, one)
		}
		must(t, db.Campaign().SaveRoster(t.Context(), roster.Change{Added: people}))
		want, listed := map[string]int{}, map[string]roster.Person{}
		for _, one := range people {
			if one.LeftAt == nil {
				want[fmt.Sprint(one.CompanyID, one.TeamID, one.Representative, one.Language, one.Attributes)]++
				one.Name, one.Version = "", 0
				listed[one.ID] = one
			}
		}
		counts, err := db.Campaign().Headcounts(t.Context(), p.manager.NetworkID)
		must(t, err)
		got := map[string]int{}
		for _, h := range counts {
			got[fmt.Sprint(h.CompanyID, h.TeamID, h.Representative, h.Language, h.Attributes)] += h.People
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("counted (-want +got):\n%s", diff)
		}
		crowd, err := db.Campaign().Crowd(t.Context(), p.manager.NetworkID)
		must(t, err)
		byID := map[string]roster.Person{}
		for _, one := range crowd {
			one.CreatedAt = one.CreatedAt.UTC()
			byID[one.ID] = one
		}
		if diff := cmp.Diff(listed, byID); diff != "" {
			t.Errorf("listed (-want +got):\n%s", diff)
		}
	})
}
