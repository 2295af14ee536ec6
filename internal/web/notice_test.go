package web_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/store/storetest"
	"kreislauf/internal/store/surveytest"
)

func notice() url.Values {
	return url.Values{
		"finding_1_de": {"Absprachen gelingen besser."}, "finding_2_de": {"Treffen dauern zu lang."},
		"finding_2_en": {"Meetings take too long."}, "measure_de": {"Treffen dauern ab Mai 45 Minuten."}, "responsible": {"Jana Albers"},
	}
}

func TestAReleaseAsksForAFindingAndTellsEveryone(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	b.closeAndTally(waveID)
	page, release := "/waves/"+waveID, "/waves/"+waveID+"/release"
	v := b.manager.get(release)
	if v.page.Find("main a[href='/results"+page+"'][target=_blank]").Length() != 1 {
		t.Error("the form does not lead to the results")
	}
	v.want(200, "section[aria-labelledby=ohne]", "die Befragten erfahren nicht, was ihre Antworten bewirkt haben")
	v = v.do(release, release, url.Values{"responsible": {"Jana Albers"}, "finding_3_en": {"Only English."}})
	v.want(422, ".errors", "Was wir tun")
	v.want(422, "#finding_3_de-error", "Bitte füllen Sie dieses Feld aus")
	if got := v.entered(release, nil); got.Get("responsible") != "Jana Albers" || got.Get("finding_3_en") != "Only English." {
		t.Errorf("values were lost: %v", got)
	}
	v = v.do(release, release, notice())
	v.want(200, ".page-head .state", "Freigegeben am 14. Dezember 2026")
	v.want(200, ".log", "Jana Albers hat 56 Eingeladenen mitgeteilt, was daraus wird.")
	v.want(200, "section[aria-labelledby=mitteilung]", "Treffen dauern ab Mai 45 Minuten.")
	want := "Mitteilung der Ergebnisse|mit oder nach der Freigabe|56 in Arbeit"
	if diff := cmp.Diff(want, v.lines("section[aria-labelledby=post] tbody tr")[1]); diff != "" {
		t.Errorf("mail (-want +got):\n%s", diff)
	}
	v.get(release).want(200, ".page-head .state", "Freigegeben")
	v.get(page+"?lang=en").want(200, "section[aria-labelledby=mitteilung]", "Meetings take too long.")
}

func TestANoticeFollowsASilentReleaseOnce(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	b.closeAndTally(waveID)
	page, announce := "/waves/"+waveID, "/waves/"+waveID+"/announce"
	v := b.manager.get(page + "/release")
	form := v.entered(page+"/release", notice())
	v.do(page+"/release", page+"/release-silently", nil).want(200, "section[aria-labelledby=mitteilung]", "wissen noch nicht")
	v.get(page+"/notice.pdf").want(404, "h1", "Nicht gefunden")

	// Another manager still has the form of the release open: the text is kept.
	v.post(page+"/release", form).want(409, ".errors", "inzwischen ohne Mitteilung freigegeben")
	if got := v.entered(announce, nil); got.Get("finding_1_de") != "Absprachen gelingen besser." {
		t.Errorf("the text was lost: %v", got)
	}
	v.do(announce, announce, notice()).want(200, "section[aria-labelledby=mitteilung]", "geschrieben von Jana Albers")
	if v.page.Find("a[href='"+announce+"']").Length() != 0 {
		t.Error("the notice can be sent twice")
	}
}

func TestTheNoticeIsPrintedInBothLanguages(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	b.closeAndTally(waveID)
	release := "/waves/" + waveID + "/release"
	v := b.manager.do(release, release, notice())
	for _, sheet := range v.page.Find("section[aria-labelledby=mitteilung] a.btn").EachIter() {
		address := sheet.AttrOr("href", "")
		body := b.manager.fetch(address)
		if !bytes.HasPrefix(body, []byte("%PDF-")) || !bytes.Contains(body, []byte("/Lang ("+address[len(address)-2:]+")")) {
			t.Errorf("%s is no PDF in its language", address)
		}
	}
}

func TestALinkShowsWhatCameOfARoundOnceItIsTold(t *testing.T) {
	t.Parallel()
	s := surveytest.New(t, storetest.SQLite(t), surveytest.Options{})
	app, _ := serveAnswers(t, s, s.DB.Ping)
	v := visit(t, app)
	v.get(link(s)) // the wave's facts are remembered for a minute
	s.Clock.Set(openVisit(t, s).Sheet.Closes.AddDate(0, 0, 2))
	v.get(link(s)).want(200, "main", "prüft die Ergebnisse")
	s.Exec(`INSERT INTO notices (wave_id, network_id, findings, measure, responsible, actor_name, created_at)
		SELECT id, network_id, ?, ?, 'Jana Albers', 'Jana Albers', closes_at FROM waves`,
		`[{"de": "Absprachen gelingen besser."}]`, `{"de": "Wir bleiben dabei.", "en": "We keep it up."}`)
	s.Clock.Advance(2 * time.Minute)
	v.get(link(s)).want(200, "h1", "beendet")
	v.want(200, "section[aria-labelledby=told]", "Absprachen gelingen besser.")
	if text := v.text("main"); strings.Contains(text, "prüft die Ergebnisse") || !strings.Contains(text, "Wir bleiben dabei.") {
		t.Errorf("the page says %q", text)
	}
	v.get(link(s)+"?lang=en").want(200, "section[aria-labelledby=told]", "We keep it up.")
}

// fetch returns the body of a page that is no HTML.
func (v *visitor) fetch(address string) []byte {
	v.t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer, err := v.app.Fiber().Test(r, -1)
	if err != nil {
		v.t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return body
}
