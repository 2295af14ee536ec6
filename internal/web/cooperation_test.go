package web_test

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv"
	"kreislauf/internal/web"
)

// office is an empty network with its manager signed in.
type office struct {
	app      *web.App
	accounts *account.Service
	manager  *visitor
}

type secrets struct{}

func (secrets) Token() (plain, hash string) { return seal.Token() }
func (secrets) Hash(plain string) string    { return seal.HashToken(plain) }

func eachOffice(t *testing.T, test func(t *testing.T, o office)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, newOffice(t, db)) })
}

func newOffice(t *testing.T, db *store.DB) office {
	t.Helper()
	clock := testenv.NewClock(time.Date(2027, 3, 10, 9, 0, 0, 0, time.UTC))
	var count atomic.Int64
	newID := func() string { return fmt.Sprintf("id-%04d", count.Add(1)) }
	o := office{accounts: account.NewService(db.Account(), secrets{}, clock.Now, newID)}
	setup, err := o.accounts.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	session, err := o.accounts.CompleteSetup(t.Context(), setup, account.SetupInput{
		Name: "Sabine Lorenz", Email: "lorenz@ruhr.example", Language: "de", NetworkName: "Ruhr-Metall", Zone: "Europe/Berlin",
	})
	if err != nil {
		t.Fatal(err)
	}
	now := campaign.ClockFunc(clock.Now)
	campaigns := campaign.NewService(campaign.Deps{Store: db.Campaign(), Clock: now, NewID: newID})
	o.app, err = web.New(web.Deps{
		Account: o.accounts, Cooperation: cooperation.NewService(db.Cooperation(), clock.Now, newID),
		Roster:   roster.NewService(roster.Deps{Store: db.Roster(), Waves: campaigns, Clock: now, NewID: newID}),
		Campaign: campaigns,
		Stamp:    seal.NewStamp([]byte(strings.Repeat("k", 32))), Ready: db.Ping, Now: clock.Now,
		Log: slog.New(slog.DiscardHandler), BaseURL: "http://kreislauf.test",
	})
	if err != nil {
		t.Fatal(err)
	}
	o.manager = o.signedIn(t, session)
	return o
}

func (o office) signedIn(t testing.TB, session string) *visitor {
	v := visit(t, o.app)
	v.cookies["kreislauf_session"] = session
	return v
}

// admit gives somebody an account and signs them in.
func (o office) admit(t *testing.T, role account.Role, companyID string) *visitor {
	t.Helper()
	viewer, err := o.accounts.Viewer(t.Context(), o.manager.cookies["kreislauf_session"])
	if err != nil {
		t.Fatal(err)
	}
	email := fmt.Sprintf("%s-%s@ruhr.example", role, companyID)
	if err := o.accounts.Admit(t.Context(), viewer, account.AdmitInput{Name: "Jan Weber", Email: email, Language: "de", Role: role, CompanyID: companyID}); err != nil {
		t.Fatal(err)
	}
	link, err := o.accounts.IssueFor(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	session, err := o.accounts.Redeem(t.Context(), link)
	if err != nil {
		t.Fatal(err)
	}
	return o.signedIn(t, session)
}

// fill opens a page and sends its form whose action ends so, with the values
// laid over those drawn.
func (v *visitor) fill(address, action string, values url.Values) *visitor {
	v.t.Helper()
	form := v.get(address).page.Find("main form[method=post][action$='" + action + "']")
	if form.Length() != 1 {
		v.t.Fatalf("%s has %d forms for %s: %s", address, form.Length(), action, v.text("main"))
	}
	sent := url.Values{}
	for _, field := range form.Find("input[type=hidden], input[type=text], input:checked").EachIter() {
		sent.Add(field.AttrOr("name", ""), field.AttrOr("value", ""))
	}
	for _, field := range form.Find("textarea").EachIter() {
		sent.Add(field.AttrOr("name", ""), field.Text())
	}
	for _, field := range form.Find("option[selected]").EachIter() {
		sent.Add(field.ParentsFiltered("select").AttrOr("name", ""), field.AttrOr("value", ""))
	}
	for name := range values {
		sent[name] = values[name]
	}
	target, _ := form.Attr("action")
	return v.post(target, sent)
}

func day(name, year, month, date string) url.Values {
	return url.Values{name + "_year": {year}, name + "_month": {month}, name + "_day": {date}}
}

func together(parts ...url.Values) url.Values {
	all := url.Values{}
	for _, part := range parts {
		for name, values := range part {
			all[name] = values
		}
	}
	return all
}

// cooperate creates two companies and their cooperation; it returns the
// cooperation's address and the companies' ids.
func (o office) cooperate(t *testing.T) (address string, companies []string) {
	t.Helper()
	for _, name := range []string{"Anker", "Birke"} {
		o.manager.fill("/companies/new", "/companies/new", url.Values{"name": {name}}).want(200, "h1", name)
		companies = append(companies, strings.TrimPrefix(o.manager.address, "/companies/"))
	}
	values := together(url.Values{"name": {"Gemeinsamer Einkauf"}, "companies": companies}, day("started_on", "2026", "1", "12"))
	o.manager.fill("/cooperations/new", "/cooperations/new", values).want(200, "h1", "Gemeinsamer Einkauf")
	return o.manager.address, companies
}

func TestAManagerSetsUpCompaniesTeamsAndACooperation(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o office) {
		m := o.manager
		m.get("/companies").want(200, ".empty", "Noch keine Unternehmen")
		m.get("/cooperations").want(200, ".empty", "Noch keine Kooperation")
		address, companies := o.cooperate(t)
		m.want(200, "#kreis", "Durchlauf 1: Als Nächstes „Bedarf ermitteln“")
		m.want(200, "#schritt-3", "noch keine Vereinbarung")
		company := "/companies/" + companies[0]
		m.fill(company+"/teams/new", "/teams/new", url.Values{"name": {"Werk Nord"}}).want(200, "table", "Werk Nord")
		m.fill(company+"/edit", "/edit", url.Values{"seat": {"Dortmund"}, "website": {"dortmund"}}).want(422, ".errors a[href='#website']", "Website: ")
		m.want(422, ".errors", "Eine Angabe fehlt noch oder stimmt nicht")
		if got := m.page.Find("input[name=seat]").AttrOr("value", ""); got != "Dortmund" {
			t.Errorf("the form came back with seat %q", got)
		}
		m.fill(company+"/edit", "/edit", url.Values{"seat": {"Dortmund"}}).want(200, ".pairs", "Dortmund")
		m.get("/companies").want(200, "table", "Dortmund")
		m.fill(company+"/edit", "/archive", nil).want(200, ".state", "stillgelegt")

		steps := url.Values{"step_1": {"done"}, "step_4": {"running"}, "step_5": {"running"}}
		cycle := m.get(address).page.Find("a[href*='/cycles/']").AttrOr("href", "")
		m.fill(cycle, cycle, steps).want(200, "#kreis", "„Beziehung gestalten“ und „Evaluation“ laufen")
		m.fill(cycle, "/cycles", nil).want(200, ".log", "Durchlauf 1")
		m.want(200, "#zahlen", "Durchlauf 2")
	})
}

func TestGoalsAreMeasuredAndMilestonesKept(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o office) {
		m := o.manager
		address, _ := o.cooperate(t)
		m.get(address+"/goals").want(200, ".empty", "Noch keine Ziele")
		wrong := together(url.Values{"title": {"Lieferzeit"}, "baseline": {"1.100,5"}, "target": {"6"}}, day("due_on", "2027", "2", "30"))
		m.fill(address+"/goals/new", "/goals/new", wrong).want(422, ".errors", "Diesen Tag gibt es nicht")
		m.want(422, ".errors", "ohne Punkte zwischen den Tausendern")
		goal := together(url.Values{"title": {"Lieferzeit"}, "unit": {"Tage"}, "baseline": {"11"}, "target": {"6"}},
			day("starts_on", "2027", "1", "1"), day("due_on", "2027", "12", "31"))
		m.fill(address+"/goals/new", "/goals/new", goal).want(200, "h1", "Lieferzeit")
		page := m.address
		m.fill(page, "/measurements", url.Values{"value": {"7,4"}}).want(200, ".pairs", "Erreicht72 %")
		m.want(200, ".state", "im Plan")
		m.fill(page, "/delete", nil).want(200, ".state", "noch kein Istwert")
		sub := together(goal, url.Values{"title": {"Bestellportal"}, "parent": {strings.TrimPrefix(page, address+"/goals/")}})
		m.fill(address+"/goals/new", "/goals/new", sub).want(200, "h1", "Bestellportal")
		m.get(address+"/goals").want(200, ".entries", "Bestellportal")
		milestone := together(url.Values{"title": {"Messestand"}}, day("due_on", "2027", "3", "1"))
		m.fill(address+"/milestones/new", "/milestones/new", milestone).want(200, "table.rows", "verspätet")
		m.get(address).want(200, ".entries", "Messestand")
	})
}

func TestARepresentativeEntersOwnFiguresAndSeesNobodyElses(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o office) {
		address, companies := o.cooperate(t)
		entry := url.Values{"company": {companies[0]}, "period": {"2027-Q1"}, "category": {"contribution money"}, "title": {"Rahmenvertrag"}, "planned": {"1000"}, "actual": {"1250,50"}}
		o.manager.fill(address+"/ledger/new", "/ledger/new", entry).want(200, "table.rows", "Rahmenvertrag")
		o.manager.want(200, ".lead", "1 von 1 Unternehmen zahlt drauf")
		anker, birke := o.admit(t, account.Partner, companies[0]), o.admit(t, account.Partner, companies[1])
		own := anker.get(address+"/ledger").page.Find("table.rows a[href*='/ledger/']").AttrOr("href", "")
		anker.want(200, "table.numbers", "Anker")
		anker.fill(own, own, url.Values{"planned": {"-1"}}).want(422, ".errors", "ab 0")
		anker.fill(own, own, url.Values{"actual": {"900"}}).want(200, "table.rows", "900 €")
		birke.get(address+"/ledger").want(200, ".empty", "Noch keine Kosten")
		birke.get(own).want(404, "h1", "Nicht gefunden")
		anker.fill(own, "/delete", nil).want(200, ".empty", "Noch keine Kosten")
		reader := o.admit(t, account.Reader, "")
		reader.get(address).want(200, "h1", "Gemeinsamer Einkauf")
		if tabs := reader.text(".tabs-line"); strings.Contains(tabs, "Kosten") {
			t.Errorf("a reader is shown the tabs %q", tabs)
		}
		reader.get(address+"/ledger").want(404, "h1", "Nicht gefunden")
	})
}

func TestAnAgreementGrowsFromPrinciplesToForce(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o office) {
		m := o.manager
		address, companies := o.cooperate(t)
		anker, birke := o.admit(t, account.Partner, companies[0]), o.admit(t, account.Partner, companies[1])
		m.fill(address+"/agreement/new", "/agreement/new", url.Values{"title_2": {""}}).want(422, ".errors", "Bitte füllen Sie dieses Feld aus")
		m.fill(address+"/agreement/new", "/agreement/new", nil).want(200, "h1", "Vereinbarung, Fassung 1")
		version := m.address
		if got := m.page.Find(".clause").Length(); got != 7 {
			t.Errorf("the draft has %d clauses, want the 7 principles", got)
		}
		anker.get(address+"/agreement").want(200, ".empty", "Noch keine Vereinbarung")
		m.fill(version, "/propose", nil).want(200, ".lead", "0 von 2 Unternehmen")
		m.get(address).want(200, ".circle", "2 Zustimmungen offen")
		anker.fill(version, "/accept", nil).want(200, ".lead", "1 von 2 Unternehmen")
		if anker.page.Find("form[action$='/accept']").Length() != 0 {
			t.Error("a company is asked twice")
		}
		birke.fill(version, "/accept", nil).want(200, ".lead", "gilt seit 10. März 2027")
		m.fill(address+"/agreement/new", "/agreement/new", url.Values{"body_1": {"Alle gewinnen immer."}}).want(200, "h1", "Fassung 2")
		m.want(200, ".clause ins", "immer.")
		if got := m.page.Find(".clause .state").Length(); got != 1 {
			t.Errorf("%d clauses are marked as changed, want 1", got)
		}
	})
}

func TestPagesOfManagersDoNotExistForOthers(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o office) {
		address, companies := o.cooperate(t)
		cycle := o.manager.page.Find("a[href*='/cycles/']").AttrOr("href", "")
		anker := o.admit(t, account.Partner, companies[0])
		pages := []string{
			"/companies/new", "/companies/" + companies[0] + "/edit", "/companies/" + companies[1], "/companies/" + companies[0] + "/teams/new",
			"/cooperations/new", address + "/edit", cycle, address + "/milestones/new", address + "/agreement/new",
		}
		got := map[string]int{}
		for _, page := range pages {
			got[page] = anker.get(page).answer.StatusCode
		}
		want := map[string]int{}
		for _, page := range pages {
			want[page] = 404
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		anker.get("/companies/"+companies[0]).want(200, "h1", "Anker")
	})
}
