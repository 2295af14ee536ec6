package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/config"
	"kreislauf/internal/mail"
	"kreislauf/internal/scheduler"
	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/web"
)

// shutdownTime is how long requests and jobs under way may take to end.
const shutdownTime = 20 * time.Second

// program is one running Kreislauf: the same for main, the operator's commands
// and the end-to-end tests.
type program struct {
	services
	config    config.Config
	log       *slog.Logger
	db        *store.DB
	keys      *seal.KeyStore
	secret    []byte
	clock     clock
	courier   scheduler.Courier
	scheduler *scheduler.Scheduler
	web       *web.App
}

// pace is what tests change about time; the zero value is production's.
type pace struct {
	clock clock  // nil: the database's
	ticks string // cron expression with seconds, empty: every few seconds
	// retry is the pause before a failed job's next attempt; nil: the scheduler's.
	retry func(attempt int) time.Duration
}

// openProgram opens database and key store and wires the services. Close must
// be called.
func openProgram(ctx context.Context, c config.Config, log *slog.Logger, at pace) (*program, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil && c.Database == "" {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	keys, err := seal.OpenKeyStore(c.Keys, c.KeysMirror)
	if err != nil {
		return nil, fmt.Errorf("key store: %w", err)
	}
	secret, err := seal.LoadOrCreateSecret(filepath.Join(c.Keys, "server.secret"))
	if err != nil {
		return nil, fmt.Errorf("key store: %w", err)
	}
	db, err := store.Open(ctx, databaseOf(c))
	if err != nil {
		return nil, fmt.Errorf("database: %w", explained(err, c))
	}
	p := &program{config: c, log: log, db: db, keys: keys, secret: secret, clock: at.clock}
	if p.clock == nil {
		p.clock = newDatabaseClock(db.Now)
	}
	if err := p.wire(ctx, at); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return p, nil
}

func (p *program) wire(ctx context.Context, at pace) error {
	p.services = newServices(p.db, p.keys, p.clock)
	if err := p.survey.InstallShipped(ctx); err != nil {
		return fmt.Errorf("questionnaires: %w", err)
	}
	var err error
	if p.courier, err = newCourier(p); err != nil {
		return err
	}
	p.scheduler, err = scheduler.New(ctx, p.db, p.campaign, p.courier, scheduler.Options{
		Role: string(p.config.Role), Version: versionName(),
		Work: p.config.Role != config.RoleWeb, Every: at.ticks, Log: p.log, Retry: at.retry,
	})
	if err != nil {
		return err
	}
	p.db.UseQueue(p.scheduler)
	oversight := campaign.NewOversight(p.db.Campaign(), p.scheduler, p.clock)
	p.web, err = web.New(web.Deps{
		Account: p.account, Cooperation: p.cooperation, Roster: p.roster, Campaign: p.campaign,
		Survey: p.survey, Answering: p.answering, Results: p.results,
		Stamp: seal.NewStamp(p.secret), NewVisit: randomID, SignInMail: p.campaign, Ready: p.db.Ping,
		ReadBounce: mail.ReadBounce, BounceToken: p.config.BounceToken,
		Now: plainNow(p.clock), Log: p.log, BaseURL: p.config.BaseURL,
		HealthOnly: p.config.Role == config.RoleWorker, Oversight: oversight,
		Server: web.Server{
			Role: string(p.config.Role), Version: versionName(), PostgreSQL: p.db.IsPostgres(),
			MailPerMinute: p.config.MailPace.PerMinute, MailPerDomain: p.config.MailPace.PerDomain,
		},
	})
	return err
}

// Run serves on l and works in the background until ctx ends, then lets what
// is under way finish.
func (p *program) Run(ctx context.Context, l net.Listener) error {
	if err := p.scheduler.Start(ctx); err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- p.web.Serve(l) }()
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	return errors.Join(err, p.web.Shutdown(stopping), p.scheduler.Stop(stopping))
}

// Close closes the database.
func (p *program) Close() error { return p.db.Close() }

// databaseOf returns the address of the configured database.
func databaseOf(c config.Config) string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "kreislauf.db")
}

// listen opens the server's port, or says what to do when it is taken.
func listen(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use by another program; choose another with --listen", address)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	return l, nil
}

// explained adds what the operator can do about a database that cannot be
// opened.
func explained(err error, c config.Config) error {
	if c.Database != "" {
		return err
	}
	if _, statErr := os.Stat(c.Data); errors.Is(statErr, fs.ErrPermission) {
		return fmt.Errorf("%w; may this user read and write %s?", err, c.Data)
	}
	return fmt.Errorf("%w; check that %s is writable and holds a database of Kreislauf", err, c.Data)
}
