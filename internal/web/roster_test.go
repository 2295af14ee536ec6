package web_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
)

func TestAPastedListIsJudgedRowByRowAndStoredOnlyWhenTakenOver(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	people := "/companies/" + b.small + "/people"
	list := "Ute Kern; u.kern@brandt.example; Büro\n;ohne@brandt.example\nTomasz Nowak\nPerson 0; p0@" + b.small[30:] + ".example; Lager\nUte Zwei; u.kern@brandt.example"
	v := b.manager.do(people+"/paste", people+"/paste", url.Values{"people": {list}, "go": {"preview"}})
	v.want(200, "h1", "Stimmt das so?")
	want := []string{
		"Ute Zwei u.kern@brandt.example|Doppelt|Kein Team|Diese Person steht schon in Zeile 1.|5",
		"Ute Kern u.kern@brandt.example|Neu, bitte ansehen|Büro|Das Team „Büro“ wird angelegt.|1",
		"ohne ohne@brandt.example|Neu, bitte ansehen|Kein Team|Ohne Namen: Der Anfang der E-Mail-Adresse steht dafür.|2",
		"Tomasz Nowak keine E-Mail, Einladung auf Papier (QR-Code)|Neu, bitte ansehen|Kein Team|Ohne E-Mail: bekommt die Einladung auf Papier (QR-Code).|3",
		"Person 0 p0@" + b.small[30:] + ".example|Geändert|Lager|Das Team ändert sich in „Lager“. Das Team „Lager“ wird angelegt.|4",
	}
	if diff := cmp.Diff(want, v.lines("tbody tr")); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if got := v.page.Find("textarea").Text(); got != list {
		t.Errorf("the list came back as %q", got)
	}
	v.want(200, "button[value=import]", "4 Zeilen übernehmen")

	v = b.manager.get(people)
	if got := v.page.Find("tbody tr").Length(); got != 6 {
		t.Fatalf("%d people are stored after the preview, want 6", got)
	}
	v = b.manager.do(people+"/paste", people+"/paste", url.Values{"people": {list}, "go": {"import"}})
	if got := v.page.Find("tbody tr").Length(); v.address != people || got != 9 {
		t.Errorf("after taking over: %s with %d people, want 9", v.address, got)
	}
}

func TestAListThatCannotBeReadKeepsItsTextAndSaysWhy(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	paste := "/companies/" + b.small + "/people/paste"
	v := b.manager.do(paste, paste, url.Values{"people": {"  \n"}, "go": {"preview"}})
	v.want(422, "#people-error", "Bitte fügen Sie mindestens eine Zeile ein")
	v = b.manager.do(paste, paste, url.Values{"people": {"Bad \xff"}, "go": {"import"}})
	v.want(422, ".errors a[href='#people']", "Zeichen, die wir nicht speichern können")
}

func TestAPersonIsEnteredCorrectedAndLetGo(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	people := "/companies/" + b.small + "/people"
	wrong := url.Values{"name": {""}, "email": {"nowhere"}, "attributes": {"Standort: Werk Nord"}, "language": {"en"}}
	v := b.manager.do(people+"/new", people+"/new", wrong)
	v.want(422, "#name-error", "Bitte füllen Sie dieses Feld aus")
	v.want(422, "#email-error", "keine gültige E-Mail-Adresse")
	if got := v.entered(people+"/new", nil); got.Get("email") != "nowhere" || got.Get("language") != "en" || !strings.Contains(got.Get("attributes"), "Werk Nord") {
		t.Errorf("values were lost: %v", got)
	}
	v.do(people+"/new", people+"/new", url.Values{"name": {"Ute Kern"}, "email": {"U.Kern@brandt.example"}, "attributes": {"Standort: Werk Nord"}})
	edit := v.page.Find("tbody a:contains('Ute Kern')").AttrOr("href", "")
	v.get(edit).want(200, "#attributes", "Standort: Werk Nord")
	v.do(edit, edit, url.Values{"representative": {"yes"}}).want(200, "tbody", "Vertretung")
	leave := strings.TrimSuffix(edit, "/edit") + "/leave"
	v.do(edit, leave, nil).get(people+"?state=left").want(200, "tbody", "Ute Kern")
	back := strings.TrimSuffix(edit, "/edit") + "/return"
	v.do(edit, back, nil).want(200, "tbody", "Ute Kern")
	if v.get(people + "?state=left"); strings.Contains(v.text("tbody"), "Ute Kern") {
		t.Error("somebody who came back is still listed as gone")
	}
}

func TestPagesOfPeopleAndSurveysDoNotExistForOthers(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	campaignID, waveID := b.plan()
	everybody, err := b.roster.People(t.Context(), b.viewer, b.small)
	b.must(err)
	questionnaire := b.manager.get("/campaigns/new").page.Find("main a[href^='/questionnaires/']").AttrOr("href", "")
	pages := []string{
		"/companies/" + b.small + "/people", "/companies/" + b.small + "/people/new", "/companies/" + b.small + "/people/paste",
		"/people/" + everybody[0].ID + "/edit", "/campaigns", "/campaigns/new", "/campaigns/" + campaignID, "/campaigns/" + campaignID + "/edit",
		"/campaigns/" + campaignID + "/end", "/waves/" + waveID, "/waves/" + waveID + "/cancel", questionnaire,
	}
	for _, role := range []account.Role{account.Partner, account.Reader} {
		company := ""
		if role == account.Partner {
			company = b.small
		}
		other := b.admit(t, role, company)
		for _, page := range pages {
			if got := other.get(page).answer.StatusCode; got != 404 {
				t.Errorf("%s gets %d at %s, want 404", role, got, page)
			}
			if got := b.manager.get(page).answer.StatusCode; got != 200 {
				t.Errorf("a manager gets %d at %s, want 200", got, page)
			}
		}
		token := other.get("/").page.Find("input[name=_csrf]").AttrOr("value", "")
		for _, act := range []string{
			"/people/" + everybody[0].ID + "/leave", "/campaigns/new", "/campaigns/" + campaignID + "/pause", "/campaigns/" + campaignID + "/end",
			"/waves/" + waveID + "/cancel", "/waves/" + waveID + "/release", "/waves/" + waveID + "/extend", "/waves/" + waveID + "/publish",
		} {
			if got := other.post(act, url.Values{"_csrf": {token}, "reason": {"x"}}).answer.StatusCode; got != 404 {
				t.Errorf("%s may post to %s: %d, want 404", role, act, got)
			}
		}
	}
}
