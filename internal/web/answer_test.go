package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/store/storetest"
	"kreislauf/internal/store/surveytest"
	"kreislauf/internal/survey"
)

func TestAnEmployeeAnswersWithoutJavaScriptFromLinkToReceipt(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	v.want(200, "h1", "Wie läuft unsere Zusammenarbeit?")
	v.want(200, "footer .privacy", "Gruppen ab 5 Antworten")
	v.get(v.page.Find("footer a.btn-primary").AttrOr("href", ""))
	v.want(200, ".way", "Seite 1 von 6")
	v.press(url.Values{"tr_contact": {"4"}, "tr_promise": {"5"}})
	v.want(200, "h1", "Unsere gemeinsamen Treffen")
	v.press(url.Values{"mk_voice": {"na"}, "_go": {"back"}})
	v.want(200, "h1", "Ihr Arbeitsalltag")
	if got := v.page.Find("input[name=tr_promise][checked]").AttrOr("value", ""); got != "5" {
		t.Errorf("turning back shows tr_promise = %q", got)
	}

	v = visit(t, v.app).get(link(s))
	v.want(200, "footer a.btn-primary", "Weiter bei Seite 2")
	v.want(200, "main .note", "3 von")
	v.get(v.page.Find("footer a.btn-primary").AttrOr("href", ""))
	for range 3 {
		v.press(nil)
	}
	v.press(url.Values{"va_reliable": {"keep"}}) // another page's answer, sent along by the device
	v.want(200, "h1", "Alles richtig so?")
	v.want(200, ".answers", "Stimme voll zu")
	v.press(nil)
	v.want(200, "h1", "Danke! Ihre Antworten sind angekommen.")
	receipt := v.text(".receipt output")
	if len(receipt) != 9 || v.page.Find(".survey").AttrOr("data-outbox-clear", "") == "" {
		t.Errorf("receipt %q, clears the device: %q", receipt, v.page.Find(".survey").AttrOr("data-outbox-clear", ""))
	}
	want := survey.Answers{"tr_contact": "4", "tr_promise": "5", "mk_voice": "na", "va_reliable": "keep"}
	if diff := cmp.Diff(want, s.Ballot(0)); diff != "" {
		t.Errorf("ballot (-want +got):\n%s", diff)
	}
	v.get(link(s)).want(200, "main .note", receipt)
	v.want(200, "footer a.btn-primary", "Noch einmal antworten")
}

func TestASubmitPressedTwiceShowsTheSameReceipt(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	v.get(link(s) + "/p/1").press(url.Values{"tr_contact": {"4"}})
	v.get(link(s) + "/review")
	form := v.form(nil)
	var receipts []string
	for range 3 {
		v.post(link(s)+"/submit", form).want(200, "h1", "Danke!")
		receipts = append(receipts, v.text(".receipt output"))
	}
	if receipts[0] == "" || receipts[1] != receipts[0] || receipts[2] != receipts[0] || s.Count("ballots") != 1 {
		t.Errorf("receipts %q, %d ballots", receipts, s.Count("ballots"))
	}
	v.post(link(s)+"/p/1", form).want(200, "h1", "Danke!")
}

func TestTheLanguageSwitchTranslatesInterfaceAndQuestions(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	v.get(link(s) + "/p/1")
	v.get(v.page.Find("nav.languages a[hreflang=en]").AttrOr("href", ""))
	v.want(200, "h1", "Your working days with the others")
	v.want(200, ".way", "Page 1 of 6")
	if got := v.page.Find("html").AttrOr("lang", ""); got != "en" {
		t.Errorf("lang = %q", got)
	}
	v.press(url.Values{"tr_contact": {"9"}}).want(422, "#tr_contact-error", "Please choose one of the answers offered.")
	if diff := cmp.Diff(map[string]string{"lang": "en"}, v.cookies); diff != "" {
		t.Errorf("cookies (-want +got):\n%s", diff)
	}
}

func TestRespondentsPagesSetNoCookieAndStayInNoCacheNorLog(t *testing.T) {
	t.Parallel()
	s := surveytest.New(t, storetest.SQLite(t), surveytest.Options{})
	app, journal := serveAnswers(t, s, s.DB.Ping)
	v := visit(t, app)
	policies := map[string]string{
		"": "no-referrer", "/p/1": "same-origin", "/p/2": "same-origin", "/review": "same-origin", "/done": "no-referrer",
	}
	v.get(link(s) + "/p/1").press(url.Values{"tr_contact": {"4"}})
	v.get(link(s) + "/review").press(nil)
	for path, policy := range policies {
		v.get(link(s) + path)
		h := v.answer.Header
		got := []string{h.Get("Cache-Control"), h.Get("Referrer-Policy"), h.Get("X-Content-Type-Options"), v.page.Find("meta[name=referrer]").AttrOr("content", "")}
		if diff := cmp.Diff([]string{"no-store", policy, "nosniff", policy}, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", path, diff)
		}
		if csp := h.Get("Content-Security-Policy"); csp == "" || strings.Contains(csp, "unsafe") {
			t.Errorf("%q: policy %q", path, csp)
		}
	}
	if len(v.cookies) != 0 {
		t.Errorf("cookies were set: %v", v.cookies)
	}
	if strings.Contains(journal.String(), s.Links[0]) || !strings.Contains(journal.String(), "/a/:secret") {
		t.Errorf("the log names the link or no route:\n%s", journal)
	}
}

func TestPagesHoldNoInlineScriptOrStyleAndOneHeading(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	for _, path := range []string{"", "/p/1", "/p/2", "/p/4", "/review", "/done"} {
		v.get(link(s) + path)
		if n := v.page.Find("script:not([src]), style, [style], [onclick], [hx-on]").Length(); n != 0 {
			t.Errorf("%q: %d inline scripts or styles", path, n)
		}
		h1 := v.page.Find("h1[tabindex='-1']")
		if _, focused := h1.Attr("autofocus"); h1.Length() != 1 || focused {
			t.Errorf("%q: %d headings, focused %v", path, h1.Length(), focused)
		}
		v.page.Find("input[type=radio]").Each(func(_ int, radio *goquery.Selection) {
			if radio.ParentsFiltered("label").Length() != 1 {
				t.Errorf("%q: a choice without a label", path)
			}
		})
	}
	r := httptest.NewRequest(http.MethodGet, link(s)+"/p/1", nil)
	r.Header.Set("HX-Request", "true")
	if v.send(r); v.page.Find("h1[autofocus]").Length() != 1 {
		t.Error("a swapped page does not move the focus to its heading")
	}
}

func TestAFormBegunBeforeTheCloseIsFinishedInTheGrace(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	s.Clock.Set(surveytest.Closes.Add(-time.Minute))
	v.get(link(s) + "/p/5")
	s.Clock.Set(surveytest.Closes.Add(5 * time.Minute))
	v.press(url.Values{"ww_all": {"4"}}).want(200, "h1", "Alles richtig so?")
	if !strings.Contains(v.address, "begun=") {
		t.Errorf("the beginning does not travel: %s", v.address)
	}
	s.Clock.Set(surveytest.Closes.Add(10 * time.Minute))
	v.get(v.page.Find("a.go").First().AttrOr("href", "")).want(200, "h1", "Ihr Arbeitsalltag")
	v.press(url.Values{"tr_contact": {"4"}}).want(200, "h1", "Unsere gemeinsamen Treffen")
	review := v.get(link(s) + "/review" + v.address[strings.Index(v.address, "?"):])
	form := review.form(nil)

	other := visit(t, v.app).get(link(s) + "/p/1")
	other.want(200, "h1", "Diese Befragung ist beendet")
	other.want(200, "main", "Montag, 18. Januar 2027, 08:00 Uhr")

	s.Clock.Set(surveytest.Closes.Add(survey.Grace))
	v.post(link(s)+"/submit", form).want(409, "h1", "Diese Befragung ist beendet")
	s.Clock.Set(surveytest.Closes.Add(survey.Grace - time.Second))
	v.post(link(s)+"/submit", form).want(200, "h1", "Danke!")
	if got := s.Ballot(0)["tr_contact"]; got != "4" {
		t.Errorf("tr_contact = %q", got)
	}
}

func TestBeforeTheOpeningThePageSaysWhen(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	s.Clock.Set(surveytest.Opens.Add(-time.Hour))
	v.get(link(s)).want(200, "h1", "Diese Befragung hat noch nicht begonnen")
	v.want(200, "main", "Montag, 4. Januar 2027, 08:00 Uhr")
}

func TestThePrivacySentenceTellsTheModes(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]surveytest.Options{
		"Gruppen ab 5 Antworten; erinnert wird nur, wer": {},
		"nur für Gruppen ab 5 Antworten. Datenschutz":    {Everybody: true},
		"Sie antworten für Sauer Präzision GmbH":         {Attributed: true},
	} {
		v, s := begin(t, o)
		for _, path := range []string{"", "/p/1", "/review"} {
			v.get(link(s)+path).want(200, "footer .privacy", want)
		}
	}
}

func begin(t testing.TB, o surveytest.Options) (*visitor, *surveytest.Scene) {
	t.Helper()
	s := surveytest.New(t, storetest.SQLite(t), o)
	app, _ := serveAnswers(t, s, s.DB.Ping)
	return visit(t, app).get(link(s)), s
}

func link(s *surveytest.Scene) string { return "/a/" + s.Links[0] }

func openVisit(t *testing.T, s *surveytest.Scene) survey.Visit {
	t.Helper()
	v, err := s.Answering.Open(t.Context(), s.Links[0], time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func draft(s *surveytest.Scene) string {
	var body string
	s.Read("SELECT body FROM drafts WHERE invitation_id = ?", []any{&body}, s.Invitations[0])
	return body
}
