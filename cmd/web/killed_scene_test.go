package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/config"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/mail/mailtest"
	"kreislauf/internal/roster"
	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/survey"
)

// Sizes of the scene: each week every campaign opens, reminds and closes.
const (
	crowdOfWave  = 12
	answersWave  = 7
	faultsOfWave = 4
	openDays     = 4
)

var reminderDays = []int{1}

// massacre is a network whose processes are killed while its weeks go by. The
// test's own process only looks at the database.
type massacre struct {
	services
	t         testing.TB
	db        *store.DB
	keys      *seal.KeyStore
	clock     movedClock
	post      *mailtest.Server
	folder    string
	database  string
	manager   account.Viewer
	session   string // the manager's
	campaigns []string
	victims   []*victim
	pages     []*victim // those that serve pages

	mu       sync.Mutex
	kills    map[string][]death // by the victim's name
	accepted map[string]bool    // invitations whose ballot was acknowledged
}

// newMassacre founds the network, before any process runs.
func newMassacre(t testing.TB, database string) *massacre {
	t.Helper()
	m := &massacre{
		t: t, folder: t.TempDir(), database: database, post: mailtest.Start(t),
		kills: map[string][]death{}, accepted: map[string]bool{},
	}
	m.clock = movedClock{filepath.Join(m.folder, "clock")}
	m.clock.set(t, begin)
	for _, name := range []string{"data", "keys"} {
		check(t, os.Mkdir(filepath.Join(m.folder, name), 0o700))
	}
	c := m.config(config.RoleAll)
	var err error
	m.keys, err = seal.OpenKeyStore(c.Keys, "")
	check(t, err)
	m.db, err = store.Open(t.Context(), databaseOf(c))
	check(t, err)
	t.Cleanup(func() { check(t, m.db.Close()) })
	m.services = newServices(m.db, m.keys, m.clock)
	check(t, m.survey.InstallShipped(t.Context()))
	m.manage()
	return m
}

func (m *massacre) config(part config.Role) config.Config {
	return config.Config{
		BaseURL: "http://kreislauf.example", Data: filepath.Join(m.folder, "data"), Keys: filepath.Join(m.folder, "keys"),
		Database: m.database, Mail: m.post.Setting(), MailFrom: "kreislauf@lennetal.example", Role: part,
	}
}

// manage makes the network and its manager.
func (m *massacre) manage() {
	ctx := m.t.Context()
	setup, err := m.account.SetupLink(ctx)
	check(m.t, err)
	m.session, err = m.account.CompleteSetup(ctx, setup, account.SetupInput{
		Name: "Mia Manager", Email: "mia@lennetal.example", Language: "de", NetworkName: "Lennetal", Zone: "Europe/Berlin",
	})
	check(m.t, err)
	m.manager, err = m.account.Viewer(ctx, m.session)
	check(m.t, err)
}

// found makes two weekly campaigns that ask one company each.
func (m *massacre) found() {
	ctx := m.t.Context()
	for i, day := range []time.Weekday{time.Monday, time.Tuesday} {
		company, err := m.cooperation.CreateCompany(ctx, m.manager, cooperation.CompanyForm{Name: fmt.Sprintf("Betrieb %d", i)})
		check(m.t, err)
		for n := range crowdOfWave {
			_, err := m.roster.AddPerson(ctx, m.manager, roster.PersonInput{
				CompanyID: company.ID, Name: fmt.Sprintf("Person %d", n), Email: fmt.Sprintf("p%d@betrieb%d.example", n, i), Language: "de",
			})
			check(m.t, err)
		}
		id, err := m.campaign.Create(ctx, m.manager, campaign.Input{
			Title: survey.Text{"de": "Wie läuft es?"}, QuestionnaireID: m.pulse(), Mode: campaign.Anonymous,
			Audience: campaign.Audience{Companies: []string{company.ID}},
			Rule: calendar.Rule{
				Kind: calendar.KindPlain, Zone: "Europe/Berlin", Length: calendar.Length{Days: openDays},
				Plain: calendar.Plain{Every: calendar.EveryWeek, Weekday: day, Time: "08:00"},
			},
			Reminders: calendar.Reminders{Offsets: reminderDays},
		})
		check(m.t, err)
		check(m.t, m.campaign.Schedule(ctx, m.manager, id))
		m.campaigns = append(m.campaigns, id)
	}
}

func (m *massacre) pulse() string {
	offers, err := m.survey.Questionnaires(m.t.Context(), m.manager)
	check(m.t, err)
	for _, o := range offers {
		if o.Audience == survey.Employees {
			return o.ID
		}
	}
	m.t.Fatal("no questionnaire for employees is shipped")
	return ""
}

// populate starts the processes.
func (m *massacre) populate(parts map[string]config.Role) {
	for name, part := range parts {
		v := newVictim(m.t, m.folder, name, role{Config: m.config(part), Clock: m.clock.file, Ticks: "* * * * * *"})
		m.victims = append(m.victims, v)
		if part != config.RoleWorker {
			m.pages = append(m.pages, v)
		}
	}
}

// rage kills processes at random moments and starts them again: each once in
// random order, then again. It ends at stop, but not before the first order is
// through, which a test that is over quickly would otherwise leave unfinished.
// The pauses are measured by what a start takes and how many processes there
// are, so that on a slow machine too some work gets done in between.
func (m *massacre) rage(stop <-chan struct{}) error {
	start := time.Second
	for round := 0; ; round++ {
		for _, i := range rand.Perm(len(m.victims)) {
			pause := time.NewTimer(start/4 + rand.N(8*start/time.Duration(len(m.victims))))
			if round == 0 {
				<-pause.C
			} else {
				select {
				case <-stop:
					return nil
				case <-pause.C:
				}
			}
			begun := time.Now()
			if err := m.strike(m.victims[i]); err != nil {
				return err
			}
			start = time.Since(begun)
		}
	}
}

// strike kills a process and starts it again.
func (m *massacre) strike(v *victim) error {
	death, err := v.kill()
	if err != nil {
		return err
	}
	m.mu.Lock()
	m.kills[v.name] = append(m.kills[v.name], death)
	m.mu.Unlock()
	return v.start()
}

// annoy lets the mail server break off and put off some of the next letters:
// fewer than there are, so that no letter meets more than it has attempts.
func (m *massacre) annoy() {
	for range faultsOfWave {
		m.post.Next([]mailtest.Fault{mailtest.HangUp, mailtest.TryLater}[rand.IntN(2)])
	}
}

// answers lets some people of a wave answer through whichever process serves,
// each until the receipt.
func (m *massacre) answers(w campaign.Wave) error {
	invitations, err := m.db.Campaign().Invitations(m.t.Context(), w.ID)
	if err != nil {
		return err
	}
	for _, i := range invitations[:answersWave] {
		secret, err := m.keys.LinkSecret(w.ID, i.ID)
		if err != nil {
			return err
		}
		if err := m.persist(secret); err != nil {
			return err
		}
		m.mu.Lock()
		m.accepted[i.ID] = true
		m.mu.Unlock()
	}
	return nil
}

// persist tries one respondent's whole way until it succeeds.
func (m *massacre) persist(secret string) error {
	beat := time.NewTicker(20 * time.Millisecond)
	defer beat.Stop()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for n := 0; ; n++ {
		err := m.attempt(m.pages[n%len(m.pages)].serving(), secret)
		if err == nil {
			return nil
		}
		select {
		case <-beat.C:
		case <-limit.C:
			return fmt.Errorf("nobody took the ballot: %w", err)
		}
	}
}

func (m *massacre) attempt(address, secret string) error {
	c, err := dial(address)
	if err != nil {
		return err
	}
	if err := c.conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	return errors.Join(c.run(secret), c.conn.Close())
}
