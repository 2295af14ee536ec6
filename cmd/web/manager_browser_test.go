package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kreislauf/internal/demo"
	"kreislauf/internal/testenv/browser"
)

// scene are the identifiers of the demo network that pages are about.
type scene struct{ cooperation, campaign, released, open, planned, company string }

func findScene(t *testing.T, r *running) scene {
	t.Helper()
	one := func(query string) string {
		var id string
		if err := r.db.SQL().QueryRowContext(t.Context(), query).Scan(&id); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return id
	}
	return scene{
		cooperation: one("SELECT id FROM cooperations WHERE name = 'Lieferverbund Lennetal'"),
		campaign:    one("SELECT id FROM campaigns WHERE mode = 'anonymous'"),
		released:    one("SELECT id FROM waves WHERE mode = 'anonymous' AND number = 3"),
		open:        one("SELECT id FROM waves WHERE mode = 'anonymous' AND number = 4"),
		planned:     one("SELECT id FROM waves WHERE mode = 'anonymous' AND number = 5"),
		company:     one("SELECT id FROM companies WHERE short_name = 'Kranz'"),
	}
}

// signInBy opens a fresh one-time link of the account.
func signInBy(t *testing.T, r *running, b *browser.Tab, email string) {
	t.Helper()
	b.Visit(r.signInLink(t, email))
	b.Do(chromedp.Click(chromedp.CSS("main form button")))
	b.Wait(`location.pathname === "/" && !!document.querySelector("nav.menu")`)
}

// hasCharts waits for the charts of a page that holds some.
const hasCharts = `!document.querySelector(".chart") || document.documentElement.dataset.chartsReady !== undefined`

func TestEveryPageOfAManagerIsCalmAndAccessible(t *testing.T) {
	t.Parallel()
	r := start(t, "", loadDemo)
	s := findScene(t, r)
	b := browser.Open(t, r.base)
	b.Wear("light", desk)
	for name, path := range map[string]string{"anmelden": "/sign-in", "impressum": "/impressum", "datenschutz": "/datenschutz"} {
		b.Visit(r.base + path)
		checkPage(b, name)
	}
	signInBy(t, r, b, demo.ManagerEmail)
	for name, path := range map[string]string{
		"ueberblick": "/", "befragungen": "/campaigns", "befragung": "/campaigns/" + s.campaign, "befragung-ausblick": "/campaigns/" + s.campaign + "/outlook", "neue-befragung-demo": "/campaigns/new",
		"runde-offen": "/waves/" + s.open, "runde-freigegeben": "/waves/" + s.released, "runde-geplant": "/waves/" + s.planned,
		"auswertungen": "/results", "auswertung": "/results/waves/" + s.released,
		"kooperationen": "/cooperations", "kooperation": "/cooperations/" + s.cooperation, "ziele": "/cooperations/" + s.cooperation + "/goals",
		"kosten-nutzen": "/cooperations/" + s.cooperation + "/ledger", "win-win": "/cooperations/" + s.cooperation + "/win-win",
		"vereinbarung": "/cooperations/" + s.cooperation + "/agreement", "unternehmen": "/companies", "ein-unternehmen": "/companies/" + s.company,
		"personen": "/companies/" + s.company + "/people", "personen-einfuegen": "/companies/" + s.company + "/people/paste",
		"alle-personen": "/people", "gruppen": "/groups", "einlesen": "/people/import", "einstellungen": "/settings",
	} {
		b.Visit(r.base + path)
		b.Wait(hasCharts)
		checkPage(b, name)
		if !browser.Eval[bool](b, `!!document.querySelector("a[href^='/impressum']") && !!document.querySelector("a[href^='/datenschutz']")`) {
			t.Errorf("%s: no link to Impressum or Datenschutz", name)
		}
	}
	b.CheckCalm()
}

func TestEveryPageOfARepresentativeAndAReaderIsCalmAndAccessible(t *testing.T) {
	t.Parallel()
	r := start(t, "", loadDemo)
	s := findScene(t, r)
	b := browser.Open(t, r.base)
	b.Wear("light", phone)
	signInBy(t, r, b, demo.PartnerEmail)
	for name, path := range map[string]string{
		"aufgaben": "/", "partner-kooperation": "/cooperations/" + s.cooperation, "partner-kosten": "/cooperations/" + s.cooperation + "/ledger",
		"partner-vereinbarung": "/cooperations/" + s.cooperation + "/agreement", "partner-win-win": "/cooperations/" + s.cooperation + "/win-win",
		"partner-auswertung": "/results/waves/" + s.released, "partner-ausblick": "/campaigns/" + s.campaign + "/outlook",
	} {
		b.Visit(r.base + path)
		b.Wait(hasCharts)
		checkPage(b, name)
	}
	signInBy(t, r, b, demo.ReaderEmail)
	for name, path := range map[string]string{"lesen": "/", "lesen-auswertung": "/results/waves/" + s.released} {
		b.Visit(r.base + path)
		b.Wait(hasCharts)
		checkPage(b, name)
	}
	b.CheckCalm()
}

func TestTheStoryOfTheDemoCanBeFoundInTheDashboards(t *testing.T) {
	t.Parallel()
	r := start(t, "", loadDemo)
	s := findScene(t, r)
	b := browser.Open(t, r.base)
	b.Wear("light", desk)
	signInBy(t, r, b, demo.ManagerEmail)
	for path, says := range map[string][]string{
		"/":                            {"Oberflächen Kranz GmbH gewinnt zu wenig", "Bestellportal in allen Betrieben"},
		"/results/waves/" + s.released: {"Treffen: steigend", "n ="},
		"/cooperations/" + s.cooperation + "/goals":   {"verspätet"},
		"/cooperations/" + s.cooperation + "/win-win": {"Oberflächen Kranz GmbH sieht für sich eher einen Verlust"},
		"/cooperations/" + s.cooperation + "/ledger":  {"zahlt drauf"},
	} {
		b.Visit(r.base + path)
		text := b.Text("main")
		for _, sentence := range says {
			if !strings.Contains(text, sentence) {
				t.Errorf("%s does not say %q: %.800s", path, sentence, text)
			}
		}
	}
}

func TestAMailedSignInLinkLeadsBackToThePageThatWasAskedFor(t *testing.T) {
	t.Parallel()
	r := start(t, "", loadDemo)
	b := browser.Open(t, r.base)
	b.Wear("light", phone)
	b.Visit(r.base + "/results")
	b.Wait(`location.pathname === "/sign-in"`)
	b.Fill("email", demo.ManagerEmail)
	b.Click("main form button", "main .note")
	link := ""
	until(t, "the sign-in letter", func() bool {
		for _, letter := range r.post.Letters() {
			if _, rest, found := strings.Cut(letter.Text, "/sign-in/"); found {
				link = r.base + "/sign-in/" + strings.Fields(rest)[0]
			}
		}
		return link != ""
	})
	b.Visit(link)
	b.Do(chromedp.Click(chromedp.CSS("main form button")))
	b.Wait(`location.pathname === "/results" && !!document.querySelector("nav.menu")`)
	// The way back is used up with the link.
	signInBy(t, r, b, demo.ManagerEmail)
	b.CheckCalm()
}
