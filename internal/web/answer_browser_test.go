package web_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kreislauf/internal/store/storetest"
	"kreislauf/internal/store/surveytest"
	"kreislauf/internal/testenv/browser"
	"kreislauf/internal/web"
)

func TestOnAPhoneAnswersTravelWithoutReloadAndSurviveEveryFailure(t *testing.T) {
	t.Parallel()
	s := surveytest.New(t, storetest.SQLite(t), surveytest.Options{})
	app, _ := serveAnswers(t, s, s.DB.Ping)
	site := listenAndServe(t, app)
	tab := browser.Open(t, site)
	tab.Wear("light", 390)
	tab.Do(chromedp.Navigate(site+link(s)), chromedp.WaitVisible("footer a.btn-primary"))
	browser.Eval[bool](tab, `window.sameDocument = true`)

	tab.Do(chromedp.Click("footer a.btn-primary"), chromedp.WaitVisible("#tr_contact"))
	waitFor(tab, `location.pathname`, link(s)+"/p/1")
	waitFor(tab, `document.activeElement.tagName`, "H1")
	tab.Do(chromedp.Click("input[name=tr_contact][value='4']"), chromedp.WaitVisible("[data-outbox-status][data-is=saved]"))
	if got := openVisit(t, s).Answers["tr_contact"]; got != "4" {
		t.Errorf("saved while answering: tr_contact = %q", got)
	}

	s.Exec("ALTER TABLE invitations RENAME TO gone")
	tab.Do(chromedp.Click("footer .btn-primary"), chromedp.WaitVisible("[data-banner]"))
	waitFor(tab, `document.querySelector("input[name=tr_contact]:checked").value`, "4")
	s.Exec("ALTER TABLE gone RENAME TO invitations")

	tab.Do(chromedp.SendKeys("input[name=tr_contact]:checked", "\r"), chromedp.WaitVisible("#mk_voice")) // enter leads on, not back
	waitFor(tab, `location.pathname`, link(s)+"/p/2")
	browser.Eval[string](tab, `document.querySelector("input[name=mk_voice]").value = "9"`)
	tab.Do(chromedp.Click("label:has(input[name=mk_voice][value='9'])"), chromedp.Click("footer .btn-primary"), chromedp.WaitVisible(".errors"))
	waitFor(tab, `document.querySelector("#mk_voice-error").innerText.trim()`, "Bitte wählen Sie eine der angebotenen Antworten.")

	tab.Do(chromedp.Click("label:has(input[name=mk_voice][value='3'])"), chromedp.Click("footer .btn-primary"), chromedp.WaitVisible("fieldset"))
	waitFor(tab, `location.pathname`, link(s)+"/p/3")
	waitFor(tab, `window.sameDocument`, true)
	tab.Do(chromedp.Navigate(site+link(s)+"/review"), chromedp.WaitVisible(".answers"))
	browser.Eval[bool](tab, `(() => { const b = document.querySelector("footer .btn-primary"); b.click(); b.click(); b.click(); return true; })()`)
	tab.Do(chromedp.WaitVisible(".receipt output"))
	if got := s.Ballot(0); got["tr_contact"] != "4" || got["mk_voice"] != "3" || s.Count("ballots") != 1 {
		t.Errorf("%d ballots, the first holds %v", s.Count("ballots"), got)
	}
	waitFor(tab, `Object.keys(localStorage).filter(k => k.startsWith("outbox:")).length`, 0)
}

func TestRespondentsPagesPassAxeAndLoadFourSmallFiles(t *testing.T) {
	t.Parallel()
	s := surveytest.New(t, storetest.SQLite(t), surveytest.Options{People: 2})
	app, _ := serveAnswers(t, s, s.DB.Ping)
	site := listenAndServe(t, app)
	sent := visit(t, app).get("/a/" + s.Links[1] + "/p/1")
	sent.press(map[string][]string{"tr_contact": {"4"}}).get("/a/" + s.Links[1] + "/review").press(nil)
	tab := browser.Open(t, site)
	for _, path := range []string{link(s), link(s) + "/p/1", link(s) + "/p/2", link(s) + "/p/4", link(s) + "/review", "/a/" + s.Links[1], "/a/" + s.Links[1] + "/done", "/a/nothing"} {
		for _, colours := range []string{"light", "dark"} {
			for _, width := range []int64{390, 1440} {
				tab.Wear(colours, width)
				tab.Visit(site + path)
				tab.CheckAxe(fmt.Sprintf("%s, %s, %d px", strings.Replace(path, s.Links[0], "…", 1), colours, width))
			}
		}
	}
	tab.Requests()
	tab.Visit(site + link(s))
	requests := tab.Requests()
	if len(requests) > 4 || slices.ContainsFunc(requests, func(r string) bool { return !strings.HasPrefix(r, site+"/") }) {
		t.Errorf("the first page takes %q", requests)
	}
}

// waitFor waits until the expression has the value: script may give it one a
// moment after the page shows what was waited for before.
func waitFor[T string | int | bool](tab *browser.Tab, expression string, value T) {
	tab.Wait(fmt.Sprintf("(%s) === %#v", expression, value))
}

func listenAndServe(t testing.TB, app *web.App) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = app.Serve(listener) }()
	t.Cleanup(func() { _ = app.Shutdown(context.WithoutCancel(t.Context())) })
	return "http://" + listener.Addr().String()
}
