package linkage

import (
	"bytes"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
	"kreislauf/internal/scheduler"
	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/store/surveytest"
	"kreislauf/internal/survey"
	"kreislauf/internal/testenv"
	"kreislauf/internal/web"
)

// begin is a Monday, 1 March 2027, 06:00 in Berlin; the wave opens a week on.
var begin = time.Date(2027, 3, 1, 5, 0, 0, 0, time.UTC)

// opening is the wave's local opening.
const opening = "2027-03-08T08:00"

// product is Kreislauf over one database with an anonymous wave of one block.
type product struct {
	*cohort
	db        *store.DB
	keys      *seal.KeyStore
	clock     *testenv.Clock
	roster    *roster.Service
	campaigns *campaign.Service
	answering *survey.Answering
	web       *web.App
	log       *journal
	manager   account.Viewer
	wave      campaign.Wave
	links     []string // secrets by person
}

// journal is the server's log.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) bytes() []byte {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.text.Bytes())
}

func orderedID() string { return uuid.Must(uuid.NewV7()).String() }

type tokens struct{}

func (tokens) Token() (plain, hash string) { return seal.Token() }
func (tokens) Hash(plain string) string    { return seal.HashToken(plain) }

// openProduct sets the product up through its services and opens the wave.
func openProduct(t testing.TB, db *store.DB, seed uint64) *product {
	t.Helper()
	p := &product{db: db, clock: testenv.NewClock(begin), log: &journal{}}
	var err error
	p.keys, err = seal.OpenKeyStore(filepath.Join(t.TempDir(), "keys"), "")
	must(t, err)
	clock := campaign.ClockFunc(p.clock.Now)
	surveys := survey.NewService(survey.Deps{Store: db.Survey(), Clock: clock, NewID: orderedID})
	must(t, surveys.InstallShipped(t.Context()))
	p.answering = survey.NewAnswering(survey.AnsweringDeps{
		Store: db.Survey(), Versions: surveys, Sealing: surveytest.Sealing(), Clock: clock,
		NewID: func() string { return uuid.NewString() },
	})
	p.campaigns = campaign.NewService(campaign.Deps{
		Store: db.Campaign(), Keys: scheduler.Keys{KeyStore: p.keys}, Questionnaires: surveys, Clock: clock, NewID: orderedID,
	})
	p.roster = roster.NewService(roster.Deps{Store: db.Roster(), Waves: p.campaigns, Clock: clock, NewID: orderedID})
	p.web, err = web.New(web.Deps{
		Roster: p.roster, Campaign: p.campaigns, Survey: surveys, Answering: p.answering, Stamp: seal.NewStamp([]byte(strings.Repeat("k", 32))),
		Ready: db.Ping, Now: p.clock.Now, Log: slog.New(slog.NewTextHandler(p.log, nil)), BaseURL: "http://kreislauf.example",
	})
	must(t, err)
	p.found(t)
	p.open(t, p.schedule(t, surveys, p.hire(t, seed, surveys)))
	return p
}

// found creates the network and its manager.
func (p *product) found(t testing.TB) {
	t.Helper()
	accounts := account.NewService(p.db.Account(), tokens{}, p.clock.Now, orderedID)
	setup, err := accounts.SetupLink(t.Context())
	must(t, err)
	session, err := accounts.CompleteSetup(t.Context(), setup, account.SetupInput{
		Name: "Jana Albers", Email: "jana@network.example", Language: "de", NetworkName: "Ruhr-Metall", Zone: "Europe/Berlin",
	})
	must(t, err)
	p.manager, err = accounts.Viewer(t.Context(), session)
	must(t, err)
}

// hire creates one company with everybody in it, so that all are one block,
// and returns its id.
func (p *product) hire(t testing.TB, seed uint64, surveys *survey.Service) string {
	t.Helper()
	offers, err := surveys.Questionnaires(t.Context(), p.manager)
	must(t, err)
	employees := slices.IndexFunc(offers, func(o survey.Offer) bool { return o.Audience == survey.Employees })
	p.cohort = newCohort(t, seed, offers[employees].Newest.Content)
	company, err := cooperation.NewService(p.db.Cooperation(), p.clock.Now, orderedID).
		CreateCompany(t.Context(), p.manager, cooperation.CompanyForm{Name: "Sauer Präzision GmbH"})
	must(t, err)
	var list strings.Builder
	for person := range p.given {
		fmt.Fprintf(&list, "%s; person%d@sauer.example\n", p.name(person), person)
	}
	_, err = p.roster.ImportPaste(t.Context(), p.manager, company.ID, list.String())
	must(t, err)
	roster, err := p.roster.People(t.Context(), p.manager, company.ID)
	must(t, err)
	for _, someone := range roster {
		p.people = append(p.people, someone.ID)
	}
	if len(p.people) != len(p.given) {
		t.Fatalf("%d people on the roster, want %d", len(p.people), len(p.given))
	}
	return company.ID
}

func (p *product) schedule(t testing.TB, surveys *survey.Service, company string) string {
	t.Helper()
	offers, err := surveys.Questionnaires(t.Context(), p.manager)
	must(t, err)
	employees := slices.IndexFunc(offers, func(o survey.Offer) bool { return o.Audience == survey.Employees })
	id, err := p.campaigns.Create(t.Context(), p.manager, campaign.Input{
		Title: survey.Text{"de": "Wie läuft unsere Zusammenarbeit?"}, QuestionnaireID: offers[employees].ID, Mode: campaign.Anonymous,
		Audience: campaign.Audience{Companies: []string{company}}, Reminders: calendar.Reminders{Offsets: []int{7}},
		Rule: calendar.Rule{Kind: calendar.KindOnce, Once: opening, Zone: "Europe/Berlin", Length: calendar.Length{Days: 14}},
	})
	must(t, err)
	must(t, p.campaigns.Schedule(t.Context(), p.manager, id))
	return id
}

func (p *product) open(t testing.TB, campaignID string) {
	t.Helper()
	waves, err := p.db.Campaign().Waves(t.Context(), campaignID)
	must(t, err)
	p.wave = waves[0]
	p.clock.Set(p.wave.OpensAt)
	must(t, p.campaigns.OpenWave(t.Context(), p.wave.ID))
	invitations, err := p.db.Campaign().Invitations(t.Context(), p.wave.ID)
	must(t, err)
	p.links = make([]string, len(p.people))
	for _, invitation := range invitations {
		secret, err := p.keys.LinkSecret(p.wave.ID, invitation.ID)
		must(t, err)
		p.links[slices.Index(p.people, invitation.PersonID)] = secret
	}
}

// answer lets everybody answer in their order, a few seconds apart. Some save
// a page first, as browsers do.
func (p *product) answer(t testing.TB) {
	t.Helper()
	for _, person := range p.order {
		p.clock.Advance(time.Duration(1+p.draw.IntN(90)) * time.Second)
		base := "/a/" + p.links[person]
		form := p.request(t, http.MethodGet, base+"/p/1", nil)
		if p.draw.IntN(3) == 0 {
			p.request(t, http.MethodPost, base+"/p/1", p.fill(form, person, 0))
		}
		p.request(t, http.MethodPost, base+"/submit", p.fill(form, person, 0, 1, 2, 3, 4, 5))
	}
}

// fill returns a form with the person's answers on some pages.
func (p *product) fill(form url.Values, person int, pages ...int) url.Values {
	filled := url.Values{}
	for name, values := range form {
		filled[name] = values
	}
	for _, page := range pages {
		if page >= len(p.content.Pages) {
			continue
		}
		for _, q := range p.content.Pages[page].Questions {
			if value := p.given[person][q.Code]; value != "" {
				filled.Set(q.Code, value)
			}
		}
	}
	return filled
}

// request sends one request and returns the hidden fields of the answer.
func (p *product) request(t testing.TB, method, address string, form url.Values) url.Values {
	t.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := p.web.Fiber().Test(r, -1)
	must(t, err)
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode >= http.StatusBadRequest {
		t.Fatalf("%s %s: status %d", method, address, answer.StatusCode)
	}
	fields := url.Values{}
	if method != http.MethodGet {
		return fields
	}
	page, err := goquery.NewDocumentFromReader(answer.Body)
	must(t, err)
	page.Find("form#answers input[type=hidden]").Each(func(_ int, field *goquery.Selection) {
		fields.Set(field.AttrOr("name", ""), field.AttrOr("value", ""))
	})
	return fields
}

// tally closes the wave and computes its cells.
func (p *product) tally(t testing.TB) {
	t.Helper()
	p.clock.Set(p.wave.ClosesAt.Add(campaign.Grace))
	must(t, p.campaigns.Tally(t.Context(), p.wave.ID))
	w, err := p.db.Campaign().WaveByID(t.Context(), p.wave.ID)
	must(t, err)
	if w.TalliedAt == nil || w.Unreadable != 0 {
		t.Fatalf("the wave is not tallied, or %d ballots are unreadable", w.Unreadable)
	}
}

// release publishes the cells; keys and ballots go.
func (p *product) release(t testing.TB) {
	t.Helper()
	p.clock.Advance(26 * time.Hour)
	must(t, p.campaigns.Release(t.Context(), p.manager, p.wave.ID))
	must(t, p.campaigns.DestroyKeys(t.Context(), p.wave.ID))
	w, err := p.db.Campaign().WaveByID(t.Context(), p.wave.ID)
	must(t, err)
	if _, err := p.keys.LinkSecret(p.wave.ID, "x"); w.KeysDestroyedAt == nil || err == nil {
		t.Fatal("the wave's keys were not destroyed")
	}
}

// seed returns a fresh one for each run; a failing run names its own.
func seed() uint64 { return rand.Uint64() }
