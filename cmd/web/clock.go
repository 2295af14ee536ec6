package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// clock tells the time that all services go by.
type clock interface {
	Now(ctx context.Context) (time.Time, error)
}

// offsetLife is how long a measured distance between the database's clock and
// the process's counts; asking for every request would cost a round trip.
const offsetLife = 30 * time.Second

// databaseClock follows the database's time, so that replicas agree on what
// is open, by the process's clock and its measured distance. While one caller
// measures anew, the others go by the last measurement: a database that hangs
// holds up nobody else here.
type databaseClock struct {
	there func(ctx context.Context) (time.Time, error) // the database's clock
	here  func() time.Time                             // the process's

	measuring sync.Mutex
	last      atomic.Pointer[measurement]
}

// measurement is how far the database's clock was ahead, and when.
type measurement struct {
	at     time.Time
	offset time.Duration
}

func newDatabaseClock(there func(ctx context.Context) (time.Time, error)) *databaseClock {
	return &databaseClock{there: there, here: time.Now}
}

// Now implements clock. It fails only when there never was a measurement.
func (c *databaseClock) Now(ctx context.Context) (time.Time, error) {
	now, last := c.here(), c.last.Load()
	if last != nil && !last.stale(now) {
		return now.Add(last.offset).UTC(), nil
	}
	if last == nil {
		c.measuring.Lock()
	} else if !c.measuring.TryLock() {
		return now.Add(last.offset).UTC(), nil
	}
	defer c.measuring.Unlock()
	fresh, err := c.measure(ctx)
	if err != nil && last == nil {
		return time.Time{}, err
	}
	if err == nil {
		last = fresh
	}
	return c.here().Add(last.offset).UTC(), nil
}

// measure asks the database, halving the way there and back, unless another
// caller has just done so.
func (c *databaseClock) measure(ctx context.Context) (*measurement, error) {
	begun := c.here()
	if last := c.last.Load(); last != nil && !last.stale(begun) {
		return last, nil
	}
	there, err := c.there(ctx)
	if err != nil {
		return nil, err
	}
	ended := c.here()
	fresh := &measurement{at: ended, offset: there.Sub(begun.Add(ended.Sub(begun) / 2))}
	c.last.Store(fresh)
	return fresh, nil
}

func (m *measurement) stale(now time.Time) bool {
	return now.Sub(m.at) > offsetLife || now.Before(m.at)
}

// plainNow turns a clock into a function for services that need no database
// to tell the time; the process's clock stands in while the database is away.
func plainNow(c clock) func() time.Time {
	return func() time.Time {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		now, err := c.Now(ctx)
		if err != nil {
			return time.Now().UTC()
		}
		return now
	}
}
