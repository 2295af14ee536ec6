package scheduler_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/mail/mailtest"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

func TestTheMainJobRunsFromTheScheduleToTheDestroyedKeys(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		watch := p.work()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		north, south := p.company("nord", 12, 0), p.company("sued", 8, 0)
		_, w := p.schedule(p.input(north, south))

		p.tick()
		if p.wave(w.ID).OpenedAt != nil {
			t.Fatal("the wave opened before its time")
		}
		p.clock.Set(w.OpensAt)
		p.tick()
		must(t, watch.Completed(ctx, campaign.JobOpen, 1))
		must(t, watch.Completed(ctx, campaign.JobMail, 20))
		letters := p.server.Letters()
		if len(letters) != 20 {
			t.Fatalf("%d invitations arrived, want 20", len(letters))
		}
		for i, letter := range letters[:16] {
			answer := "4"
			if i%4 == 0 {
				answer = "2"
			}
			p.submit(secretIn(t, letter), survey.Answers{"tr_contact": answer, "tr_promise": "5"})
		}

		p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
		p.tick()
		must(t, watch.Completed(ctx, campaign.JobMail, 20))

		p.clock.Set(w.ClosesAt.Add(campaign.Grace))
		p.tick()
		must(t, watch.Completed(ctx, campaign.JobTally, 1))
		must(t, watch.Completed(ctx, campaign.JobMail, 1)) // the manager is asked for the release
		tallied := p.wave(w.ID)
		if tallied.TalliedAt == nil || tallied.Unreadable != 0 || tallied.ReleasedAt != nil {
			t.Fatalf("after the close: %+v", tallied.State(p.clock.Now()))
		}
		if got := p.count("ballots"); got != 16 {
			t.Fatalf("%d ballots before the release, want 16", got)
		}

		must(t, p.campaigns.Release(ctx, p.manager, w.ID))
		must(t, p.campaigns.Release(ctx, p.manager, w.ID))
		must(t, watch.Completed(ctx, campaign.JobDestroy, 1))
		p.wantClean(w.ID)
		p.wantSecretsKept(p.server.Letters())
	})
}

func (p *plant) tick() {
	p.t.Helper()
	must(p.t, p.campaigns.Tick(p.t.Context()))
}

// wantClean checks that nothing but published cells is left of a wave.
func (p *plant) wantClean(waveID string) {
	p.t.Helper()
	if w := p.wave(waveID); w.KeysDestroyedAt == nil {
		p.t.Error("the keys are not marked destroyed")
	}
	for _, table := range []string{"ballots", "drafts"} {
		if n := p.count(table); n != 0 {
			p.t.Errorf("%d rows left in %s", n, table)
		}
	}
	if n := p.count("cubes"); n != 1 {
		p.t.Errorf("%d cubes, want 1", n)
	}
	if _, err := p.keys.LinkSecret(waveID, "x"); err == nil {
		p.t.Error("the wave's keys can still be used")
	}
}

// wantSecretsKept checks that no link and no address reached the log.
func (p *plant) wantSecretsKept(letters []mailtest.Letter) {
	p.t.Helper()
	logged := p.log.String()
	for _, l := range letters {
		if strings.Contains(logged, l.To) {
			p.t.Errorf("the log holds an address")
		}
		if found := linkPattern.FindStringSubmatch(l.Text); found != nil && strings.Contains(logged, found[1]) {
			p.t.Errorf("the log holds a link")
		}
	}
}
