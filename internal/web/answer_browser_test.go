package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"

	"kreislauf/internal/store/storetest"
	"kreislauf/internal/store/surveytest"
	"kreislauf/internal/testenv"
	"kreislauf/internal/web"
)

// phone is Chromium at the size of a phone.
type phone struct {
	t   *testing.T
	ctx context.Context
}

func TestOnAPhoneAnswersTravelWithoutReloadAndSurviveEveryFailure(t *testing.T) {
	t.Parallel()
	s := surveytest.New(t, storetest.SQLite(t), surveytest.Options{})
	app, _ := serveAnswers(t, s, s.DB.Ping)
	site := listenAndServe(t, app)
	p := start(t)
	p.do(chromedp.Navigate(site+link(s)), chromedp.WaitVisible("footer a.btn-primary"))
	p.eval(`window.sameDocument = true`)

	p.do(chromedp.Click("footer a.btn-primary"), chromedp.WaitVisible("#tr_contact"))
	p.want(`location.pathname`, link(s)+"/p/1")
	p.want(`document.activeElement.tagName`, "H1")
	p.do(chromedp.Click("input[name=tr_contact][value='4']"), chromedp.WaitVisible("[data-outbox-status][data-is=saved]"))
	if got := openVisit(t, s).Answers["tr_contact"]; got != "4" {
		t.Errorf("saved while answering: tr_contact = %q", got)
	}

	s.Exec("ALTER TABLE invitations RENAME TO gone")
	p.do(chromedp.Click("footer .btn-primary"), chromedp.WaitVisible("[data-banner]"))
	p.want(`document.querySelector("input[name=tr_contact]:checked").value`, "4")
	s.Exec("ALTER TABLE gone RENAME TO invitations")

	p.do(chromedp.SendKeys("input[name=tr_contact]:checked", "\r"), chromedp.WaitVisible("#mk_voice")) // enter leads on, not back
	p.want(`location.pathname`, link(s)+"/p/2")
	p.eval(`document.querySelector("input[name=mk_voice]").value = "9"`)
	p.do(chromedp.Click("label:has(input[name=mk_voice][value='9'])"), chromedp.Click("footer .btn-primary"), chromedp.WaitVisible(".errors"))
	p.want(`document.querySelector("#mk_voice-error").innerText.trim()`, "Bitte wählen Sie eine der angebotenen Antworten.")

	p.do(chromedp.Click("label:has(input[name=mk_voice][value='3'])"), chromedp.Click("footer .btn-primary"), chromedp.WaitVisible("fieldset"))
	p.want(`location.pathname`, link(s)+"/p/3")
	p.want(`window.sameDocument`, true)
	p.do(chromedp.Navigate(site+link(s)+"/review"), chromedp.WaitVisible(".answers"))
	p.eval(`(() => { const b = document.querySelector("footer .btn-primary"); b.click(); b.click(); b.click(); })()`)
	p.do(chromedp.WaitVisible(".receipt output"))
	if got := s.Ballot(0); got["tr_contact"] != "4" || got["mk_voice"] != "3" || s.Count("ballots") != 1 {
		t.Errorf("%d ballots, the first holds %v", s.Count("ballots"), got)
	}
	p.want(`Object.keys(localStorage).filter(k => k.startsWith("outbox:")).length`, 0.0)
}

func TestRespondentsPagesPassAxeAndLoadFourSmallFiles(t *testing.T) {
	t.Parallel()
	s := surveytest.New(t, storetest.SQLite(t), surveytest.Options{People: 2})
	app, _ := serveAnswers(t, s, s.DB.Ping)
	site := listenAndServe(t, app)
	sent := visit(t, app).get("/a/" + s.Links[1] + "/p/1")
	sent.press(map[string][]string{"tr_contact": {"4"}}).get("/a/" + s.Links[1] + "/review").press(nil)
	p := start(t)
	axe := testenv.AxeSource(t)
	for _, path := range []string{link(s), link(s) + "/p/1", link(s) + "/p/2", link(s) + "/p/4", link(s) + "/review", "/a/" + s.Links[1], "/a/" + s.Links[1] + "/done", "/a/nothing"} {
		for _, colours := range []string{"light", "dark"} {
			for _, width := range []int64{390, 1440} {
				p.wear(colours, width)
				p.do(chromedp.Navigate(site+path), chromedp.WaitVisible("main h1"))
				where := fmt.Sprintf("%s, %s, %d px", strings.Replace(path, s.Links[0], "…", 1), colours, width)
				p.axe(where, axe)
				if p.eval(`document.documentElement.scrollWidth > innerWidth`) == true {
					t.Errorf("%s: wider than the window", where)
				}
			}
		}
	}
	p.do(chromedp.Navigate(site+link(s)), chromedp.WaitVisible("main h1"))
	p.want(`performance.getEntriesByType("resource").filter(e => new URL(e.name).origin !== location.origin).length`, 0.0)
}

func start(t *testing.T) *phone {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(testenv.Chromium(t)), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true))
	ctx, endBrowser := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	ctx, endTab := chromedp.NewContext(ctx)
	ctx, end := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(func() { end(); endTab(); endBrowser() })
	p := &phone{t: t, ctx: ctx}
	p.do(chromedp.Navigate("about:blank"))
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	p.wear("light", 390)
	return p
}

func (p *phone) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

func (p *phone) eval(expression string) any {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[any](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

func (p *phone) want(expression string, want any) {
	p.t.Helper()
	if got := p.eval(expression); got != want {
		p.t.Errorf("%s = %v, want %v", expression, got, want)
	}
}

func (p *phone) wear(colours string, width int64) {
	p.t.Helper()
	size := emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 500}
	if _, err := chromedp.Call(p.ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
		p.t.Fatal(err)
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: colours}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, media); err != nil {
		p.t.Fatal(err)
	}
}

func (p *phone) axe(where, source string) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](source))
	found, _ := p.eval(`axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations))`).(string)
	var violations []struct {
		ID    string `json:"id"`
		Nodes []struct {
			HTML string `json:"html"`
		} `json:"nodes"`
	}
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		p.t.Fatal(err)
	}
	for _, v := range violations {
		p.t.Errorf("%s: %s (%d ×): %.200s", where, v.ID, len(v.Nodes), v.Nodes[0].HTML)
	}
}

func listenAndServe(t testing.TB, app *web.App) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = app.Serve(listener) }()
	t.Cleanup(func() { _ = app.Shutdown(context.WithoutCancel(t.Context())) })
	return "http://" + listener.Addr().String()
}
