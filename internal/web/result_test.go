package web_test

import (
	"encoding/json"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/scheduler"
	"kreislauf/internal/seal"
	"kreislauf/internal/store/resulttest"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/web"
)

func serveResults(t testing.TB, s *resulttest.Scene) *web.App {
	t.Helper()
	app, err := web.New(web.Deps{
		Account: s.Accounts(), Cooperation: s.Cooperation, Results: s.Results, Campaign: campaigns(t, s), Stamp: seal.NewStamp([]byte(strings.Repeat("k", 32))),
		NewVisit: func() string { return "visit" }, Ready: s.DB.Ping, Now: func() time.Time { return resulttest.Now }, Log: slog.New(slog.DiscardHandler), BaseURL: "http://kreislauf.test",
	})
	if err != nil {
		t.Fatal(err)
	}
	return app
}

// campaigns is the service that holds the links of the scene's open rating.
func campaigns(t testing.TB, s *resulttest.Scene) *campaign.Service {
	t.Helper()
	keys, err := seal.OpenKeyStore(filepath.Join(t.TempDir(), "keys"), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Create(s.RatingOpen); err != nil {
		t.Fatal(err)
	}
	return campaign.NewService(campaign.Deps{
		Store: s.DB.Campaign(), Keys: scheduler.Keys{KeyStore: keys}, Clock: campaign.ClockFunc(func() time.Time { return resulttest.Now }),
	})
}

func results(t *testing.T) (*resulttest.Scene, *web.App) {
	t.Helper()
	s := resulttest.New(t, storetest.SQLite(t))
	return s, serveResults(t, s)
}

func signedIn(t testing.TB, app *web.App, s *resulttest.Scene, v account.Viewer) *visitor {
	t.Helper()
	visitor := visit(t, app)
	visitor.cookies["kreislauf_session"] = s.SignIn(v)
	return visitor
}

// raw returns status and body of an address as the visitor gets it.
func (v *visitor) raw(address string) (int, string) {
	v.t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer, err := v.app.Fiber().Test(r, -1)
	if err != nil {
		v.t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestAManagerReadsFindingsFiguresAndChartsOfARound(t *testing.T) {
	t.Parallel()
	s, app := results(t)
	v := signedIn(t, app, s, s.Manager())
	v.get("/results").want(200, "h1", "Auswertungen")
	v.get(v.page.Find("a[href*='"+s.Released[0]+"']").AttrOr("href", "")).want(200, "h1", "Werte und Zusammenarbeit – Runde 3")
	v.want(200, ".findings", "steigend seit")
	v.want(200, ".figures", "Rücklauf")
	v.want(200, ".heat", "Nordlicht Metallbau")
	if n := v.page.Find("figure .chart[data-src]").Length(); n < 4 {
		t.Errorf("%d charts", n)
	}
	if v.page.Find(".note.warn").Length() != 0 {
		t.Error("a released round is called not released")
	}
	v.get("/results/waves/"+s.Unreleased).want(200, ".note.warn", "Noch nicht freigegeben")
}

func TestAReaderOfWinWinIsNotToldThatNobodyRated(t *testing.T) {
	t.Parallel()
	s, app := results(t)
	v := signedIn(t, app, s, s.Reader())
	v.get("/cooperations/"+s.HomeID+"/win-win").want(200, ".figures", "Niedrigster Wert")
	for _, id := range []string{"je-unternehmen", "zwei-sichten"} {
		if v.page.Find("#"+id).Length() != 0 {
			t.Errorf("the chart %q of ratings that readers do not see is shown", id)
		}
	}
	if v.page.Find("#verlauf").Length() != 1 {
		t.Error("the course of the shared values is missing")
	}
}

func TestEveryChartOfAPageIsServedWithTheNumbersOfItsTable(t *testing.T) {
	t.Parallel()
	s, app := results(t)
	for name, viewer := range map[string]account.Viewer{"manager": s.Manager(), "partner": s.Partner("c4"), "reader": s.Reader()} {
		v := signedIn(t, app, s, viewer)
		for _, page := range []string{"/results/waves/" + s.Released[0], "/cooperations/" + s.HomeID + "/win-win"} {
			v.get(page)
			for _, source := range attributes(v, ".chart[data-src]", "data-src") {
				status, body := v.raw(source)
				var option map[string]any
				if err := json.Unmarshal([]byte(body), &option); status != 200 || err != nil || option["series"] == nil {
					t.Errorf("%s: %s gives %d and no option: %v", name, source, status, err)
				}
			}
			for _, file := range attributes(v, "a[download]", "href") {
				if status, body := v.raw(file); status != 200 || !strings.Contains(body, ";") {
					t.Errorf("%s: %s gives %d and no table", name, file, status)
				}
			}
		}
	}
}

func attributes(v *visitor, selector, name string) []string {
	var values []string
	for _, node := range v.page.Find(selector).Nodes {
		for _, a := range node.Attr {
			if a.Key == name {
				values = append(values, a.Val)
			}
		}
	}
	return values
}

func TestNoPageAndNoChartTellsAPartnerAboutAnotherCompany(t *testing.T) {
	t.Parallel()
	s, app := results(t)
	v := signedIn(t, app, s, s.Partner("c4"))
	pages := []string{"/", "/results", "/results/waves/" + s.Released[0], "/cooperations/" + s.HomeID + "/win-win"}
	seen := 0
	for _, page := range pages {
		status, body := v.raw(page)
		if status != 200 {
			t.Fatalf("%s gives %d", page, status)
		}
		v.get(page)
		for _, address := range append(attributes(v, ".chart[data-src]", "data-src"), attributes(v, "a[download]", "href")...) {
			_, more := v.raw(address)
			body += more
			seen++
		}
		for _, c := range resulttest.Companies() {
			escaped, err := json.Marshal(c.Name)
			if err != nil {
				t.Fatal(err)
			}
			if c.ID != "c4" && (strings.Contains(html.UnescapeString(body), c.Name) || strings.Contains(body, strings.Trim(string(escaped), `"`))) {
				t.Errorf("%s names %s", page, c.Name)
			}
		}
	}
	if seen == 0 {
		t.Error("no chart was looked at")
	}
}

func TestAskingForAnotherCompanyGivesAPartnerNothing(t *testing.T) {
	t.Parallel()
	s, app := results(t)
	v := signedIn(t, app, s, s.Partner("c4"))
	plain, _ := v.raw("/results/waves/" + s.Released[0])
	_, asked := v.raw("/results/waves/" + s.Released[0] + "?company=c1&with=c2")
	if plain != 200 || strings.Contains(asked, "Nordlicht") || strings.Contains(asked, "auswahl") {
		t.Error("a partner gets a selection of companies")
	}
	for _, address := range []string{
		"/results/waves/" + s.Unreleased, "/charts/results/" + s.Unreleased + "/agreement", "/charts/results/" + s.Unreleased + "/trend?of=trust",
		"/charts/cooperations/" + s.HomeID + "/win-win?wave=" + s.RatingOpen, "/charts/cooperations/nobody/goals", "/charts/cooperations/" + s.HomeID + "/secrets",
	} {
		if status, _ := v.raw(address); status != 404 {
			t.Errorf("%s gives %d, want 404", address, status)
		}
	}
	if status, _ := visit(t, app).raw("/charts/results/" + s.Released[0] + "/agreement"); status != 303 {
		t.Errorf("a stranger gets %d", status)
	}
}

func TestTheGateAnswersAManagersOwnSelectionOrRefusesIt(t *testing.T) {
	t.Parallel()
	s, app := results(t)
	v := signedIn(t, app, s, s.Manager())
	page := "/results/waves/" + s.Released[0]
	v.get(page+"?company=c1").want(200, "#auswahl ~ *, section[aria-labelledby=auswahl]", "Nordlicht Metallbau")
	if v.page.Find("section[aria-labelledby=auswahl] .numbers tbody tr").Length() != 5 {
		t.Errorf("the selection shows %q", v.text("section[aria-labelledby=auswahl]"))
	}
	for _, query := range []string{"?company=c6", "?company=nobody", "?company=c5&with=c1"} {
		v.get(page+query).want(200, ".withheld", "Diese Auswahl kann nicht gezeigt werden")
		if v.page.Find("section[aria-labelledby=auswahl] .numbers").Length() != 0 {
			t.Errorf("%s shows numbers", query)
		}
	}
}

func TestAHostileCompanyNameStaysText(t *testing.T) {
	t.Parallel()
	s, app := results(t)
	v := signedIn(t, app, s, s.Manager())
	v.get("/cooperations/"+s.HomeID+"/win-win").want(200, "main", "Holz </script><b> & Brandt")
	_, body := v.raw("/cooperations/" + s.HomeID + "/win-win")
	if strings.Contains(body, "</script><b>") {
		t.Error("the page holds markup from a name")
	}
	_, option := v.raw("/charts/cooperations/" + s.HomeID + "/win-win")
	if strings.Contains(option, "</script>") || !strings.Contains(option, `\u003c/script\u003e`) {
		t.Error("the option holds markup from a name")
	}
}

func TestEachRoleHasAFirstPageOfItsOwn(t *testing.T) {
	t.Parallel()
	s, app := results(t)
	v := signedIn(t, app, s, s.Manager())
	v.get("/").want(200, "h1", "Guten Morgen, Sabine Lorenz")
	v.want(200, ".attention", "PrintWerk Dortmund gewinnt zu wenig.")
	v.want(200, ".attention", "„Messestand: Entwurf“ ist verspätet.")
	v.want(200, ".attention", "Ergebnisse warten auf Ihre Freigabe.")
	v.want(200, ".places", "Gemeinsamer Einkauf")
	v.want(200, ".entries", "läuft bis")
	v = signedIn(t, app, s, s.Partner("c2"))
	v.get("/").want(200, ".tasks", "Kosten und Nutzen: 3. Quartal 2026")
	v.want(200, ".tasks", "Vereinbarung lesen und zustimmen: Gemeinsamer Einkauf")
	v.want(200, ".pairs", "von 5")
	signedIn(t, app, s, s.Reader()).get("/").want(200, "main", "Freigegebene Ergebnisse")
}

func TestARepresentativeReachesTheOwnRatingAndNobodyElses(t *testing.T) {
	t.Parallel()
	s, app := results(t)
	v := signedIn(t, app, s, s.Partner("c2"))
	address := v.get("/").page.Find(".tasks a.btn-primary").AttrOr("href", "")
	if status, _ := v.raw(address); status != 303 || address != "/waves/"+s.RatingOpen+"/rate" {
		t.Errorf("%q gives %d", address, status)
	}
	for _, other := range []account.Viewer{s.Manager(), s.Reader()} {
		if status, _ := signedIn(t, app, s, other).raw(address); status != 404 {
			t.Errorf("%s gets %d", other.Role, status)
		}
	}
}

func TestANewNetworkIsLedToItsFirstSurvey(t *testing.T) {
	t.Parallel()
	s, app := results(t)
	for _, statement := range []string{
		"DELETE FROM cubes", "DELETE FROM responses", "DELETE FROM invitations", "DELETE FROM waves", "DELETE FROM campaigns",
		"UPDATE people SET left_at = created_at",
	} {
		s.Exec(statement)
	}
	v := signedIn(t, app, s, s.Manager())
	v.get("/").want(200, "h1", "Willkommen, Sabine Lorenz")
	v.want(200, ".way", "2 von 6 Schritten erledigt")
	v.want(200, ".path [aria-current=step] h2", "Personen eintragen")
}

func TestPagesAndTablesFollowTheReadersLanguage(t *testing.T) {
	t.Parallel()
	s, app := results(t)
	v := signedIn(t, app, s, s.Manager())
	v.get("/results/waves/"+s.Released[0]+"?lang=en").want(200, "h1", "Values and cooperation – round 3")
	v.cookies["lang"] = "en"
	status, table := v.raw("/charts/results/" + s.Released[0] + "/agreement?format=csv")
	if status != 200 || !strings.HasPrefix(table, "\ufeffStatement,Answers,") {
		t.Errorf("%d: %.60q", status, table)
	}
}
