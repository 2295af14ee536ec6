package scheduler_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/scheduler"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

// failing does nothing well until it is mended.
type failing struct {
	counting
	mended atomic.Bool
}

func (f *failing) Tally(context.Context, string) error {
	if f.mended.Load() {
		return nil
	}
	return errors.New(strings.Repeat("the key store is away ", 40))
}

func (f *failing) OpenWave(context.Context, string) error {
	if f.mended.Load() {
		return nil
	}
	panic("an answer that somebody gave")
}

func TestFailedJobsAreSeenAndTriedAgainFromAnyProcess(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		work := &failing{}
		worker, err := scheduler.New(ctx, db, work, nobody{}, scheduler.Options{
			Work: true, Every: "-", Log: slog.New(slog.DiscardHandler), Poll: 20 * time.Millisecond,
			Retry: func(int) time.Duration { return time.Hour },
		})
		must(t, err)
		db.UseQueue(worker)
		must(t, db.Campaign().Enqueue(ctx, []campaign.Job{{Kind: campaign.JobOpen, ID: "w1"}, {Kind: campaign.JobTally, ID: "w2"}}))
		_, err = db.SQL().ExecContext(ctx, "UPDATE river_job SET max_attempts = 1 WHERE kind = 'open_wave'")
		must(t, err)
		watch := worker.Watch()
		defer watch.Close()
		must(t, worker.Start(ctx))
		defer func() { must(t, worker.Stop(context.WithoutCancel(ctx))) }()
		for range 2 {
			_, err := watch.Next(ctx)
			must(t, err)
		}

		page, err := scheduler.New(ctx, db, work, nobody{}, scheduler.Options{}) // as in a process of the role web
		must(t, err)
		failed, err := page.Failed(ctx, 10)
		must(t, err)
		if len(failed) != 2 {
			t.Fatalf("%d failed jobs", len(failed))
		}
		tally, open := failed[0], failed[1]
		if tally.Kind != campaign.JobTally || tally.SubjectID != "w2" || tally.Attempt != 1 || tally.NextAt.Before(time.Now()) || len([]rune(tally.Error)) > 250 || !strings.HasPrefix(tally.Error, "the key store is away") {
			t.Errorf("the tally reads %+v", tally)
		}
		if open.Kind != campaign.JobOpen || open.SubjectID != "w1" || !open.NextAt.IsZero() || open.Error != campaign.ErrorPanic || open.FailedAt.IsZero() {
			t.Errorf("the opening reads %+v", open)
		}
		counts, err := db.Campaign().JobCounts(ctx)
		must(t, err)
		want := []campaign.JobCount{{Kind: campaign.JobOpen, State: "discarded", N: 1}, {Kind: campaign.JobTally, State: "retryable", N: 1}}
		if diff := cmp.Diff(want, counts); diff != "" {
			t.Errorf("counts (-want +got):\n%s", diff)
		}

		work.mended.Store(true)
		for _, job := range failed {
			must(t, page.Retry(ctx, job.ID))
		}
		must(t, watch.Completed(ctx, campaign.JobTally, 1))
		must(t, watch.Completed(ctx, campaign.JobOpen, 1))
		if failed, err = page.Failed(ctx, 10); err != nil || len(failed) != 0 {
			t.Errorf("%d jobs still count as failed, %v", len(failed), err)
		}
		if err := page.Retry(ctx, 4711); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a job that does not exist: %v", err)
		}
	})
}

func TestALetterThatWasGivenUpWaitsAgainWhenItsJobIsTriedAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		p.clock.Set(w.OpensAt)
		must(t, p.campaigns.OpenWave(t.Context(), w.ID))
		waiting := func() int {
			q, err := db.Campaign().MailQueue(t.Context())
			must(t, err)
			if (q.Oldest == nil) != (q.Waiting == 0) || (q.Oldest != nil && !q.Oldest.Equal(w.OpensAt)) {
				t.Errorf("%d wait since %v", q.Waiting, q.Oldest)
			}
			return q.Waiting
		}
		letters, err := db.Campaign().Waiting(t.Context(), w.OpensAt.Add(time.Minute), 10)
		must(t, err)
		if len(letters) != 5 || waiting() != 5 {
			t.Fatalf("%d letters wait", len(letters))
		}
		for i, reason := range []string{campaign.ReasonGivenUp, "address"} {
			must(t, p.campaigns.MarkFailed(t.Context(), letters[i], "m", reason))
		}
		lost, err := db.Campaign().GivenUp(t.Context(), append(letters, "none"))
		must(t, err)
		if diff := cmp.Diff(letters[:1], lost); diff != "" {
			t.Errorf("given up (-want +got):\n%s", diff)
		}
		must(t, p.campaigns.MarkFailed(t.Context(), letters[2], "m", campaign.ReasonGivenUp))
		p.exec("UPDATE letters SET number = 'replaced' WHERE id = '" + letters[2] + "'")
		must(t, db.Campaign().Requeue(t.Context(), append(letters, "none")))
		if got := waiting(); got != 3 {
			t.Errorf("%d letters wait, want the one that was given up and the two untouched", got)
		}
	})
}

// listening keeps what it is told of ticks.
type listening struct {
	*store.DB
	mu    sync.Mutex
	beats []campaign.Heartbeat
}

func (l *listening) Beat(ctx context.Context, h campaign.Heartbeat) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.beats = append(l.beats, h)
	return l.DB.Beat(ctx, h)
}

func TestATickIsToldOfOnceAMinuteAndAtOnceWhenItsResultChanges(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		heard, work := &listening{DB: db}, &changing{ticked: make(chan struct{}, 16)}
		s, err := scheduler.New(ctx, heard, work, nobody{}, scheduler.Options{
			Work: true, Every: "* * * * * *", Role: "worker", Version: "v1", Log: slog.New(slog.DiscardHandler),
		})
		must(t, err)
		must(t, s.Start(ctx))
		for range 4 { // two fail alike, two come through
			<-work.ticked
		}
		must(t, s.Stop(ctx))
		heard.mu.Lock()
		defer heard.mu.Unlock()
		var failures []string
		for _, h := range heard.beats {
			failures = append(failures, h.Failure)
		}
		if diff := cmp.Diff([]string{"no database", ""}, failures); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		kept, err := db.Campaign().Heartbeats(ctx, time.Now().Add(-time.Hour))
		must(t, err)
		if len(kept) != 1 || kept[0].Role != "worker" || kept[0].Version != "v1" || kept[0].Failure != "" || kept[0].Worker == "" {
			t.Errorf("kept %+v", kept)
		}
		must(t, db.Beat(ctx, campaign.Heartbeat{Worker: "another", At: time.Now().AddDate(0, 1, 0)}))
		if kept, err = db.Campaign().Heartbeats(ctx, time.Now().Add(-time.Hour)); err != nil || len(kept) != 1 || kept[0].Worker != "another" {
			t.Errorf("after a month there are %+v, %v", kept, err)
		}
	})
}

// changing fails twice and then comes through.
type changing struct {
	counting
	n      int
	ticked chan struct{}
}

func (c *changing) Tick(context.Context) error {
	defer func() { c.ticked <- struct{}{} }()
	if c.n++; c.n <= 2 {
		return errors.New("no database")
	}
	return nil
}

func TestTheNextTickIsKnownInProcessesThatDoNotTick(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	at := time.Date(2027, 3, 1, 8, 0, 2, 0, time.UTC)
	for every, want := range map[string]time.Time{"": at.Add(3 * time.Second), "0 * * * * *": at.Add(58 * time.Second), "-": {}} {
		s, err := scheduler.New(t.Context(), db, &counting{}, nobody{}, scheduler.Options{Every: every})
		must(t, err)
		if got := s.NextTick(at); !got.Equal(want) {
			t.Errorf("%q: %s, want %s", every, got, want)
		}
	}
}

func TestAdminsSeeWhatIsAheadAndTitlesOfTheirOwnNetworksOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		p.work()
		oversight := campaign.NewOversight(db.Campaign(), p.scheduler, campaign.ClockFunc(p.clock.Now))
		work, err := oversight.Look(t.Context(), p.manager)
		must(t, err)
		if len(work.Effects) == 0 || work.Effects[0].WaveID != w.ID || work.Effects[0].Kind != campaign.EffectOpen || work.Effects[0].Due || !work.Effects[0].Own || work.Effects[0].Title == nil {
			t.Errorf("ahead is %+v", work.Effects)
		}
		stranger := account.Viewer{UserID: "somebody", NetworkID: "elsewhere", Role: account.Reader, Admin: true}
		work, err = oversight.Look(t.Context(), stranger)
		must(t, err)
		if len(work.Effects) == 0 || work.Effects[0].WaveID != w.ID || work.Effects[0].Own || work.Effects[0].Title != nil {
			t.Errorf("a stranger sees %+v", work.Effects)
		}
		notAdmin := p.manager
		notAdmin.Admin = false
		_, lookErr := oversight.Look(t.Context(), notAdmin)
		for name, err := range map[string]error{
			"look": lookErr, "retry": oversight.Retry(t.Context(), notAdmin, 1), "retry all": oversight.RetryAll(t.Context(), notAdmin),
		} {
			if fault.KindOf(err) != fault.KindNotFound {
				t.Errorf("%s by a manager who does not run the server: %v", name, err)
			}
		}
	})
}
