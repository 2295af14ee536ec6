package web_test

import (
	"fmt"
	"os"
	"testing"

	"kreislauf/internal/testenv/browser"
)

// enter opens a tab that is signed in as the bureau's manager.
func (b *bureau) enter() (tab *browser.Tab, site string) {
	b.t.Helper()
	site = listenAndServe(b.t, b.app)
	tab = browser.Open(b.t, site)
	tab.Visit(site + "/sign-in")
	browser.Eval[string](tab, fmt.Sprintf("document.cookie = 'kreislauf_session=%s; path=/'", b.manager.cookies["kreislauf_session"]))
	return tab, site
}

func TestManagersPagesOfPeopleAndSurveysPassAxe(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	campaignID, waveID := b.plan()
	b.open(waveID, 14)
	people := "/companies/" + b.small + "/people"
	pages := map[string]string{
		"07-befragungen": "/campaigns", "08-neue-befragung": "/campaigns/new", "09a-runde-offen": "/waves/" + waveID,
		"befragung": "/campaigns/" + campaignID, "runde-absagen": "/waves/" + waveID + "/cancel", "personen": people,
		"person": people + "/new", "10-liste": people + "/paste",
	}
	tab, site := b.enter()
	for name, page := range pages {
		for _, colours := range []string{"light", "dark"} {
			for _, width := range []int64{390, 1440} {
				tab.Wear(colours, width)
				tab.Visit(site + page)
				where := fmt.Sprintf("%s-%d-%s", name, width, colours)
				tab.CheckAxe(where)
				if browser.Eval[bool](tab, `document.documentElement.scrollWidth > innerWidth`) {
					t.Errorf("%s is wider than the screen", where)
				}
				tab.Shoot(os.Getenv("KREISLAUF_SHOTS"), where)
			}
		}
	}
	tab.CheckCalm()
}

func TestThePreviewFollowsTheFormWithoutReloadAndWithoutLosingTheFocus(t *testing.T) {
	t.Parallel()
	tab, site := newBureau(t).enter()
	tab.Visit(site + "/campaigns/new")
	browser.Eval[bool](tab, `(() => {
		window.untouched = true;
		document.querySelector('#title').value = 'Halb fertig';
		const every = document.getElementById('rule.every');
		every.focus();
		every.value = 'week';
		every.dispatchEvent(new Event('change', {bubbles: true}));
		return true;
	})()`)
	tab.Wait(`document.querySelector("#windows").textContent.includes("wäre noch geöffnet")`)
	browser.Eval[bool](tab, `(() => {
		const length = document.getElementById('rule.length');
		length.value = '5';
		length.dispatchEvent(new Event('change', {bubbles: true}));
		return true;
	})()`)
	tab.Wait(`document.querySelectorAll("#windows li").length === 5`)
	state := browser.Eval[[]any](tab, `[window.untouched === true, document.activeElement.id, document.querySelector('#title').value, location.pathname,
		getComputedStyle(document.getElementById('rule.day').closest('[data-not]')).display]`)
	if got := fmt.Sprint(state); got != "[true rule.every Halb fertig /campaigns/new none]" {
		t.Errorf("after the preview the page is %s", got)
	}
}
