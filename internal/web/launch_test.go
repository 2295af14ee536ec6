package web_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

// draft creates an anonymous campaign among the companies that is not started
// yet, and returns the address of its page.
func (b *bureau) draft(companies ...string) string {
	b.t.Helper()
	offers, err := b.surveys.Questionnaires(b.t.Context(), b.viewer)
	b.must(err)
	in := campaign.Input{
		Title: survey.Text{"de": "Wie läuft es?", "en": "How is it going?"}, Mode: campaign.Anonymous,
		Audience: campaign.Audience{Companies: companies},
		Rule:     calendar.Rule{Kind: calendar.KindCron, Cron: "0 8 30 2,5,8,11 *", Zone: "Europe/Berlin", Length: calendar.Length{Days: 14}},
	}
	for _, o := range offers {
		if o.Audience == survey.Employees {
			in.QuestionnaireID = o.ID
		}
	}
	id, err := b.campaigns.Create(b.t.Context(), b.viewer, in)
	b.must(err)
	return "/campaigns/" + id
}

var confirmed = url.Values{"privacy_read": {"yes"}, "anyway": {"yes"}}

// launch confirms everything on the launch page at hand.
func (v *visitor) launch() *visitor {
	v.t.Helper()
	return v.post(v.address, v.entered(v.address, confirmed))
}

func TestALaunchShowsWhatIsOpenAndFixedAndKeepsWhatWasLeftOpen(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	address := b.draft(b.large, b.middle, b.small)
	v := b.manager.get(address)
	if got := v.page.Find("a.btn-primary[href='" + address + "/launch']").Length(); got != 1 {
		t.Errorf("%d ways to the launch", got)
	}
	v.get(address+"/launch").want(200, "h1", "Befragung starten")
	v.want(200, ".check .todo", "Testmail noch nicht verschickt")
	v.want(200, ".check .todo", "Blatt für den Betriebsrat noch nicht übergeben")
	v.want(200, ".check .todo", "Kann offen bleiben")
	if test := address + "/launch/test"; v.post(test, v.entered(test, nil)).address != address+"/launch" {
		t.Errorf("a test mail leads from the launch to %s", v.address)
	}
	v.want(200, "section[aria-labelledby=hinweis]", "Anonym: Ihre Antworten werden verschlüsselt")
	v.want(200, "section[aria-labelledby=fest]", "Die kleinste Gruppe, für die es ein Ergebnis gibt: 5 Antworten.")
	v.want(200, "section[aria-labelledby=runden] li", "Montag, 30. November 2026, 08:00 Uhr")

	v.post(address+"/launch", v.entered(address+"/launch", url.Values{"privacy_read": {"yes"}}))
	v.want(422, "#anyway .wrong", "2 Punkte sind noch offen")
	v.want(422, ".errors[autofocus] a[href='#anyway']", "Offene Punkte: 2 Punkte sind noch offen")
	if v.page.Find("input[name=privacy_read][checked]").Length() != 1 {
		t.Error("what was confirmed has to be confirmed again")
	}
	v.post(address+"/works-council", v.entered(address+"/works-council", nil)).want(200, ".check .ok", "Blatt für den Betriebsrat übergeben")
	v.do(address+"/launch", address+"/launch", confirmed).want(200, ".page-head .state", "Geplant")
	v.want(200, "[role=status]", "Die Befragung ist eingeplant.")
	v.want(200, ".log", "Offen blieb: Testmail.")
	v.want(200, ".log", "Jana Albers hat das Blatt für den Betriebsrat übergeben.")
	if v.get(address + "/launch"); v.address != address {
		t.Errorf("a started survey offers its start again at %s", v.address)
	}
}

func TestOnlyAnUnreadPrivacyNoteIsAskedForBesideItsOwnField(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	address := b.draft(b.large, b.middle, b.small)
	b.manager.do(address+"/launch", address+"/works-council", nil)
	b.manager.do(address, address+"/test", nil)
	b.exec("UPDATE letters SET state = 'sent' WHERE kind = 'test'")
	v := b.manager.do(address+"/launch", address+"/launch", nil)
	v.want(422, "#privacy_read .wrong", "Ein Punkt ist noch offen")
	if v.page.Find("#anyway").Length() != 0 {
		t.Error("starting anyway is offered where nothing but the confirmation is open")
	}
	v.post(address+"/launch", v.entered(address+"/launch", url.Values{"privacy_read": {"yes"}})).want(200, ".page-head .state", "Geplant")
	if strings.Contains(v.text(".log"), "Offen blieb") {
		t.Error("the history names open points")
	}
}

func TestTwoRepresentativesDecideBeforeTheOpening(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	address := b.draft(b.large, b.middle)
	anna := b.admit(t, account.Partner, b.large)
	anna.get(address+"/outlook").want(404, "h1", "Nicht gefunden")

	v := b.manager.get(address + "/launch")
	v.want(200, "section[aria-labelledby=einverstaendnis]", "http://kreislauf.test"+address+"/outlook")
	v.want(200, "section[aria-labelledby=wege] tbody", "Die Vertretungen namentlich fragen")
	v.want(200, "section[aria-labelledby=wege] tbody", "Auch Holz Brandt fragen")
	v.want(200, ".check", "nach dem Start: Beide Unternehmen werden mit dem Start um ihr Einverständnis gebeten")
	v.post(address+"/launch", v.entered(address+"/launch", confirmed)).want(200, ".page-head .state", "Geplant")

	anna.get("/").want(200, ".tasks", "Gemeinsames Ergebnis: Wie läuft es?")
	anna.want(200, ".tasks time", "30. November")
	anna.get(anna.page.Find(".tasks a").AttrOr("href", "")).want(200, "h1", "Was Ihr Unternehmen erfährt")
	anna.want(200, "section[aria-labelledby=verborgen]", "Dafür müssen beide vor dem Öffnen einverstanden sein")
	anna.want(200, "main", "entscheiden und bis dahin ändern")
	anna.want(200, "main", "Das gemeinsame Ergebnis sieht sie nur, wenn beide Unternehmen vor dem Öffnen einverstanden sind")
	if strings.Contains(anna.text("main"), "das Ergebnis für alle") {
		t.Error("the rules promise a result for all that nobody has agreed to")
	}
	if strings.Contains(anna.text("main"), "Weber Logistik") {
		t.Error("a representative reads about the other company")
	}
	give, withdraw := address+"/consent/give", address+"/consent/withdraw"
	anna.post(give, anna.entered(give, nil)).want(200, "section[aria-labelledby=entscheidung]", "seit 24. November 2026 einverstanden")
	if anna.get("/").page.Find(".tasks").Length() != 0 {
		t.Error("a decided question stays a task")
	}
	b.manager.get(address).want(200, "section[aria-labelledby=einverstaendnis] .pairs", "Nordlicht MetallbauEinverstanden seit 24. November 2026 Weber LogistikNoch keine Entscheidung")
	anna.do(address+"/outlook", withdraw, nil).want(200, "section[aria-labelledby=entscheidung]", "hat noch nicht zugestimmt")
	b.manager.get(address).want(200, ".log", "hat das Einverständnis von Nordlicht Metallbau zurückgenommen")
}

func TestAnOutlookIsForThoseWhoAreAskedAndForManagers(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	address := b.draft(b.large, b.middle)
	v := b.manager
	v.do(address+"/launch", address+"/launch", confirmed)
	b.admit(t, account.Partner, b.small).get(address+"/outlook").want(404, "h1", "Nicht gefunden")
	b.admit(t, account.Reader, "").get(address+"/outlook").want(404, "h1", "Nicht gefunden")
	v.get(address+"/outlook?company="+b.middle).want(200, "#gezeigt", "Das sieht Weber Logistik voraussichtlich")
	v.want(200, "section[aria-labelledby=gezeigt] tbody", "Weber Logistik")
	v.want(200, "section[aria-labelledby=regeln] tbody", "10 bis 19")
	v.get(address+"/outlook?company="+b.small).want(404, "h1", "Nicht gefunden")
	for _, rate := range []string{"0", "-5", "drei", "900"} {
		v.get(address+"/outlook?rate="+rate).want(200, "#gezeigt", "Das sieht Nordlicht Metallbau voraussichtlich")
	}
}

func TestARepresentativeChoosesNoReturnAndReadsNothingOfOtherCompanies(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	address := b.draft(b.large, b.middle, b.small)
	b.manager.do(address+"/launch", address+"/launch", confirmed)
	if b.manager.get(address+"/outlook").page.Find("form.filters select[name=rate]").Length() != 1 {
		t.Error("a manager cannot choose the return")
	}
	for _, company := range []string{b.large, b.middle, b.small} {
		anna := b.admit(t, account.Partner, company)
		usual := anna.get(address + "/outlook").text("main")
		anna.want(200, "section[aria-labelledby=gezeigt] tbody", "Alle Unternehmen zusammen – – Voraussichtlich zu sehen")
		if anna.page.Find("form.filters, select[name=rate]").Length() != 0 {
			t.Error("a representative can choose the return")
		}
		for _, rate := range []string{"10", "35", "100"} {
			if anna.get(address+"/outlook?rate="+rate).text("main") != usual {
				t.Errorf("a return of %s %% tells a representative more", rate)
			}
		}
		named := 0
		for _, name := range []string{"Nordlicht Metallbau", "Weber Logistik", "Holz Brandt"} {
			if strings.Contains(usual, name) {
				named++
			}
		}
		if named != 1 {
			t.Errorf("a representative reads about %d companies:\n%s", named, usual)
		}
	}
}

func TestTheWorksCouncilSheetIsForManagersInTheLanguageThatIsAskedFor(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	address := b.draft(b.large, b.middle)
	for query, language := range map[string]string{"": "de", "?lang=en": "en", "?lang=xx": "de"} {
		answer, body := b.manager.file(address + "/works-council.pdf" + query)
		if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(body, []byte("%PDF-")) {
			t.Errorf("%q: %d %s", query, answer.StatusCode, answer.Header.Get("Content-Type"))
		}
		if !bytes.Contains(body, []byte("/Lang ("+language+")")) {
			t.Errorf("%q: the document is not in %s", query, language)
		}
	}
	if answer, _ := b.admit(t, account.Partner, b.large).file(address + "/works-council.pdf"); answer.StatusCode != http.StatusNotFound {
		t.Errorf("a representative gets %d", answer.StatusCode)
	}
}

func TestAReaderReadsTheRulesInForceAndWhatPeopleWereTold(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	address := b.draft(b.large, b.middle)
	reader, partner := b.admit(t, account.Reader, ""), b.admit(t, account.Partner, b.large)
	status := func(v *visitor, address string, want int) {
		t.Helper()
		if answer, _ := v.file(address); answer.StatusCode != want {
			t.Errorf("%s: got %d, want %d", address, answer.StatusCode, want)
		}
	}
	sheet := address + "/works-council.pdf"
	status(reader, sheet, http.StatusNotFound) // a draft
	b.manager.do(address+"/launch", address+"/launch", confirmed)
	status(reader, sheet, http.StatusOK)
	status(partner, sheet, http.StatusNotFound)
	if reader.get("/").page.Find("main a[href='"+sheet+"']").Length() != 1 {
		t.Error("a reader's first page does not lead to the rules in force")
	}
	_, err := b.campaigns.InForce(t.Context(), account.Viewer{Role: account.Partner, NetworkID: b.viewer.NetworkID})
	if fault.KindOf(err) != fault.KindNotFound {
		t.Errorf("a representative lists the rules in force: %v", err)
	}

	_, waveID := b.plan()
	told := "/waves/" + waveID + "/notice.pdf"
	b.open(waveID, 12)
	b.closeAndTally(waveID)
	status(reader, told, http.StatusNotFound)
	b.manager.do("/waves/"+waveID+"/release", "/waves/"+waveID+"/release", notice())
	status(reader, told, http.StatusOK)
	status(partner, told, http.StatusNotFound)
	for _, page := range []string{"/results", "/results/waves/" + waveID} {
		if reader.get(page).page.Find("main a[href='"+told+"']").Length() != 1 {
			t.Errorf("%s does not lead a reader to what people were told", page)
		}
	}
}

// file returns an address that is no page.
func (v *visitor) file(address string) (*http.Response, []byte) {
	v.t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer, err := v.app.Fiber().Test(r, -1)
	if err != nil {
		v.t.Fatal(err)
	}
	var body bytes.Buffer
	if _, err := body.ReadFrom(answer.Body); err != nil {
		v.t.Fatal(err)
	}
	return answer, body.Bytes()
}
