//go:build unix

package main

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/campaign"
	"kreislauf/internal/seal"
	"kreislauf/internal/survey"
)

// Measuring times. Every figure of BenchmarkRespondents is taken over a fixed
// time instead of b.N, so that ratios compare equal spans of one call.
const (
	shortTrial = 3 * time.Second
	longTrial  = 30 * time.Second
	crowdSize  = 5000
)

// BenchmarkRespondents measures the respondents' way against the real program
// with the demo network: over loopback, client and server sharing the machine.
// "/hello" is the ratio to an empty Fiber answer measured in the same call.
// Counts are asserted at the end, times never.
func BenchmarkRespondents(b *testing.B) {
	for _, database := range loadDatabases {
		b.Run(database.name, func(b *testing.B) {
			s := openLoadSite(b, database.address(b), crowdSize)
			r := &receipts{seen: map[string]bool{}}
			hello := benchmarkHello(b)
			s.benchmarkPages(b, hello)
			for _, clients := range []int{1, 16, 64} {
				b.Run(fmt.Sprintf("run/%d", clients), func(b *testing.B) {
					span := 2 * shortTrial
					if clients == 64 {
						span = longTrial
					}
					all := measure(b, s.address, clients, span, "runs/s", s.respond(clients, r))
					b.ReportMetric(all.perSecond()*requestsOfARun/hello, "requests/hello")
				})
			}
			if len(r.seen) > 0 { // -bench may have left the runs out
				s.wantBallots(b, r)
			}
			s.benchmarkSubmit(b)
		})
	}
}

func within(span time.Duration) func(int, time.Duration) bool {
	return func(_ int, since time.Duration) bool { return since < span }
}

// processTime is the time that both cores have spent on this process so far,
// client included; PostgreSQL is another process. It hardly moves with what
// else the machine has to do.
func processTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	check(b, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// measure lets a crowd work for the span and reports its figures in place of
// the time per b.N.
func measure(b *testing.B, address string, clients int, span time.Duration, unit string, work func(c *client, number, n int) error) crowd {
	b.Helper()
	before := processTime(b)
	all := gather(address, clients, within(span), work)
	used := processTime(b) - before
	b.ReportMetric(float64(used.Microseconds())/float64(max(len(all.times), 1)), "cpu-us/op")
	if err := errors.Join(all.failed...); err != nil {
		b.Error(err)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(all.perSecond(), unit)
	for name, share := range map[string]float64{"p50-ms": 0.5, "p95-ms": 0.95, "p99-ms": 0.99} {
		b.ReportMetric(float64(all.quantile(share).Microseconds())/1000, name)
	}
	return all
}

// benchmarkHello measures the ceiling: a Fiber program that answers two words.
func benchmarkHello(b *testing.B) float64 {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/", func(c *fiber.Ctx) error { return c.SendString("hello, world") })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(b, err)
	go func() { _ = app.Listener(l) }()
	b.Cleanup(func() { check(b, app.Shutdown()) })
	var hello float64
	b.Run("hello", func(b *testing.B) {
		all := measure(b, l.Addr().String(), 64, shortTrial, "req/s", func(c *client, _, _ int) error {
			_, err := c.get("/", 200)
			return err
		})
		hello = all.perSecond()
	})
	return hello
}

// benchmarkPages measures single requests at 64 clients, each with a draft.
func (s *loadSite) benchmarkPages(b *testing.B, hello float64) {
	const clients = 64
	forms := make([]string, clients)
	for i := range forms {
		c, err := dial(s.address)
		check(b, err)
		base := "/a/" + s.people[i].secret
		page, err := c.get(base+"/p/1", 200)
		check(b, err)
		forms[i] = hiddenFields(page.body)
		_, err = c.post(base+"/p/1", forms[i]+firstPage, 303)
		check(b, err)
		check(b, c.conn.Close())
	}
	works := []struct {
		name string
		work func(c *client, number, n int) error
	}{
		{"start", func(c *client, number, _ int) error {
			_, err := c.get("/a/"+s.people[number].secret, 200)
			return err
		}},
		{"question", func(c *client, number, _ int) error {
			_, err := c.get("/a/"+s.people[number].secret+"/p/2", 200)
			return err
		}},
		{"question-gzip", func(c *client, number, _ int) error {
			const head = "GET /a/%s/p/2 HTTP/1.1\r\nHost: kreislauf\r\nAccept-Encoding: gzip\r\n\r\n"
			_, err := c.send(fmt.Sprintf(head, s.people[number].secret), 200)
			return err
		}},
		{"autosave", func(c *client, number, n int) error {
			_, err := c.post("/a/"+s.people[number].secret+"/autosave", forms[number]+"&mk_voice="+strconv.Itoa(n%5+1), 204)
			return err
		}},
	}
	for _, w := range works {
		b.Run(w.name, func(b *testing.B) {
			all := measure(b, s.address, clients, shortTrial, "req/s", w.work)
			b.ReportMetric(all.perSecond()/hello, "/hello")
		})
	}
}

// benchmarkSubmit measures opening a link, validating, sealing and committing
// without HTTP, beside what all cores can seal.
func (s *loadSite) benchmarkSubmit(b *testing.B) {
	public, err := s.keys.PublicKey(s.wave.ID)
	check(b, err)
	sealer, err := seal.NewSealer(public, s.wave.ID, s.content.BallotSize())
	check(b, err)
	var seals atomic.Int64
	b.Run("seal", func(b *testing.B) {
		took := atOnce(runtime.NumCPU(), func(int, int) error {
			_, err := sealer.Seal([]byte(`{"tr_contact":"4"}`))
			seals.Add(1)
			return err
		}, b)
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(seals.Load())/took.Seconds(), "seals/s")
	})
	b.Run("submit", func(b *testing.B) {
		var submits atomic.Int64
		share := len(s.people) / 64
		took := atOnce(64, func(number, n int) error {
			submits.Add(1)
			return s.submit(b, s.people[number*share+n%share].secret)
		}, b)
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(submits.Load())/took.Seconds(), "submits/s")
		b.ReportMetric(float64(submits.Load())/float64(seals.Load()), "/seal")
	})
}

// submit hands in one set of answers through the service.
func (s *loadSite) submit(b *testing.B, secret string) error {
	v, err := s.answering.Open(b.Context(), secret, time.Time{})
	if err != nil {
		return err
	}
	values := map[string][]string{}
	for i, q := range s.content.Questions() {
		options := s.content.Values(q)
		values[q.Code] = []string{options[i%len(options)]}
	}
	_, err = s.answering.Submit(b.Context(), secret, survey.Form{Begun: v.Begun, Attempt: v.Attempt, Values: values})
	return err
}

// atOnce lets workers work for a short trial and returns how long it took.
func atOnce(workers int, work func(number, n int) error, b *testing.B) time.Duration {
	var group sync.WaitGroup
	begun := time.Now()
	for number := range workers {
		group.Go(func() {
			for n := 0; time.Since(begun) < shortTrial; n++ {
				if err := work(number, n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	return time.Since(begun)
}

// BenchmarkTallyOfTenThousandBallots measures a wave's close from the sealed
// rows to the committed cube: read, open, validate, count, publish.
func BenchmarkTallyOfTenThousandBallots(b *testing.B) {
	const people = 10000
	for _, database := range loadDatabases {
		b.Run(database.name, func(b *testing.B) {
			s := openLoadSite(b, database.address(b), people)
			s.submitAll(b)
			s.told.Set(s.wave.ClosesAt.Add(campaign.Grace))
			begun := time.Now()
			check(b, s.crowd.campaign.Tally(b.Context(), s.wave.ID))
			took := time.Since(begun)
			w, err := s.db.Campaign().WaveByID(b.Context(), s.wave.ID)
			check(b, err)
			if w.TalliedAt == nil || w.Unreadable > 0 {
				b.Fatalf("the wave was not tallied, or %d ballots are unreadable", w.Unreadable)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(took.Microseconds())/1000/people, "ms/ballot")
			b.ReportMetric(took.Seconds(), "s/wave")
		})
	}
}

// submitAll lets everybody answer, 64 at once.
func (s *loadSite) submitAll(b *testing.B) {
	var group sync.WaitGroup
	for number := range 64 {
		group.Go(func() {
			for i := number; i < len(s.people); i += 64 {
				if err := s.submit(b, s.people[i].secret); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
}
