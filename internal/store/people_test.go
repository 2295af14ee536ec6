package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/store"
	"kreislauf/internal/store/resulttest"
	"kreislauf/internal/store/storetest"
)

// crew adds n people of the scene's first company and returns them as stored.
func crew(t *testing.T, db *store.DB, n int) []roster.Person {
	t.Helper()
	companies, err := db.Roster().Companies(t.Context(), resulttest.NetworkID)
	if err != nil {
		t.Fatal(err)
	}
	people := make([]roster.Person, n)
	for i := range people {
		people[i] = roster.Person{
			ID: fmt.Sprintf("crew-%04d", i), NetworkID: resulttest.NetworkID, CompanyID: companies[0].ID, Name: fmt.Sprint("Person ", i),
			Email: fmt.Sprintf("crew%d@firma.example", i), Language: "de", Attributes: map[string]string{}, CreatedAt: noon, Version: 1,
		}
	}
	if err := db.Roster().SaveRoster(t.Context(), roster.Change{Added: people}); err != nil {
		t.Fatal(err)
	}
	return people
}

func wantCrew(t *testing.T, db *store.DB, want []roster.Person) {
	t.Helper()
	all, err := db.Roster().People(t.Context(), resulttest.NetworkID, want[0].CompanyID)
	if err != nil {
		t.Fatal(err)
	}
	got := slices.DeleteFunc(all, func(p roster.Person) bool { return p.CreatedAt.UTC() != noon })
	for i, p := range got {
		got[i].CreatedAt = p.CreatedAt.UTC()
		if p.LeftAt != nil {
			left := p.LeftAt.UTC()
			got[i].LeftAt = &left
		}
	}
	slices.SortFunc(got, func(a, b roster.Person) int { return strings.Compare(a.ID, b.ID) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func TestChangesOfManyPeopleAreKeptForEachOfThem(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		resulttest.New(t, db)
		people := crew(t, db, 450)
		left := noon.Add(time.Hour)
		for i := range people {
			p := &people[i]
			p.Name, p.TeamID, p.Language = fmt.Sprintf("O'Neil %d \\ Ä?", i), fmt.Sprint("team-", i%3), []string{"de", "en"}[i%2]
			p.Representative, p.Attributes = i%4 == 0, map[string]string{"Ort": fmt.Sprintf(`"Werk" %d?`, i)}
			switch i % 5 {
			case 1:
				p.LeftAt = &left
			case 2:
				p.Email = ""
			}
		}
		if err := db.Roster().SaveRoster(t.Context(), roster.Change{Changed: people}); err != nil {
			t.Fatal(err)
		}
		for i := range people {
			people[i].Version = 2
		}
		wantCrew(t, db, people)
		found, total, err := db.Roster().FindPeople(t.Context(), resulttest.NetworkID, roster.Query{Words: []string{"o'neil", "449"}})
		if err != nil || total != 1 || found[0].ID != "crew-0449" {
			t.Errorf("a search by the new name finds %d people, %v", total, err)
		}
	})
}

func TestOfManyChangesNoneIsKeptWhereOneCannotBe(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		resulttest.New(t, db)
		people := crew(t, db, 450)
		for name, c := range map[string]struct {
			spoil func(last *roster.Person)
			want  fault.Fault
		}{
			"somebody changed the last one": {func(p *roster.Person) { p.Version = 7 }, fault.Fault{Kind: fault.KindConflict, Key: "error.changed_meanwhile"}},
			"it is another network's":       {func(p *roster.Person) { p.NetworkID = resulttest.OtherNetworkID }, fault.Fault{Kind: fault.KindConflict, Key: "error.changed_meanwhile"}},
			"its address is taken":          {func(p *roster.Person) { p.Email = people[0].Email }, fault.Fault{Kind: fault.KindConflict, Field: "email", Key: "error.person_email_taken"}},
		} {
			changed := slices.Clone(people)
			for i := range changed {
				changed[i].Name = "Somebody else"
			}
			c.spoil(&changed[len(changed)-1])
			var got *fault.Fault
			if err := db.Roster().SaveRoster(t.Context(), roster.Change{Changed: changed}); !errors.As(err, &got) {
				t.Errorf("%s: %v", name, err)
			} else if diff := cmp.Diff(c.want, *got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
			wantCrew(t, db, people)
		}
	})
}
