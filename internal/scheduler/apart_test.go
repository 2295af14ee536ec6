package scheduler_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

// second is a campaign like in with another title and a single window.
func second(in campaign.Input, opens string) campaign.Input {
	in.Title, in.Rule = survey.Text{"de": "Zweite", "en": "Second"}, once(opens)
	return in
}

// waits moves the clock to the wave's opening and expects it to wait.
func (p *plant) waits(w campaign.Wave) {
	p.t.Helper()
	p.clock.Set(w.OpensAt)
	if err := p.campaigns.OpenWave(p.t.Context(), w.ID); err == nil {
		p.t.Fatal("the wave opened, or gave up")
	}
	if w = p.wave(w.ID); w.OpenedAt != nil || p.count("invitations WHERE wave_id = '"+w.ID+"'") > 0 {
		p.t.Fatal("the wave opened")
	}
}

// edit changes a person.
func (p *plant) edit(id string, change func(*roster.PersonInput)) {
	p.t.Helper()
	person, err := p.roster.Person(p.t.Context(), p.manager, id)
	must(p.t, err)
	in := roster.PersonInput{
		CompanyID: person.CompanyID, TeamID: person.TeamID, Name: person.Name, Language: person.Language,
		Email: person.Email, Attributes: person.Attributes, Version: person.Version,
	}
	change(&in)
	must(p.t, p.roster.EditPerson(p.t.Context(), p.manager, id, in))
}

// halves is a company with two teams of 13 people each.
func (p *plant) halves() (company string, teams [2]string, people []string) {
	p.t.Helper()
	company = p.company("nord", 0, 0)
	teams = [2]string{p.team(company, "", "Fräsen"), p.team(company, "", "Drehen")}
	for i := range 26 {
		people = append(people, p.person(company, teams[i/13], fmt.Sprintf("nord %02d", i), "", map[string]string{"Ort": fmt.Sprint("Werk ", i/14)}))
	}
	return company, teams, people
}

func TestAWaveWaitsWhileItsAudienceDiffersByAFewFromThatOfAnother(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		company := p.company("nord", 0, 0)
		var people []string
		for i := range 21 {
			people = append(people, p.person(company, "", fmt.Sprint("nord ", i), "", nil))
		}
		group := p.group("Projekt", people...)
		in := p.input(company)
		in.Audience.Groups = []string{group}
		_, a := p.schedule(second(in, "2027-03-08T08:00"))
		id, b := p.schedule(second(in, "2027-03-09T08:00"))
		p.openNow(a)
		must(t, p.roster.ChangeMembers(ctx, p.manager, group, nil, people[:1]))
		p.waits(b)
		p.waits(b)
		page, err := p.campaigns.WavePage(ctx, p.manager, b.ID)
		must(t, err)
		if len(page.Acts) != 1 || page.Acts[0].Kind != campaign.ActFewApart || !slices.Contains(page.Acts[0].Args(), any("title")) {
			t.Errorf("the history says %v", page.Acts)
		}
		if err := p.keys.Check(b.ID); err == nil {
			t.Error("the wave that waits has keys")
		}
		must(t, p.roster.ChangeMembers(ctx, p.manager, group, people[:1], nil))
		if b = p.openNow(b); b.Invited != 21 {
			t.Errorf("mended, the wave asks %d people", b.Invited)
		}
		must(t, p.campaigns.End(ctx, p.manager, id))
	})
}

func TestAWaveThatWaitsUntilItsWindowHasPassedIsMissed(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	company := p.company("nord", 0, 0)
	var people []string
	for i := range 12 {
		people = append(people, p.person(company, "", fmt.Sprint("nord ", i), "", nil))
	}
	group := p.group("Projekt", people...)
	in := p.input(company)
	in.Audience.Groups = []string{group}
	_, a := p.schedule(second(in, "2027-03-08T08:00"))
	_, b := p.schedule(second(in, "2027-03-09T08:00"))
	p.openNow(a)
	must(t, p.roster.ChangeMembers(t.Context(), p.manager, group, nil, people[:1]))
	p.waits(b)
	p.clock.Set(b.ClosesAt.Add(time.Hour))
	p.tick()
	if p.wave(b.ID).MissedAt == nil {
		t.Error("the wave is not missed")
	}
}

func TestWhoComesOrGoesKeepsNoOtherSurveyWaiting(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		company := p.company("nord", 0, 0)
		var people []string
		for i := range 12 {
			people = append(people, p.person(company, "", fmt.Sprint("nord ", i), "", nil))
		}
		_, a := p.schedule(second(p.input(company), "2027-03-08T08:00"))
		_, b := p.schedule(second(p.input(company), "2027-03-09T08:00"))
		p.openNow(a)
		came := p.person(company, "", "neu", "", nil)
		must(t, p.roster.SetLeft(t.Context(), p.manager, people[0], true))
		if b = p.openNow(b); b.Invited != 11 {
			t.Errorf("the second wave asks %d people, want those of the first who are still there", b.Invited)
		}
		if n := p.count("invitations WHERE wave_id = '" + b.ID + "' AND person_id = '" + came + "'"); n != 0 {
			t.Error("the newcomer stands out")
		}
	})
}

func TestPeopleWhoCameByTwosAndThreesJoinASurveyTogether(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		company := p.crew("nord", 0)
		id, w := p.schedule(p.input(company))
		p.openNow(w)
		for i, want := range []int{20, 20, 26} {
			for n := range 2 {
				p.person(company, "", fmt.Sprintf("neu %d-%d", i, n), "", nil)
			}
			must(t, p.campaigns.Tick(t.Context()))
			waves, err := db.Campaign().Waves(t.Context(), id)
			must(t, err)
			if w = p.openNow(waves[i+1]); w.Invited != want {
				t.Errorf("wave %d asks %d people, want %d", i+2, w.Invited, want)
			}
		}
	})
}

func TestTheNextWaveCountsWhoMovedBetweenTeamsWhereTheyWere(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		company, teams, people := p.halves()
		in := p.input(company)
		in.SplitBy = campaign.SplitTeams
		id, w := p.schedule(in)
		p.openNow(w)
		p.edit(people[0], func(in *roster.PersonInput) { in.TeamID = teams[1] })
		waves, err := db.Campaign().Waves(t.Context(), id)
		must(t, err)
		for _, seats := range p.openNow(waves[1]).Frozen.Places {
			if seats.Invited != 13 {
				t.Errorf("a team counts %d people, want 13 in each", seats.Invited)
			}
		}
		p.want("invitations WHERE person_id = '"+people[0]+"' AND team_id = '"+teams[0]+"'", 2)
	})
}

func TestAnotherSurveyWaitsForWhoeverMovedBetweenTeams(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	company, teams, people := p.halves()
	in := p.input(company)
	in.SplitBy = campaign.SplitTeams
	_, a := p.schedule(second(in, "2027-03-08T08:00"))
	_, b := p.schedule(second(in, "2027-03-09T08:00"))
	p.openNow(a)
	p.edit(people[0], func(in *roster.PersonInput) { in.TeamID = teams[1] })
	p.waits(b)
}

func TestTwoSurveysOfTheSamePeopleDivideTheirResultsAlike(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		company, _, _ := p.halves()
		in := p.input(company)
		in.SplitBy = campaign.SplitTeams
		first := second(in, "2027-03-08T08:00")
		id, a := p.schedule(first)
		try := func(when, split, opens, want string) {
			t.Helper()
			in.SplitBy = split
			other, err := p.campaigns.Create(ctx, p.manager, second(in, opens))
			must(t, err)
			err = p.campaigns.Schedule(ctx, p.manager, other)
			if all := fault.All(err); want == "" && err != nil || want != "" && (len(all) != 1 || all[0].Key != want) {
				t.Errorf("%s, by %q: %v, want %q", when, split, err, want)
			}
			if err == nil {
				must(t, p.campaigns.End(ctx, p.manager, other))
			}
		}
		for _, when := range []string{"planned", "opened"} {
			try(when, "Ort", "2027-03-10T08:00", "error.campaign_overlap_split")
			try(when, "", "2027-03-10T08:00", "error.campaign_overlap_split")
			try(when, campaign.SplitTeams, "2027-03-10T08:00", "")
			try(when, "Ort", "2027-05-24T08:00", "")
			p.openNow(a)
		}
		first.SplitBy, first.Rule, first.Version = "Ort", once("2027-04-05T08:00"), p.version(id)
		if all := fault.All(p.campaigns.Update(ctx, p.manager, id, first)); len(all) != 1 || all[0].Key != "error.campaign_split_own" || all[0].Field != "split_by" {
			t.Errorf("the survey itself takes another division: %v", all)
		}
	})
}

func TestAudiencesAreComparedInEachTeam(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	company, _, people := p.halves()
	for _, id := range append(people[:1:1], people[13:17]...) { // one of one team, four of the other
		p.edit(id, func(in *roster.PersonInput) { in.Attributes = map[string]string{"Ort": "anderswo"} })
	}
	in := p.input(company)
	for split, want := range map[string]bool{campaign.SplitTeams: true, "": false} {
		in.SplitBy, in.Audience.Attributes = split, nil
		all, _ := p.schedule(second(in, "2027-03-08T08:00"))
		in.Audience.Attributes = map[string][]string{"Ort": {"Werk 0", "Werk 1"}}
		some, err := p.campaigns.Create(t.Context(), p.manager, second(in, "2027-03-09T08:00"))
		must(t, err)
		if got := refused(t, p.campaigns.Schedule(t.Context(), p.manager, some)); got != want {
			t.Errorf("divided by %q, five people of two teams apart: refused is %t, want %t", split, got, want)
		}
		for _, id := range []string{all, some} {
			must(t, p.campaigns.End(t.Context(), p.manager, id))
		}
	}
}

func TestACancelledWaveCountsOnceItWasTallied(t *testing.T) {
	t.Parallel()
	for _, tallied := range []bool{true, false} {
		storetest.Each(t, func(t *testing.T, db *store.DB) {
			p := newPlant(t, db)
			ctx := t.Context()
			company := p.crew("nord", 1)
			in := p.input(company)
			_, a := p.schedule(second(in, "2027-03-08T08:00"))
			a = p.openNow(a)
			p.ballots(a, 20, survey.Answers{"tr_contact": "4"})
			p.clock.Set(a.ClosesAt.Add(campaign.Grace))
			if tallied {
				must(t, p.campaigns.Tally(ctx, a.ID))
			}
			must(t, p.campaigns.CancelWave(ctx, p.manager, a.ID, "Versehen"))
			in.Audience.Attributes = map[string][]string{"Schicht": {"früh"}}
			b, err := p.campaigns.Create(ctx, p.manager, second(in, "2027-04-05T08:00"))
			must(t, err)
			if got := refused(t, p.campaigns.Schedule(ctx, p.manager, b)); got != tallied {
				t.Errorf("tallied is %t, refused is %t", tallied, got)
			}
		})
	}
}

func TestASampleThatIsDrawnAgainAfterTheRuleMovedIsTheSameOrFarApart(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	in := second(p.input(p.crew("nord", 0)), "2027-03-08T08:00")
	in.Audience.Sample = campaign.Sample{Percent: 95}
	id, w := p.schedule(in)
	first := p.openNow(w)
	in.Rule, in.Version = once("2027-03-24T08:00"), p.version(id)
	must(t, p.campaigns.Update(t.Context(), p.manager, id, in))
	waves, err := p.db.Campaign().Waves(t.Context(), id)
	must(t, err)
	again := p.openNow(waves[1])
	if !slices.Equal(p.invited(first), p.invited(again)) {
		t.Error("two draws of 19 of 20 differ")
	}
}

func TestACloseThatIsMovedTowardsAnotherWaveIsComparedAtItsOpening(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	in := p.input(p.crew("nord", 1))
	_, a := p.schedule(second(in, "2027-03-08T08:00"))
	in.Audience.Attributes = map[string][]string{"Schicht": {"früh"}}
	_, b := p.schedule(second(in, "2027-05-24T08:00")) // beyond the sixty days
	p.openNow(a)
	must(t, p.campaigns.ExtendClose(ctx, p.manager, a.ID, "2027-03-29T08:00", "Osterferien"))
	p.waits(b)
}

func TestOfTwoWavesThatOpenAtOnceOneSeesTheOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		company := p.crew("nord", 0)
		in := p.input(company)
		_, a := p.schedule(second(in, "2027-03-08T08:00"))
		_, b := p.schedule(second(in, "2027-03-08T08:00"))
		// Both were right when they were planned; now they are four apart.
		people, err := p.roster.People(t.Context(), p.manager, company)
		must(t, err)
		var some []string
		for _, one := range people[:16] {
			some = append(some, one.ID)
		}
		group := p.group("Projekt", some...)
		if _, err := db.SQL().ExecContext(t.Context(), `UPDATE campaigns SET audience = '{"companies":["`+company+`"],"groups":["`+group+`"]}' WHERE id = '`+b.CampaignID+`'`); err != nil {
			t.Fatal(err)
		}
		p.clock.Set(a.OpensAt)
		var both sync.WaitGroup
		for _, w := range []campaign.Wave{a, b} {
			both.Go(func() {
				// One of them fails, whichever comes second.
				_ = p.campaigns.OpenWave(context.WithoutCancel(t.Context()), w.ID)
			})
		}
		both.Wait()
		p.want("waves WHERE opened_at IS NOT NULL AND mode = 'anonymous' AND id IN ('"+a.ID+"', '"+b.ID+"')", 1)
	})
}

func TestAnAnonymousSurveyOfFewerThanKPeopleDoesNotStart(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	north := p.company("nord", 4, 0)
	in := p.input(north)
	id, err := p.campaigns.Create(ctx, p.manager, in)
	must(t, err)
	few := func(err error) bool {
		all := fault.All(err)
		return len(all) == 1 && all[0].Field == "audience" && all[0].Key == "error.campaign_audience_few"
	}
	if err := p.campaigns.Schedule(ctx, p.manager, id); !few(err) {
		t.Errorf("four people: %v", err)
	}
	p.onPaper(north, 1)
	must(t, p.campaigns.Schedule(ctx, p.manager, id))
	in.Audience.Sample, in.Version = campaign.Sample{Count: 4}, p.version(id)
	if err := p.campaigns.Update(ctx, p.manager, id, in); err == nil {
		t.Error("a scheduled survey takes a sample of four")
	}
	in.Audience.Sample, in.Rule = campaign.Sample{Count: 4}, once("2027-03-08T08:00")
	if err := p.campaigns.Update(ctx, p.manager, id, in); !few(err) {
		t.Errorf("a sample of four: %v", err)
	}
}

func TestAnOpeningIsComputedAnewWhenItsCampaignOrAConsentChangedMeanwhile(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south := p.company("nord", 20, 0), p.company("sued", 20, 0)
		anna, bela := p.speaker("anna@nord.example", north), p.speaker("bela@sued.example", south)
		id, w := p.schedule(p.input(north, south))
		must(t, p.agree(anna, id))
		must(t, p.agree(bela, id))
		between := &meddling{Store: db.Campaign(), before: []func(){
			func() { must(t, p.campaigns.HandOverSheet(ctx, p.manager, id)) },
			func() { // as if committed by a decision that began before the minute of the opening
				_, err := db.SQL().ExecContext(ctx, "DELETE FROM consents WHERE company_id = '"+south+"'")
				must(t, err)
			},
		}}
		p.campaigns = p.over(between)
		w = p.openNow(w)
		if w.OpenedAt == nil || w.Frozen.CompanyConsent || len(between.before) > 0 {
			t.Errorf("opened is %t with consent %t, %d changes are left", w.OpenedAt != nil, w.Frozen.CompanyConsent, len(between.before))
		}
	})
}

// meddling changes something right before an opening is carried out.
type meddling struct {
	campaign.Store
	before []func()
}

func (m *meddling) Opened(ctx context.Context, o campaign.Opening) (bool, error) {
	if len(m.before) > 0 {
		m.before[0]()
		m.before = m.before[1:]
	}
	return m.Store.Opened(ctx, o)
}

func TestADecisionThatArrivesAfterTheOpeningIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south := p.company("nord", 20, 0), p.company("sued", 20, 0)
		var speakers []account.Viewer
		for _, c := range []string{north, south} {
			speakers = append(speakers, p.speaker(c+"@firma.example", c))
		}
		id, w := p.schedule(p.input(north, south))
		p.openNow(w)
		early := campaign.Deadline{NetworkID: w.NetworkID, WaveID: w.ID, Now: w.OpensAt.Add(-time.Second)}
		act := campaign.Act{ID: newID(), NetworkID: w.NetworkID, CampaignID: id, Kind: "consent_given", Detail: map[string]string{}, At: early.Now}
		wantKind(t, db.Campaign().GiveConsent(ctx, campaign.Consent{CampaignID: id, CompanyID: north, NetworkID: w.NetworkID, GivenAt: early.Now}, early, act), fault.KindConflict)
		wantKind(t, db.Campaign().WithdrawConsent(ctx, id, north, early, act), fault.KindConflict)
		must(t, p.agree(speakers[0], id)) // to the next wave
	})
}
