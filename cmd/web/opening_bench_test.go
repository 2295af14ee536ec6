package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/config"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/demo"
	"kreislauf/internal/survey"
)

// invitedMany is the size of the waves in these benchmarks.
const invitedMany = 10_000

// BenchmarkOpeningOfTenThousand measures what one wave of 10,000 people costs:
// the opening and a reminder with all their letters and jobs, how long another
// writer had to wait meanwhile, and how much memory they took at most.
func BenchmarkOpeningOfTenThousand(b *testing.B) {
	for _, database := range loadDatabases {
		b.Run(database.name, func(b *testing.B) {
			s := quietSite(b, database.address(b))
			w := s.plan(b, invitedMany)
			for _, work := range []struct {
				name string
				at   time.Time
				do   func(context.Context, string) error
			}{
				{"open", w.OpensAt, s.campaign.OpenWave},
				{"remind", w.OpensAt.AddDate(0, 0, 1), s.campaign.Remind},
			} {
				s.told.Set(work.at)
				figures := s.measureWriter(b, func() error { return work.do(b.Context(), w.ID) })
				b.Run(work.name, figures.report)
			}
			s.wantLetters(b, w)
		})
	}
}

// quietSite is the program with the demo network and without background work.
func quietSite(b *testing.B, database string) *loadSite {
	b.Helper()
	folder := b.TempDir()
	s := &loadSite{told: &demo.Clock{}}
	s.told.Set(begin)
	var err error
	s.program, err = openProgram(b.Context(), config.Config{
		BaseURL: "http://kreislauf.example", Data: filepath.Join(folder, "data"), Keys: filepath.Join(folder, "keys"),
		Database: database, Mail: "file:" + filepath.Join(folder, "outbox"), MailFrom: "kreislauf@lennetal.example", Role: config.RoleWeb,
	}, slog.New(slog.NewTextHandler(io.Discard, nil)), pace{clock: demoClock{s.told}})
	check(b, err)
	b.Cleanup(func() { check(b, s.Close()) })
	check(b, s.loadDemo(b.Context()))
	s.told.Set(begin)
	s.crowd = s.services
	return s
}

// plan schedules a wave for people with addresses, a reminder a day later.
func (s *loadSite) plan(t testing.TB, people int) campaign.Wave {
	t.Helper()
	ctx := t.Context()
	manager := s.manager(t)
	company := s.employ(t, people)
	id, err := s.crowd.campaign.Create(ctx, manager, campaign.Input{
		Title: survey.Text{"de": "Wie läuft unsere Zusammenarbeit?"}, QuestionnaireID: s.pulse(t, manager), Mode: campaign.Anonymous,
		Audience:  campaign.Audience{Companies: []string{company}},
		Rule:      calendar.Rule{Kind: calendar.KindOnce, Once: begin.AddDate(0, 0, 1).Format(calendar.WallLayout), Zone: "UTC", Length: calendar.Length{Days: 14}},
		Reminders: calendar.Reminders{Offsets: []int{1}},
	})
	check(t, err)
	check(t, s.crowd.campaign.Schedule(ctx, manager, id))
	waves, err := s.db.Campaign().Waves(ctx, id)
	check(t, err)
	return waves[0]
}

// employ adds a company with people and returns it.
func (s *loadSite) employ(t testing.TB, people int) string {
	t.Helper()
	company, err := s.crowd.cooperation.CreateCompany(t.Context(), s.manager(t), cooperation.CompanyForm{Name: "Möhnetal Werke GmbH"})
	check(t, err)
	for from := 0; from < people; from += 5000 {
		var list strings.Builder
		for n := from; n < min(from+5000, people); n++ {
			fmt.Fprintf(&list, "Person %05d; p%d@moehnetal.example\n", n, n)
		}
		_, err = s.crowd.roster.ImportPaste(t.Context(), s.manager(t), company.ID, list.String())
		check(t, err)
	}
	return company.ID
}

// measureWriter runs work once and reports its time, the longest wait of a
// writer beside it, what it allocated, and the largest heap.
func (s *loadSite) measureWriter(b *testing.B, work func() error) figures {
	b.Helper()
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	stop, longest, largest := make(chan struct{}), make(chan time.Duration), make(chan uint64)
	go func() { longest <- s.writeBeside(stop) }()
	go func() { largest <- largestHeap(stop) }()
	begun := time.Now()
	err := work()
	took := time.Since(begun)
	runtime.ReadMemStats(&after)
	close(stop)
	waited, heap := <-longest, <-largest
	check(b, err)
	return figures{
		"s": took.Seconds(), "writer-waited-ms": float64(waited.Milliseconds()),
		"allocated-MB": float64(after.TotalAlloc-before.TotalAlloc) / 1e6, "heap-MB": float64(heap) / 1e6,
	}
}

// largestHeap looks at the heap until stop, in bytes.
func largestHeap(stop <-chan struct{}) uint64 {
	ticks := time.NewTicker(10 * time.Millisecond)
	defer ticks.Stop()
	var largest uint64
	for {
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		largest = max(largest, now.HeapAlloc)
		select {
		case <-stop:
			return largest
		case <-ticks.C:
		}
	}
}

// figures are measured once and reported as often as the benchmark asks.
type figures map[string]float64

func (f figures) report(b *testing.B) {
	b.ReportMetric(0, "ns/op")
	for unit, value := range f {
		b.ReportMetric(value, unit)
	}
}

// writeBeside makes small writes until stop, and returns the longest.
func (s *loadSite) writeBeside(stop <-chan struct{}) time.Duration {
	var longest time.Duration
	for {
		select {
		case <-stop:
			return longest
		default:
		}
		begun := time.Now()
		// A write that fails shows as the time that it took.
		_, _ = s.db.SQL().Exec("UPDATE networks SET version = version + 1 WHERE id = 'nobody'")
		longest = max(longest, time.Since(begun))
	}
}

func (s *loadSite) wantLetters(b *testing.B, w campaign.Wave) {
	b.Helper()
	for _, kind := range []campaign.MailKind{campaign.MailInvitation, campaign.MailReminder} {
		var n int
		check(b, s.db.SQL().QueryRowContext(b.Context(), "SELECT COUNT(*) FROM letters WHERE wave_id = $1 AND kind = $2", w.ID, string(kind)).Scan(&n))
		if n != invitedMany {
			b.Errorf("%d letters of kind %s, want %d", n, kind, invitedMany)
		}
	}
}
