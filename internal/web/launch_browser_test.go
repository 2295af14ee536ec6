package web_test

import (
	"fmt"
	"testing"

	"kreislauf/internal/account"
	"kreislauf/internal/testenv/browser"
)

// enterAs changes who is signed in to the tab.
func enterAs(tab *browser.Tab, site string, v *visitor) {
	tab.Visit(site + "/impressum")
	browser.Eval[string](tab, fmt.Sprintf("document.cookie = 'kreislauf_session=%s; path=/'", v.cookies["kreislauf_session"]))
}

func TestThePagesBeforeASurveyOpensPassAxe(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	draft, started := b.draft(b.large, b.middle), b.draft(b.large, b.middle)
	b.manager.do(started+"/launch", started+"/launch", confirmed)
	anna := b.admit(t, account.Partner, b.large)
	tab, site := b.enter()
	look(t, tab, map[string]string{
		"start": site + draft + "/launch", "entwurf": site + draft, "eingeplant": site + started, "ausblick": site + started + "/outlook",
	})
	enterAs(tab, site, anna)
	look(t, tab, map[string]string{"ausblick-vertretung": site + started + "/outlook", "aufgaben-entscheidung": site + "/"})
	tab.CheckCalm()
}

func TestARepresentativeDecidesByOneClick(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	started := b.draft(b.large, b.middle)
	b.manager.do(started+"/launch", started+"/launch", confirmed)
	tab, site := b.enter()
	enterAs(tab, site, b.admit(t, account.Partner, b.large))
	tab.Visit(site + started + "/outlook")
	tab.Click("section[aria-labelledby=entscheidung] form button", "form[action$='/consent/withdraw']")
	if got := tab.Text("section[aria-labelledby=entscheidung]"); got == "" {
		t.Error("the decision is not shown")
	}
	tab.CheckCalm()
}

func TestWhatAFormWasRefusedForTakesTheFocusWhereverTheFormStands(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	started := b.draft(b.large, b.middle, b.small)
	tab, site := b.enter()
	for page, button := range map[string]string{
		started + "/launch": "section[aria-labelledby=starten] .btn-primary",
		"/settings":         "form[action='/settings/members'] .btn",
	} {
		tab.Script(true)
		tab.Visit(site + page)
		tab.Click(button, ".errors")
		tab.Wait(`document.activeElement.matches(".errors")`)
		tab.Script(false)
		tab.Visit(site + page)
		tab.Click(button, ".errors[autofocus]")
		if browser.Eval[bool](tab, `document.querySelector("h1[autofocus]") !== null`) {
			t.Errorf("on %s the heading takes the focus first", page)
		}
	}
}
