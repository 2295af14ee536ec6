package scheduler_test

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

func TestACompanySeesBeforehandWhatWillBeShownAndWhatNot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		others  []int // people of the other companies; the own one has own
		own     int
		consent bool
		blocks  []string
		all     bool
		hidden  []campaign.Hiding
	}{
		"large among three":           {others: []int{20, 20}, own: 20, blocks: []string{"eigen 12"}, all: true, hidden: []campaign.Hiding{campaign.HiddenOthers}},
		"small among three":           {others: []int{20, 20}, own: 5, blocks: []string{"joint 0"}, all: true, hidden: []campaign.Hiding{campaign.HiddenFew, campaign.HiddenOthers}},
		"joined to protect a smaller": {others: []int{5, 40}, own: 20, blocks: []string{"joint 0"}, all: true, hidden: []campaign.Hiding{campaign.HiddenShield, campaign.HiddenOthers}},
		"two without consent":         {others: []int{20}, own: 20, blocks: []string{"eigen 12"}, hidden: []campaign.Hiding{campaign.HiddenConsent, campaign.HiddenOthers}},
		"two with consent":            {others: []int{20}, own: 20, consent: true, blocks: []string{"eigen 12"}, all: true, hidden: []campaign.Hiding{campaign.HiddenOthers}},
		"two with consent, one small": {others: []int{5}, own: 20, consent: true, hidden: []campaign.Hiding{campaign.HiddenNetwork, campaign.HiddenShield, campaign.HiddenOthers}},
		"the only company":            {own: 20, blocks: []string{"eigen 12"}},
		"alone and too small":         {own: 5, hidden: []campaign.Hiding{campaign.HiddenFew}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlant(t, storetest.SQLite(t))
			ctx := t.Context()
			own := p.company("eigen", c.own, 0)
			asked := []string{own}
			for i, n := range c.others {
				asked = append(asked, p.company([]string{"sued", "west"}[i], n, 0))
			}
			anna := p.speaker("anna@nord.example", own)
			id, _ := p.schedule(p.input(asked...))
			if c.consent {
				must(t, p.agree(anna, id))
				must(t, p.agree(p.speaker("bela@sued.example", asked[1]), id))
			}
			o, err := p.campaigns.Outlook(ctx, anna, id, "", 0.6)
			must(t, err)
			var blocks []string
			for _, b := range o.Own {
				what := "joint"
				if !b.Joint {
					what = b.Names[0]
				}
				blocks = append(blocks, what+" "+strconv.Itoa(b.Answers))
			}
			if diff := cmp.Diff(c.blocks, blocks); diff != "" {
				t.Errorf("own groups (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.hidden, o.Hidden); diff != "" {
				t.Errorf("hidden (-want +got):\n%s", diff)
			}
			if (o.Everyone != nil) != c.all {
				t.Errorf("all together shown: %t, want %t", o.Everyone != nil, c.all)
			}
			joint := campaign.OutlookBlock{Joint: true}
			for _, b := range o.Own {
				if b.Joint && !cmp.Equal(b, joint) {
					t.Errorf("a representative is told of a joint group: %+v", b)
				}
			}
			if o.Everyone != nil && !cmp.Equal(*o.Everyone, joint) {
				t.Errorf("a representative is told of all together: %+v", *o.Everyone)
			}
			if len(o.Companies) != 0 || len(o.Consent.Companies) > 1 {
				t.Errorf("a representative is told of others: %v, %v", o.Companies, o.Consent.Companies)
			}
		})
	}
}

// Where a joint group appears and what it gets depends on how many answer
// elsewhere: whoever could try every return would find the others' headcounts.
func TestNoReturnTellsARepresentativeMoreThanTheUsualOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		own := p.company("eigen", 12, 0)
		id, _ := p.schedule(p.input(own, p.company("sued", 17, 0), p.company("west", 23, 0)))
		anna := p.speaker("anna@nord.example", own)
		usual, err := p.campaigns.Outlook(ctx, anna, id, "", 0.6)
		must(t, err)
		for rate := 10; rate <= 100; rate += 3 {
			o, err := p.campaigns.Outlook(ctx, anna, id, "", float64(rate)/100)
			must(t, err)
			if diff := cmp.Diff(usual, o, cmpopts.IgnoreUnexported(campaign.ConsentState{})); diff != "" {
				t.Errorf("at %d %% (-usual +got):\n%s", rate, diff)
			}
		}
		few, err := p.campaigns.Outlook(ctx, p.manager, id, own, 0.1)
		must(t, err)
		if few.Rate != 0.1 || few.Discreet || cmp.Equal(usual.Own, few.Own) {
			t.Errorf("a manager cannot choose the return: %+v", few)
		}
	})
}

func TestAnOutlookIsForThoseWhoAreAsked(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south, west := p.company("nord", 20, 0), p.company("sued", 20, 0), p.company("west", 20, 0)
		in := p.input(north, south)
		draft, err := p.campaigns.Create(ctx, p.manager, in)
		must(t, err)
		id, w := p.schedule(in)
		anna, stranger := p.speaker("anna@nord.example", north), p.speaker("west@west.example", west)
		reader := account.Viewer{NetworkID: p.manager.NetworkID, Role: account.Reader}
		for name, try := range map[string]func() (campaign.Outlook, error){
			"a company that is not asked":         func() (campaign.Outlook, error) { return p.campaigns.Outlook(ctx, stranger, id, north, 0.6) },
			"a reader":                            func() (campaign.Outlook, error) { return p.campaigns.Outlook(ctx, reader, id, north, 0.6) },
			"a draft":                             func() (campaign.Outlook, error) { return p.campaigns.Outlook(ctx, anna, draft, north, 0.6) },
			"a manager about a company not asked": func() (campaign.Outlook, error) { return p.campaigns.Outlook(ctx, p.manager, id, west, 0.6) },
		} {
			if _, err := try(); fault.KindOf(err) != fault.KindNotFound {
				t.Errorf("%s: %v, want not found", name, err)
			}
		}
		of, err := p.campaigns.Outlook(ctx, anna, id, south, 0.6)
		must(t, err)
		if of.Company.ID != north {
			t.Error("a representative sees another company's outlook")
		}
		w = p.openNow(w)
		p.clock.Advance(1e9)
		of, err = p.campaigns.Outlook(ctx, anna, id, "", 0.6)
		must(t, err)
		if !of.Frozen || !of.Opens.Equal(w.OpensAt) {
			t.Errorf("the outlook of an open wave: frozen %t, opens %v", of.Frozen, of.Opens)
		}
	})
}

func TestARepresentativeIsToldWhatIsAheadAndWhatToDecide(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south, west := p.company("nord", 20, 0), p.company("sued", 20, 0), p.company("west", 20, 0)
		anna, stranger := p.speaker("anna@nord.example", north), p.speaker("west@west.example", west)
		_, err := p.campaigns.Create(ctx, p.manager, p.input(north, south))
		must(t, err)
		id, w := p.schedule(p.input(north, south))
		ahead := func(v account.Viewer) []campaign.Prospect {
			all, err := p.campaigns.Prospects(ctx, v)
			must(t, err)
			return all
		}
		if got := ahead(anna); len(got) != 1 || got[0].Campaign.ID != id || got[0].Decide == nil || !got[0].Decide.Equal(w.OpensAt) {
			t.Errorf("before the decision: %+v", got)
		}
		if got := ahead(stranger); len(got) != 0 {
			t.Errorf("whose company is not asked is told of %+v", got)
		}
		must(t, p.agree(anna, id))
		if got := ahead(anna); len(got) != 1 || got[0].Decide != nil {
			t.Errorf("after the decision: %+v", got)
		}
		p.openNow(w)
		if got := ahead(anna); len(got) != 1 || !got[0].Open {
			t.Errorf("while the wave is open: %+v", got)
		}
	})
}
