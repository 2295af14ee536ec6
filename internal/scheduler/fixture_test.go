package scheduler_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/mail"
	"kreislauf/internal/mail/mailtest"
	"kreislauf/internal/roster"
	"kreislauf/internal/scheduler"
	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/survey"
	"kreislauf/internal/testenv"
)

const base = "http://kreislauf.example"

// patience bounds waits for background work that never comes; on a slow machine
// it may take a while.
const patience = 5 * time.Minute

// start is a Monday, 1 March 2027, 06:00 in Berlin.
var start = time.Date(2027, 3, 1, 5, 0, 0, 0, time.UTC)

// plant is everything that background work needs, over one database.
type plant struct {
	t         *testing.T
	db        *store.DB
	clock     *testenv.Clock
	keys      *seal.KeyStore
	folder    string
	roster    *roster.Service
	campaigns *campaign.Service
	surveys   *survey.Service
	answering *survey.Answering
	scheduler *scheduler.Scheduler
	server    *mailtest.Server
	manager   account.Viewer
	log       *lockedBuffer
	limits    campaign.PaceLimits // of the courier, none unless a test sets them
}

// lockedBuffer collects log lines of many goroutines.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

type tokens struct{}

func (tokens) Token() (plain, hash string) { return seal.Token() }
func (tokens) Hash(plain string) string    { return seal.HashToken(plain) }

func newPlant(t *testing.T, db *store.DB) *plant {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "keys")
	keys, err := seal.OpenKeyStore(folder, "")
	must(t, err)
	p := &plant{t: t, db: db, clock: testenv.NewClock(start), keys: keys, folder: folder, server: mailtest.Start(t), log: &lockedBuffer{}}
	clock := campaign.ClockFunc(p.clock.Now)
	p.surveys = survey.NewService(survey.Deps{Store: db.Survey(), Clock: clock, NewID: newID})
	p.useKeys(keys)
	p.answering = survey.NewAnswering(survey.AnsweringDeps{
		Store: db.Survey(), Versions: p.surveys, Clock: clock, NewID: newID,
		Sealing: survey.Sealing{
			HashLink: seal.HashLink, SealDraft: seal.SealDraft, OpenDraft: seal.OpenDraft, EmptyDraft: seal.EmptyDraft,
			NewSealer: func(public []byte, waveID string, size int) (survey.Sealer, error) {
				return seal.NewSealer(public, waveID, size)
			},
		},
	})
	must(t, p.surveys.InstallShipped(t.Context()))
	p.found()
	return p
}

// useKeys makes the services of roster and campaigns over a key store.
func (p *plant) useKeys(keys *seal.KeyStore) {
	p.keys = keys
	p.useStore(p.db.Campaign())
}

// useStore makes them over a store of campaigns.
func (p *plant) useStore(s campaign.Store) {
	p.campaigns = p.over(s)
	p.roster = roster.NewService(roster.Deps{
		Store: p.db.Roster(), Waves: p.campaigns, Clock: campaign.ClockFunc(p.clock.Now), NewID: newID,
	})
}

// over makes a campaign service over a store.
func (p *plant) over(s campaign.Store) *campaign.Service {
	return campaign.NewService(campaign.Deps{
		Store: s, Keys: scheduler.Keys{KeyStore: p.keys}, Questionnaires: p.surveys,
		Clock: campaign.ClockFunc(p.clock.Now), NewID: newID,
	})
}

// work adds the queue, a courier and a running scheduler that does not tick by
// itself: the test's clock decides when.
func (p *plant) work() *scheduler.Watch { return p.workWith("-") }

func (p *plant) workWith(every string) *scheduler.Watch {
	p.t.Helper()
	ctx := p.t.Context()
	sender, err := mail.Open(p.server.Setting())
	must(p.t, err)
	courier, err := mail.NewCourier(mail.Deps{
		Letters: p.campaigns, Secrets: p.keys, SignIns: p.accounts(), Sender: sender,
		Pace: campaign.NewPacer(p.db.Campaign(), campaign.ClockFunc(p.clock.Now), p.limits), From: "kreislauf@network.example", Secret: bytes.Repeat([]byte("s"), 32),
		Addresses: mail.Addresses{
			Survey:      func(secret string) string { return base + "/l/" + secret },
			Unsubscribe: func(secret string) string { return base + "/l/" + secret + "/unsubscribe" },
			SignIn:      func(token string) string { return base + "/sign-in/" + token },
			Wave:        func(campaignID, waveID string) string { return base + "/waves/" + waveID },
			Outlook:     func(campaignID string) string { return base + "/campaigns/" + campaignID + "/outlook" },
			Imprint:     base + "/impressum", Privacy: base + "/datenschutz",
		},
		Now: p.clock.Now,
	})
	must(p.t, err)
	p.scheduler, err = scheduler.New(ctx, p.db, p.campaigns, courier, scheduler.Options{
		Work: true, Every: every, Log: slog.New(slog.NewTextHandler(p.log, nil)), Poll: 20 * time.Millisecond,
		Retry: func(int) time.Duration { return 10 * time.Millisecond },
	})
	must(p.t, err)
	p.db.UseQueue(p.scheduler)
	watch := p.scheduler.Watch()
	must(p.t, p.scheduler.Start(ctx))
	p.t.Cleanup(func() {
		if p.t.Failed() {
			p.t.Log(p.log.String())
		}
		watch.Close()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		if err := p.scheduler.Stop(stop); err != nil {
			p.t.Errorf("stop scheduler: %v", err)
		}
	})
	return watch
}

func (p *plant) accounts() *account.Service {
	return account.NewService(p.db.Account(), tokens{}, p.clock.Now, newID)
}

// found creates the network with its manager through the front door.
func (p *plant) found() {
	p.t.Helper()
	ctx := p.t.Context()
	accounts := p.accounts()
	setup, err := accounts.SetupLink(ctx)
	must(p.t, err)
	session, err := accounts.CompleteSetup(ctx, setup, account.SetupInput{
		Name: "Jana Albers", Email: "jana@network.example", Language: "de", NetworkName: "Ruhr-Metall", Zone: "Europe/Berlin",
	})
	must(p.t, err)
	p.manager, err = p.db.Account().ViewerBySession(ctx, seal.HashToken(session), p.clock.Now())
	must(p.t, err)
}

// company creates a company with people "<name> 1", … and returns its id.
func (p *plant) company(name string, people int, representatives int) string {
	p.t.Helper()
	ctx := p.t.Context()
	coop := cooperation.NewService(p.db.Cooperation(), p.clock.Now, newID)
	c, err := coop.CreateCompany(ctx, p.manager, cooperation.CompanyForm{Name: name})
	must(p.t, err)
	for i := range people {
		_, err := p.roster.AddPerson(ctx, p.manager, roster.PersonInput{
			CompanyID: c.ID, Name: fmt.Sprintf("%s %d", name, i+1), Language: "de",
			Email: fmt.Sprintf("person%d@%s.example", i+1, name), Representative: i < representatives,
		})
		must(p.t, err)
	}
	return c.ID
}

// questionnaire returns the id of a shipped questionnaire.
func (p *plant) questionnaire(key string) string {
	p.t.Helper()
	offers, err := p.surveys.Questionnaires(p.t.Context(), p.manager)
	must(p.t, err)
	for _, o := range offers {
		if o.Key == key {
			return o.ID
		}
	}
	p.t.Fatalf("no questionnaire %q", key)
	return ""
}

// input is an anonymous campaign, daily rule aside: 8 March 08:00, 14 days.
func (p *plant) input(companies ...string) campaign.Input {
	p.t.Helper()
	return campaign.Input{
		Title: survey.Text{"de": "Wie läuft unsere Zusammenarbeit?"}, QuestionnaireID: p.questionnaire("cooperation-pulse"),
		Mode: campaign.Anonymous, Audience: campaign.Audience{Companies: companies},
		Rule: calendar.Rule{
			Kind: calendar.KindPlain, Zone: "Europe/Berlin", Length: calendar.Length{Days: 14},
			Plain: calendar.Plain{Every: calendar.EveryMonth, Ordinal: calendar.OrdinalSecond, Weekday: time.Monday, Time: "08:00"},
		},
		Reminders: calendar.Reminders{Offsets: []int{7}},
	}
}

// schedule creates and schedules a campaign and returns it with its first wave.
func (p *plant) schedule(in campaign.Input) (string, campaign.Wave) {
	p.t.Helper()
	ctx := p.t.Context()
	id, err := p.campaigns.Create(ctx, p.manager, in)
	must(p.t, err)
	must(p.t, p.campaigns.Schedule(ctx, p.manager, id))
	waves, err := p.db.Campaign().Waves(ctx, id)
	must(p.t, err)
	if len(waves) == 0 {
		p.t.Fatal("a scheduled campaign has no wave")
	}
	return id, waves[0]
}

func (p *plant) wave(id string) campaign.Wave {
	p.t.Helper()
	w, err := p.db.Campaign().WaveByID(p.t.Context(), id)
	must(p.t, err)
	return w
}

// count counts rows of a table; the condition is the test's own text.
func (p *plant) count(table string) int {
	p.t.Helper()
	var n int
	must(p.t, p.db.SQL().QueryRowContext(p.t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&n))
	return n
}

// openNow moves the clock to the wave's opening and opens it without a queue.
func (p *plant) openNow(w campaign.Wave) campaign.Wave {
	p.t.Helper()
	p.clock.Set(w.OpensAt)
	must(p.t, p.campaigns.OpenWave(p.t.Context(), w.ID))
	return p.wave(w.ID)
}

// ballots lets the first n people answer, as their browsers do.
func (p *plant) ballots(w campaign.Wave, n int, answers survey.Answers) {
	p.t.Helper()
	ctx := p.t.Context()
	invitations, err := p.db.Campaign().Invitations(ctx, w.ID)
	must(p.t, err)
	for i := range n {
		secret, err := p.keys.LinkSecret(w.ID, invitations[i].ID)
		must(p.t, err)
		p.submit(secret, answers)
	}
}

func (p *plant) submit(secret string, answers survey.Answers) {
	p.t.Helper()
	ctx := p.t.Context()
	visit, err := p.answering.Open(ctx, secret, time.Time{})
	must(p.t, err)
	values := map[string][]string{}
	for code, value := range answers {
		values[code] = []string{value}
	}
	form := survey.Form{Begun: visit.Begun, Attempt: visit.Attempt, Device: "browser", Values: values}
	if visit.Sheet.Paper {
		_, err = p.answering.SaveSome(ctx, secret, form)
		must(p.t, err)
	}
	_, err = p.answering.Submit(ctx, secret, form)
	must(p.t, err)
}

var linkPattern = regexp.MustCompile(regexp.QuoteMeta(base) + `/l/([a-z2-7]+)`)

// secretIn returns the secret of the link in a letter's text.
func secretIn(t *testing.T, l mailtest.Letter) string {
	t.Helper()
	found := linkPattern.FindStringSubmatch(l.Text)
	if found == nil {
		t.Fatalf("no link in the letter %q", l.Subject)
	}
	return found[1]
}

func publicKey(t *testing.T, w campaign.Wave) []byte {
	t.Helper()
	public, err := base64.StdEncoding.DecodeString(w.PublicKey)
	must(t, err)
	return public
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
