package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/store/surveytest"
	"kreislauf/internal/survey"
)

// told is what a page says apart from the random name that its form carries.
func told(v *visitor) []string {
	v.t.Helper()
	return []string{v.address, v.text("h1"), v.text("main .note"), v.text(".answers"), v.text("footer a.btn-primary"), v.text(".receipt")}
}

func TestWhoeverPrintedASheetSeesTheSameBeforeDuringAndAfterItsUse(t *testing.T) {
	t.Parallel()
	person, s := begin(t, surveytest.Options{Paper: true})
	look := func() map[string][]string {
		seen := map[string][]string{}
		for _, path := range []string{"", "/p/1", "/review", "/done"} {
			manager := visit(t, person.app).get(link(s) + path)
			if len(manager.cookies) != 0 {
				t.Errorf("%q sets %v", path, manager.cookies)
			}
			seen[path] = told(manager)
		}
		return seen
	}
	before := look()
	if len(person.cookies) != 0 {
		t.Errorf("looking sets %v", person.cookies)
	}
	person.get(link(s) + "/p/1").press(url.Values{"tr_contact": {"4"}, "tr_promise": {"5"}})
	person.want(200, "h1", "Unsere gemeinsamen Treffen")
	if diff := cmp.Diff(before, look()); diff != "" {
		t.Errorf("begun (-unused +got):\n%s", diff)
	}
	person.get(link(s)).want(200, "footer a.btn-primary", "Weiter bei Seite 1")
	person.get(link(s) + "/review").press(nil)
	person.want(200, "h1", "Danke!")
	receipt := person.text(".receipt output")
	if diff := cmp.Diff(before, look()); diff != "" {
		t.Errorf("submitted (-unused +got):\n%s", diff)
	}
	person.get(link(s)).want(200, "main .note", receipt)
	want := survey.Answers{"tr_contact": "4", "tr_promise": "5"}
	if diff := cmp.Diff(want, s.Ballot(0)); diff != "" {
		t.Errorf("ballot (-want +got):\n%s", diff)
	}
}

func TestABrowserKeepsItsValueOnlyForRespondentsPagesAndFromTheFirstSaveOn(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{Paper: true})
	v.get(link(s) + "/p/1")
	form := v.form(url.Values{"tr_contact": {"4"}})
	v.post(link(s)+"/autosave", form)
	cookie := v.answer.Header.Get("Set-Cookie")
	for _, part := range []string{"kreislauf_device=", "path=/a/", "HttpOnly", "SameSite=Strict"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("%s without %q", cookie, part)
		}
	}
	if strings.Contains(strings.ToLower(cookie), "expires") || strings.Contains(strings.ToLower(cookie), "max-age") {
		t.Errorf("the value outlasts the browser: %s", cookie)
	}
	// The page's own submit was on its way before the cookie came.
	twin := visit(t, v.app).post(link(s)+"/p/1", form)
	if twin.cookies["kreislauf_device"] != v.cookies["kreislauf_device"] || v.cookies["kreislauf_device"] == "" {
		t.Errorf("two requests of one form get %v and %v", v.cookies, twin.cookies)
	}
	if v.answer.StatusCode != http.StatusNoContent {
		t.Errorf("status %d", v.answer.StatusCode)
	}
}
