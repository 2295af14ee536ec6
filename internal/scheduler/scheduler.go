// Package scheduler owns the ticks of the clock and the queue of background
// jobs: robfig/cron and River as thin adapters that call the services. It
// refuses to hold a rule; what is due, and whether it was done, the services
// decide.
package scheduler

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/robfig/cron/v3"

	"kreislauf/internal/campaign"
)

// Campaigns is the background work of package campaign.
type Campaigns interface {
	Replan(ctx context.Context) error
	Tick(ctx context.Context) error
	OpenWave(ctx context.Context, waveID string) error
	Remind(ctx context.Context, waveID string) error
	Tally(ctx context.Context, waveID string) error
	DestroyKeys(ctx context.Context, waveID string) error
	PostLetters(ctx context.Context, firstID string) error
	ScrubFiles(ctx context.Context) error
}

// Courier carries letters. last is true when the letter will not be tried
// again, whatever happens. An error that has a method Wait() time.Duration is
// no failure: the letter is carried again that much later.
type Courier interface {
	Carry(ctx context.Context, letterID string, last bool) error
}

// Database is where the queue keeps its jobs, the same as the services' rows.
type Database interface {
	SQL() *sql.DB
	IsPostgres() bool
	// Exclusively runs fn while no other process runs one.
	Exclusively(ctx context.Context, fn func(ctx context.Context) error) error
	// TakeBack makes jobs available again whose process ended in the midst of
	// them. The caller works under the name from then on.
	TakeBack(ctx context.Context, name string) (int64, error)
	// BringForward makes jobs run now that are put off for longer than that.
	BringForward(ctx context.Context, letters, others time.Duration) (int64, error)
	// Beat keeps the last tick of a process.
	Beat(ctx context.Context, h campaign.Heartbeat) error
}

// Options tune a Scheduler; the zero value is what production uses, apart from
// Work.
type Options struct {
	Work  bool         // tick and run jobs; false: take jobs in for other processes
	Every string       // cron expression with seconds, "*/5 * * * * *"; "-" does not tick
	Log   *slog.Logger // slog.Default()
	// Retry is the pause before the next attempt of a job that has failed so
	// often. Nil: River's fourth power of the attempt in seconds, for waves
	// five minutes at most.
	Retry func(attempt int) time.Duration
	// Poll is how often a process looks for jobs of others, 500 ms.
	Poll time.Duration
	// Role and Version are what the process says of itself beside its ticks.
	Role, Version string
}

// Sizes and times of the queue.
const (
	workers     = 32 // jobs at once; most wait for a mail server
	jobTimeout  = 5 * time.Minute
	defaultTick = "*/5 * * * * *"
	defaultPoll = 500 * time.Millisecond
	tickTimeout = time.Minute
)

// Scheduler ticks, queues and works. Its Start and Stop may each be called
// once.
type Scheduler struct {
	client    *river.Client[*sql.Tx]
	db        Database
	campaigns Campaigns
	options   Options
	cron      *cron.Cron
	stop      context.CancelFunc // ends the ticks
	heart     heart
	brought   time.Time // when jobs were last brought forward; ticks do not overlap
}

// New prepares the queue's tables and returns a scheduler that takes jobs in;
// it works once it is started.
func New(ctx context.Context, db Database, campaigns Campaigns, courier Courier, o Options) (*Scheduler, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Every == "" {
		o.Every = defaultTick
	}
	if o.Poll == 0 {
		o.Poll = defaultPoll
	}
	driver := driverOf(db)
	if err := migrate(ctx, db, driver, o.Log); err != nil {
		return nil, err
	}
	client, err := river.NewClient(driver, config(campaigns, courier, o))
	if err != nil {
		return nil, fmt.Errorf("set up job queue: %w", err)
	}
	return &Scheduler{client: client, db: db, campaigns: campaigns, options: o}, nil
}

func driverOf(db Database) riverdriver.Driver[*sql.Tx] {
	if db.IsPostgres() {
		return riverdatabasesql.New(db.SQL())
	}
	return riversqlite.New(db.SQL())
}

func migrate(ctx context.Context, db Database, driver riverdriver.Driver[*sql.Tx], log *slog.Logger) error {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: quiet(log)})
	if err != nil {
		return fmt.Errorf("set up job tables: %w", err)
	}
	return db.Exclusively(ctx, func(ctx context.Context) error {
		if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return fmt.Errorf("migrate job tables: %w", err)
		}
		return nil
	})
}

func config(campaigns Campaigns, courier Courier, o Options) *river.Config {
	c := &river.Config{
		Workers: newWorkers(campaigns, courier), Logger: quiet(o.Log), ErrorHandler: &reporter{log: o.Log},
		JobTimeout: jobTimeout, RescueStuckJobsAfter: jobTimeout + time.Minute, FetchPollInterval: o.Poll, FetchCooldown: min(o.Poll, river.FetchCooldownDefault),
	}
	if o.Work {
		c.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}}
	}
	c.RetryPolicy = waveRetry{}
	if o.Retry != nil {
		c.RetryPolicy = retryAfter(o.Retry)
	}
	return c
}

// Start begins to tick and to work, if Options.Work says so. What is due is
// looked for at once.
func (s *Scheduler) Start(ctx context.Context) error {
	if !s.options.Work {
		return nil
	}
	ctx = context.WithoutCancel(ctx) // Stop ends the work, gracefully
	if err := s.campaigns.Replan(ctx); err != nil {
		// One campaign's rule must not keep the server down.
		s.options.Log.ErrorContext(ctx, "planning failed", "error", err)
	}
	if _, err := s.db.TakeBack(ctx, s.client.ID()); err != nil {
		return fmt.Errorf("start job queue: %w", err)
	}
	if err := s.client.Start(ctx); err != nil {
		return fmt.Errorf("start job queue: %w", err)
	}
	if s.options.Every == "-" {
		return nil
	}
	ctx, s.stop = context.WithCancel(ctx)
	s.cron = cron.New(cron.WithSeconds(), cron.WithChain(cron.SkipIfStillRunning(cron.DiscardLogger)))
	if _, err := s.cron.AddFunc(s.options.Every, func() { s.tick(ctx) }); err != nil {
		return errors.Join(fmt.Errorf("start ticks: %w", err), s.client.Stop(ctx))
	}
	s.tick(ctx)
	s.cron.Start()
	return nil
}

func (s *Scheduler) tick(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, tickTimeout)
	defer cancel()
	if n, err := s.db.TakeBack(ctx, s.client.ID()); err != nil {
		s.options.Log.ErrorContext(ctx, "taking back jobs failed", "error", err)
	} else if n > 0 {
		s.options.Log.WarnContext(ctx, "took back jobs of a process that ended", "jobs", n)
	}
	s.bringForward(ctx)
	begun := time.Now()
	err := s.campaigns.Tick(ctx)
	if err != nil {
		s.options.Log.ErrorContext(ctx, "tick failed", "error", err)
	}
	s.beat(ctx, begun, err)
}

// bringForward undoes, once a minute, what a clock that was ahead has done to
// the times of waiting jobs: the same job is not taken in again beside them.
func (s *Scheduler) bringForward(ctx context.Context) {
	if !s.brought.IsZero() && time.Since(s.brought) < time.Minute {
		return
	}
	s.brought = time.Now()
	n, err := s.db.BringForward(ctx, longestPause, 2*waveRetryLimit)
	if err != nil {
		s.options.Log.ErrorContext(ctx, "bringing jobs forward failed", "error", err)
	} else if n > 0 {
		s.options.Log.WarnContext(ctx, "brought jobs forward that a clock ahead had put off", "jobs", n)
	}
}

// Stop ends the ticks, lets running jobs finish until ctx ends, and cancels
// those that are left; they are tried again after the next start.
func (s *Scheduler) Stop(ctx context.Context) error {
	if !s.options.Work {
		return nil
	}
	if s.cron != nil {
		ticks := s.cron.Stop()
		select {
		case <-ticks.Done():
		case <-ctx.Done():
		}
		s.stop()
	}
	err := s.client.Stop(ctx)
	if err != nil && ctx.Err() != nil {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err = s.client.StopAndCancel(hard)
	}
	if err != nil {
		return fmt.Errorf("stop job queue: %w", err)
	}
	return nil
}
