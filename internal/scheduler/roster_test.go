package scheduler_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

func names(people []roster.Person) string {
	list := make([]string, len(people))
	for i, p := range people {
		list[i] = p.Name
	}
	return strings.Join(list, ", ")
}

func TestPeopleAreFoundByWordsWhateverTheirCaseAndAccents(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		nord, sued := p.company("nord", 0, 0), p.company("sued", 0, 0)
		p.enrolled(nord, "Özlem Çelik", "o.celik@nord.example")
		p.enrolled(nord, "Jörg Weiß", "")
		p.enrolled(nord, "anna 100%_Kern", "a.kern@nord.example")
		gone := p.enrolled(sued, "Ömer Ünal", "oemer@sued.example")
		must(t, p.roster.SetLeft(ctx, p.manager, gone, true))
		coop := cooperation.NewService(db.Cooperation(), p.clock.Now, newID)
		above, err := coop.CreateTeam(ctx, p.manager, sued, cooperation.TeamForm{Name: "Werk"})
		must(t, err)
		below, err := coop.CreateTeam(ctx, p.manager, sued, cooperation.TeamForm{Name: "Lager", ParentID: above.ID})
		must(t, err)
		_, err = p.roster.AddPerson(ctx, p.manager, roster.PersonInput{CompanyID: sued, TeamID: below.ID, Name: "Łukasz Żak", Language: "de"})
		must(t, err)
		for _, c := range []struct {
			filter roster.Filter
			want   string
		}{
			{roster.Filter{}, "anna 100%_Kern, Jörg Weiß, Łukasz Żak, Özlem Çelik"},
			{roster.Filter{Search: "ÖZLEM"}, "Özlem Çelik"},
			{roster.Filter{Search: "celik ozl"}, "Özlem Çelik"},
			{roster.Filter{Search: "weiss"}, "Jörg Weiß"},
			{roster.Filter{Search: "0%_k"}, "anna 100%_Kern"},
			{roster.Filter{Search: "0_k"}, ""},
			{roster.Filter{Search: "lukasz zak"}, "Łukasz Żak"},
			{roster.Filter{Search: "NORD.example", CompanyID: nord}, "anna 100%_Kern, Özlem Çelik"},
			{roster.Filter{CompanyID: sued, Presence: roster.Gone}, "Ömer Ünal"},
			{roster.Filter{CompanyID: sued, Presence: roster.Everyone}, "Łukasz Żak, Ömer Ünal"},
			{roster.Filter{TeamID: above.ID}, "Łukasz Żak"},
			{roster.Filter{TeamID: roster.NoTeam, CompanyID: sued}, ""},
			{roster.Filter{Search: "x\x00\xff'"}, ""},
		} {
			list, err := p.roster.FindPeople(ctx, p.manager, c.filter)
			must(t, err)
			if got := names(list.People); got != c.want || list.Pages != 1 {
				t.Errorf("%+v: %q on %d pages, want %q", c.filter, got, list.Pages, c.want)
			}
		}
		var each []roster.Person
		must(t, p.roster.EachPerson(ctx, p.manager, roster.Filter{Presence: roster.Everyone}, func(one roster.Person) error {
			each = append(each, one)
			return nil
		}))
		if got, want := names(each), "anna 100%_Kern, Jörg Weiß, Özlem Çelik, Łukasz Żak, Ömer Ünal"; got != want {
			t.Errorf("by company: %q, want %q", got, want)
		}
		stop := errors.New("enough")
		if err := p.roster.EachPerson(ctx, p.manager, roster.Filter{}, func(roster.Person) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("got %v, want the error of the function", err)
		}
		count, err := p.roster.Headcount(ctx, p.manager)
		must(t, err)
		if diff := cmp.Diff(map[string]int{nord: 3, sued: 1}, count); diff != "" {
			t.Errorf("headcount (-want +got):\n%s", diff)
		}
	})
}

func TestTenThousandPeopleArePagedAndAPageTooFarIsTheLast(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		company := p.company("nord", 0, 0)
		var crowd []roster.Person
		for i := range 10_020 {
			crowd = append(crowd, roster.Person{
				ID: newID(), NetworkID: p.manager.NetworkID, CompanyID: company, Name: fmt.Sprintf("Person %05d", i),
				Email: fmt.Sprintf("p%05d@nord.example", i), Language: "de", Attributes: map[string]string{}, CreatedAt: start, Version: 1,
			})
		}
		must(t, db.Campaign().SaveRoster(ctx, roster.Change{Added: crowd}))
		for page, want := range map[int]string{0: "Person 00000", 2: "Person 00050", 201: "Person 10000", 999: "Person 10000"} {
			list, err := p.roster.FindPeople(ctx, p.manager, roster.Filter{Page: page})
			must(t, err)
			if list.People[0].Name != want || list.Total != 10_020 || list.Pages != 201 {
				t.Errorf("page %d begins with %q, %d people on %d pages; want %q", page, list.People[0].Name, list.Total, list.Pages, want)
			}
		}
		found, err := p.roster.FindPeople(ctx, p.manager, roster.Filter{Search: "p0777"})
		must(t, err)
		if found.Total != 10 {
			t.Errorf("%d people have p0777 in their address, want 10", found.Total)
		}
	})
}

func TestAnAddressBelongsToOnePersonAtATimeHoweverItIsEntered(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		company := p.company("nord", 1, 0)
		const shared = "einkauf@nord.example"
		first := p.enrolled(company, "Vorgängerin", shared)
		must(t, p.roster.SetLeft(ctx, p.manager, first, true))
		p.enrolled(company, "Nachfolger", shared)
		err := p.roster.SetLeft(ctx, p.manager, first, false)
		if all := fault.All(err); len(all) != 1 || all[0].Key != "error.person_email_taken_since" || all[0].Kind != fault.KindConflict {
			t.Errorf("coming back to a taken address: %v", err)
		}
		p.want("people WHERE left_at IS NULL AND email = '"+shared+"'", 1)

		// Eight forms with one address are sent at once: one comes through.
		results := make([]error, 8)
		var all sync.WaitGroup
		for i := range results {
			all.Go(func() {
				_, results[i] = p.roster.AddPerson(ctx, p.manager, roster.PersonInput{
					CompanyID: company, Name: fmt.Sprintf("Zugleich %d", i), Email: "neu@nord.example", Language: "de",
				})
			})
		}
		all.Wait()
		won := 0
		for _, err := range results {
			if err == nil {
				won++
				continue
			}
			if all := fault.All(err); len(all) != 1 || all[0].Key != "error.person_email_taken" || all[0].Field != "email" {
				t.Errorf("a second holder of an address got %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d people have the same address, want 1", won)
		}
	})
}

func TestAnAddressCanPassFromOnePersonToAnotherInOneChange(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		company := p.company("nord", 1, 0)
		people, err := p.roster.People(ctx, p.manager, company)
		must(t, err)
		heir := people[0]
		heir.ID, heir.Name = newID(), "Erbin"
		people[0].Email = ""
		must(t, db.Campaign().SaveRoster(ctx, roster.Change{Added: []roster.Person{heir}, Changed: people}))
		p.want("people WHERE email <> ''", 1)
	})
}

func TestAGroupHoldsPeopleOfSeveralCompaniesOfItsNetworkOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south := p.company("nord", 2, 0), p.company("sued", 1, 0)
		everybody, err := p.roster.People(ctx, p.manager, "")
		must(t, err)
		ids := []string{everybody[0].ID, everybody[1].ID, everybody[2].ID}
		id, err := p.roster.AddGroup(ctx, p.manager, roster.GroupInput{Name: " Projekt Portal "})
		must(t, err)
		_, err = p.roster.AddGroup(ctx, p.manager, roster.GroupInput{Name: "Projekt Portal"})
		if all := fault.All(err); len(all) != 1 || all[0].Field != "name" {
			t.Errorf("a second group of the name: %v", err)
		}
		for range 2 { // repeating it changes nothing
			must(t, p.roster.ChangeMembers(ctx, p.manager, id, append(ids, "nobody"), nil))
		}
		groups, err := p.roster.Groups(ctx, p.manager)
		must(t, err)
		if len(groups) != 1 || groups[0].Name != "Projekt Portal" || groups[0].People != 3 || groups[0].Companies != 2 {
			t.Fatalf("got %+v", groups)
		}
		must(t, p.roster.ChangeMembers(ctx, p.manager, id, nil, ids[:1]))
		inside, err := p.roster.FindPeople(ctx, p.manager, roster.Filter{GroupID: id})
		must(t, err)
		outside, err := p.roster.FindPeople(ctx, p.manager, roster.Filter{NotIn: id})
		must(t, err)
		if inside.Total != 2 || outside.Total != 1 {
			t.Errorf("%d inside and %d outside, want 2 and 1", inside.Total, outside.Total)
		}
		mine, err := p.roster.GroupsOf(ctx, p.manager, ids[1])
		must(t, err)
		if len(mine) != 1 || mine[0].ID != id {
			t.Errorf("groups of a member: %v", mine)
		}
		must(t, p.roster.EditGroup(ctx, p.manager, id, roster.GroupInput{Name: "Portal", Version: 1}))
		wantKind(t, p.roster.EditGroup(ctx, p.manager, id, roster.GroupInput{Name: "Alt", Version: 1}), fault.KindConflict)
		wantKind(t, p.roster.EditGroup(ctx, p.manager, id, roster.GroupInput{Name: "Portal", CooperationID: "x", Version: 2}), fault.KindInvalid)

		foreign := p.manager
		foreign.NetworkID = newID()
		wantKind(t, p.roster.ChangeMembers(ctx, foreign, id, ids, nil), fault.KindNotFound)
		reader := account.Viewer{UserID: p.manager.UserID, NetworkID: p.manager.NetworkID, Role: account.Reader}
		_, err = p.roster.Groups(ctx, reader)
		wantKind(t, err, fault.KindNotFound)
		wantKind(t, p.campaigns.DeletePerson(ctx, reader, ids[0]), fault.KindNotFound)
		_, err = p.roster.FindPeople(ctx, reader, roster.Filter{})
		wantKind(t, err, fault.KindNotFound)

		must(t, p.campaigns.DeletePerson(ctx, p.manager, ids[1]))
		p.want("person_group_members", 1)
		must(t, p.roster.DeleteGroup(ctx, p.manager, id))
		p.want("person_group_members", 0)
		p.want("people WHERE company_id IN ('"+north+"', '"+south+"')", 2)
	})
}

func TestOnlyATeamWithoutPeopleAndTeamsCanBeDeleted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		company := p.company("nord", 0, 0)
		coop := cooperation.NewService(db.Cooperation(), p.clock.Now, newID)
		above, err := coop.CreateTeam(ctx, p.manager, company, cooperation.TeamForm{Name: "Werk"})
		must(t, err)
		below, err := coop.CreateTeam(ctx, p.manager, company, cooperation.TeamForm{Name: "Lager", ParentID: above.ID})
		must(t, err)
		id, err := p.roster.AddPerson(ctx, p.manager, roster.PersonInput{CompanyID: company, TeamID: below.ID, Name: "Ute Kern", Language: "de"})
		must(t, err)
		must(t, p.roster.SetLeft(ctx, p.manager, id, true))
		wantKind(t, coop.DeleteTeam(ctx, p.manager, company, above.ID, 1), fault.KindConflict)
		wantKind(t, coop.DeleteTeam(ctx, p.manager, company, below.ID, 1), fault.KindConflict)
		must(t, p.campaigns.DeletePerson(ctx, p.manager, id))
		wantKind(t, coop.DeleteTeam(ctx, p.manager, newID(), below.ID, 1), fault.KindNotFound)
		wantKind(t, coop.DeleteTeam(ctx, p.manager, company, below.ID, 2), fault.KindConflict)
		must(t, coop.DeleteTeam(ctx, p.manager, company, below.ID, 1))
		must(t, coop.DeleteTeam(ctx, p.manager, company, above.ID, 1))
		p.want("teams", 0)
	})
}

func TestAnUploadedFileIsSeenByItsUserOnlyAndGoneAfterADay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		file, err := p.roster.AddUpload(ctx, p.manager, "", "personal.csv", []byte("Name;E-Mail\nUte Kern;u.kern@nord.example\n"), roster.Mapping{})
		must(t, err)
		body, err := file.Content()
		must(t, err)
		if !strings.HasPrefix(string(body), "Name;E-Mail") || strings.Contains(file.Body, "Name") {
			t.Errorf("the file came back as %q, kept as %q", body, file.Body)
		}
		another := p.manager
		another.UserID = newID()
		_, err = p.roster.Upload(ctx, another, file.ID)
		wantKind(t, err, fault.KindNotFound)
		must(t, p.roster.DropUpload(ctx, another, file.ID))
		p.want("uploads", 1)
		p.clock.Advance(roster.UploadLife)
		p.tick()
		p.want("uploads", 1)
		p.clock.Advance(time.Second)
		p.tick()
		p.want("uploads", 0)
	})
}
