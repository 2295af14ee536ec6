package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/roster"
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
		if _, err := j.roster.AddPerson(j.t.Context(), j.manager(), roster.PersonInput{
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
	// Two days leave no room for the reminders that the form begins with.
	browser.Eval[bool](j.b, `[...document.querySelectorAll("main [name=reminders]")].every(s => { s.selectedIndex = 0; return s.value === ""; })`)
	j.b.Do(chromedp.Click(chromedp.CSS("main button[value=preview]")))
	j.b.Wait(`document.querySelector("main").innerText.includes("Dienstag, 24. November 2026, 10:00")`)
	if mode == campaign.Anonymous {
		checkPage(j.b, "neue-befragung")
	}
	j.b.Do(chromedp.Click(chromedp.CSS("main button[value=plan]")))
	j.b.Wait(`/^\/campaigns\/[0-9a-f-]{36}\/launch$/.test(location.pathname) && !!document.querySelector("#starten")`)
	id := j.idAt("/campaigns/")
	if mode == campaign.Anonymous {
		checkPage(j.b, "start-einer-befragung")
	}
	j.b.Check("privacy_read", "yes")
	j.b.Check("anyway", "yes") // neither a test mail nor the works council's sheet in this story
	j.b.Do(chromedp.Click(chromedp.CSS("main form[action$=launch] button")))
	j.b.Wait(fmt.Sprintf("location.pathname === %q", "/campaigns/"+id))
	return id
}

func (j *mainJob) questionnaire(key string) string {
	offers, err := j.survey.Questionnaires(j.t.Context(), j.manager())
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
