package scheduler_test

import (
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
					must(t, p.campaigns.GiveConsent(ctx, anna, id))
					must(t, p.campaigns.GiveConsent(ctx, anna, id))
				}
				if c.south {
					must(t, p.campaigns.GiveConsent(ctx, bela, id))
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
	must(t, p.campaigns.GiveConsent(ctx, anna, id))
	must(t, p.campaigns.GiveConsent(ctx, bela, id))

	p.clock.Set(first.OpensAt)
	for name, decide := range map[string]func() error{
		"withdrawing": func() error { return p.campaigns.WithdrawConsent(ctx, bela, id) },
		"giving":      func() error { return p.campaigns.GiveConsent(ctx, bela, id) },
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
		"another title": {func(_ *plant, in *campaign.Input) { in.Title["de"] = "Neuer Titel" }, true},
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
			must(t, p.campaigns.GiveConsent(ctx, anna, id))
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

func TestAConsentOfAnotherPairDoesNotCount(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	north, south, west := p.company("nord", 20, 0), p.company("sued", 20, 0), p.company("west", 1, 0)
	anna, bela := p.speaker("anna@nord.example", north), p.speaker("bela@sued.example", south)
	id, w := p.schedule(p.input(north, south, west))
	if err := p.campaigns.GiveConsent(ctx, anna, id); fault.KindOf(err) != fault.KindNotFound {
		t.Errorf("with three companies: %v, want not found", err)
	}
	people, err := p.campaigns.People(ctx, p.manager, west)
	must(t, err)
	must(t, p.campaigns.SetLeft(ctx, p.manager, people[0].ID, true))
	must(t, p.campaigns.GiveConsent(ctx, anna, id))
	must(t, p.campaigns.GiveConsent(ctx, bela, id))
	must(t, p.campaigns.SetLeft(ctx, p.manager, people[0].ID, false))
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
		"a company that is not asked": p.campaigns.GiveConsent(ctx, stranger, id),
		"the manager":                 p.campaigns.GiveConsent(ctx, p.manager, id),
		"another network":             p.campaigns.GiveConsent(ctx, foreign, id),
		"a draft":                     p.campaigns.GiveConsent(ctx, anna, draft),
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
