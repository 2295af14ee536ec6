package main

import (
	"context"
	"sync"
	"time"

	"kreislauf/internal/store"
)

// clock tells the time that all services go by.
type clock interface {
	Now(ctx context.Context) (time.Time, error)
}

// offsetLife is how long a measured difference between the database's clock
// and the process's counts; asking for every request would cost a round trip.
const offsetLife = 30 * time.Second

// databaseClock follows the database's time, so that replicas agree on what
// is open, by the process's clock and its measured distance.
type databaseClock struct {
	db       *store.DB
	mu       sync.Mutex
	measured time.Time
	offset   time.Duration
}

// Now implements clock.
func (c *databaseClock) Now(ctx context.Context) (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	begun := time.Now()
	if c.measured.IsZero() || begun.Sub(c.measured) > offsetLife || begun.Before(c.measured) {
		there, err := c.db.Now(ctx)
		if err != nil {
			return time.Time{}, err
		}
		ended := time.Now()
		c.offset = there.Sub(begun.Add(ended.Sub(begun) / 2))
		c.measured = ended
	}
	return time.Now().Add(c.offset).UTC(), nil
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
