package scheduler_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

func TestAWaveThatIsClosedEarlyKeepsItsGraceAndIsTalliedByItself(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		id, w := p.schedule(p.input(p.company("nord", 8, 0)))
		wantKind(t, p.campaigns.CloseEarly(ctx, p.manager, w.ID, "Zu früh"), fault.KindConflict)
		w = p.openNow(w)
		p.ballots(w, 5, survey.Answers{"tr_contact": "4"})
		next := p.waves(id)[1]
		secret := p.secretOf(w, 7)
		p.clock.Set(w.OpensAt.Add(50*time.Hour + 20*time.Minute)) // Wednesday, 10:20 in Berlin
		begun := p.clock.Now().Add(-time.Minute)

		wantKind(t, p.campaigns.CloseEarly(ctx, p.manager, w.ID, "  "), fault.KindInvalid)
		must(t, p.campaigns.CloseEarly(ctx, p.manager, w.ID, "Alle haben geantwortet"))
		closed := p.wave(w.ID)
		if !closed.ClosesAt.Equal(p.clock.Now()) || closed.ClosesLocal != "2027-03-10T10:20" {
			t.Errorf("the close is %s, local %s", closed.ClosesAt, closed.ClosesLocal)
		}
		if got := closed.State(p.clock.Now()); got != campaign.WaveClosing {
			t.Errorf("the wave is %q, want closing", got)
		}
		wantKind(t, p.campaigns.CloseEarly(ctx, p.manager, w.ID, "Noch einmal"), fault.KindConflict)
		wantKind(t, p.campaigns.ExtendClose(ctx, p.manager, w.ID, "2027-03-20T08:00", "Doch nicht"), fault.KindConflict)
		p.want("acts WHERE kind = 'wave_closed_early'", 1)

		p.clock.Advance(campaign.Grace - time.Second)
		late, err := p.answering.Open(ctx, secret, begun)
		must(t, err)
		_, err = p.answering.Submit(ctx, secret, survey.Form{
			Begun: late.Begun, Attempt: late.Attempt, Values: map[string][]string{"tr_contact": {"3"}},
		})
		must(t, err)
		must(t, p.campaigns.Tally(ctx, w.ID))
		p.want("cubes", 0)
		p.clock.Advance(time.Second)
		must(t, p.campaigns.Tally(ctx, w.ID))
		p.want("cubes", 1)
		p.want("ballots", 6)
		p.tick()
		if diff := cmp.Diff(next.Window(), p.wave(next.ID).Window()); diff != "" {
			t.Errorf("the next wave has moved (-want +got):\n%s", diff)
		}
	})
}

func TestOfTwoManagersWhoChangeTheCloseAtOnceOneGetsAConflict(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		w = p.openNow(w)
		p.clock.Advance(time.Hour)
		errs := make([]error, 6)
		var both sync.WaitGroup
		for i := range errs {
			both.Go(func() {
				if i%2 == 0 {
					errs[i] = p.campaigns.CloseEarly(t.Context(), p.manager, w.ID, "Schluss")
					return
				}
				errs[i] = p.campaigns.ExtendClose(t.Context(), p.manager, w.ID, "2027-03-24T08:00", "Länger")
			})
		}
		both.Wait()
		ended := 0
		for i, err := range errs {
			if err != nil && fault.KindOf(err) != fault.KindConflict && fault.KindOf(err) != fault.KindInvalid {
				t.Errorf("manager %d: %v", i, err)
			}
			if err == nil && i%2 == 0 {
				ended++
			}
		}
		p.want("acts WHERE kind = 'wave_closed_early'", ended)
		if open := p.wave(w.ID).State(p.clock.Now()) == campaign.WaveOpen; open == (ended == 1) || ended > 1 {
			t.Errorf("%d closed it, and it is open: %t", ended, open)
		}
	})
}

func TestOnlyAManagerOfTheNetworkClosesAWaveOrTellsOfIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		w = p.openNow(w)
		partner, stranger := p.manager, p.manager
		partner.Role, stranger.NetworkID = account.Partner, "another"
		for _, v := range []account.Viewer{partner, stranger} {
			_, dispatch := p.campaigns.Dispatch(ctx, v, w.ID)
			_, list := p.campaigns.Undelivered(ctx, v, w.ID, 1)
			for _, err := range []error{
				p.campaigns.CloseEarly(ctx, v, w.ID, "Schluss"), p.campaigns.ReleaseWith(ctx, v, w.ID, told()),
				p.campaigns.Announce(ctx, v, w.ID, told()), dispatch, list,
			} {
				wantKind(t, err, fault.KindNotFound)
			}
		}
		if p.wave(w.ID).State(p.clock.Now()) != campaign.WaveOpen {
			t.Error("somebody else closed the wave")
		}
	})
}

// secretOf is the secret of the link of one of the wave's invitations.
func (p *plant) secretOf(w campaign.Wave, i int) string {
	p.t.Helper()
	invitations, err := p.db.Campaign().Invitations(p.t.Context(), w.ID)
	must(p.t, err)
	secret, err := p.keys.LinkSecret(w.ID, invitations[i].ID)
	must(p.t, err)
	return secret
}
