package web_test

import (
	"fmt"
	"os"
	"testing"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/survey"
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
	narrowed := b.narrowed()
	people := "/companies/" + b.small + "/people"
	pages := map[string]string{
		"07-befragungen": "/campaigns", "08-neue-befragung": "/campaigns/new", "09a-runde-offen": "/waves/" + waveID,
		"befragung": "/campaigns/" + campaignID, "runde-absagen": "/waves/" + waveID + "/cancel", "personen": people,
		"person": people + "/new", "10-liste": people + "/paste",
		"eingegrenzt": "/campaigns/" + narrowed + "/edit",
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

func TestTeamsFollowTheChosenCompaniesWithoutReload(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.shift()
	tab, site := b.enter()
	tab.Visit(site + "/campaigns/new")
	browser.Eval[bool](tab, fmt.Sprintf(`(() => {
		window.untouched = true;
		document.querySelector('details:has(#teams)').open = true;
		const box = document.querySelector("input[name='audience'][value='%s']");
		box.focus();
		box.click();
		return true;
	})()`, b.large))
	tab.Wait(`!document.querySelector("#teams").textContent.includes("Linie") && document.querySelector("#expected").textContent.includes("26 Personen")`)
	state := browser.Eval[[]any](tab, `[window.untouched === true, document.activeElement.name, document.querySelector('details:has(#teams)').open]`)
	if got := fmt.Sprint(state); got != "[true audience true]" {
		t.Errorf("after leaving out a company the page is %s", got)
	}
	browser.Eval[bool](tab, `document.querySelector("#teams input").click() || true`)
	tab.Wait(`!document.querySelector("#expected").textContent.includes("26 Personen")`)
	tab.CheckCalm()
}

// narrowed drafts a campaign that makes use of every part of the form.
func (b *bureau) narrowed() string {
	b.t.Helper()
	line, group := b.shift()
	offers, err := b.surveys.Questionnaires(b.t.Context(), b.viewer)
	b.must(err)
	in := campaign.Input{
		Title: survey.Text{"de": "Eingegrenzt"}, Mode: campaign.Anonymous, SplitBy: campaign.SplitTeams,
		Audience: campaign.Audience{
			Companies: []string{b.large, b.small}, Teams: []string{line}, Groups: []string{group},
			Attributes: map[string][]string{"Schicht & Zeit": {"Nacht"}}, Sample: campaign.Sample{Percent: 50}, RestDays: 90,
		},
		Rule:       calendar.Rule{Kind: calendar.KindOnce, Once: "2027-06-01T08:00", Zone: "Europe/Berlin", Length: calendar.Length{Days: 14}},
		Reminders:  calendar.Reminders{Offsets: []int{4}, QuietFrom: "18:00"},
		Invitation: campaign.Message{Subject: survey.Text{"de": "Ihre Meinung bis {end}"}},
		Reminder:   campaign.Message{Body: survey.Text{"de": "Noch bis {end}."}}, Thanks: survey.Text{"de": "Danke!"},
		Sender: "Netzwerkbüro", ReplyTo: "buero@ruhr.example",
	}
	for _, o := range offers {
		if o.Audience == survey.Employees {
			in.QuestionnaireID = o.ID
		}
	}
	id, err := b.campaigns.Create(b.t.Context(), b.viewer, in)
	b.must(err)
	return id
}
