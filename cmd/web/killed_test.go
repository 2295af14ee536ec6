package main

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/config"
	"kreislauf/internal/testenv"
)

// soak is the long count of `make soak`.
func soak(short, long int) int {
	if os.Getenv("KREISLAUF_SOAK") != "" {
		return long
	}
	return short
}

func TestProcessesKilledAtRandomDoEverythingOnceSoak(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		database func(testing.TB) string
		parts    map[string]config.Role
	}{
		{"SQLite", func(testing.TB) string { return "" }, map[string]config.Role{"all": config.RoleAll}},
		{"PostgreSQL", testenv.Postgres, map[string]config.Role{
			"worker-1": config.RoleWorker, "worker-2": config.RoleWorker, "web-1": config.RoleWeb, "web-2": config.RoleWeb,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := newMassacre(t, c.database(t))
			m.found()
			m.populate(c.parts)
			stop, raged := make(chan struct{}), make(chan error, 1)
			go func() { raged <- m.rage(stop) }()
			var waves []campaign.Wave
			for range soak(5, 200) {
				waves = append(waves, m.week()...)
			}
			close(stop)
			check(t, <-raged)
			m.settle()
			m.wantKills()
			m.wantOnce(waves)
			m.wantMail()
		})
	}
}

// moment is when something falls due, and how the database shows that it was
// done.
type moment struct {
	at    time.Time
	what  string
	done  string // query that counts
	want  int
	opens *campaign.Wave
	ends  bool
}

// week takes the next wave of each campaign through its life and returns the
// waves. The clock moves on when everything due is done.
func (m *massacre) week() []campaign.Wave {
	var waves []campaign.Wave
	var moments []moment
	for _, id := range m.campaigns {
		w := m.next(id)
		waves = append(waves, w)
		moments = append(moments, momentsOf(w)...)
	}
	slices.SortStableFunc(moments, func(a, b moment) int { return a.at.Compare(b.at) })
	answered := make(chan error, len(waves))
	open := 0
	for _, one := range moments {
		if one.ends {
			for ; open > 0; open-- {
				check(m.t, <-answered)
			}
		}
		if !one.ends {
			m.annoy()
		}
		m.clock.set(m.t, one.at)
		until(m.t, one.what, func() bool { return m.count(one.done) == one.want })
		until(m.t, "the letters after "+one.what, func() bool { return m.count("letters WHERE state <> 'sent'") == 0 })
		if one.opens != nil {
			open++
			go func() { answered <- m.answers(*one.opens) }()
		}
	}
	m.wantBallots(waves)
	return waves
}

func momentsOf(w campaign.Wave) []moment {
	letters := func(kind string) string {
		return fmt.Sprintf("letters WHERE wave_id = '%s' AND kind = '%s'", w.ID, kind)
	}
	moments := []moment{
		{at: w.OpensAt, what: "the opening", done: letters("invitation"), want: crowdOfWave, opens: &w},
		{at: w.ClosesAt.Add(campaign.Grace), what: "the tally", done: "waves WHERE tallied_at IS NOT NULL AND id = '" + w.ID + "'", want: 1, ends: true},
	}
	for i, at := range (calendar.Reminders{Offsets: reminderDays}).Times(w.Window()) {
		moments = append(moments, moment{at: at, what: "the reminder", done: letters("reminder"), want: (i + 1) * crowdOfWave})
	}
	return moments
}

// next waits until the campaign's next wave is planned.
func (m *massacre) next(campaignID string) campaign.Wave {
	var next campaign.Wave
	until(m.t, "the next wave to be planned", func() bool {
		waves, err := m.db.Campaign().Waves(m.t.Context(), campaignID)
		check(m.t, err)
		i := slices.IndexFunc(waves, func(w campaign.Wave) bool { return w.OpenedAt == nil })
		if i >= 0 {
			next = waves[i]
		}
		return i >= 0
	})
	return next
}

// count counts rows; the condition is the test's own text.
func (m *massacre) count(rows string) int {
	m.t.Helper()
	var n int
	check(m.t, m.db.SQL().QueryRowContext(m.t.Context(), "SELECT COUNT(*) FROM "+rows).Scan(&n))
	return n
}

// settle waits until nothing is left to be done.
func (m *massacre) settle() {
	until(m.t, "the queue to be empty", func() bool {
		return m.count("river_job WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled')") == 0
	})
}
