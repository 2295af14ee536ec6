package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/store/surveytest"
)

func TestALinkThatDoesNotWorkSaysSoTheSameWay(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	s.Exec("UPDATE invitations SET revoked = TRUE WHERE id = ?", s.Invitations[0])
	var pages []string
	for _, secret := range []string{s.Links[0], strings.Repeat("a", 32), "x", "%00", "%ff"} {
		v.get("/a/"+secret).want(404, "h1", "Mit diesem Link kommen wir leider nicht weiter")
		pages = append(pages, v.text("main"))
		v.get("/a/"+secret+"/p/1").want(404, "h1", "Mit diesem Link")
	}
	for _, page := range pages {
		if page != pages[0] {
			t.Errorf("the pages differ:\n%s\n%s", pages[0], page)
		}
	}
}

func TestBadInputGetsASentenceAndLosesNothing(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	for name, bad := range map[string]string{"outside the scale": "9", "broken UTF-8": "\xff", "NUL": "\x00"} {
		v.get(link(s) + "/p/1").press(url.Values{"tr_contact": {bad}, "tr_promise": {"2"}})
		v.want(422, ".errors", "Eine Angabe fehlt noch oder stimmt nicht")
		v.want(422, ".errors a[href='#tr_contact']", "Ich weiß, wen ich fragen kann: Bitte wählen")
		v.want(422, "#tr_contact-error", "Bitte wählen Sie eine der angebotenen Antworten.")
		if got := v.page.Find("input[name=tr_promise][checked]").AttrOr("value", ""); got != "2" {
			t.Errorf("%s: the form lost tr_promise: %q", name, got)
		}
		if _, ok := v.page.Find("fieldset#tr_contact[aria-describedby~=tr_contact-error]").Attr("id"); !ok {
			t.Errorf("%s: the question does not point to its error", name)
		}
	}
	v.get(link(s)+"/p/99").want(404, "main", "gehört nicht zum Fragebogen")
	v.get(link(s)+"/p/x").want(404, "main", "gehört nicht zum Fragebogen")
	v.get(link(s)+"/review").press(nil).want(200, "h1", "Danke!")
}

func TestAnEmptyFormIsNotSubmitted(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	v.get(link(s)+"/review").press(nil).want(422, ".errors", "mindestens eine Frage")
	if s.Count("ballots") != 0 {
		t.Error("an empty ballot was cast")
	}
}

func TestAFormOfAnotherSiteOrWithoutItsTokenIsRefused(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{People: 2})
	v.get("/a/" + s.Links[1] + "/p/1")
	foreign := v.form(url.Values{"tr_contact": {"4"}})
	v.get(link(s) + "/p/1")
	own := v.form(url.Values{"tr_contact": {"4"}})
	missing := v.form(url.Values{"tr_contact": {"4"}, "_csrf": {""}})
	send := func(form url.Values, header, value string) int {
		r := httptest.NewRequest(http.MethodPost, link(s)+"/p/1", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if header != "" {
			r.Header.Set(header, value)
		}
		return v.send(r).answer.StatusCode
	}
	for _, c := range []struct {
		name          string
		form          url.Values
		header, value string
		want          int
	}{
		{"another link's token", foreign, "", "", 403},
		{"no token", missing, "", "", 403},
		{"cross-site", own, "Sec-Fetch-Site", "cross-site", 403},
		{"foreign origin", own, "Origin", "https://evil.test", 403},
		{"null origin with the token", own, "Origin", "null", 200},
		{"own origin", own, "Origin", "http://kreislauf.test", 200},
	} {
		if got := send(c.form, c.header, c.value); got != c.want {
			t.Errorf("%s: status %d, want %d", c.name, got, c.want)
		}
	}
}

func TestAutosaveAnswersBrieflyAndKeepsPartOfAPage(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	v.get(link(s) + "/p/1")
	autosave := v.page.Find("form#answers").AttrOr("data-autosave", "")
	hidden := v.form(nil)
	with := func(code, value string) url.Values {
		values := url.Values{code: {value}, "_seq": {"1"}}
		for name := range hidden {
			values[name] = hidden[name]
		}
		return values
	}
	if v.post(autosave, with("mk_voice", "3")); v.answer.StatusCode != 204 {
		t.Errorf("status %d: %s", v.answer.StatusCode, v.text("body"))
	}
	v.post(autosave, with("mk_voice", "9")).want(422, "body", `{"error":"Bitte wählen Sie eine der angebotenen Antworten.","fields":{"mk_voice":`)
	v.get(link(s) + "/p/2")
	if got := v.page.Find("input[name=mk_voice][checked]").AttrOr("value", ""); got != "3" {
		t.Errorf("mk_voice = %q", got)
	}
	v.get(link(s) + "/review").press(nil)
	if v.post(autosave, with("mk_voice", "1")); v.answer.StatusCode != 409 {
		t.Errorf("a save after the submit: status %d", v.answer.StatusCode)
	}
	s.Clock.Set(surveytest.Closes.Add(time.Hour))
	if v.post(autosave, with("mk_voice", "1")); v.answer.StatusCode != 409 {
		t.Errorf("a save after the close: status %d", v.answer.StatusCode)
	}
}

func TestWithoutADatabaseEverythingSentComesBackToBeSentAgain(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	v.get(link(s) + "/p/1")
	form := v.form(url.Values{"tr_contact": {"4"}})
	s.Exec("ALTER TABLE invitations RENAME TO gone")
	v.app, _ = serveAnswers(t, s, func(context.Context) error { return errors.New("gone") })
	v.post(link(s)+"/p/1", form).want(503, "main", "Es ging nichts verloren")
	if diff := cmp.Diff(form, v.form(nil)); diff != "" {
		t.Errorf("the form came back changed (-want +got):\n%s", diff)
	}
	if v.answer.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	s.Exec("ALTER TABLE gone RENAME TO invitations")
	v.press(nil).want(200, "h1", "Unsere gemeinsamen Treffen")
}

func TestABodyOfTenMegabytesIsRefusedWithAPage(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	site := listenAndServe(t, v.app)
	body := strings.NewReader("tr_contact=" + strings.Repeat("a", 10<<20))
	answer, err := http.Post(site+link(s)+"/p/1", "application/x-www-form-urlencoded", body)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	page, err := goquery.NewDocumentFromReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := page.Find("main").Text(); answer.StatusCode != 413 || !strings.Contains(got, "höchstens 1 MB") {
		t.Errorf("status %d: %s", answer.StatusCode, got)
	}
}

func TestGetAndHeadChangeNothing(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	before := draft(s)
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		for _, path := range []string{"", "/p/1?tr_contact=4", "/p/2", "/review", "/done", "/submit", "/autosave"} {
			v.send(httptest.NewRequest(method, link(s)+path, nil))
		}
	}
	if draft(s) != before || s.Count("ballots") != 0 {
		t.Error("a GET changed something")
	}
}
