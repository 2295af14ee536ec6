package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// crowd is what many clients have done.
type crowd struct {
	took   time.Duration
	times  []time.Duration // of each piece of work, ascending
	failed []error
}

func (c crowd) perSecond() float64 { return float64(len(c.times)) / c.took.Seconds() }

// quantile returns the time that the given share of the work stays below.
func (c crowd) quantile(share float64) time.Duration {
	if len(c.times) == 0 {
		return 0
	}
	return c.times[min(int(share*float64(len(c.times))), len(c.times)-1)]
}

// gather lets clients work at once, each on a connection of its own, until
// more says no. work is given the client's number and how often it worked. A
// client stops at its first failure.
func gather(address string, clients int, more func(n int, since time.Duration) bool, work func(c *client, number, n int) error) crowd {
	var all crowd
	var mu sync.Mutex
	var group sync.WaitGroup
	begun := time.Now()
	for number := range clients {
		group.Go(func() {
			times, err := persevere(address, number, begun, more, work)
			mu.Lock()
			defer mu.Unlock()
			all.times = append(all.times, times...)
			if err != nil {
				all.failed = append(all.failed, fmt.Errorf("client %d: %w", number, err))
			}
		})
	}
	group.Wait()
	all.took = time.Since(begun)
	slices.Sort(all.times)
	return all
}

func persevere(
	address string, number int, begun time.Time, more func(int, time.Duration) bool, work func(*client, int, int) error,
) ([]time.Duration, error) {
	c, err := dial(address)
	if err != nil {
		return nil, err
	}
	var times []time.Duration
	for n := 0; more(n, time.Since(begun)); n++ {
		started := time.Now()
		if err := work(c, number, n); err != nil {
			return times, errors.Join(err, c.conn.Close())
		}
		times = append(times, time.Since(started))
	}
	return times, c.conn.Close()
}

// receipts are the invitations through which a run came to its receipt.
type receipts struct {
	mu   sync.Mutex
	seen map[string]bool
}

// respond returns work that goes through the people who fall to a client,
// again from the first where they do not last: the last ballot counts.
func (s *loadSite) respond(clients int, r *receipts) func(c *client, number, n int) error {
	share := len(s.people) / clients
	return func(c *client, number, n int) error {
		person := s.people[number*share+n%share]
		if err := c.run(person.secret); err != nil {
			return err
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.seen[person.invitation] = true
		return nil
	}
}

// insisting repeats work that the server was too busy for, as it asks for: on a
// slow machine so many clients may reach the time limit of a request.
func insisting(work func(c *client, number, n int) error) func(c *client, number, n int) error {
	return func(c *client, number, n int) error {
		var err error
		for range 20 {
			err = work(c, number, n)
			var refused *unwanted
			if !errors.As(err, &refused) || refused.status != http.StatusServiceUnavailable {
				return err
			}
		}
		return err
	}
}

// wantBallots counts in the database: everybody with a receipt, and nobody
// else, took part and has one ballot.
func (s *loadSite) wantBallots(t testing.TB, r *receipts) {
	t.Helper()
	if len(r.seen) == 0 {
		t.Error("nobody came to a receipt, so nothing was counted")
	}
	ballots := map[string]int{}
	for _, id := range s.column(t, "SELECT invitation_id FROM ballots WHERE wave_id = $1") {
		ballots[id]++
	}
	took := map[string]bool{}
	for _, id := range s.column(t, "SELECT id FROM invitations WHERE wave_id = $1 AND participated") {
		took[id] = true
	}
	for _, person := range s.people {
		id := person.invitation
		if want := r.seen[id]; took[id] != want || ballots[id] > 1 || (ballots[id] == 1) != want {
			t.Errorf("a person with receipt %t is marked %t and has %d ballots", want, took[id], ballots[id])
		}
	}
	if len(ballots) != len(r.seen) || len(took) != len(r.seen) {
		t.Errorf("%d receipts, %d marks, %d ballots", len(r.seen), len(took), len(ballots))
	}
}

func (s *loadSite) column(t testing.TB, query string) []string {
	t.Helper()
	rows, err := s.db.SQL().QueryContext(t.Context(), query, s.wave.ID)
	check(t, err)
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var value string
		check(t, rows.Scan(&value))
		all = append(all, value)
	}
	check(t, rows.Err())
	return all
}

func TestSixtyFourClientsAtOnceLoseAndDoubleNoBallot(t *testing.T) {
	t.Parallel()
	const clients, runs, people = 64, 4, 192 // so that some answer twice
	for _, database := range loadDatabases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			s := openLoadSite(t, database.address(t), people)
			r := &receipts{seen: map[string]bool{}}
			all := gather(s.address, clients, func(n int, _ time.Duration) bool { return n < runs }, insisting(s.respond(clients, r)))
			for _, err := range all.failed {
				t.Error(err)
			}
			if len(all.times) != clients*runs {
				t.Errorf("%d runs, want %d", len(all.times), clients*runs)
			}
			s.wantBallots(t, r)
		})
	}
}
