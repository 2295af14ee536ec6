package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"kreislauf/internal/survey"
	"kreislauf/internal/testenv/browser"
)

// answerByHand is one employee with the phone, from the mail's link.
func (j *mainJob) answerByHand() {
	j.visit("/a/" + j.letterTo("p1@dra.example", "Wie läuft es bei uns?"))
	for _, first := range []string{"tr_contact", "mk_voice", "wl_daily", "va_reliable", "ww_balance"} {
		j.b.Click(nextButton, "input[name="+first+"]")
		value := "4"
		if strings.HasPrefix(first, "va_") {
			value = "keep"
		}
		j.b.Check(first, value)
	}
	j.b.Click(nextButton, "dl.answers")
	j.b.Click(nextButton, ".receipt output")
}

// everybodyAnswers sends the other employees' answers through the same
// service that the pages use.
func (j *mainJob) everybodyAnswers() {
	draw := rand.New(rand.NewPCG(1, 2))
	for _, c := range jobCompanies {
		for n := 1; n <= c.people; n++ {
			if n == 1 && c.name == jobCompanies[0].name {
				continue // answered by hand
			}
			secret := j.letterTo(fmt.Sprintf("p%d@%s.example", n, domainOf(c.name)), "Wie läuft es bei uns?")
			visit, err := j.answering.Open(j.t.Context(), secret, time.Time{})
			if err != nil {
				j.t.Fatal(err)
			}
			values := map[string][]string{}
			for _, q := range visit.Content.Questions() {
				options := visit.Content.Values(q)
				values[q.Code] = []string{options[draw.IntN(len(options))]}
			}
			form := survey.Form{Begun: visit.Begun, Attempt: visit.Attempt, Values: values}
			if _, err := j.answering.Submit(j.t.Context(), secret, form); err != nil {
				j.t.Fatal(err)
			}
		}
	}
	if n := j.countBallots(j.t); n != 42 {
		j.t.Errorf("%d ballots, want one for each of 42 people", n)
	}
}

// representativesRate lets one rate by the mailed link and one signed in.
func (j *mainJob) representativesRate(partners string) {
	j.visit("/a/" + j.letterTo("v@dra.example", "Bewertung im Herbst"))
	j.rate("2")
	j.signIn("v@sta.example")
	waves, err := j.db.Campaign().Waves(j.t.Context(), partners)
	if err != nil {
		j.t.Fatal(err)
	}
	j.visit("/waves/" + waves[0].ID + "/rate")
	j.rate("5")
	j.signIn("v@lag.example")
	j.visit("/waves/" + waves[0].ID + "/rate")
	j.rate("4")
	j.signIn(managerEmail)
}

// rate walks through the evaluation, answering what is required.
func (j *mainJob) rate(value string) {
	j.b.Click(nextButton, "input[name=ww_balance]")
	j.b.Check("ww_balance", value)
	for !browser.Eval[bool](j.b, `!!document.querySelector("dl.answers")`) {
		before := browser.Eval[string](j.b, "location.pathname")
		j.b.Do(chromedp.Click(chromedp.CSS(nextButton)))
		j.b.Wait(fmt.Sprintf("location.pathname !== %q", before))
	}
	j.b.Click(nextButton, ".receipt output")
}

func (j *mainJob) signIn(email string) {
	link := j.signInLink(j.t, email)
	j.secrets = append(j.secrets, link[strings.LastIndexByte(link, '/')+1:])
	j.b.Visit(link)
	j.b.Do(chromedp.Click(chromedp.CSS("main form button")))
	j.b.Wait(`location.pathname === "/" && !!document.querySelector("nav.menu")`)
}

func (j *mainJob) windowCloses(campaigns ...string) {
	j.clock.Set(time.Date(2026, 11, 26, 9, 15, 1, 0, time.UTC))
	for _, id := range campaigns {
		until(j.t, "the tally", func() bool {
			waves, err := j.db.Campaign().Waves(j.t.Context(), id)
			return err == nil && waves[0].TalliedAt != nil
		})
	}
}

func (j *mainJob) release(employees string) {
	waves, err := j.db.Campaign().Waves(j.t.Context(), employees)
	if err != nil {
		j.t.Fatal(err)
	}
	wave := waves[0].ID
	if err := j.keys.Check(wave); err != nil {
		j.t.Fatalf("before the release the key is there: %v", err)
	}
	j.visit("/waves/" + wave)
	checkPage(j.b, "runde-ausgewertet")
	j.visit("/waves/" + wave + "/release")
	checkPage(j.b, "runde-freigeben")
	j.b.Fill("finding_1_de", "Absprachen gelingen besser als im Frühjahr.")
	j.b.Fill("measure_de", "Die Vertretungen beraten im Dezember.")
	j.b.Fill("responsible", "Jana Albers")
	j.b.Click(`main form[action$="/release"] button.btn-primary`, `section[aria-labelledby="mitteilung"]`)
	checkPage(j.b, "runde-mitgeteilt")
	until(j.t, "the keys to be destroyed", func() bool {
		w, err := j.db.Campaign().WaveByID(j.t.Context(), wave)
		return err == nil && w.KeysDestroyedAt != nil
	})
	if err := j.keys.Check(wave); err == nil {
		j.t.Error("the key outlived the release")
	}
	if n := j.countBallots(j.t); n != 0 {
		j.t.Errorf("%d ballots outlived the release", n)
	}
}

func (j *mainJob) readResults(employees, cooperation string) {
	waves, err := j.db.Campaign().Waves(j.t.Context(), employees)
	if err != nil {
		j.t.Fatal(err)
	}
	j.visit("/results/waves/" + waves[0].ID)
	j.b.Wait(`document.documentElement.dataset.chartsReady !== undefined`)
	if text := j.b.Text("main"); !strings.Contains(text, "n = 42") || !strings.Contains(text, "Drahtwerk Nord") {
		j.t.Errorf("the results lack n or a company: %.600s", text)
	}
	j.visit("/cooperations/" + cooperation + "/win-win")
	j.b.Wait(`document.documentElement.dataset.chartsReady !== undefined`)
	if text := j.b.Text("main"); !strings.Contains(text, "Drahtwerk Nord sieht für sich eher einen Verlust") {
		j.t.Errorf("the win-win page does not name who loses: %.600s", text)
	}
}

// partnerReads checks that a representative sees shared results and the own
// company's, and nobody else's.
func (j *mainJob) partnerReads(employees, cooperation string) {
	waves, err := j.db.Campaign().Waves(j.t.Context(), employees)
	if err != nil {
		j.t.Fatal(err)
	}
	j.signIn("v@lag.example")
	for _, path := range []string{"/results/waves/" + waves[0].ID, "/cooperations/" + cooperation + "/win-win"} {
		j.visit(path)
		html := browser.Eval[string](j.b, `document.querySelector("main").innerHTML`)
		if !strings.Contains(html, "Lager West") {
			j.t.Errorf("%s: the own company is missing", path)
		}
		for _, other := range []string{"Drahtwerk Nord", "Stanzwerk Süd"} {
			if strings.Contains(html, other) {
				j.t.Errorf("%s: a partner reads about %s", path, other)
			}
		}
	}
}

// checkLog looks for secrets, addresses and names in everything logged.
func (j *mainJob) checkLog() {
	log := j.log.String()
	if !strings.Contains(log, "route=/a/:secret") {
		j.t.Error("the log holds no request: the check saw nothing")
	}
	for _, secret := range append(j.secrets, "@dra.example", "Person Dra", "127.0.0.1:") {
		if strings.Contains(log, secret) {
			j.t.Errorf("the log holds %q", secret)
		}
	}
}
