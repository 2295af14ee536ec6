package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/store/storetest"
	"kreislauf/internal/store/surveytest"
)

func TestTheManagersThanksStandBelowTheReceiptAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	s := surveytest.New(t, storetest.SQLite(t), surveytest.Options{})
	s.Exec(`UPDATE campaigns SET thanks = ?`, `{"de":"Danke aus dem Netzwerk!\n\nBis zum <b>Sommerfest</b>.","en":"Thank you."}`)
	app, _ := serveAnswers(t, s, s.DB.Ping)
	v := visit(t, app).get(link(s))
	submit := func() {
		v.get(v.page.Find("footer a.btn-primary").AttrOr("href", ""))
		v.press(url.Values{"tr_contact": {"4"}})
		for v.page.Find(".receipt").Length() == 0 && v.answer.StatusCode == http.StatusOK {
			v.press(nil)
		}
	}
	submit()
	if diff := cmp.Diff([]string{"Danke aus dem Netzwerk!", "Bis zum <b>Sommerfest</b>."}, v.lines(".receipt ~ #thanks p")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	v.get(v.address + "?lang=en")
	if diff := cmp.Diff([]string{"Thank you."}, v.lines("#thanks p")); diff != "" {
		t.Errorf("in English (-want +got):\n%s", diff)
	}
	plain, _ := begin(t, surveytest.Options{})
	v = plain
	submit()
	if v.page.Find(".receipt").Length() != 1 || v.page.Find("#thanks").Length() != 0 {
		t.Errorf("without thanks the page shows %q", v.text("main"))
	}
}
