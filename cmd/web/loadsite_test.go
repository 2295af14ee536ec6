package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/config"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/demo"
	"kreislauf/internal/survey"
	"kreislauf/internal/testenv"
)

// loadSite is the program as production runs it, by the real clock, with the
// demo network and one more open wave that has enough people for a crowd.
type loadSite struct {
	*program
	address string // host:port
	crowd   services
	told    *demo.Clock // the crowd's time
	wave    campaign.Wave
	people  []invited
	content survey.Content
}

// invited is one person of the crowd.
type invited struct{ invitation, secret string }

// loadDatabases are SQLite and PostgreSQL, for benchmarks too.
var loadDatabases = []struct {
	name    string
	address func(testing.TB) string
}{
	{"SQLite", func(testing.TB) string { return "" }},
	{"PostgreSQL", testenv.Postgres},
}

// openLoadSite serves on a free port until the test ends.
func openLoadSite(t testing.TB, database string, people int) *loadSite {
	t.Helper()
	ctx := t.Context()
	l, err := listen(ctx, "127.0.0.1:0")
	check(t, err)
	folder := t.TempDir()
	s := &loadSite{address: l.Addr().String(), told: &demo.Clock{}}
	s.program, err = openProgram(ctx, config.Config{
		Listen: s.address, BaseURL: "http://" + s.address, Data: filepath.Join(folder, "data"), Keys: filepath.Join(folder, "keys"),
		Database: database, Mail: "file:" + filepath.Join(folder, "outbox"), MailFrom: "kreislauf@lennetal.example", Role: config.RoleAll,
	}, slog.New(slog.NewTextHandler(io.Discard, nil)), pace{})
	check(t, err)
	t.Cleanup(func() { check(t, s.Close()) })
	check(t, s.loadDemo(ctx))
	s.crowd = newServices(s.db, s.keys, demoClock{s.told})
	s.invite(t, people)

	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- s.Run(serving, l) }()
	t.Cleanup(func() {
		stop()
		check(t, <-ended)
	})
	return s
}

// invite opens a wave for a new company, through the services, an hour ago.
// Its people have no address, so that no letter is written; their invitations
// are then taken for mailed ones, which ask for no cookie.
func (s *loadSite) invite(t testing.TB, people int) {
	t.Helper()
	ctx, begun := t.Context(), time.Now().UTC().Truncate(time.Minute).Add(-time.Hour)
	s.told.Set(begun.Add(-time.Hour))
	manager := s.manager(t)
	company, err := s.crowd.cooperation.CreateCompany(ctx, manager, cooperation.CompanyForm{Name: "Möhnetal Werke GmbH"})
	check(t, err)
	for from := 0; from < people; from += 5000 {
		var list strings.Builder
		for n := from; n < min(from+5000, people); n++ {
			fmt.Fprintf(&list, "Person %05d\n", n)
		}
		_, err = s.crowd.roster.ImportPaste(ctx, manager, company.ID, list.String())
		check(t, err)
	}
	id, err := s.crowd.campaign.Create(ctx, manager, campaign.Input{
		Title: survey.Text{"de": "Wie läuft unsere Zusammenarbeit?"}, QuestionnaireID: s.pulse(t, manager), Mode: campaign.Anonymous,
		Audience: campaign.Audience{Companies: []string{company.ID}},
		Rule: calendar.Rule{
			Kind: calendar.KindOnce, Once: begun.Format("2006-01-02T15:04"), Zone: "UTC", Length: calendar.Length{Days: 14},
		},
	})
	check(t, err)
	check(t, s.crowd.campaign.Schedule(ctx, manager, id))
	waves, err := s.db.Campaign().Waves(ctx, id)
	check(t, err)
	s.told.Set(begun.Add(time.Minute))
	check(t, s.crowd.campaign.OpenWave(ctx, waves[0].ID))
	_, err = s.db.SQL().ExecContext(ctx, "UPDATE invitations SET paper = FALSE WHERE wave_id = '"+waves[0].ID+"'")
	check(t, err)
	s.wave, err = s.db.Campaign().WaveByID(ctx, waves[0].ID)
	check(t, err)
	s.collect(t, people)
}

// collect derives everybody's link.
func (s *loadSite) collect(t testing.TB, people int) {
	t.Helper()
	invitations, err := s.db.Campaign().Invitations(t.Context(), s.wave.ID)
	check(t, err)
	for _, i := range invitations {
		secret, err := s.keys.LinkSecret(s.wave.ID, i.ID)
		check(t, err)
		s.people = append(s.people, invited{invitation: i.ID, secret: secret})
	}
	if len(s.people) != people {
		t.Fatalf("%d people are invited, want %d", len(s.people), people)
	}
}

func (s *loadSite) manager(t testing.TB) account.Viewer {
	t.Helper()
	secret, err := s.crowd.account.IssueFor(t.Context(), demo.ManagerEmail)
	check(t, err)
	session, err := s.crowd.account.Redeem(t.Context(), secret)
	check(t, err)
	viewer, err := s.crowd.account.Viewer(t.Context(), session)
	check(t, err)
	return viewer
}

// pulse finds the shipped questionnaire for employees.
func (s *loadSite) pulse(t testing.TB, manager account.Viewer) string {
	t.Helper()
	offers, err := s.crowd.survey.Questionnaires(t.Context(), manager)
	check(t, err)
	for _, o := range offers {
		if o.Audience == survey.Employees {
			s.content = o.Newest.Content
			return o.ID
		}
	}
	t.Fatal("no questionnaire for employees is shipped")
	return ""
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
