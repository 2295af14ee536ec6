package scheduler_test

import (
	"testing"

	"kreislauf/internal/campaign"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

func TestALinkDoesNotReachWhoeverHasTheAddressOfSomebodyWhoLeft(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		const address = "werkstatt@nord.example"
		company := p.company("nord", 4, 0)
		left := p.enrolled(company, "Frieda Vorher", address)
		_, w := p.schedule(p.input(company))
		w = p.openNow(w)
		must(t, p.roster.SetLeft(ctx, p.manager, left, true))
		p.enrolled(company, "Gustav Nachher", address)
		watch := p.work()
		p.clock.Set(w.OpensAt.AddDate(0, 0, 7))
		must(t, p.campaigns.Remind(ctx, w.ID))
		p.tick()
		must(t, watch.Completed(ctx, campaign.JobMail, 10))
		if n := len(p.server.Letters()); n != 8 {
			t.Errorf("%d letters arrived, want two for each of the four who are there", n)
		}
		for _, l := range p.server.Letters() {
			if l.To == address {
				t.Errorf("%q arrived at an address that belongs to somebody else by now", l.Subject)
			}
		}
	})
}

func TestNobodyIsAskedForAReleaseByALetterThatCameTooLate(t *testing.T) {
	t.Parallel()
	for name, decide := range map[string]func(p *plant, w campaign.Wave) error{
		"released": func(p *plant, w campaign.Wave) error { return p.campaigns.Release(p.t.Context(), p.manager, w.ID) },
		"cancelled": func(p *plant, w campaign.Wave) error {
			return p.campaigns.CancelWave(p.t.Context(), p.manager, w.ID, "Die Fragen waren falsch.")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				p := newPlant(t, db)
				w := p.tallied()
				p.exec("UPDATE letters SET state = 'sent' WHERE kind <> 'release_due'")
				must(t, decide(p, w))
				p.clock.Set(w.ClosesAt.Add(campaign.Grace + campaign.KeyLife/28))
				watch := p.work()
				p.tick() // finds the letter whose job was lost
				must(t, watch.Completed(t.Context(), campaign.JobMail, 1))
				p.want("letters WHERE kind = 'release_due' AND state = 'failed' AND reason = 'too_late'", 1)
				if n := len(p.server.Letters()); n != 0 {
					t.Errorf("%d letters arrived", n)
				}
			})
		})
	}
}
