package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"kreislauf/internal/seal"
	"kreislauf/internal/store/surveytest"
	"kreislauf/internal/web"
)

// visitor walks through the pages as a browser without JavaScript does.
type visitor struct {
	t       testing.TB
	app     *web.App
	address string // of the page at hand, without what it says was done
	page    *goquery.Document
	answer  *http.Response
	cookies map[string]string
}

// serveAnswers returns the application over a scene, and its log.
func serveAnswers(t testing.TB, s *surveytest.Scene, ready func(context.Context) error) (*web.App, *strings.Builder) {
	t.Helper()
	journal := &strings.Builder{}
	app, err := web.New(web.Deps{
		Survey: s.Service, Answering: s.Answering, Stamp: seal.NewStamp([]byte(strings.Repeat("k", 32))),
		Ready: ready, Now: s.Clock.Now, Log: slog.New(slog.NewTextHandler(journal, nil)), BaseURL: "http://kreislauf.test",
	})
	if err != nil {
		t.Fatal(err)
	}
	return app, journal
}

func visit(t testing.TB, app *web.App) *visitor {
	return &visitor{t: t, app: app, cookies: map[string]string{}}
}

// get opens an address and follows redirects.
func (v *visitor) get(address string) *visitor {
	v.t.Helper()
	return v.send(httptest.NewRequest(http.MethodGet, address, nil))
}

// press sends the form at hand with the values laid over its own.
func (v *visitor) press(values url.Values) *visitor {
	v.t.Helper()
	action, ok := v.page.Find("form#answers").Attr("action")
	if !ok {
		v.t.Fatalf("no form on %s: %s", v.address, v.text("main"))
	}
	return v.post(action, v.form(values))
}

func (v *visitor) post(address string, values url.Values) *visitor {
	v.t.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.send(r)
}

// form returns what the form at hand would send, with the values laid over.
func (v *visitor) form(values url.Values) url.Values {
	sent := url.Values{}
	v.page.Find("form#answers input[type=hidden], form#answers input:checked, form#answers textarea").Each(func(_ int, field *goquery.Selection) {
		value := field.AttrOr("value", "")
		if goquery.NodeName(field) == "textarea" {
			value = field.Text()
		}
		sent.Set(field.AttrOr("name", ""), value)
	})
	for name := range values {
		sent[name] = values[name]
	}
	return sent
}

func pageOf(address *url.URL) string {
	query := address.Query()
	if !query.Has("done") {
		return address.RequestURI()
	}
	query.Del("done")
	page := url.URL{Path: address.Path, RawQuery: query.Encode()}
	return page.RequestURI()
}

func (v *visitor) send(r *http.Request) *visitor {
	v.t.Helper()
	for range 10 {
		for name, value := range v.cookies {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		answer, err := v.app.Fiber().Test(r, -1)
		if err != nil {
			v.t.Fatal(err)
		}
		for _, c := range answer.Cookies() {
			v.cookies[c.Name] = c.Value
		}
		v.answer, v.address = answer, pageOf(r.URL)
		if answer.StatusCode != http.StatusSeeOther {
			body, err := io.ReadAll(answer.Body)
			if err != nil {
				v.t.Fatal(err)
			}
			if v.page, err = goquery.NewDocumentFromReader(strings.NewReader(string(body))); err != nil {
				v.t.Fatal(err)
			}
			return v
		}
		r = httptest.NewRequest(http.MethodGet, answer.Header.Get("Location"), nil)
	}
	v.t.Fatal("redirects without end")
	return v
}

func (v *visitor) text(selector string) string {
	return strings.Join(strings.Fields(v.page.Find(selector).Text()), " ")
}

func (v *visitor) want(status int, selector, text string) {
	v.t.Helper()
	if got := v.text(selector); v.answer.StatusCode != status || !strings.Contains(got, text) {
		v.t.Fatalf("%s: got %d and %q in %s, want %d and %q", v.address, v.answer.StatusCode, got, selector, status, text)
	}
}
