package gallery_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kreislauf/internal/testenv/browser"
)

func TestEveryChartIsDrawnAsSVG(t *testing.T) {
	site, tab := enter(t)
	tab.Wear("light", 1440)
	open(tab, site.URL+"/charts")
	frames := browser.Eval[int](tab, `document.querySelectorAll(".chart").length`)
	drawn := browser.Eval[int](tab, `[...document.querySelectorAll(".chart")].filter(c => c.querySelector("svg path")).length`)
	if frames == 0 || drawn != frames {
		t.Errorf("%d of %d charts are drawn", drawn, frames)
	}
}

const (
	kept      = `localStorage.getItem("outbox:k1") ?? ""`
	answerTwo = `input[name=stimme][value="2"]`
)

func saveState(is string) chromedp.Action[chromedp.Void] {
	return chromedp.WaitReady(`[data-outbox-status][data-is="` + is + `"]`)
}

func TestAnAnswerLeavesTheDeviceOnlyAfterTheServerHasIt(t *testing.T) {
	site, tab := enter(t)
	site.answer(http.StatusServiceUnavailable)
	open(tab, site.URL+"/question")
	tab.Do(chromedp.Click(answerTwo), saveState("offline"))
	if box := browser.Eval[string](tab, kept); !strings.Contains(box, `"stimme"`) {
		t.Errorf("the unsent answer is not on the device: %s", box)
	}

	site.answer(http.StatusNoContent)
	tab.Do(chromedp.Reload(), saveState("saved"))
	if box := browser.Eval[string](tab, kept); strings.Contains(box, `"stimme"`) {
		t.Errorf("the confirmed answer is still on the device: %s", box)
	}
	if !browser.Eval[bool](tab, `document.querySelector('`+answerTwo+`').checked`) {
		t.Error("the answer of the last visit does not stand in the form")
	}
	sent := site.bodies()
	if len(sent) == 0 {
		t.Fatal("nothing was sent")
	}
	form, err := url.ParseQuery(sent[len(sent)-1])
	if err != nil {
		t.Fatal(err)
	}
	if form.Get("stimme") != "2" || form.Get("_seq") == "" {
		t.Errorf("sent %v, want the answer with its sequence number", form)
	}
}

func TestARefusedAnswerIsNotSentForEver(t *testing.T) {
	site, tab := enter(t)
	site.answer(http.StatusGone)
	open(tab, site.URL+"/question")
	tab.Do(chromedp.Click(answerTwo), saveState("failed"))
}

func TestAFailedRequestShowsABannerAndLeavesTheForm(t *testing.T) {
	site, tab := enter(t)
	site.answer(http.StatusServiceUnavailable)
	open(tab, site.URL+"/question")
	tab.Do(chromedp.Click(answerTwo), chromedp.Click(`button[value=next]`), chromedp.WaitVisible(`[data-banner]:not([hidden])`))
	if !browser.Eval[bool](tab, `document.querySelector('`+answerTwo+`').checked`) {
		t.Error("the answer is gone from the form")
	}
	if heading := browser.Eval[string](tab, `document.querySelector("main h1").textContent`); heading != "Unsere gemeinsamen Treffen" {
		t.Errorf("the page was replaced: heading %q", heading)
	}
}

func TestALinkReplacesThePageAndMovesTheFocusToItsHeading(t *testing.T) {
	site, tab := enter(t)
	tab.Wear("light", 1440)
	open(tab, site.URL+"/blocks")
	browser.Eval[bool](tab, `window.stays = true`)
	tab.Do(chromedp.Click(`.menu a[href="/kooperationen"]`), chromedp.WaitVisible(".public h1"))
	tab.Wait(`document.activeElement === document.querySelector("h1")`)
	if !browser.Eval[bool](tab, `window.stays === true && location.pathname === "/kooperationen" && document.title === "Kooperationen"`) {
		t.Error("the page was loaded anew, or address and title did not follow")
	}
}

func TestADialogShowsTheLinksPageAndGivesTheFocusBack(t *testing.T) {
	site, tab := enter(t)
	tab.Wear("light", 1440)
	open(tab, site.URL+"/blocks")
	browser.Eval[int](tab, `document.querySelector('.crumbs a').setAttribute("data-dialog", ""); 0`)
	tab.Do(chromedp.Click(`.crumbs a`), chromedp.WaitVisible("dialog[open] h1"))
	if path := browser.Eval[string](tab, `location.pathname`); path != "/blocks" {
		t.Errorf("the address became %s, want it to stay", path)
	}
	tab.Do(chromedp.Click("dialog[open] header button"), chromedp.WaitNotPresent("dialog[open]"))
	tab.Wait(`document.activeElement.matches("[data-dialog]")`) // the focus returns to the link
}

func TestAnswersOlderThanADayAreForgotten(t *testing.T) {
	site, tab := enter(t)
	open(tab, site.URL+"/question")
	browser.Eval[int](tab, `localStorage.setItem("outbox:old", JSON.stringify({seq: 1, at: Date.now() - 25 * 3600 * 1000, answers: {a: {seq: 1, values: ["1"]}}})); 0`)
	browser.Eval[int](tab, `localStorage.setItem("outbox:new", JSON.stringify({seq: 1, at: Date.now() - 23 * 3600 * 1000, answers: {a: {seq: 1, values: ["1"]}}})); 0`)
	tab.Do(chromedp.Reload(), chromedp.WaitVisible("main h1"))
	if left := browser.Eval[string](tab, `Object.keys(localStorage).sort().join(" ")`); left != "outbox:new" {
		t.Errorf("on the device after a day: %q, want only the younger box", left)
	}
}
