package gallery_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"kreislauf/internal/testenv/browser"
	"kreislauf/web/static"
	"kreislauf/web/templates/layout"
)

const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"

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

// enter serves the gallery and opens a browser for it.
func enter(t *testing.T) (*site, *browser.Tab) {
	t.Helper()
	s := serve(t)
	return s, browser.Open(t, s.URL)
}

// open goes to a page and waits until its charts, if any, are drawn.
func open(tab *browser.Tab, address string) {
	tab.Visit(address)
	if strings.HasSuffix(address, "/charts") {
		tab.Do(chromedp.WaitReady("html[data-charts-ready]"))
	}
}

func TestEveryComponentPassesAxeInBothSchemesAndWidths(t *testing.T) {
	site, tab := enter(t)
	for name := range pages() {
		for _, colours := range []string{"light", "dark"} {
			for _, width := range []int64{390, 1440} {
				tab.Wear(colours, width)
				open(tab, site.URL+"/"+name)
				where := fmt.Sprintf("%s-%s-%dpx", name, colours, width)
				tab.CheckAxe(where)
				tab.Shoot(*shots, where)
			}
		}
	}
	tab.CheckCalm()
}
