package gallery_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"

	"kreislauf/web/static"
	"kreislauf/web/templates/layout"
)

const (
	axeFile = "../../../node_modules/axe-core/axe.min.js"
	policy  = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"
)

var shots = flag.String("shots", "", "folder for pictures of the gallery")

// site serves the gallery the way the product serves its pages: strict policy,
// own files only. Saved collects the bodies of autosave requests, which answer
// with the status that the test chooses.
type site struct {
	*httptest.Server
	mu     sync.Mutex
	saved  []string
	status int
}

func serve(t *testing.T) *site {
	t.Helper()
	s := &site{status: http.StatusNoContent}
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Path, http.StripPrefix(static.Path, http.FileServerFS(static.Files)))
	mux.Handle("GET /charts/", http.StripPrefix("/charts/", http.FileServer(http.Dir("testdata/charts"))))
	mux.HandleFunc("POST /", s.save)
	mux.HandleFunc("GET /kooperationen", func(w http.ResponseWriter, r *http.Request) {
		head := layout.Head{Title: "Kooperationen"}
		body := render(t, "de", layout.Public(layout.PublicPage{Head: head, Heading: "Kooperationen", Focus: r.Header.Get("HX-Request") != ""}))
		_, _ = w.Write([]byte(body))
	})
	for name, page := range pages() {
		body := render(t, "de", page)
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(body))
		})
	}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *site) save(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := r.ParseForm(); err == nil && s.status < 300 {
		s.saved = append(s.saved, r.PostForm.Encode())
	}
	w.WriteHeader(s.status)
}

func (s *site) answer(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = status
}

func (s *site) bodies() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.saved...)
}

// browser starts Chromium without any request of its own.
func browser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("disable-background-networking", true))
	ctx, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancelTab := chromedp.NewContext(ctx)
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(func() { cancel(); cancelTab(); cancelAllocator() })
	do(t, ctx, chromedp.Navigate("about:blank"))
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatalf("listen to Chromium: %v", err)
	}
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func eval[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// wear sets the width of the window and the reader's colour scheme.
func wear(t *testing.T, ctx context.Context, colours string, width int64) {
	t.Helper()
	size := emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 500}
	if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
		t.Fatal(err)
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: colours}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
}

// open goes to a page and waits until its charts, if any, are drawn.
func open(t *testing.T, ctx context.Context, address string) {
	t.Helper()
	do(t, ctx, chromedp.Navigate(address), chromedp.WaitVisible("main h1"))
	if strings.HasSuffix(address, "/charts") {
		do(t, ctx, chromedp.WaitReady("html[data-charts-ready]"))
	}
}

// violation is one finding of axe.
type violation struct {
	ID    string `json:"id"`
	Nodes []struct {
		HTML string `json:"html"`
	} `json:"nodes"`
}

const runAxe = `axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations))`

func TestEveryComponentPassesAxeInBothSchemesAndWidths(t *testing.T) {
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		t.Fatalf("axe-core is missing, run npm ci: %v", err)
	}
	site, ctx := serve(t), browser(t)
	complaints := listen(t, ctx)
	for name := range pages() {
		for _, colours := range []string{"light", "dark"} {
			for _, width := range []int64{390, 1440} {
				look(t, ctx, site.URL+"/"+name, colours, width, string(axe))
			}
		}
	}
	for _, complaint := range complaints() {
		t.Errorf("the browser complains: %s", complaint)
	}
}

func look(t *testing.T, ctx context.Context, address, colours string, width int64, axe string) {
	t.Helper()
	wear(t, ctx, colours, width)
	open(t, ctx, address)
	where := fmt.Sprintf("%s, %s, %d px", address[strings.LastIndex(address, "/")+1:], colours, width)
	do(t, ctx, chromedp.Evaluate[chromedp.Void](axe))
	var found []violation
	if err := json.Unmarshal([]byte(eval[string](t, ctx, runAxe)), &found); err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Errorf("%s: %s (%d ×): %.160s", where, v.ID, len(v.Nodes), v.Nodes[0].HTML)
	}
	if eval[bool](t, ctx, `document.documentElement.scrollWidth > innerWidth`) {
		t.Errorf("%s: the page is wider than the window", where)
	}
	if *shots != "" {
		shoot(t, ctx, filepath.Join(*shots, strings.NewReplacer(", ", "-", " ", "").Replace(where)+".png"))
	}
}

func shoot(t *testing.T, ctx context.Context, file string) {
	t.Helper()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		t.Fatal(err)
	}
}
