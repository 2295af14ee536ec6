package scheduler_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"

	"kreislauf/internal/campaign"
	"kreislauf/internal/scheduler"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv"
)

func TestAStartLooksForWhatIsDueAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		p.clock.Set(w.OpensAt)
		watch := p.workWith("0 0 0 1 1 *") // no further tick in the life of this test
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		must(t, watch.Completed(ctx, campaign.JobMail, 5))
	})
}

func TestCronTicksWithoutAnybodyTouchingIt(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	work := &counting{ticked: make(chan struct{}, 16)}
	s, err := scheduler.New(t.Context(), db, work, nobody{}, scheduler.Options{Work: true, Every: "* * * * * *", Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	must(t, s.Start(t.Context()))
	for range 3 { // the first at the start, the others by cron
		<-work.ticked
	}
	must(t, s.Stop(t.Context()))
	if work.replanned.Load() != 1 {
		t.Errorf("planned %d times at the start, want once", work.replanned.Load())
	}
}

func TestAProcessWithoutWorkTakesJobsInForOthers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		work := &counting{ticked: make(chan struct{}, 16)}
		idle, err := scheduler.New(t.Context(), db, work, nobody{}, scheduler.Options{})
		must(t, err)
		must(t, idle.Start(t.Context()))
		defer func() { must(t, idle.Stop(t.Context())) }()
		db.UseQueue(idle)
		must(t, db.Campaign().Enqueue(t.Context(), []campaign.Job{{Kind: campaign.JobOpen, ID: "a"}, {Kind: campaign.JobOpen, ID: "a"}, {Kind: campaign.JobOpen, ID: "b"}}))
		var n int
		must(t, db.SQL().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM river_job WHERE state = 'available'").Scan(&n))
		if n != 2 {
			t.Errorf("%d jobs wait, want 2: the same job is not queued twice", n)
		}
		if len(work.ticked) != 0 {
			t.Error("a process without work ticked")
		}
		if err := db.Campaign().Enqueue(t.Context(), []campaign.Job{{Kind: "unknown", ID: "a"}}); err == nil {
			t.Error("a job that nobody can do was taken in")
		}
	})
}

func TestAJobThatRollsBackWithItsRowsNeverRuns(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s, err := scheduler.New(t.Context(), db, &counting{}, nobody{}, scheduler.Options{})
		must(t, err)
		tx, err := db.SQL().BeginTx(t.Context(), nil)
		must(t, err)
		must(t, s.Enqueue(t.Context(), tx, []campaign.Job{{Kind: campaign.JobTally, ID: "a"}}))
		must(t, tx.Rollback())
		var n int
		must(t, db.SQL().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM river_job").Scan(&n))
		if n != 0 {
			t.Errorf("%d jobs outlived the rollback", n)
		}
	})
}

func TestSeveralProcessesMayPrepareTheQueueAtOnce(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, testenv.Postgres(t)) // the embedded database has one process only
	together(t, func() error {
		_, err := scheduler.New(t.Context(), db, &counting{}, nobody{}, scheduler.Options{})
		return err
	})
}

// counting counts ticks and does nothing else.
type counting struct {
	replanned atomic.Int32
	ticked    chan struct{}
}

func (c *counting) Replan(context.Context) error { c.replanned.Add(1); return nil }
func (c *counting) Tick(context.Context) error {
	select {
	case c.ticked <- struct{}{}:
	default:
	}
	return errors.New("a tick that fails does not end the ticking")
}
func (c *counting) OpenWave(context.Context, string) error    { return nil }
func (c *counting) Remind(context.Context, string) error      { return nil }
func (c *counting) Tally(context.Context, string) error       { return nil }
func (c *counting) DestroyKeys(context.Context, string) error { return nil }
func (c *counting) ScrubFiles(context.Context) error          { return nil }
func (c *counting) PostLetters(context.Context, string) error { return nil }

// nobody carries no letters.
type nobody struct{}

func (nobody) Carry(context.Context, string, bool) error { return nil }
