package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kreislauf/internal/testenv/browser"
)

const (
	nextButton = `footer button[value=next], footer a.btn-primary, footer button.btn-primary`
	phone      = 390
	desk       = 1440
)

// looks are the four ways in which every page is looked at.
var looks = []struct {
	colours string
	width   int64
	name    string
}{{"light", phone, "390"}, {"dark", phone, "390-dark"}, {"light", desk, "1440"}, {"dark", desk, "1440-dark"}}

// checkPage looks at the page that is open in every way, and leaves the tab a
// phone in daylight.
func checkPage(b *browser.Tab, name string) {
	for _, look := range looks {
		b.Wear(look.colours, look.width)
		b.CheckAxe(name + " " + look.name)
		b.Shoot(*shots, name+"-"+look.name)
	}
	b.Wear("light", phone)
}

func demoRespondent(t *testing.T, r *running) string {
	t.Helper()
	links, err := r.openLinks(t.Context())
	if err != nil || len(links) == 0 {
		t.Fatalf("links: %v, %v", links, err)
	}
	return r.base + "/a/" + links[0]
}

func TestAnEmployeeAnswersOnThePhoneLeavesResumesAndSubmitsOnce(t *testing.T) {
	t.Parallel()
	r := start(t, "", loadDemo)
	link := demoRespondent(t, r)
	b := browser.Open(t, r.base)
	b.Wear("light", phone)
	b.Visit(link)
	if requests := b.Requests(); len(requests) > 4 {
		t.Errorf("the first page takes %d requests: %v", len(requests), requests)
	}
	checkPage(b, "start")
	b.Visit(link)
	b.Click(nextButton, "input[name=tr_contact]")
	b.Click(`input[name=tr_contact][value="4"]`, "main h1")
	b.Wait(saved)
	checkPage(b, "frage")

	// Leaving without a word and coming back by the same link.
	b.Visit(r.base + "/impressum")
	b.Visit(link)
	b.Click(nextButton, "input[name=tr_contact]")
	if !browser.Eval[bool](b, `document.querySelector("input[name=tr_contact][value='4']").checked`) {
		t.Error("the answer given before leaving is lost")
	}
	for _, page := range []struct{ first, name string }{
		{"mk_voice", "matrix"}, {"wl_daily", "werte-gelebt"}, {"va_reliable", "werte-karten"}, {"ww_balance", "win-win"},
	} {
		b.Click(nextButton, "input[name="+page.first+"]")
		if page.name == "matrix" || page.name == "werte-karten" {
			checkPage(b, page.name)
		}
	}
	b.Click(`input[name=ww_balance][value="2"]`, "main h1")
	b.Wait(saved)
	b.Click(nextButton, "dl.answers")
	checkPage(b, "pruefen")
	before := r.countBallots(t)
	// As often and as fast as an impatient thumb can.
	browser.Eval[bool](b, `(() => { const go = document.querySelector("footer button.btn-primary"); go.click(); go.click(); go.click(); return true })()`)
	b.Do(chromedp.WaitVisible(chromedp.CSS(".receipt output")))
	checkPage(b, "danke")
	if after := r.countBallots(t); after != before+1 {
		t.Errorf("%d ballots became %d", before, after)
	}
	b.Visit(link)
	if text := b.Text("main"); !strings.Contains(text, "noch einmal") {
		t.Errorf("the used link does not offer a change: %s", text)
	}
	b.CheckCalm()
}

// saved is true when the page says that everything reached the server.
const saved = `document.querySelector("[data-outbox-status]").dataset.is === "saved"`

// countBallots counts the ballots of all waves.
func (r *running) countBallots(t *testing.T) int {
	t.Helper()
	var n int
	if err := r.db.SQL().QueryRowContext(t.Context(), "SELECT count(*) FROM ballots").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheWholeSurveyWorksWithoutScript(t *testing.T) {
	t.Parallel()
	r := start(t, "", loadDemo)
	b := browser.Open(t, r.base)
	b.Wear("light", phone)
	b.Script(false)
	b.Visit(demoRespondent(t, r))
	b.Click(nextButton, "input[name=tr_contact]")
	b.Click(`input[name=tr_contact][value="4"]`, "main h1")
	for _, first := range []string{"mk_voice", "wl_daily", "va_reliable", "ww_balance"} {
		b.Click(nextButton, "input[name="+first+"]")
	}
	b.Click(`input[name=ww_balance][value="2"]`, "main h1")
	b.Click(nextButton, "dl.answers")
	b.Click(nextButton, ".receipt output")
	if receipt := b.Text(".receipt output"); len(strings.TrimSpace(receipt)) != 9 {
		t.Errorf("receipt %q", receipt)
	}
	b.CheckCalm()
}
