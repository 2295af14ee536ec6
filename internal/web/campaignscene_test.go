package web_test

import (
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"kreislauf/internal/account"
	"kreislauf/internal/analytics"
	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
	"kreislauf/internal/scheduler"
	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
	"kreislauf/internal/testenv"
	"kreislauf/internal/web"
)

// bureau is a network with companies of 30, 20 and 6 people and everything
// that surveys need; the test's clock begins on a Tuesday morning.
type bureau struct {
	office
	t         testing.TB
	db        *store.DB
	clock     *testenv.Clock
	keys      string // folder of the key store
	roster    *roster.Service
	campaigns *campaign.Service
	surveys   *survey.Service
	viewer    account.Viewer
	large     string // company ids
	middle    string
	small     string
}

func newBureau(t *testing.T) *bureau {
	t.Helper()
	return bureauOn(t, storetest.SQLite(t))
}

func bureauOn(t testing.TB, db *store.DB) *bureau {
	t.Helper()
	return bureauOver(t, db, db.Campaign())
}

// bureauOver is a bureau whose campaigns are kept in rows.
func bureauOver(t testing.TB, db *store.DB, rows campaign.Store) *bureau {
	t.Helper()
	b := &bureau{t: t, db: db, clock: testenv.NewClock(time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC))}
	var count atomic.Int64
	newID := func() string { return fmt.Sprintf("00000000-0000-7000-8000-%012d", count.Add(1)) }
	now := campaign.ClockFunc(b.clock.Now)
	b.keys = filepath.Join(t.TempDir(), "keys")
	keys, err := seal.OpenKeyStore(b.keys, "")
	b.must(err)
	b.surveys = survey.NewService(survey.Deps{Store: b.db.Survey(), Clock: now, NewID: newID})
	b.must(b.surveys.InstallShipped(t.Context()))
	b.accounts = account.NewService(b.db.Account(), secrets{}, b.clock.Now, newID)
	b.campaigns = campaign.NewService(campaign.Deps{
		Store: rows, Keys: scheduler.Keys{KeyStore: keys}, Questionnaires: b.surveys, Clock: now, NewID: newID,
	})
	b.roster = roster.NewService(roster.Deps{Store: db.Roster(), Waves: b.campaigns, Clock: now, NewID: newID})
	cooperations := cooperation.NewService(b.db.Cooperation(), b.clock.Now, newID)
	b.app, err = web.New(web.Deps{
		Account: b.accounts, Cooperation: cooperations, Roster: b.roster, Campaign: b.campaigns, Survey: b.surveys,
		Results: analytics.NewService(b.db.Result(), cooperations, b.clock.Now),
		Stamp:   seal.NewStamp([]byte(strings.Repeat("k", 32))), NewVisit: newID, Ready: b.db.Ping, Now: b.clock.Now,
		Log: slog.New(slog.DiscardHandler), BaseURL: "http://kreislauf.test",
	})
	b.must(err)
	b.found(cooperations)
	return b
}

// found sets up the network with its manager and people.
func (b *bureau) found(cooperations *cooperation.Service) {
	ctx := b.t.Context()
	setup, err := b.accounts.SetupLink(ctx)
	b.must(err)
	session, err := b.accounts.CompleteSetup(ctx, setup, account.SetupInput{
		Name: "Jana Albers", Email: "albers@ruhr.example", Language: "de", NetworkName: "Ruhr-Metall", Zone: "Europe/Berlin",
	})
	b.must(err)
	b.manager = b.signedIn(b.t, session)
	b.viewer, err = b.accounts.Viewer(ctx, session)
	b.must(err)
	for _, one := range []struct {
		id     *string
		name   string
		people int
	}{{&b.large, "Nordlicht Metallbau", 30}, {&b.middle, "Weber Logistik", 20}, {&b.small, "Holz Brandt", 6}} {
		company, err := cooperations.CreateCompany(ctx, b.viewer, cooperation.CompanyForm{Name: one.name})
		b.must(err)
		*one.id = company.ID
		var list strings.Builder
		for i := range one.people {
			fmt.Fprintf(&list, "Person %d; p%d@%s.example; Montage\n", i, i, company.ID[30:])
		}
		_, err = b.roster.ImportPaste(ctx, b.viewer, company.ID, list.String())
		b.must(err)
	}
}

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// plan creates and schedules an anonymous campaign that opens on 30 November
// at 08:00 in Berlin and then each quarter, and returns its first wave.
func (b *bureau) plan() (campaignID, waveID string) {
	b.t.Helper()
	ctx := b.t.Context()
	offers, err := b.surveys.Questionnaires(ctx, b.viewer)
	b.must(err)
	in := campaign.Input{
		Title: survey.Text{"de": "Wie läuft es?", "en": "How is it going?"}, Mode: campaign.Anonymous,
		Audience:  campaign.Audience{Companies: []string{b.large, b.middle, b.small}},
		Rule:      calendar.Rule{Kind: calendar.KindCron, Cron: "0 8 30 2,5,8,11 *", Zone: "Europe/Berlin", Length: calendar.Length{Days: 14}},
		Reminders: calendar.Reminders{Offsets: []int{4}},
	}
	for _, o := range offers {
		if o.Audience == survey.Employees {
			in.QuestionnaireID = o.ID
		}
	}
	campaignID, err = b.campaigns.Create(ctx, b.viewer, in)
	b.must(err)
	b.must(b.campaigns.Schedule(ctx, b.viewer, campaignID))
	e, _, err := b.campaigns.Get(ctx, b.viewer, campaignID)
	b.must(err)
	return campaignID, e.Waves[len(e.Waves)-1].ID
}

// open lets the wave open and lets that many people of the large company take
// part; at is the hour of the first snapshot of turnout.
func (b *bureau) open(waveID string, participants int) {
	b.t.Helper()
	b.clock.Set(time.Date(2026, 11, 30, 7, 0, 0, 0, time.UTC))
	b.must(b.campaigns.OpenWave(b.t.Context(), waveID))
	b.exec(`UPDATE invitations SET participated = TRUE WHERE id IN
		(SELECT id FROM invitations WHERE company_id = ? ORDER BY id LIMIT ?)`, b.large, participants)
	b.clock.Set(time.Date(2026, 12, 1, 6, 0, 0, 0, time.UTC))
	b.must(b.campaigns.Tick(b.t.Context()))
}

// closeAndTally lets the wave run out and be evaluated.
func (b *bureau) closeAndTally(waveID string) {
	b.t.Helper()
	b.clock.Set(time.Date(2026, 12, 14, 7, 20, 0, 0, time.UTC))
	b.must(b.campaigns.Tally(b.t.Context(), waveID))
}

func (b *bureau) exec(query string, args ...any) {
	b.t.Helper()
	if b.db.IsPostgres() {
		for i := range args {
			query = strings.Replace(query, "?", fmt.Sprintf("$%d", i+1), 1)
		}
	}
	if _, err := b.db.SQL().ExecContext(b.t.Context(), query, args...); err != nil {
		b.t.Fatalf("%s: %v", query, err)
	}
}

// entered is what a browser would send for the form at hand with this action,
// besides its buttons, with the values laid over.
func (v *visitor) entered(action string, values url.Values) url.Values {
	v.t.Helper()
	form := v.page.Find("main form[action='" + action + "']").First()
	if form.Length() == 0 {
		v.t.Fatalf("%s has no form for %s: %s", v.address, action, v.text("main"))
	}
	sent := url.Values{}
	for _, field := range form.Find("input, select, textarea").EachIter() {
		name := field.AttrOr("name", "")
		switch kind := field.AttrOr("type", ""); {
		case (kind == "checkbox" || kind == "radio") && !has(field, "checked"):
		case goquery.NodeName(field) == "textarea":
			sent.Add(name, field.Text())
		case goquery.NodeName(field) == "select":
			sent.Add(name, chosen(field))
		default:
			sent.Add(name, field.AttrOr("value", ""))
		}
	}
	for name := range values {
		sent[name] = values[name]
	}
	return sent
}

func has(field *goquery.Selection, attribute string) bool {
	_, ok := field.Attr(attribute)
	return ok
}

// chosen is the value of a select: the marked option, else the first.
func chosen(field *goquery.Selection) string {
	if marked := field.Find("option[selected]"); marked.Length() > 0 {
		return marked.First().AttrOr("value", "")
	}
	return field.Find("option").First().AttrOr("value", "")
}

// do opens a page and presses a button of its form.
func (v *visitor) do(address, action string, values url.Values) *visitor {
	v.t.Helper()
	return v.get(address).post(action, v.entered(action, values))
}

// lines are the elements' texts; the cells of a row are joined by bars.
func (v *visitor) lines(selector string) []string {
	var lines []string
	for _, one := range v.page.Find(selector).EachIter() {
		parts := one.Children().FilterFunction(func(_ int, child *goquery.Selection) bool { return child.Is("td, th") })
		if parts.Length() == 0 {
			parts = one
		}
		var cells []string
		for _, part := range parts.EachIter() {
			cells = append(cells, strings.Join(strings.Fields(part.Text()), " "))
		}
		lines = append(lines, strings.Join(cells, "|"))
	}
	return lines
}
