package scheduler_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/scheduler"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

// postman loses letters until he is mended.
type postman struct {
	letters *campaign.Service
	mended  atomic.Bool
}

func (p *postman) Carry(ctx context.Context, id string, last bool) error {
	if p.mended.Load() {
		return p.letters.MarkSent(ctx, id, "m")
	}
	if last {
		if err := p.letters.MarkFailed(ctx, id, "m", campaign.ReasonGivenUp); err != nil {
			return err
		}
	}
	return fmt.Errorf("carry letter %s: no server", id)
}

// fleeting is a queue whose jobs have gone when they are tried again.
type fleeting struct {
	campaign.Works
	asked int
}

func (f *fleeting) Retry(context.Context, int64) error {
	f.asked++
	return fault.NotFound("error.not_found")
}

func TestLettersThatFailedAreTriedAgainTogetherAndOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		post := &postman{letters: p.campaigns}
		worker, err := scheduler.New(ctx, db, p.campaigns, post, scheduler.Options{
			Work: true, Every: "-", Log: slog.New(slog.DiscardHandler), Poll: 20 * time.Millisecond,
			Retry: func(int) time.Duration { return time.Hour },
		})
		must(t, err)
		db.UseQueue(worker)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		p.openNow(w)
		p.exec("UPDATE river_job SET max_attempts = 1 WHERE kind = 'send_letter' AND id <> (SELECT MIN(id) FROM river_job WHERE kind = 'send_letter')")
		watch := worker.Watch()
		defer watch.Close()
		must(t, worker.Start(ctx))
		defer func() { must(t, worker.Stop(context.WithoutCancel(ctx))) }()
		for range 5 {
			_, err := watch.Next(ctx)
			must(t, err)
		}
		oversight := campaign.NewOversight(db.Campaign(), worker, campaign.ClockFunc(p.clock.Now))
		look := func() (rows []string) {
			work, err := oversight.Look(ctx, p.manager)
			must(t, err)
			for _, c := range work.Jobs {
				if c.Kind == campaign.JobMail {
					t.Errorf("%d letters are told to be %s", c.N, c.State)
				}
			}
			for _, j := range work.Failed {
				rows = append(rows, fmt.Sprint(j.Kind, j.SubjectID, " ", j.Error, " ", j.NextAt.IsZero()))
			}
			return rows
		}
		both := []string{"send_letter carry letter …: no server true", "send_letter carry letter …: no server false"}
		if diff := cmp.Diff(both, look()); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		work, err := oversight.Look(ctx, p.manager)
		must(t, err)

		gone := &fleeting{Works: worker}
		post.mended.Store(true)
		must(t, campaign.NewOversight(db.Campaign(), gone, campaign.ClockFunc(p.clock.Now)).Retry(ctx, p.manager, work.Failed[0].ID))
		must(t, watch.Completed(ctx, campaign.JobMail, 4))
		p.want("letters WHERE state = 'sent'", 4)
		if diff := cmp.Diff(both[1:], look()); diff != "" || gone.asked != 0 {
			t.Errorf("%d old jobs were tried again (-want +got):\n%s", gone.asked, diff)
		}
		must(t, campaign.NewOversight(db.Campaign(), gone, campaign.ClockFunc(p.clock.Now)).RetryAll(ctx, p.manager))
		if gone.asked != 1 {
			t.Errorf("%d jobs were tried again, want the one that was not given up", gone.asked)
		}
		must(t, oversight.RetryAll(ctx, p.manager))
		must(t, watch.Completed(ctx, campaign.JobMail, 1))
		p.want("letters WHERE state = 'sent'", 5)
		if rows := look(); len(rows) != 0 {
			t.Errorf("still failed: %q", rows)
		}
	})
}

func TestALetterThatWaitsAgainHasItsJobAndGetsNoOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		idle, err := scheduler.New(ctx, db, p.campaigns, nobody{}, scheduler.Options{})
		must(t, err)
		db.UseQueue(idle)
		north := p.company("nord", 1, 0)
		p.onPaper(north, 4)
		_, w := p.schedule(p.input(north))
		p.openNow(w)
		letters, err := db.Campaign().Waiting(ctx, w.OpensAt.Add(time.Minute), 10)
		must(t, err)
		must(t, p.campaigns.MarkFailed(ctx, letters[0], "m", campaign.ReasonGivenUp))
		p.exec("UPDATE river_job SET state = 'discarded', finalized_at = created_at WHERE kind = 'send_letter'")
		must(t, db.Campaign().Requeue(ctx, letters))
		const live = "river_job WHERE kind = 'send_letter' AND state = 'available'"
		p.want(live, 1)
		must(t, db.Campaign().Enqueue(ctx, []campaign.Job{{Kind: campaign.JobMail, ID: letters[0]}})) // as a tick would
		must(t, db.Campaign().Requeue(ctx, letters))
		p.want(live, 1)
		p.want("river_job WHERE kind = 'send_letter'", 2)
	})
}
