package scheduler_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

// speaker gives somebody an account that speaks for the company.
func (p *plant) speaker(email, companyID string) account.Viewer {
	p.t.Helper()
	ctx := p.t.Context()
	must(p.t, p.accounts().Admit(ctx, p.manager, account.AdmitInput{Name: email, Email: email, Language: "de", Role: account.Partner, CompanyID: companyID}))
	members, err := p.accounts().Members(ctx, p.manager)
	must(p.t, err)
	for _, m := range members {
		if m.Email == email {
			return account.Viewer{
				UserID: m.ID, Name: m.Name, Email: m.Email, Language: "de", NetworkID: p.manager.NetworkID, Zone: p.manager.Zone,
				Role: account.Partner, CompanyID: companyID,
			}
		}
	}
	p.t.Fatalf("no account of %s", email)
	return account.Viewer{}
}

// agree gives a company's consent to what its representative sees now.
func (p *plant) agree(v account.Viewer, id string) error {
	p.t.Helper()
	o, err := p.campaigns.Outlook(p.t.Context(), v, id, "", 0.6)
	if err != nil {
		return err
	}
	return p.campaigns.GiveConsent(p.t.Context(), v, id, o.Consent.Terms)
}

// kinds lists the kinds of a campaign's acts, the oldest first.
func (p *plant) kinds(campaignID string) []string {
	p.t.Helper()
	acts, err := p.campaigns.CampaignActs(p.t.Context(), p.manager, campaignID)
	must(p.t, err)
	var kinds []string
	for i := range acts {
		kinds = append(kinds, acts[len(acts)-1-i].Kind)
	}
	return kinds
}

func TestTwoCompaniesShareAResultOnlyIfBothHaveAgreedAtTheOpening(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		north, south, withdrawn bool
		want                    bool
	}{
		"nobody":                          {},
		"one of them":                     {north: true},
		"both":                            {north: true, south: true, want: true},
		"both, and one took it back":      {north: true, south: true, withdrawn: true},
		"one, which does not count twice": {south: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				p := newPlant(t, db)
				ctx := t.Context()
				north, south := p.company("nord", 20, 0), p.company("sued", 20, 0)
				anna, bela := p.speaker("anna@nord.example", north), p.speaker("bela@sued.example", south)
				id, w := p.schedule(p.input(north, south))
				if c.north {
					must(t, p.agree(anna, id))
					must(t, p.agree(anna, id))
				}
				if c.south {
					must(t, p.agree(bela, id))
				}
				if c.withdrawn {
					must(t, p.campaigns.WithdrawConsent(ctx, bela, id))
					must(t, p.campaigns.WithdrawConsent(ctx, bela, id))
				}
				w = p.openNow(w)
				if w.Frozen.CompanyConsent != c.want {
					t.Errorf("frozen consent is %t, want %t", w.Frozen.CompanyConsent, c.want)
				}
			})
		})
	}
}

func TestAnOpenedWaveKeepsTheConsentThatALaterWithdrawalTakesFromTheNext(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	north, south := p.company("nord", 20, 0), p.company("sued", 20, 0)
	anna, bela := p.speaker("anna@nord.example", north), p.speaker("bela@sued.example", south)
	id, first := p.schedule(p.input(north, south))
	must(t, p.agree(anna, id))
	must(t, p.agree(bela, id))

	p.clock.Set(first.OpensAt)
	for name, decide := range map[string]func() error{
		"withdrawing": func() error { return p.campaigns.WithdrawConsent(ctx, bela, id) },
		"giving":      func() error { return p.agree(bela, id) },
	} {
		if err := decide(); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("%s in the minute of the opening: %v, want a conflict", name, err)
		}
	}
	first = p.openNow(first)
	must(t, p.campaigns.WithdrawConsent(ctx, bela, id))
	if !p.wave(first.ID).Frozen.CompanyConsent {
		t.Error("the opened wave lost its consent")
	}
	waves, err := p.db.Campaign().Waves(ctx, id)
	must(t, err)
	for _, w := range waves {
		if w.OpenedAt == nil {
			p.clock.Set(first.ClosesAt.Add(campaign.Grace))
			if second := p.openNow(w); second.Frozen.CompanyConsent {
				t.Error("the next wave opened with a withdrawn consent")
			}
			break
		}
	}
	want := []string{"campaign_created", "campaign_scheduled", "consent_given", "consent_given", "wave_opened", "consent_withdrawn", "wave_opened"}
	if diff := cmp.Diff(want, p.kinds(id)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

func TestAConsentEndsWithWhatItWasGivenTo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(p *plant, in *campaign.Input)
		kept   bool
	}{
		"another title":                       {func(_ *plant, in *campaign.Input) { in.Title["de"] = "Neuer Titel" }, true},
		"the same companies in another order": {func(_ *plant, in *campaign.Input) { slices.Reverse(in.Audience.Companies) }, true},
		"a rest":                              {func(_ *plant, in *campaign.Input) { in.Audience.RestDays = 5 }, false},
		"a group": {func(p *plant, in *campaign.Input) {
			people, err := p.roster.People(p.t.Context(), p.manager, "")
			must(p.t, err)
			var ids []string
			for _, one := range people {
				ids = append(ids, one.ID)
			}
			in.Audience.Groups = []string{p.group("Alle", ids...)}
		}, false},
		"another split": {func(_ *plant, in *campaign.Input) { in.SplitBy = campaign.SplitTeams }, false},
		"a third company": {func(p *plant, in *campaign.Input) {
			in.Audience.Companies = append(in.Audience.Companies, p.company("west", 20, 0))
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlant(t, storetest.SQLite(t))
			ctx := t.Context()
			north, south := p.company("nord", 20, 0), p.company("sued", 20, 0)
			anna := p.speaker("anna@nord.example", north)
			in := p.input(north, south)
			id, _ := p.schedule(in)
			must(t, p.agree(anna, id))
			must(t, p.campaigns.HandOverSheet(ctx, p.manager, id))
			stored, err := p.campaigns.Campaign(ctx, p.manager, id)
			must(t, err)
			c.change(p, &in)
			in.Version = stored.Version
			must(t, p.campaigns.Update(ctx, p.manager, id, in))
			p.want("consents", map[bool]int{true: 1, false: 0}[c.kept])
			stored, err = p.campaigns.Campaign(ctx, p.manager, id)
			must(t, err)
			if (stored.SheetAt != nil) != c.kept {
				t.Errorf("the sheet counts as handed over: %t, want %t", stored.SheetAt != nil, c.kept)
			}
		})
	}
}

// What a consent was given to can also change without an edit of the campaign.
func TestAConsentCountsOnlyWhileWhatItWasGivenToHolds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(p *plant, south string)
		holds  bool
	}{
		"nothing":             {func(*plant, string) {}, true},
		"one person leaves":   {func(p *plant, south string) { p.leave(south, 1) }, true},
		"all but nine leave":  {func(p *plant, south string) { p.leave(south, 11) }, false},
		"thirty more join":    {func(p *plant, south string) { p.join(south, 30) }, true},
		"thirty-one join":     {func(p *plant, south string) { p.join(south, 31) }, false},
		"a larger k":          {func(p *plant, _ string) { p.exec("UPDATE networks SET k = 6") }, false},
		"another form of it":  {func(p *plant, _ string) { p.reissue() }, false},
		"somebody's new name": {func(p *plant, _ string) { p.exec("UPDATE people SET name = name || 'x'") }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				p := newPlant(t, db)
				ctx := t.Context()
				north, south := p.company("nord", 20, 0), p.company("sued", 20, 0)
				anna, bela := p.speaker("anna@nord.example", north), p.speaker("bela@sued.example", south)
				id, w := p.schedule(p.input(north, south))
				must(t, p.agree(anna, id))
				must(t, p.agree(bela, id))
				c.change(p, south)
				ahead, err := p.campaigns.Prospects(ctx, anna)
				must(t, err)
				if (ahead[0].Decide == nil) != c.holds {
					t.Errorf("has to decide again: %t, want %t", ahead[0].Decide != nil, !c.holds)
				}
				if w = p.openNow(w); w.Frozen.CompanyConsent != c.holds {
					t.Errorf("frozen consent is %t, want %t", w.Frozen.CompanyConsent, c.holds)
				}
			})
		})
	}
}

// leave lets n people of a company leave.
func (p *plant) leave(company string, n int) {
	p.t.Helper()
	people, err := p.roster.People(p.t.Context(), p.manager, company)
	must(p.t, err)
	for _, one := range people[:n] {
		must(p.t, p.roster.SetLeft(p.t.Context(), p.manager, one.ID, true))
	}
}

// reissue publishes the shipped questionnaires once more as they are.
func (p *plant) reissue() {
	p.t.Helper()
	p.exec(`INSERT INTO questionnaire_versions (id, questionnaire_id, number, content, published_at)
		SELECT id || '-next', questionnaire_id, number + 1, content, published_at FROM questionnaire_versions`)
}

// join adds n people to a company.
func (p *plant) join(company string, n int) {
	p.t.Helper()
	for i := range n {
		p.person(company, "", fmt.Sprint("neu", i), "", nil)
	}
}

func TestALaterWaveKeepsAConsentWhileItsTermsHold(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	north, south := p.company("nord", 20, 0), p.company("sued", 20, 0)
	id, w := p.schedule(p.input(north, south))
	must(t, p.agree(p.speaker("anna@nord.example", north), id))
	must(t, p.agree(p.speaker("bela@sued.example", south), id))
	w = p.openNow(w)
	p.clock.Set(w.ClosesAt.Add(campaign.Grace))
	for _, next := range p.waves(id) {
		if next.OpenedAt == nil {
			if next = p.openNow(next); !next.Frozen.CompanyConsent {
				t.Error("the next wave opened without the consent that still holds")
			}
			return
		}
	}
	t.Error("no second wave is planned")
}

func TestAConsentToManyIsNoneToAFew(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south := p.company("nord", 40, 0), p.company("sued", 40, 0)
		var members []string
		for _, company := range []string{north, south} {
			people, err := p.roster.People(ctx, p.manager, company)
			must(t, err)
			for _, one := range people {
				members = append(members, one.ID)
			}
		}
		group := p.group("Projekt", members...)
		in := p.input(north, south)
		in.Audience.Groups = []string{group}
		id, w := p.schedule(in)
		must(t, p.agree(p.speaker("anna@nord.example", north), id))
		must(t, p.agree(p.speaker("bela@sued.example", south), id))
		must(t, p.roster.ChangeMembers(ctx, p.manager, group, nil, members[46:]))
		if w = p.openNow(w); w.Frozen.CompanyConsent {
			t.Error("a consent to a company's whole result shows that of six")
		}
	})
}

func TestEveryDropOfConsentsIsFollowedByOneLetterToEachAccount(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south := p.company("nord", 20, 0), p.company("sued", 20, 0)
		anna := p.speaker("anna@nord.example", north)
		p.speaker("bela@sued.example", south)
		in := p.input(north, south)
		id, _ := p.schedule(in)
		p.want("letters WHERE kind = 'consent_asked'", 2)
		for round, split := range []string{campaign.SplitTeams, "", campaign.SplitTeams} {
			must(t, p.agree(anna, id))
			in.SplitBy, in.Version = split, p.version(id)
			must(t, p.campaigns.Update(ctx, p.manager, id, in))
			p.want("consents", 0)
			p.want("letters WHERE kind = 'consent_asked'", 4+2*round)
			in.Version = p.version(id)
			must(t, p.campaigns.Update(ctx, p.manager, id, in))
			p.want("letters WHERE kind = 'consent_asked'", 4+2*round)
		}
		must(t, p.agree(anna, id))
		must(t, p.campaigns.Pause(ctx, p.manager, id))
		must(t, p.campaigns.Resume(ctx, p.manager, id))
		p.want("letters WHERE kind = 'consent_asked'", 8)
	})
}

func TestAChangeKeepsTheConsentThatWasGivenToWhatHoldsNow(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south := p.company("nord", 20, 0), p.company("sued", 20, 0)
		anna, bela := p.speaker("anna@nord.example", north), p.speaker("bela@sued.example", south)
		in := p.input(north, south)
		id, _ := p.schedule(in)
		must(t, p.agree(anna, id))
		p.leave(south, 11)
		must(t, p.agree(bela, id))
		in.Title["de"], in.Version = "Neuer Titel", p.version(id)
		must(t, p.campaigns.Update(ctx, p.manager, id, in))
		p.want("consents WHERE company_id = '"+south+"'", 1)
		p.want("consents WHERE company_id = '"+north+"'", 0)
		p.want("letters WHERE kind = 'consent_asked'", 3)
	})
}

func TestNobodyAgreesToTermsThatHaveChangedSinceThePageWasRead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south := p.company("nord", 20, 0), p.company("sued", 20, 0)
		anna := p.speaker("anna@nord.example", north)
		in := p.input(north, south)
		id, _ := p.schedule(in)
		seen, err := p.campaigns.Outlook(ctx, anna, id, "", 0.6)
		must(t, err)
		in.SplitBy, in.Version = campaign.SplitTeams, p.version(id)
		must(t, p.campaigns.Update(ctx, p.manager, id, in))
		wantKind(t, p.campaigns.GiveConsent(ctx, anna, id, seen.Consent.Terms), fault.KindConflict)
		wantKind(t, p.campaigns.GiveConsent(ctx, anna, id, ""), fault.KindConflict)
		p.want("consents", 0)
		must(t, p.agree(anna, id))
		p.want("consents", 1)
	})
}

func TestAConsentOfAnotherPairDoesNotCount(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	north, south, west := p.company("nord", 20, 0), p.company("sued", 20, 0), p.company("west", 1, 0)
	anna, bela := p.speaker("anna@nord.example", north), p.speaker("bela@sued.example", south)
	id, w := p.schedule(p.input(north, south, west))
	if err := p.agree(anna, id); fault.KindOf(err) != fault.KindNotFound {
		t.Errorf("with three companies: %v, want not found", err)
	}
	people, err := p.roster.People(ctx, p.manager, west)
	must(t, err)
	must(t, p.roster.SetLeft(ctx, p.manager, people[0].ID, true))
	must(t, p.agree(anna, id))
	must(t, p.agree(bela, id))
	must(t, p.roster.SetLeft(ctx, p.manager, people[0].ID, false))
	if w = p.openNow(w); w.Frozen.CompanyConsent {
		t.Error("a consent between two counts for three")
	}
}

func TestOnlyTheTwoCompaniesRepresentativesDecide(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	north, south, west := p.company("nord", 20, 0), p.company("sued", 20, 0), p.company("west", 20, 0)
	in := p.input(north, south)
	draft, err := p.campaigns.Create(ctx, p.manager, in)
	must(t, err)
	anna, stranger := p.speaker("anna@nord.example", north), p.speaker("west@west.example", west)
	foreign := anna
	foreign.NetworkID = "another"
	id, _ := p.schedule(in)
	for name, try := range map[string]error{
		"a company that is not asked": p.agree(stranger, id),
		"the manager":                 p.agree(p.manager, id),
		"another network":             p.agree(foreign, id),
		"a draft":                     p.agree(anna, draft),
		"withdrawing for others":      p.campaigns.WithdrawConsent(ctx, stranger, id),
	} {
		if fault.KindOf(try) != fault.KindNotFound {
			t.Errorf("%s: %v, want not found", name, try)
		}
	}
	p.want("consents", 0)
}

func TestRepresentativesWithAnAccountAreAskedOnceForTheSameTerms(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south, west := p.company("nord", 20, 0), p.company("sued", 20, 0), p.company("west", 20, 0)
		p.speaker("anna@nord.example", north)
		p.speaker("arne@nord.example", north)
		p.speaker("west@west.example", west)
		in := p.input(north, south)
		id, _ := p.schedule(in)
		p.want("letters WHERE kind = 'consent_asked'", 2)
		must(t, p.campaigns.Pause(ctx, p.manager, id))
		must(t, p.campaigns.Resume(ctx, p.manager, id))
		p.want("letters WHERE kind = 'consent_asked'", 2)
		stored, err := p.campaigns.Campaign(ctx, p.manager, id)
		must(t, err)
		in.SplitBy, in.Version = campaign.SplitTeams, stored.Version
		must(t, p.campaigns.Update(ctx, p.manager, id, in))
		p.want("letters WHERE kind = 'consent_asked'", 4)

		p.clock.Advance(time.Minute)
		in.Audience.Companies = []string{north, south, west}
		stored, err = p.campaigns.Campaign(ctx, p.manager, id)
		must(t, err)
		in.Version = stored.Version
		must(t, p.campaigns.Update(ctx, p.manager, id, in))
		p.want("letters WHERE kind = 'consent_asked'", 4)
	})
}
