package web_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"kreislauf/internal/account"
	"kreislauf/internal/store/resulttest"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv/browser"
)

// lookAt opens the pages of one reader in every width and colour scheme.
func lookAt(t *testing.T, s *resulttest.Scene, viewer account.Viewer, pages map[string]string) {
	t.Helper()
	site := listenAndServe(t, serveResults(t, s))
	tab := browser.Open(t, site)
	tab.Visit(site + "/sign-in")
	browser.Eval[string](tab, fmt.Sprintf("document.cookie = 'kreislauf_session=%s; path=/'", s.SignIn(viewer)))
	for name, page := range pages {
		for _, colours := range []string{"light", "dark"} {
			for _, width := range []int64{390, 1440} {
				tab.Wear(colours, width)
				tab.Visit(site + page)
				tab.Wait(`document.documentElement.hasAttribute("data-charts-ready") || !document.querySelector(".chart[data-src]")`)
				where := fmt.Sprintf("%s-%s-%d-%s", name, viewer.Role, width, colours)
				tab.CheckAxe(where)
				if undrawn := browser.Eval[int](tab, `[...document.querySelectorAll(".chart[data-src]")].filter(e => e.hidden || !e.querySelector("svg")).length`); undrawn > 0 {
					t.Errorf("%s: %d charts are not drawn", where, undrawn)
				}
				tab.Shoot(os.Getenv("KREISLAUF_SHOTS"), where)
			}
		}
	}
	tab.CheckCalm()
}

func TestAManagersPagesOfResultsPassAxeAndDrawTheirCharts(t *testing.T) {
	t.Parallel()
	s := resulttest.New(t, storetest.SQLite(t))
	lookAt(t, s, s.Manager(), map[string]string{
		"ueberblick": "/", "auswertungen": "/results", "auswertung": "/results/waves/" + s.Unreleased + "?company=c6",
		"win-win": "/cooperations/" + s.HomeID + "/win-win", "ziele": "/cooperations/" + s.HomeID + "/goals",
		"kosten-nutzen": "/cooperations/" + s.HomeID + "/ledger",
	})
}

func TestAPartnersPagesOfResultsPassAxeAndDrawTheirCharts(t *testing.T) {
	t.Parallel()
	s := resulttest.New(t, storetest.SQLite(t))
	lookAt(t, s, s.Partner("c4"), map[string]string{
		"aufgaben": "/", "auswertung": "/results/waves/" + s.Released[0], "win-win": "/cooperations/" + s.HomeID + "/win-win",
	})
}

func TestWithoutJavaScriptTheNumbersStandInTables(t *testing.T) {
	t.Parallel()
	s := resulttest.New(t, storetest.SQLite(t))
	site := listenAndServe(t, serveResults(t, s))
	tab := browser.Open(t, site)
	tab.Visit(site + "/sign-in")
	browser.Eval[string](tab, fmt.Sprintf("document.cookie = 'kreislauf_session=%s; path=/'", s.SignIn(s.Manager())))
	tab.Script(false)
	tab.Visit(site + "/cooperations/" + s.HomeID + "/win-win")
	if text := tab.Text("figure"); !strings.Contains(text, "Das Bild braucht JavaScript") || !strings.Contains(text, "Als Tabelle") {
		t.Errorf("a chart without script says %q", text)
	}
}
