package web_test

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAPlannedRoundSaysWhenItOpensAndWhatItWillShow(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	v := b.manager.get("/waves/" + waveID)
	v.want(200, ".page-head .state", "Geplant, öffnet am 30. November 2026, 08:00 Uhr")
	want := []string{"5 Tage, 23 Stunden", "56 Personen", "14 Tage"}
	if diff := cmp.Diff(want, v.lines(".figures .value")); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
	v.want(200, "section[aria-labelledby=gruppen] tbody", "etwa 34")
	v.want(200, "#fest", "Wird mit dem Öffnen fest")
}

func TestAnOpenRoundShowsBandsAndNeverAnExactTurnout(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 14)
	v := b.manager.get("/waves/" + waveID)
	v.want(200, ".page-head .state", "Offen bis 14. Dezember 2026, 08:00 Uhr")
	want := []string{"Holz Brandt|6|Wird nicht gezeigt: unter 10 Eingeladene", "Nordlicht Metallbau|30|25 bis 50 %", "Weber Logistik|20|unter 25 %"}
	if diff := cmp.Diff(want, v.lines("section[aria-labelledby=ruecklauf] tbody tr")); diff != "" {
		t.Errorf("turnout (-want +got):\n%s", diff)
	}
	v.want(200, "section[aria-labelledby=ruecklauf] header", "Stand 1. Dezember 2026, 07:00 Uhr")
	if hit := regexp.MustCompile(`\b14\b (von|Personen|Antworten|haben)|47|14 von`).FindString(v.text("main")); hit != "" {
		t.Errorf("the page of an open round tells %q", hit)
	}
	mail := []string{
		"Einladung|30. November 2026, 08:00 Uhr|56 in Arbeit", "Erinnerung|4. Dezember 2026, 08:00 Uhr|Geplant",
		"Mitteilung der Ergebnisse|mit oder nach der Freigabe|Noch nicht verschickt",
	}
	if diff := cmp.Diff(mail, v.lines("section[aria-labelledby=post] tbody tr")); diff != "" {
		t.Errorf("mail (-want +got):\n%s", diff)
	}
	v.want(200, ".facts", "Gespeichert und lesbar")
	v.want(200, ".facts", "Anonym, ab 5 Antworten")
}

func TestAKeyThatCannotBeReadIsShownAtOnce(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	b.must(os.Remove(filepath.Join(b.keys, waveID+".key")))
	v := b.manager.get("/waves/" + waveID)
	v.want(200, ".note.bad", "Der Schlüssel dieser Runde ist nicht lesbar.")
	v.want(200, ".facts", "Nicht lesbar")
}

func TestAnOpenRoundIsExtendedWithAReasonOnly(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	page, extend := "/waves/"+waveID, "/waves/"+waveID+"/extend"
	v := b.manager.do(page, extend, together(url.Values{"reason": {" "}}, day("closes", "2027", "2", "31")))
	v.want(422, "#reason-error", "Bitte füllen Sie dieses Feld aus")
	v.want(422, "#closes-error", "Diesen Tag gibt es nicht")
	v.do(page, extend, together(url.Values{"reason": {"Urlaub"}, "closes_time": {"acht"}}, day("closes", "2026", "12", "20")))
	v.want(422, "#closes-error", "mit Datum und Uhrzeit")
	v = b.manager.do(page, extend, together(url.Values{"reason": {"Urlaubszeit"}}, day("closes", "2026", "12", "10")))
	v.want(422, "#closes-error", "muss nach dem bisherigen liegen, spätestens am 2. Juni 2027")
	if got := v.entered(extend, nil); got.Get("reason") != "Urlaubszeit" || got.Get("closes_day") != "10" {
		t.Errorf("values were lost: %v", got)
	}
	v = b.manager.do(page, extend, url.Values{"reason": {"Urlaubszeit"}})
	v.want(200, ".page-head .state", "Offen bis 17. Dezember 2026, 08:00 Uhr")
	v.want(200, "[role=status]", "Das neue Ende gilt ab sofort.")
	v.want(200, ".log", "Jana Albers hat das Ende vom 14. Dezember 2026 auf den 17. Dezember 2026 verlegt: Urlaubszeit")
}

func TestARoundInAnotherZoneSaysWhoseTimesItShows(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	v := b.manager.get("/waves/" + waveID)
	v.want(200, ".facts", "ZeitzoneEurope/Berlin")
	if got := v.text(".lead"); got != "" {
		t.Errorf("a round in the network's zone says %q", got)
	}
	v.do("/settings", "/settings", url.Values{"zone": {"other"}, "zone_other": {"Asia/Tokyo"}})
	v.get("/waves/"+waveID).want(200, ".lead", "gelten in der Zeitzone Europe/Berlin")
}

func TestARoundIsCalledOffAfterAQuestionAndAReason(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	page, cancel := "/waves/"+waveID, "/waves/"+waveID+"/cancel"
	v := b.manager.get(page)
	if v.page.Find("a[href='"+cancel+"']").Length() != 1 {
		t.Fatal("the page does not lead to the question")
	}
	v.want(200, "section[aria-labelledby=absagen]", "Alle Antworten werden gelöscht")
	v.get(cancel).want(200, "main .btn-error", "Runde absagen")
	v.do(cancel, cancel, nil).want(422, "#reason-error", "Bitte füllen Sie dieses Feld aus")
	v.do(cancel, cancel, url.Values{"reason": {"Falscher Fragebogen"}}).want(200, ".page-head .state", "Abgesagt")
	v.want(200, ".log", "Jana Albers hat die Runde abgesagt: Falscher Fragebogen")
	if v.page.Find("main form").Length() != 0 || v.page.Find("a[href='"+cancel+"']").Length() != 0 {
		t.Error("a round that was called off can still be steered")
	}
}

func TestATalliedRoundWaitsForTheReleaseAndThenLosesItsKeys(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	b.closeAndTally(waveID)
	page := "/waves/" + waveID
	v := b.manager.get(page)
	v.want(200, ".page-head .state", "Wartet auf Freigabe")
	v.want(200, ".figures", "gezeigt wird erst ab 5 Antworten")
	if v.page.Find("a[href='/results"+page+"']").Length() != 1 || v.page.Find("a[href='"+page+"/release']").Length() != 1 {
		t.Error("the page leads neither to the results nor to their release")
	}
	v.do(page+"/release", page+"/release-silently", nil).want(200, ".page-head .state", "Freigegeben am 14. Dezember 2026")
	b.must(b.campaigns.DestroyKeys(t.Context(), waveID))
	v.get(page).want(200, ".facts", "Gelöscht, mit allen einzelnen Antworten")
	v.want(200, ".log", "Jana Albers hat die Ergebnisse freigegeben.")
	if v.page.Find("main form").Length() != 0 {
		t.Error("a released round can still be steered")
	}
}

func TestInvitationsOnPaperArePrintedFromTheOpenRound(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.exec(`UPDATE people SET email = '' WHERE company_id = ? AND name IN ('Person 0', 'Person 1')`, b.small)
	b.open(waveID, 0)
	page := "/waves/" + waveID
	v := b.manager.get(page)
	v.want(200, "section[aria-labelledby=papier]", "2 Personen hatten bei der Öffnung keine E-Mail-Adresse")
	v.want(200, "section[aria-labelledby=post] tbody", "54 in Arbeit, 2 auf Papier")
	v.post(page+"/handouts", v.entered(page+"/handouts", nil))
	if got := v.answer.Header.Get("Content-Type"); v.answer.StatusCode != 200 || got != "application/pdf" {
		t.Errorf("the print is answered with %d and %q", v.answer.StatusCode, got)
	}
	v.get(page).want(200, ".log", "hat 2 Einladungen auf Papier ausgegeben")
	small, err := b.roster.People(t.Context(), b.viewer, b.small)
	b.must(err)
	for _, person := range small {
		if person.Name == "Person 0" {
			b.must(b.campaigns.DeletePerson(t.Context(), b.viewer, person.ID))
		}
	}
	v.get(page).want(200, "section[aria-labelledby=papier]", "Eine Person hatte bei der Öffnung keine E-Mail-Adresse")
	b.closeAndTally(waveID)
	if v.get(page).page.Find("form[action$='/handouts']").Length() != 0 {
		t.Error("invitations to a closed round can be printed")
	}
}

func TestARoundThatNobodyReleasedInTimeSaysSoAndCanStillBeReleased(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	b.closeAndTally(waveID)
	b.exec(`UPDATE sessions SET expires_at = '2027-02-01 00:00:00+00:00'`)
	b.clock.Set(time.Date(2026, 12, 28, 7, 0, 0, 0, time.UTC))
	b.must(b.campaigns.DestroyKeys(t.Context(), waveID))
	page := "/waves/" + waveID
	v := b.manager.get(page)
	v.want(200, ".note.warn", "die am 14. Dezember 2026 endete, sind noch nicht freigegeben")
	v.do(page+"/release", page+"/release", notice()).want(200, ".page-head .state", "Freigegeben am 28. Dezember 2026")
}

func TestAnOpenRoundIsClosedEarlyAfterAQuestionAndAReason(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	page, end := "/waves/"+waveID, "/waves/"+waveID+"/close"
	v := b.manager.get(page)
	if v.page.Find("a[href='"+end+"']").Length() != 1 {
		t.Fatal("the page does not lead to the question")
	}
	v.get(end).want(200, "main form", "statt am 14. Dezember 2026, 08:00 Uhr")
	v.do(end, end, nil).want(422, "#reason-error", "Bitte füllen Sie dieses Feld aus")
	v.do(end, end, url.Values{"reason": {"Alle haben geantwortet"}}).want(200, ".page-head .state", "Wird ausgewertet")
	v.want(200, ".log", "hat die Runde vorzeitig beendet; geplant war der 14. Dezember 2026: Alle haben geantwortet")
	token := url.Values{"_csrf": {v.page.Find("input[name=_csrf]").AttrOr("value", "")}, "reason": {"Noch einmal"}}
	v.post(end, token).want(409, ".errors", "nicht offen")
}

func TestInvitationsThatDidNotArriveAreListedWithTheirReason(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	b.exec(`UPDATE letters SET state = 'sent' WHERE wave_id = ?`, waveID)
	lose := func(state, reason, company string, n int) {
		b.exec(`UPDATE letters SET state = ?, reason = ? WHERE state = 'sent' AND invitation_id IN
			(SELECT id FROM invitations WHERE company_id = ? ORDER BY id LIMIT ?)`, state, reason, company, n)
	}
	lose("bounced", "address", b.large, 30)
	lose("failed", "refused", b.middle, 20)
	lose("failed", "stopped", b.small, 2)
	v := b.manager.get("/waves/" + waveID)
	v.want(200, "section[aria-labelledby=post] tbody", "6 verschickt, 30 zurückgekommen, 20 unzustellbar (Adresse unbekannt: 30, Vom Mailserver abgelehnt: 20)")
	v.want(200, "#mail-lost", "50 Einladungen kamen nicht an.")
	if strings.Contains(v.text("main"), "nach der Teilnahme") {
		t.Error("the page tells of a used invitation")
	}
	v.get(v.page.Find("#mail-lost-link").AttrOr("href", "")).want(200, ".page-head", "50 Einladungen kamen nicht an.")
	v.want(200, ".panel", "Die Einladung geht dann sofort mit demselben Link an die neue Adresse")
	rows := v.lines("tbody tr")
	if len(rows) != 50 || rows[0] != "Person 0|Nordlicht Metallbau|p0@"+b.large[30:]+".example|Zurückgekommen: Adresse unbekannt" {
		t.Errorf("%d rows, the first %q", len(rows), rows[:1])
	}
	if link := v.page.Find("tbody a").AttrOr("href", ""); !strings.HasPrefix(link, "/people/") {
		t.Errorf("the name leads to %q", link)
	}
	lose("failed", "gave_up", b.small, 3) // two of them are stopped
	v.get("/waves/"+waveID+"/undelivered?page=2").want(200, ".panel", "Seite 2 von 2")
	if rows := v.lines("tbody tr"); len(rows) != 1 {
		t.Errorf("%d rows on the second page, want 1", len(rows))
	}
	v.want(200, "section[aria-labelledby=nochmal]", "Eine Einladung hat der Mailserver einen Tag lang nicht angenommen.")
	again := "/waves/" + waveID + "/undelivered"
	v.do(again, again, nil).want(200, ".log", "hat Einladungen noch einmal auf den Weg gebracht")
	v.want(200, "section[aria-labelledby=post] tbody", "1 in Arbeit")
	token := url.Values{"_csrf": {v.page.Find("input[name=_csrf]").AttrOr("value", "")}}
	v.post(again, token).want(409, ".errors", "keine Einladung")
}

func TestUnreadableBallotsAskForADecision(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 1)
	b.exec(`INSERT INTO ballots (invitation_id, network_id, wave_id, ciphertext)
		SELECT id, network_id, wave_id, 'unreadable' FROM invitations WHERE wave_id = ? LIMIT 1`, waveID)
	b.closeAndTally(waveID)
	page := "/waves/" + waveID
	v := b.manager.get(page)
	v.want(200, ".page-head .state", "Entscheidung nötig")
	v.want(200, ".note.warn", "Eine abgeschickte Antwort ließ sich nicht lesen.")
	if v.page.Find("form[action$='/release']").Length() != 0 {
		t.Error("what was not evaluated can be released")
	}
	v.do(page, page+"/publish", nil).want(200, ".page-head .state", "Wartet auf Freigabe")
	v.want(200, ".log", "hat entschieden, ohne eine unlesbare Antwort auszuwerten")
}

func TestAMissedRoundSaysSo(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.clock.Set(time.Date(2026, 12, 20, 8, 0, 0, 0, time.UTC))
	b.must(b.campaigns.Tick(t.Context()))
	v := b.manager.get("/waves/" + waveID)
	v.want(200, ".note.bad", "Diese Runde wurde versäumt.")
	v.want(200, "section[aria-labelledby=post] tbody", "Entfällt")
	b.manager.get("/campaigns").want(200, "tbody .state", "Versäumt")
}

func TestAStepThatDoesNotFitTheRoundIsRefusedOnItsPage(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	v := b.manager.get("/campaigns")
	token := url.Values{"_csrf": {v.page.Find("input[name=_csrf]").AttrOr("value", "")}}
	v.post("/waves/"+waveID+"/release", token).want(409, ".errors", "noch nicht ausgewertet")
	v.post("/waves/"+waveID+"/announce", token).want(409, ".errors", "noch nicht freigegeben")
	v.get("/waves/"+waveID+"/release").want(200, ".page-head .state", "Geplant")
	v.post("/waves/"+waveID+"/publish", token).want(409, ".errors", "steht keine Entscheidung an")
	if got := strings.Count(v.text("h1"), "Runde"); got != 1 {
		t.Errorf("the refusal is not on the round's page: %q", v.text("h1"))
	}
}
