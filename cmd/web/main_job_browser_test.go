package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/survey"
	"kreislauf/internal/testenv/browser"
)

// The network of the main job: three companies with enough people for a
// result of their own.
var jobCompanies = []struct {
	name   string
	people int
}{{"Drahtwerk Nord", 16}, {"Stanzwerk Süd", 14}, {"Lager West", 12}}

const managerEmail = "mia.manager@netz.example"

// mainJob is one telling of the main job on one database.
type mainJob struct {
	t *testing.T
	*running
	b         *browser.Tab
	companies map[string]string // id by name
	secrets   []string          // every secret that was used, none of which may be logged
}

// TestTheMainJobFromTheSetupLinkToTheReleasedResults is the product's reason
// to be, done as its users do it.
func TestTheMainJobFromTheSetupLinkToTheReleasedResults(t *testing.T) {
	t.Parallel()
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, database(t), nil)
			j := &mainJob{t: t, running: r, b: browser.Open(t, r.base), companies: map[string]string{}}
			j.b.Wear("light", phone)
			j.setUp()
			j.addCompanies()
			cooperation := j.addCooperation()
			employees := j.planCampaign("Wie läuft es bei uns?", campaign.Anonymous, cooperation)
			partners := j.planCampaign("Bewertung im Herbst", campaign.Attributed, cooperation)
			j.windowOpens()
			j.answerByHand()
			j.everybodyAnswers()
			j.representativesRate(partners)
			j.windowCloses(employees, partners)
			j.release(employees)
			j.readResults(employees, cooperation)
			j.partnerReads(employees, cooperation)
			j.b.CheckCalm()
			j.checkLog()
		})
	}
}

func (j *mainJob) visit(path string) { j.b.Visit(j.base + path) }

// submit presses the button and waits for the page whose address begins so.
func (j *mainJob) submit(button, path string) {
	j.t.Helper()
	j.b.Do(chromedp.Click(chromedp.CSS(button)))
	j.b.Wait(fmt.Sprintf(`location.pathname.startsWith(%q) && !!document.querySelector("main h1")`, path))
}

// idAt returns the part of the address behind a prefix.
func (j *mainJob) idAt(prefix string) string {
	path := browser.Eval[string](j.b, "location.pathname")
	id, _, _ := strings.Cut(strings.TrimPrefix(path, prefix), "/")
	return id
}

func (j *mainJob) setUp() {
	secret, err := j.account.SetupLink(j.t.Context())
	if err != nil {
		j.t.Fatal(err)
	}
	j.secrets = append(j.secrets, secret)
	j.visit("/setup/" + secret)
	j.b.Fill("name", "Mia Manager")
	j.b.Fill("email", managerEmail)
	j.b.Fill("network", "Netzwerk Probe")
	j.b.Do(chromedp.Click(chromedp.CSS("main form button")))
	j.b.Wait(`location.pathname === "/" && document.body.innerText.includes("Netzwerk Probe")`)
	checkPage(j.b, "erste-schritte")
}

func (j *mainJob) addCompanies() {
	for _, c := range jobCompanies {
		j.visit("/companies/new")
		j.b.Fill("name", c.name)
		j.b.Do(chromedp.Click(chromedp.CSS("main form button")))
		j.b.Wait(`/^\/companies\/[0-9a-f-]{36}/.test(location.pathname)`)
		id := j.idAt("/companies/")
		j.companies[c.name] = id
		var lines strings.Builder
		for n := range c.people {
			fmt.Fprintf(&lines, "Person %s %d; p%d@%s.example\n", c.name[:3], n+1, n+1, domainOf(c.name))
		}
		j.visit("/companies/" + id + "/people/paste")
		j.b.Fill("people", lines.String())
		j.b.Click(`main button[value=preview]`, `main button[value=import]`)
		j.submit(`main button[value=import]`, "/companies/"+id+"/people")
		speaker := account.AdmitInput{Name: "Vertretung " + c.name, Email: "v@" + domainOf(c.name) + ".example", Language: "de", Role: account.Partner, CompanyID: id}
		if _, err := j.campaign.AddPerson(j.t.Context(), j.manager(), campaign.PersonInput{
			CompanyID: id, Name: speaker.Name, Email: speaker.Email, Language: "de", Representative: true,
		}); err != nil {
			j.t.Fatal(err)
		}
		if err := j.account.Admit(j.t.Context(), j.manager(), speaker); err != nil {
			j.t.Fatal(err)
		}
	}
}

func domainOf(company string) string { return strings.ToLower(company[:3]) }

// manager is the viewer that the setup created.
func (j *mainJob) manager() account.Viewer {
	secret, err := j.account.IssueFor(j.t.Context(), managerEmail)
	if err != nil {
		j.t.Fatal(err)
	}
	session, err := j.account.Redeem(j.t.Context(), secret)
	if err != nil {
		j.t.Fatal(err)
	}
	viewer, err := j.account.Viewer(j.t.Context(), session)
	if err != nil {
		j.t.Fatal(err)
	}
	return viewer
}

func (j *mainJob) addCooperation() string {
	j.visit("/cooperations/new")
	j.b.Fill("name", "Gemeinsamer Pendelverkehr")
	for _, id := range j.companies {
		j.b.Check("companies", id)
	}
	j.b.Do(chromedp.Click(chromedp.CSS("main form button")))
	j.b.Wait(`/^\/cooperations\/[0-9a-f-]{36}/.test(location.pathname)`)
	return j.idAt("/cooperations/")
}

// planCampaign plans a window from today 10:00 in Berlin, for two days, every
// year, and returns the campaign.
func (j *mainJob) planCampaign(title string, mode campaign.Mode, cooperation string) string {
	j.visit("/campaigns/new")
	if mode == campaign.Attributed {
		j.b.Fill("questionnaire", j.questionnaire("partner-evaluation"))
		j.b.Check("mode", string(mode))
	}
	j.b.Fill("title", title)
	j.b.Fill("cooperation", cooperation)
	j.b.Check("rule.kind", "cron")
	j.b.Fill("rule.cron", "0 10 24 11 *")
	j.b.Fill("rule.zone", "Europe/Berlin")
	j.b.Fill("rule.length", "2")
	j.b.Do(chromedp.Click(chromedp.CSS("main button[value=preview]")))
	j.b.Wait(`document.querySelector("main").innerText.includes("Dienstag, 24. November 2026, 10:00")`)
	if mode == campaign.Anonymous {
		checkPage(j.b, "neue-befragung")
	}
	j.b.Do(chromedp.Click(chromedp.CSS("main button[value=plan]")))
	j.b.Wait(`/^\/campaigns\/[0-9a-f-]{36}/.test(location.pathname)`)
	return j.idAt("/campaigns/")
}

func (j *mainJob) questionnaire(key string) string {
	offers, err := j.survey.Questionnaires(j.t.Context(), "")
	if err != nil {
		j.t.Fatal(err)
	}
	for _, o := range offers {
		if o.Key == key {
			return o.ID
		}
	}
	j.t.Fatalf("no questionnaire %s", key)
	return ""
}

// windowOpens lets the clock reach the opening; nobody touches anything.
func (j *mainJob) windowOpens() {
	j.clock.Set(time.Date(2026, 11, 24, 9, 0, 1, 0, time.UTC))
	invited := 2 * len(jobCompanies) // representatives are asked in both
	for _, c := range jobCompanies {
		invited += c.people
	}
	until(j.t, "the invitations", func() bool { return len(j.post.Letters()) == invited })
	for _, letter := range j.post.Letters() {
		j.secrets = append(j.secrets, secretIn(j.t, letter.Text))
	}
}

func secretIn(t *testing.T, text string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, "/a/")
	if !found {
		t.Fatalf("a letter without a link: %s", text)
	}
	return strings.FieldsFunc(rest, func(r rune) bool { return r <= ' ' || r == '.' || r == ')' })[0]
}

// letterTo returns the secret in the letter to an address about a title.
func (j *mainJob) letterTo(address, title string) string {
	j.t.Helper()
	for _, letter := range j.post.Letters() {
		if letter.To == address && strings.Contains(letter.Text+letter.Subject, title) {
			return secretIn(j.t, letter.Text)
		}
	}
	j.t.Fatalf("no letter about %s to %s", title, address)
	return ""
}

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
	j.b.Do(chromedp.Click(chromedp.CSS(`main form[action$="/release"] button`)))
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
