package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/config"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// paced is the limit of the second drain, letters a minute.
const paced = 6000

// BenchmarkDrainOfTenThousand opens a wave of 10,000 people in a process of its
// own and measures, until the mail server has every letter: how fast they go,
// without and with a limit, what memory the process takes, and how long the
// wave's page takes meanwhile.
func BenchmarkDrainOfTenThousand(b *testing.B) {
	for _, database := range loadDatabases {
		for name, limit := range map[string]int{"free": 0, "limit" + strconv.Itoa(paced): paced} {
			b.Run(database.name+"/"+name, func(b *testing.B) {
				m := newMassacre(b, database.address(b))
				w := m.crowd(invitedMany)
				part := m.config(config.RoleAll)
				part.MailPace.PerMinute = limit
				m.clock.set(b, w.OpensAt.Add(-time.Minute))
				v := newVictim(b, m.folder, "all", role{Config: part, Clock: m.clock.file, Ticks: "* * * * * *"})
				resting := v.memory(b, "VmRSS")
				m.clock.set(b, w.OpensAt)
				m.drain(v, w).report(b)
				b.ReportMetric(resting, "rss-before-MB")
				b.ReportMetric(v.memory(b, "VmHWM"), "rss-most-MB")
			})
		}
	}
}

// crowd schedules one wave for many people with addresses.
func (m *massacre) crowd(people int) campaign.Wave {
	ctx := m.t.Context()
	company, err := m.cooperation.CreateCompany(ctx, m.manager, cooperation.CompanyForm{Name: "Möhnetal Werke GmbH"})
	check(m.t, err)
	var change roster.Change
	for n := range people {
		change.Added = append(change.Added, roster.Person{
			ID: orderedID(), NetworkID: m.manager.NetworkID, CompanyID: company.ID, Name: fmt.Sprintf("Person %05d", n),
			Email: fmt.Sprintf("p%d@moehnetal.example", n), Language: "de", CreatedAt: begin, Version: 1,
		})
	}
	check(m.t, m.db.Campaign().SaveRoster(ctx, change))
	id, err := m.campaign.Create(ctx, m.manager, campaign.Input{
		Title: survey.Text{"de": "Wie läuft es?"}, QuestionnaireID: m.pulse(), Mode: campaign.Anonymous,
		Audience: campaign.Audience{Companies: []string{company.ID}},
		Rule:     calendar.Rule{Kind: calendar.KindOnce, Once: begin.AddDate(0, 0, 1).Format(calendar.WallLayout), Zone: "UTC", Length: calendar.Length{Days: 14}},
	})
	check(m.t, err)
	check(m.t, m.campaign.Schedule(ctx, m.manager, id))
	waves, err := m.db.Campaign().Waves(ctx, id)
	check(m.t, err)
	return waves[0]
}

// drain waits for the opening and the last letter, reading the wave's page all
// the while, and returns the figures.
func (m *massacre) drain(v *victim, w campaign.Wave) figures {
	var first, last time.Time
	var pages []time.Duration
	beat := time.NewTicker(100 * time.Millisecond)
	defer beat.Stop()
	limit := time.Now().Add(10 * time.Minute)
	for last.IsZero() {
		took, err := m.page(v.serving(), w)
		check(m.t, err)
		pages = append(pages, took)
		switch now, sent := <-beat.C, m.count("letters WHERE state = 'sent'"); {
		case sent == invitedMany:
			last = now
		case first.IsZero() && sent > 0:
			first = now
		case now.After(limit):
			m.t.Fatalf("%d letters were sent in ten minutes", sent)
		}
	}
	if arrived := len(m.post.Letters()); arrived != invitedMany {
		m.t.Errorf("%d letters arrived, want %d", arrived, invitedMany)
	}
	slices.Sort(pages)
	return figures{
		"letters/min": float64(invitedMany) / last.Sub(first).Minutes(), "page-p95-ms": float64(pages[len(pages)*95/100].Microseconds()) / 1000,
		"pages": float64(len(pages)),
	}
}

// page reads the wave's page as the manager.
func (m *massacre) page(address string, w campaign.Wave) (time.Duration, error) {
	c, err := dial(address)
	if err != nil {
		return 0, err
	}
	begun := time.Now()
	_, err = c.send(fmt.Sprintf("GET /waves/%s HTTP/1.1\r\nHost: kreislauf\r\nCookie: kreislauf_session=%s\r\n\r\n", w.ID, m.session), 200)
	return time.Since(begun), errors.Join(err, c.conn.Close())
}

// memory reads one of the kernel's figures about the process, in MB.
func (v *victim) memory(t testing.TB, name string) float64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", v.command.Process.Pid))
	check(t, err)
	for line := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(line, name+":"); found {
			kilobytes, err := strconv.Atoi(strings.Fields(value)[0])
			check(t, err)
			return float64(kilobytes) / 1000
		}
	}
	t.Fatalf("the kernel says no %s", name)
	return 0
}
