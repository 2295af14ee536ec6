package main

import (
	"context"
	"flag"
	"log/slog"
	"net"
	"path/filepath"
	"testing"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/config"
	"kreislauf/internal/mail/mailtest"
	"kreislauf/internal/testenv"
)

// shots is where the browser tests leave pictures of the pages they pass.
var shots = flag.String("shots", "", "folder for pictures of the running product")

// running is the whole program in the test's process, with a clock that the
// test sets, a real mail server and real ticks.
type running struct {
	*program
	base  string
	clock *testenv.Clock
	post  *mailtest.Server
	log   *screen
}

// databases are those that the main job must work on.
var databases = map[string]func(t *testing.T) string{
	"SQLite":     func(*testing.T) string { return "" },
	"PostgreSQL": func(t *testing.T) string { return testenv.Postgres(t) },
}

// begin is the moment at which the tests' stories begin: a Tuesday morning.
var begin = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

// start runs the program on a free port until the test ends. prepare runs
// before the first tick.
func start(t *testing.T, database string, prepare func(context.Context, *program) error) *running {
	t.Helper()
	l, err := listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &running{clock: testenv.NewClock(begin), post: mailtest.Start(t), base: "http://" + l.Addr().String(), log: &screen{}}
	folder := t.TempDir()
	c := config.Config{
		Listen: l.Addr().String(), BaseURL: r.base, Data: filepath.Join(folder, "data"), Keys: filepath.Join(folder, "keys"),
		Database: database, Mail: r.post.Setting(), MailFrom: "kreislauf@lennetal.example", Role: config.RoleAll,
	}
	log := slog.New(slog.NewTextHandler(r.log, nil))
	r.program, err = openProgram(t.Context(), c, log, pace{clock: campaign.ClockFunc(r.clock.Now), ticks: "* * * * * *"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if prepare != nil {
		if err := prepare(t.Context(), r.program); err != nil {
			t.Fatal(err)
		}
	}
	r.serve(t, l)
	return r
}

func (r *running) serve(t *testing.T, l net.Listener) {
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("run: %v", err)
		}
	})
}

// loadDemo is a prepare function.
func loadDemo(ctx context.Context, p *program) error { return p.loadDemo(ctx) }

// signInLink returns a fresh one-time link for an account.
func (r *running) signInLink(t *testing.T, email string) string {
	t.Helper()
	secret, err := r.account.IssueFor(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	return r.base + "/sign-in/" + secret
}

// patience bounds waits for what takes moments: it is there for a program that
// hangs, and far too long for one on a slow and busy machine.
const patience = 4 * time.Minute

// until calls done at short intervals until it is true: background work has
// no other sign that reaches a test of the whole program.
func until(t testing.TB, what string, done func() bool) {
	t.Helper()
	beat := time.NewTicker(50 * time.Millisecond)
	defer beat.Stop()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for !done() {
		select {
		case <-beat.C:
		case <-limit.C:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
