package scheduler_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

// team puts a team into a company's tree and returns its id.
func (p *plant) team(company, parent, name string) string {
	p.t.Helper()
	t := cooperation.Team{ID: newID(), NetworkID: p.manager.NetworkID, CompanyID: company, ParentID: parent, Name: name, Version: 1}
	must(p.t, p.db.Campaign().SaveRoster(p.t.Context(), roster.Change{Teams: []cooperation.Team{t}}))
	return t.ID
}

// person puts somebody on the roster; without an address where mail is empty.
func (p *plant) person(company, team, name, mail string, attributes map[string]string) string {
	p.t.Helper()
	id, err := p.roster.AddPerson(p.t.Context(), p.manager, roster.PersonInput{
		CompanyID: company, TeamID: team, Name: name, Email: mail, Language: "de", Attributes: attributes,
	})
	must(p.t, err)
	return id
}

// group makes a group of these people and returns its id.
func (p *plant) group(name string, people ...string) string {
	p.t.Helper()
	g := roster.Group{ID: newID(), NetworkID: p.manager.NetworkID, Name: name, CreatedAt: p.clock.Now(), Version: 1}
	change := roster.Change{Groups: []roster.Group{g}}
	for _, id := range people {
		change.GroupMembers = append(change.GroupMembers, roster.GroupMember{GroupID: g.ID, PersonID: id, NetworkID: g.NetworkID})
	}
	must(p.t, p.db.Campaign().SaveRoster(p.t.Context(), change))
	return g.ID
}

// invited lists the names of the people who were invited to a wave.
func (p *plant) invited(w campaign.Wave) []string {
	p.t.Helper()
	invitations, err := p.db.Campaign().Invitations(p.t.Context(), w.ID)
	must(p.t, err)
	var names []string
	for _, i := range invitations {
		person, err := p.db.Campaign().Person(p.t.Context(), i.NetworkID, i.PersonID)
		must(p.t, err)
		names = append(names, person.Name)
	}
	slices.Sort(names)
	return names
}

func TestAWaveAsksThoseAloneWhoMatchEveryChoice(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		north, south := p.company("nord", 1, 0), p.company("sued", 1, 0)
		works := p.team(north, "", "Werk")
		line := p.team(north, works, "Linie 1")
		office := p.team(north, "", "Büro")
		day, night := map[string]string{"Schicht": "Tag"}, map[string]string{"Schicht": "Nacht"}
		matches := p.person(north, line, "passt", "passt@nord.example", day)
		paper := p.person(north, works, "passt auf Papier", "", day)
		late := p.person(north, line, "falsche Schicht", "", night)
		inOffice := p.person(north, office, "falsches Team", "", day)
		elsewhere := p.person(south, "", "anderes Unternehmen", "", day)
		left := p.person(north, line, "ausgeschieden", "", day)
		p.person(north, line, "in keiner Gruppe", "", day)
		var more []string
		for i := range 3 {
			more = append(more, p.person(north, line, fmt.Sprintf("passt auch %d", i+1), fmt.Sprintf("auch%d@nord.example", i+1), day))
		}
		group := p.group("Projekt", append(more, matches, paper, late, inOffice, elsewhere, left)...)
		must(t, p.roster.SetLeft(t.Context(), p.manager, left, true))
		in := p.input(north)
		in.Audience.Teams, in.Audience.Groups = []string{works}, []string{group}
		in.Audience.Attributes = map[string][]string{"Schicht": {"Tag"}}
		expected, err := p.campaigns.Expect(t.Context(), p.manager, in, 1)
		must(t, err)
		if expected.People != 5 {
			t.Errorf("the form expects %d people, want 5", expected.People)
		}
		_, w := p.schedule(in)
		w = p.openNow(w)
		if diff := cmp.Diff([]string{"passt", "passt auch 1", "passt auch 2", "passt auch 3", "passt auf Papier"}, p.invited(w)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		p.want("letters WHERE kind = 'invitation'", 4) // paper has no mail
		if w.Invited != 5 {
			t.Errorf("the wave counts %d invited", w.Invited)
		}
	})
}

func TestAnAudienceOfAnotherNetworkOrOutsideItsBoundsIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	north, south := p.company("nord", 3, 0), p.company("sued", 3, 0)
	empty := p.company("leer", 0, 0)
	team := p.team(north, "", "Werk")
	member := p.person(north, "", "Mitglied", "", map[string]string{"Schicht": "Tag"})
	group := p.group("Projekt", member)
	for name, c := range map[string]struct {
		audience   campaign.Audience
		field, key string
	}{
		"an unknown company":           {campaign.Audience{Companies: []string{north, newID()}}, "audience", "error.campaign_audience_unknown"},
		"an unknown team":              {campaign.Audience{Companies: []string{north}, Teams: []string{newID()}}, "audience.teams", "error.campaign_team_unknown"},
		"a team of a company left out": {campaign.Audience{Companies: []string{south}, Teams: []string{team}}, "audience.teams", "error.campaign_team_outside"},
		"an unknown group":             {campaign.Audience{Companies: []string{north}, Groups: []string{group, newID()}}, "audience.groups", "error.campaign_group_unknown"},
		"an unknown attribute":         {campaign.Audience{Companies: []string{north}, Attributes: map[string][]string{"Standort": {"Tag"}}}, "audience.attributes", "error.campaign_attribute_unknown"},
		"an unknown value":             {campaign.Audience{Companies: []string{north}, Attributes: map[string][]string{"Schicht": {"Tag", "Früh"}}}, "audience.attributes", "error.campaign_attribute_unknown"},
		"a sample below one":           {campaign.Audience{Companies: []string{north}, Sample: campaign.Sample{Count: -1}}, "audience.sample", "error.campaign_sample"},
		"a sample above ten thousand":  {campaign.Audience{Companies: []string{north}, Sample: campaign.Sample{Count: 10_001}}, "audience.sample", "error.campaign_sample"},
		"a sample of 101 per cent":     {campaign.Audience{Companies: []string{north}, Sample: campaign.Sample{Percent: 101}}, "audience.sample", "error.campaign_sample"},
		"two samples":                  {campaign.Audience{Companies: []string{north}, Sample: campaign.Sample{Count: 1, Percent: 1}}, "audience.sample", "error.campaign_sample_both"},
		"rest below nothing":           {campaign.Audience{Companies: []string{north}, RestDays: -1}, "audience.rest_days", "error.campaign_rest_days"},
		"rest of more than a year":     {campaign.Audience{Companies: []string{north}, RestDays: 366}, "audience.rest_days", "error.campaign_rest_days"},
		"no company at all":            {campaign.Audience{}, "audience", "error.campaign_audience_none"},
		"a company without people":     {campaign.Audience{Companies: []string{empty}}, "audience", "error.campaign_audience_empty"},
		"a team without people":        {campaign.Audience{Companies: []string{north}, Teams: []string{team}}, "audience.narrowing", "error.campaign_audience_filtered"},
		"a group of other companies":   {campaign.Audience{Companies: []string{south}, Groups: []string{group}}, "audience.narrowing", "error.campaign_audience_filtered"},
	} {
		in := p.input()
		in.Audience = c.audience
		_, err := p.campaigns.Create(t.Context(), p.manager, in)
		all := fault.All(err)
		if len(all) != 1 || all[0].Field != c.field || all[0].Key != c.key {
			t.Errorf("%s: %v, want %s beside %s", name, err, c.key, c.field)
		}
	}
	p.want("campaigns", 0)
}

func TestWhoWasAskedLatelyIsLeftInPeace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north := p.company("nord", 8, 2)
		partners := p.input(north)
		partners.Mode, partners.QuestionnaireID = campaign.Attributed, p.questionnaire("partner-evaluation")
		_, first := p.schedule(partners)
		p.openNow(first) // 8 March, the two representatives
		in := p.input(north)
		in.Rule = calendar.Rule{Kind: calendar.KindOnce, Once: "2027-03-15T09:00", Zone: "Europe/Berlin", Length: calendar.Length{Days: 7}}
		in.Reminders = calendar.Reminders{Offsets: []int{3}}
		for rest, want := range map[int]int{0: 8, 7: 8, 8: 6, 365: 6} {
			in.Audience.RestDays = rest
			expected, err := p.campaigns.Expect(ctx, p.manager, in, 0.5)
			must(t, err)
			if expected.People != want || expected.Rested != 8-want {
				t.Errorf("after %d days of rest %d people are asked and %d left out, want %d", rest, expected.People, expected.Rested, want)
			}
		}
		in.Audience.RestDays = 8
		_, w := p.schedule(in)
		w = p.openNow(w)
		if diff := cmp.Diff([]string{"nord 3", "nord 4", "nord 5", "nord 6", "nord 7", "nord 8"}, p.invited(w)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		again := p.input(north)
		again.Mode, again.QuestionnaireID = partners.Mode, partners.QuestionnaireID
		again.Rule = calendar.Rule{Kind: calendar.KindOnce, Once: "2027-03-16T09:00", Zone: "Europe/Berlin", Length: calendar.Length{Days: 7}}
		again.Reminders = calendar.Reminders{Offsets: []int{3}}
		again.Audience.RestDays = 30
		_, err := p.campaigns.Create(ctx, p.manager, again)
		if all := fault.All(err); len(all) != 1 || all[0].Field != "audience" || all[0].Key != "error.campaign_audience_rested" {
			t.Errorf("a survey of rested people alone: %v", err)
		}
	})
}

func TestOnlyInvitationsOfTheOwnNetworkSinceTheMomentCount(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		_, w := p.schedule(p.input(p.company("nord", 6, 0)))
		w = p.openNow(w)
		for name, c := range map[string]struct {
			network, otherThan string
			since              time.Time
			want               int
		}{
			"since before":            {p.manager.NetworkID, "", w.OpenedAt.Add(-time.Second), 6},
			"since the very moment":   {p.manager.NetworkID, "", *w.OpenedAt, 6},
			"since after":             {p.manager.NetworkID, "", w.OpenedAt.Add(time.Second), 0},
			"other waves than itself": {p.manager.NetworkID, w.ID, w.OpenedAt.Add(-time.Hour), 0},
			"of another network":      {newID(), "", w.OpenedAt.Add(-time.Hour), 0},
		} {
			got, err := db.Campaign().AskedSince(t.Context(), c.network, c.since, c.otherThan)
			must(t, err)
			if len(got) != c.want {
				t.Errorf("%s: %d people, want %d", name, len(got), c.want)
			}
		}
	})
}

func TestASampleIsDrawnOnceAtTheOpeningAndNeverAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south := p.company("nord", 11, 0), p.company("sued", 10, 0)
		in := p.input(north, south)
		in.Rule = calendar.Rule{Kind: calendar.KindOnce, Once: "2027-03-08T08:00", Zone: "Europe/Berlin", Length: calendar.Length{Days: 14}}
		in.Audience.Sample.Percent = 50
		expected, err := p.campaigns.Expect(ctx, p.manager, in, 0.5)
		must(t, err)
		if diff := cmp.Diff(map[string]int{north: 6, south: 5}, expected.Invited); diff != "" || !expected.Drawn {
			t.Errorf("expected (-want +got):\n%s", diff)
		}
		id, w := p.schedule(in)
		in.CampaignID = id
		promised, err := p.campaigns.Expect(ctx, p.manager, in, 0.5)
		must(t, err)
		w = p.openNow(w)
		drawn := p.invited(w)
		if len(drawn) != 11 || promised.People != 11 {
			t.Fatalf("drawn are %q", drawn)
		}
		for i := range 5 {
			p.person(north, "", fmt.Sprintf("neu %d", i), "", nil)
		}
		in.Audience = campaign.Audience{Companies: []string{north}}
		in.Version = p.version(id)
		must(t, p.campaigns.Update(ctx, p.manager, id, in))
		must(t, p.campaigns.OpenWave(ctx, w.ID))
		if diff := cmp.Diff(drawn, p.invited(w)); diff != "" {
			t.Errorf("after a change of the audience (-before +after):\n%s", diff)
		}
		if diff := cmp.Diff(w.Frozen, p.wave(w.ID).Frozen); diff != "" {
			t.Errorf("the frozen roster changed (-before +after):\n%s", diff)
		}
	})
}

// version is the campaign's present one, which a form carries.
func (p *plant) version(id string) int {
	p.t.Helper()
	c, err := p.campaigns.Campaign(p.t.Context(), p.manager, id)
	must(p.t, err)
	return c.Version
}
