package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"kreislauf/internal/testenv"
)

func TestTheClockFollowsTheDatabaseAndAsksItOnceInAWhile(t *testing.T) {
	t.Parallel()
	here, asked, away := testenv.NewClock(begin), 0, false
	c := newDatabaseClock(func(context.Context) (time.Time, error) {
		asked++
		if away {
			return time.Time{}, errors.New("away")
		}
		return here.Now().Add(90 * time.Second), nil
	})
	c.here = here.Now
	check := func(what string, wantAsked int) {
		t.Helper()
		now, err := c.Now(t.Context())
		if err != nil || !now.Equal(here.Now().Add(90*time.Second)) || asked != wantAsked {
			t.Errorf("%s: %v, %v after %d questions, want %d", what, now, err, asked, wantAsked)
		}
	}
	check("first", 1)
	here.Advance(offsetLife)
	check("still fresh", 1)
	here.Advance(time.Millisecond)
	check("stale", 2)
	here.Advance(-time.Hour)
	check("the process's clock was set back", 3)
	away = true
	here.Advance(time.Hour)
	check("the database is away", 4)
}

func TestAClockThatNeverReachedItsDatabaseSaysSo(t *testing.T) {
	t.Parallel()
	c := newDatabaseClock(func(context.Context) (time.Time, error) { return time.Time{}, errors.New("away") })
	if _, err := c.Now(t.Context()); err == nil {
		t.Error("a time without a database")
	}
}

func TestADatabaseThatHangsHoldsUpOneCallerOnly(t *testing.T) {
	t.Parallel()
	here := testenv.NewClock(begin)
	hangs, entered, release := false, make(chan struct{}), make(chan struct{})
	c := newDatabaseClock(func(context.Context) (time.Time, error) {
		if hangs {
			close(entered)
			<-release
		}
		return here.Now(), nil
	})
	c.here = here.Now
	if _, err := c.Now(t.Context()); err != nil {
		t.Fatal(err)
	}
	hangs = true
	here.Advance(2 * offsetLife)
	held := make(chan error, 1)
	go func() {
		_, err := c.Now(context.WithoutCancel(t.Context()))
		held <- err
	}()
	<-entered
	if now, err := c.Now(t.Context()); err != nil || !now.Equal(here.Now()) {
		t.Errorf("beside a caller that waits: %v, %v", now, err)
	}
	close(release)
	if err := <-held; err != nil {
		t.Error(err)
	}
}
