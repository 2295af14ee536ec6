package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
)

// feeds turns the calendar on and returns the paths of the feeds by name.
func (b *bureau) feeds() map[string]string {
	b.t.Helper()
	b.manager.do("/calendar", "/calendar/renew", nil).want(200, "h1", "Kalender abonnieren")
	paths := map[string]string{}
	for _, field := range b.manager.page.Find("main .field").EachIter() {
		address := field.Find("input").AttrOr("value", "")
		path, ok := strings.CutPrefix(address, "http://kreislauf.test")
		if !ok {
			b.t.Fatalf("the feed's address is %q", address)
		}
		if link := field.Find("a").AttrOr("href", ""); link != "webcal://kreislauf.test"+path {
			b.t.Errorf("calendar programs are sent to %q", link)
		}
		paths[strings.TrimSpace(field.Find("label").Text())] = path
	}
	return paths
}

// subscribe fetches a feed as a calendar program does, without a session.
func (b *bureau) subscribe(path string) (*http.Response, *ics.Calendar) {
	b.t.Helper()
	answer, err := b.app.Fiber().Test(httptest.NewRequest(http.MethodGet, path, nil), -1)
	b.must(err)
	if answer.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: %d", path, answer.StatusCode)
	}
	calendar, err := ics.ParseCalendar(answer.Body)
	b.must(err)
	return answer, calendar
}

// entries are the events as "uid sequence status start end summary".
func entries(t *testing.T, calendar *ics.Calendar) []string {
	t.Helper()
	var list []string
	for _, e := range calendar.Events() {
		var parts []string
		for _, name := range []ics.ComponentProperty{
			ics.ComponentPropertyUniqueId, ics.ComponentPropertySequence, ics.ComponentPropertyStatus,
			ics.ComponentPropertyDtStart, ics.ComponentPropertyDtEnd, ics.ComponentPropertySummary,
		} {
			parts = append(parts, e.GetProperty(name).Value)
		}
		list = append(list, strings.Join(parts, " "))
	}
	return list
}

const wholeNetwork = "Alle Befragungen des Netzwerks"

func TestAMovedRoundKeepsItsNameInTheCalendarAndACancelledOneSaysSo(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id, wave := b.plan()
	e, _, err := b.campaigns.Get(t.Context(), b.viewer, id)
	b.must(err)
	later := e.Waves[0].ID
	feeds := b.feeds()
	_, calendar := b.subscribe(feeds[wholeNetwork])
	want := []string{
		"wave-" + wave + "@kreislauf 1 CONFIRMED 20261130T070000Z 20261214T070000Z Wie läuft es? (Runde 1)",
		"wave-" + later + "@kreislauf 1 CONFIRMED 20270530T060000Z 20270613T060000Z Wie läuft es? (Runde 2)",
	}
	if diff := cmp.Diff(want, entries(t, calendar)); diff != "" {
		t.Fatalf("planned (-want +got):\n%s", diff)
	}

	b.open(wave, 3)
	b.must(b.campaigns.CancelWave(t.Context(), b.viewer, wave, "Der Betrieb steht still"))
	e, _, err = b.campaigns.Get(t.Context(), b.viewer, id)
	b.must(err)
	c := e.Campaign
	c.Rule.Length.Days = 21
	b.must(b.campaigns.Update(t.Context(), b.viewer, id, campaign.Input{
		Title: c.Title, QuestionnaireID: c.QuestionnaireID, Mode: c.Mode, Audience: c.Audience, Rule: c.Rule,
		Reminders: c.Reminders, Version: c.Version,
	}))
	_, calendar = b.subscribe(feeds["Wie läuft es?"] + "&language=xx")
	want = []string{
		"wave-" + wave + "@kreislauf 3 CANCELLED 20261130T070000Z 20261214T070000Z Findet nicht statt: Wie läuft es? (Runde 1)",
		"wave-" + later + "@kreislauf 2 CONFIRMED 20270530T060000Z 20270620T060000Z Wie läuft es? (Runde 2)",
		"wave-" + e.Waves[0].ID + "@kreislauf 2 CONFIRMED 20270830T060000Z 20270920T060000Z Wie läuft es? (Runde 3)",
	}
	if diff := cmp.Diff(want, entries(t, calendar)); diff != "" {
		t.Fatalf("later (-want +got):\n%s", diff)
	}
	about := strings.ReplaceAll(calendar.Events()[0].GetProperty(ics.ComponentPropertyDescription).Value, "\u00a0", " ")
	if want := "Ruhr-Metall\nMontag, 30. November 2026, 08:00 Uhr, bis Montag, 14. Dezember 2026, 08:00 Uhr (Europe/Berlin)\nStand: abgesagt"; about != want {
		t.Errorf("the entry says %q, want %q", about, want)
	}
	if link := calendar.Events()[0].GetProperty(ics.ComponentPropertyUrl).Value; link != "http://kreislauf.test/waves/"+wave {
		t.Errorf("the entry leads to %q", link)
	}
}

func TestAFeedMayBeKeptByItsReaderAndSaysWhetherItChanged(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, wave := b.plan()
	path := b.feeds()[wholeNetwork]
	first, _ := b.subscribe(path)
	if got := first.Header.Get("Cache-Control"); got != "private, max-age=300" {
		t.Errorf("Cache-Control %q", got)
	}
	if got := first.Header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
		t.Errorf("Content-Type %q", got)
	}
	if first.Header.Get("Set-Cookie") != "" {
		t.Error("a calendar program is given a cookie")
	}
	ask := func() int {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("If-None-Match", first.Header.Get("ETag"))
		answer, err := b.app.Fiber().Test(r, -1)
		b.must(err)
		return answer.StatusCode
	}
	b.clock.Advance(time.Hour)
	if got := ask(); got != http.StatusNotModified {
		t.Errorf("an unchanged feed: %d", got)
	}
	b.open(wave, 0)
	if got := ask(); got != http.StatusOK {
		t.Errorf("a changed feed: %d", got)
	}
}

func TestOnlyTheRightAddressOpensACalendarAndEveryOtherIsTheSameNotFound(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id, _ := b.plan()
	feeds := b.feeds()
	network, one := feeds[wholeNetwork], feeds["Wie läuft es?"]
	signature := func(path string) string {
		_, rest, _ := strings.Cut(path, "_")
		return rest
	}
	b.feeds() // renewed: the addresses above lead nowhere
	renewed := b.feeds()
	paths := map[string]string{
		"the former address":           network,
		"a campaign's former address":  one,
		"another campaign's signature": "/calendar/c" + id + "_" + signature(renewed[wholeNetwork]),
		"an unknown campaign":          "/calendar/cnone_" + signature(renewed[wholeNetwork]),
		"no signature":                 "/calendar/n" + b.viewer.NetworkID + ".ics",
		"an empty signature":           "/calendar/n" + b.viewer.NetworkID + "_.ics",
		"nonsense":                     "/calendar/x",
	}
	bodies := map[string]string{}
	for name, path := range paths {
		v := visit(t, b.app).get(path)
		if v.answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", name, v.answer.StatusCode)
		}
		bodies[v.text("body")] = name
	}
	if len(bodies) > 1 {
		t.Errorf("refusals differ: %d kinds", len(bodies))
	}
	b.manager.do("/calendar", "/calendar/stop", nil).want(200, ".empty h2", "abgeschaltet")
	for name, path := range renewed {
		if status, _ := visit(t, b.app).raw(path); status != http.StatusNotFound {
			t.Errorf("turned off, %s: %d", name, status)
		}
	}
}

func TestAFeedIsInTheLanguageOfWhoTookItsAddress(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.plan()
	b.feeds()
	b.manager.get("/calendar?lang=en")
	path := strings.TrimPrefix(b.manager.page.Find("main input[type=url]").First().AttrOr("value", ""), "http://kreislauf.test")
	_, calendar := b.subscribe(path)
	if got := calendar.Events()[0].GetProperty(ics.ComponentPropertySummary).Value; got != "How is it going? (round 1)" {
		t.Errorf("summary %q", got)
	}
}

func TestADraftWithoutRoundsHasNoCalendar(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.draft(b.large)
	if got := b.manager.do("/calendar", "/calendar/renew", nil).page.Find("#adressen ~ .field, section[aria-labelledby=adressen] .field").Length(); got != 1 {
		t.Errorf("%d addresses, want the network's alone", got)
	}
	if name := b.manager.page.Find("a.go .sr-only").First().Text(); name == "" || name[0] == ':' {
		t.Errorf("the link's hidden words are %q", name)
	}
}

func TestOnlyManagersSeeAndChangeTheCalendarAddresses(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.feeds()
	for _, role := range []account.Role{account.Partner, account.Reader} {
		company := ""
		if role == account.Partner {
			company = b.large
		}
		v := b.admit(t, role, company)
		v.get("/calendar").want(404, "h1", "")
		for _, action := range []string{"/calendar/renew", "/calendar/stop"} {
			v.get("/")
			v.post(action, url.Values{"_csrf": {v.page.Find("input[name=_csrf]").First().AttrOr("value", "")}})
			if v.answer.StatusCode != http.StatusNotFound {
				t.Errorf("%s, %s: %d", role, action, v.answer.StatusCode)
			}
		}
	}
}
