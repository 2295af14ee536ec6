package gallery_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// listen collects what the browser reports as an error.
func listen(t *testing.T, ctx context.Context) func() []string {
	t.Helper()
	var mu sync.Mutex
	var complaints []string
	err := chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch event := event.(type) {
		case *log.EventEntryAdded:
			if event.Entry.Level == log.EntryLevelError {
				complaints = append(complaints, event.Entry.Text+" "+event.Entry.URL)
			}
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, event.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), complaints...)
	}
}

func TestEveryChartIsDrawnAsSVG(t *testing.T) {
	site, ctx := serve(t), browser(t)
	wear(t, ctx, "light", 1440)
	open(t, ctx, site.URL+"/charts")
	frames := eval[int](t, ctx, `document.querySelectorAll(".chart").length`)
	drawn := eval[int](t, ctx, `[...document.querySelectorAll(".chart")].filter(c => c.querySelector("svg path")).length`)
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
	site, ctx := serve(t), browser(t)
	site.answer(http.StatusServiceUnavailable)
	open(t, ctx, site.URL+"/question")
	do(t, ctx, chromedp.Click(answerTwo), saveState("offline"))
	if box := eval[string](t, ctx, kept); !strings.Contains(box, `"stimme"`) {
		t.Errorf("the unsent answer is not on the device: %s", box)
	}

	site.answer(http.StatusNoContent)
	do(t, ctx, chromedp.Reload(), saveState("saved"))
	if box := eval[string](t, ctx, kept); strings.Contains(box, `"stimme"`) {
		t.Errorf("the confirmed answer is still on the device: %s", box)
	}
	if !eval[bool](t, ctx, `document.querySelector('`+answerTwo+`').checked`) {
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
	site, ctx := serve(t), browser(t)
	site.answer(http.StatusGone)
	open(t, ctx, site.URL+"/question")
	do(t, ctx, chromedp.Click(answerTwo), saveState("failed"))
}

func TestAFailedRequestShowsABannerAndLeavesTheForm(t *testing.T) {
	site, ctx := serve(t), browser(t)
	site.answer(http.StatusServiceUnavailable)
	open(t, ctx, site.URL+"/question")
	do(t, ctx, chromedp.Click(answerTwo), chromedp.Click(`button[value=next]`), chromedp.WaitVisible(`[data-banner]:not([hidden])`))
	if !eval[bool](t, ctx, `document.querySelector('`+answerTwo+`').checked`) {
		t.Error("the answer is gone from the form")
	}
	if heading := eval[string](t, ctx, `document.querySelector("main h1").textContent`); heading != "Unsere gemeinsamen Treffen" {
		t.Errorf("the page was replaced: heading %q", heading)
	}
}

func TestALinkReplacesThePageAndMovesTheFocusToItsHeading(t *testing.T) {
	site, ctx := serve(t), browser(t)
	wear(t, ctx, "light", 1440)
	open(t, ctx, site.URL+"/blocks")
	eval[bool](t, ctx, `window.stays = true`)
	do(t, ctx, chromedp.Click(`.menu a[href="/kooperationen"]`), chromedp.WaitVisible(".public h1"))
	focused, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.activeElement === document.querySelector("h1")`))
	if err != nil || !focused {
		t.Errorf("the focus is not on the heading: %v", err)
	}
	if !eval[bool](t, ctx, `window.stays === true && location.pathname === "/kooperationen" && document.title === "Kooperationen"`) {
		t.Error("the page was loaded anew, or address and title did not follow")
	}
}

func TestADialogShowsTheLinksPageAndGivesTheFocusBack(t *testing.T) {
	site, ctx := serve(t), browser(t)
	wear(t, ctx, "light", 1440)
	open(t, ctx, site.URL+"/blocks")
	eval[int](t, ctx, `document.querySelector('.crumbs a').setAttribute("data-dialog", ""); 0`)
	do(t, ctx, chromedp.Click(`.crumbs a`), chromedp.WaitVisible("dialog[open] h1"))
	if path := eval[string](t, ctx, `location.pathname`); path != "/blocks" {
		t.Errorf("the address became %s, want it to stay", path)
	}
	do(t, ctx, chromedp.Click("dialog[open] header button"), chromedp.WaitNotPresent("dialog[open]"))
	if !eval[bool](t, ctx, `document.activeElement.matches("[data-dialog]")`) {
		t.Error("the focus did not return to the link")
	}
}

func TestAnswersOlderThanADayAreForgotten(t *testing.T) {
	site, ctx := serve(t), browser(t)
	open(t, ctx, site.URL+"/question")
	eval[int](t, ctx, `localStorage.setItem("outbox:old", JSON.stringify({seq: 1, at: Date.now() - 25 * 3600 * 1000, answers: {a: {seq: 1, values: ["1"]}}})); 0`)
	eval[int](t, ctx, `localStorage.setItem("outbox:new", JSON.stringify({seq: 1, at: Date.now() - 23 * 3600 * 1000, answers: {a: {seq: 1, values: ["1"]}}})); 0`)
	do(t, ctx, chromedp.Reload(), chromedp.WaitVisible("main h1"))
	if left := eval[string](t, ctx, `Object.keys(localStorage).sort().join(" ")`); left != "outbox:new" {
		t.Errorf("on the device after a day: %q, want only the younger box", left)
	}
}
