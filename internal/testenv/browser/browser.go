// Package browser owns a real Chromium for tests: one tab with a reader's
// width and colours, which listens for errors, refused resources and requests
// to foreign hosts. It refuses to wait by the clock.
package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"kreislauf/internal/testenv"
)

// Bounds for a browser that hangs. On a busy machine Chromium may take half a
// minute to start, and a test that looks at many pages some minutes.
const (
	patience = 10 * time.Minute // for a whole test
	waiting  = 2 * time.Minute  // for the start, and for one condition
)

// Tab is one tab of a browser of its own.
type Tab struct {
	t    testing.TB
	ctx  context.Context
	axe  string
	host string

	mu         sync.Mutex
	complaints []string
	requests   []string
}

// Open starts a browser for the site at address, which is the only host its
// pages may ask.
func Open(t testing.TB, address string) *Tab {
	t.Helper()
	site, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(testenv.Chromium(t)), chromedp.WSURLReadTimeout(waiting), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("lang", "de-DE"), chromedp.Flag("accept-lang", "de-DE"))
	ctx, cancelAllocator := chromedp.NewExecAllocator(t.Context(), options...)
	ctx, cancelTab := chromedp.NewContext(ctx)
	ctx, cancel := context.WithTimeout(ctx, patience)
	tab := &Tab{t: t, ctx: ctx, axe: testenv.AxeSource(t), host: site.Host}
	t.Cleanup(func() { cancel(); cancelTab(); cancelAllocator() })
	tab.Do(chromedp.Navigate("about:blank"))
	call(tab, log.Enable, cdp.Empty{})
	call(tab, network.Enable, network.EnableParams{})
	if err := chromedp.Listen(ctx, tab.hear); err != nil {
		t.Fatalf("listen to Chromium: %v", err)
	}
	return tab
}

// Do runs actions and fails the test when one fails.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatalf("%v\n%s", err, b.state())
	}
}

// Visit opens an address and waits for its heading.
func (b *Tab) Visit(address string) {
	b.t.Helper()
	b.Do(chromedp.Navigate(address), chromedp.WaitVisible(chromedp.CSS("main h1")))
}

// Click presses the element and waits until what follows is visible.
func (b *Tab) Click(selector, then string) {
	b.t.Helper()
	b.Do(chromedp.Click(chromedp.CSS(selector)), chromedp.WaitVisible(chromedp.CSS(then)))
}

// Fill writes a value into the field of that name: text, or the value of a
// select's option.
func (b *Tab) Fill(name, value string) {
	b.t.Helper()
	b.Do(chromedp.SetValue(chromedp.CSS(`main [name="`+name+`"]`), value))
}

// Check marks the radio button or check box of that name and value.
func (b *Tab) Check(name, value string) {
	b.t.Helper()
	b.Do(chromedp.Click(chromedp.CSS(`main input[name="` + name + `"][value="` + value + `"]`)))
}

// Wait waits until the JavaScript expression is true in a page that has been
// read to its end.
func (b *Tab) Wait(expression string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool](`document.readyState !== "loading" && (`+expression+`)`, chromedp.WithPollingTimeout(waiting))); err != nil {
		b.t.Fatalf("wait for %s: %v\n%s", expression, err, b.state())
	}
}

// Text returns the visible text of the first match, its no-break and narrow
// spaces as plain ones.
func (b *Tab) Text(selector string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		b.t.Fatal(err)
	}
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(text)
}

// Eval returns the value of a JavaScript expression.
func Eval[T any](b *Tab, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return value
}

// Wear sets the window's width in CSS pixels and the colour scheme, "light"
// or "dark"; motion is reduced.
func (b *Tab) Wear(colours string, width int64) {
	b.t.Helper()
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: 844, DeviceScaleFactor: 1, Mobile: width < 500,
	})
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: colours}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// Script switches JavaScript on or off for the pages opened from now on.
func (b *Tab) Script(on bool) {
	b.t.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// CheckAxe fails the test for every violation axe-core finds on the page as
// it is, and when the page is wider than the window.
func (b *Tab) CheckAxe(where string) {
	b.t.Helper()
	b.Do(chromedp.Evaluate[chromedp.Void](b.axe))
	found := Eval[string](b, `axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations))`)
	var violations []struct {
		ID    string `json:"id"`
		Nodes []struct {
			HTML           string `json:"html"`
			FailureSummary string `json:"failureSummary"`
		} `json:"nodes"`
	}
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		b.t.Fatal(err)
	}
	for _, v := range violations {
		b.t.Errorf("%s: axe: %s (%d ×): %.200s: %.300s", where, v.ID, len(v.Nodes), v.Nodes[0].HTML, v.Nodes[0].FailureSummary)
	}
	if Eval[bool](b, `document.documentElement.scrollWidth > innerWidth + 1`) {
		b.t.Errorf("%s: the page is wider than the window", where)
	}
}

// CheckCalm fails the test when the browser complained (script errors, the
// content security policy, missing files) or asked a foreign host.
func (b *Tab) CheckCalm() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, complaint := range b.complaints {
		b.t.Errorf("the browser complains: %s", complaint)
	}
	if len(b.requests) == 0 {
		b.t.Error("the browser asked for nothing: the check saw no page")
	}
	for _, request := range b.requests {
		if address, err := url.Parse(request); err != nil || address.Host != b.host {
			b.t.Errorf("a request went to a foreign host: %s", request)
		}
	}
}

// Requests returns the addresses asked for since the last call.
func (b *Tab) Requests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	seen := b.requests
	b.requests = nil
	return seen
}

// Shoot writes a picture of the whole page when folder is not empty.
func (b *Tab) Shoot(folder, name string) {
	b.t.Helper()
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

func (b *Tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch event := event.(type) {
	case *log.EventEntryAdded:
		if event.Entry.Level == log.EntryLevelError {
			b.complaints = append(b.complaints, event.Entry.Text+" "+event.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, event.ExceptionDetails.Text)
	case *network.EventRequestWillBeSent:
		if address := event.Request.URL; strings.HasPrefix(address, "http") {
			b.requests = append(b.requests, address)
		}
	}
}

// state describes where the tab is, for the message of a failed step.
func (b *Tab) state() string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.ctx), 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.pathname + "\n" + document.body.innerText.slice(0, 1500)`))
	if err != nil {
		return fmt.Sprintf("(the page cannot be read: %v)", err)
	}
	return text
}

func call[P, R any](b *Tab, command cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.t.Fatalf("tell Chromium: %v", err)
	}
}
