package scheduler_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

// together runs fn in four goroutines at once, as four replicas would.
func together(t *testing.T, fn func() error) {
	t.Helper()
	failed := make([]error, 4)
	var group sync.WaitGroup
	for i := range failed {
		group.Go(func() { failed[i] = fn() })
	}
	group.Wait()
	must(t, errors.Join(failed...))
}

func TestFourReplicasOpenRemindAndTallyOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		_, w := p.schedule(p.input(p.company("nord", 12, 0)))
		do := func(work func(context.Context, string) error) func() error {
			return func() error { return errors.Join(p.campaigns.Tick(ctx), work(ctx, w.ID)) }
		}
		p.clock.Set(w.OpensAt)
		together(t, do(p.campaigns.OpenWave))
		p.want("invitations", 12)
		p.want("drafts", 12)
		p.want("letters WHERE kind = 'invitation'", 12)
		p.want("acts WHERE kind = 'wave_opened'", 1)

		p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
		together(t, do(p.campaigns.Remind))
		p.want("letters WHERE kind = 'reminder'", 12)
		p.want("acts WHERE kind = 'reminded'", 1)
		p.want("turnouts", 1)

		p.ballots(w, 6, survey.Answers{"tr_contact": "4"})
		p.clock.Set(w.ClosesAt.Add(campaign.Grace))
		together(t, func() error {
			err := p.campaigns.Tally(ctx, w.ID)
			if fault.KindOf(err) == fault.KindConflict {
				return nil // the wave changed meanwhile; the job is tried again
			}
			return err
		})
		must(t, p.campaigns.Tally(ctx, w.ID))
		p.want("cubes", 1)
		p.want("acts WHERE kind = 'wave_closed'", 1)
		p.want("acts WHERE kind = 'wave_tallied'", 1)
		p.want("letters WHERE kind = 'release_due'", 1)
		p.want("drafts", 0)
	})
}

func TestConcurrentTicksQueueEachJobOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		watch := p.work()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		p.clock.Set(w.OpensAt)
		together(t, func() error { return p.campaigns.Tick(ctx) })
		must(t, watch.Completed(ctx, campaign.JobMail, 5))
		together(t, func() error { return p.campaigns.Tick(ctx) })
		p.want("letters WHERE state = 'sent'", 5)
		if got := len(p.server.Letters()); got != 5 {
			t.Errorf("%d letters arrived, want 5", got)
		}
	})
}

func (p *plant) want(rows string, n int) {
	p.t.Helper()
	if got := p.count(rows); got != n {
		p.t.Errorf("%d rows in %s, want %d", got, rows, n)
	}
}

func TestAnOpeningThatWasInterruptedIsCompleted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		public, err := p.keys.Create(w.ID) // as far as an earlier attempt came
		must(t, err)
		w = p.openNow(w)
		if got := publicKey(t, w); string(got) != string(public) {
			t.Error("the wave opened with another key than the one that was stored")
		}
		must(t, p.campaigns.OpenWave(t.Context(), w.ID))
		p.want("invitations", 5)
	})
}

func TestAnOpeningThatWasInterruptedAndThenPausedLeavesNoKeys(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	id, w := p.schedule(p.input(p.company("nord", 5, 0)))
	p.clock.Set(w.OpensAt)
	_, err := p.keys.Create(w.ID) // and then the power went
	must(t, err)
	must(t, p.campaigns.Pause(t.Context(), p.manager, id))
	must(t, p.campaigns.OpenWave(t.Context(), w.ID)) // its job is tried again
	if err := p.keys.Check(w.ID); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("the key store says %v, want no key", err)
	}
}

func TestAnOpeningWithoutKeysIsToldOnceAndTriedAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		p.clock.Set(w.OpensAt)
		must(t, os.Rename(p.folder, p.folder+"-away"))
		must(t, os.WriteFile(p.folder, nil, 0o600))
		for range 3 {
			if err := p.campaigns.OpenWave(t.Context(), w.ID); err == nil {
				t.Fatal("a wave opened without keys")
			}
		}
		p.want("acts WHERE kind = 'open_failed'", 1)
		p.want("invitations", 0)
		page, err := p.campaigns.WavePage(t.Context(), p.manager, w.ID)
		must(t, err)
		if page.State != campaign.WaveOpening {
			t.Errorf("the wave is %q, want opening", page.State)
		}

		must(t, os.Remove(p.folder))
		must(t, os.Rename(p.folder+"-away", p.folder))
		must(t, p.campaigns.OpenWave(t.Context(), w.ID))
		p.want("invitations", 5)
	})
}
