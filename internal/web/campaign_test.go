package web_test

import (
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const newCampaign = "/campaigns/new"

// full is a form that can be stored as it is, besides what it is drawn with.
var full = url.Values{"title": {"Wie läuft es?"}, "go": {"save"}}

func TestANetworkWithoutSurveysIsToldTheNextStep(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	v := b.manager.get("/campaigns")
	v.want(200, ".empty h2", "Hier beginnt das Zuhören")
	if got := v.page.Find(".empty a.btn-primary").AttrOr("href", ""); got != newCampaign {
		t.Errorf("the next step leads to %q", got)
	}
}

func TestThePreviewSaysTheNextFiveWindowsAndStoresNothing(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	values := url.Values{"go": {"preview"}, "title": {"Halb fertig"}, "rule.every": {"month"}, "rule.day": {"last"}, "rule.weekday": {"5"}, "rule.time": {"09:30"}, "rule.length": {"7"}}
	v := b.manager.do(newCampaign, newCampaign, values)
	v.want(200, "#windows h3", "Die nächsten 5 Runden")
	german := []string{
		"Freitag, 27. November 2026, 09:30 Uhr, bis Freitag, 4. Dezember 2026, 09:30 Uhr",
		"Freitag, 25. Dezember 2026, 09:30 Uhr, bis Freitag, 1. Januar 2027, 09:30 Uhr",
		"Freitag, 29. Januar 2027, 09:30 Uhr, bis Freitag, 5. Februar 2027, 09:30 Uhr",
		"Freitag, 26. Februar 2027, 09:30 Uhr, bis Freitag, 5. März 2027, 09:30 Uhr",
		"Freitag, 26. März 2027, 09:30 Uhr, bis Freitag, 2. April 2027, 09:30 Uhr",
	}
	if diff := cmp.Diff(german, v.lines("#windows li")); diff != "" {
		t.Errorf("German windows (-want +got):\n%s", diff)
	}
	got := v.entered(newCampaign, nil)
	for name := range values {
		if name != "go" && got.Get(name) != values.Get(name) {
			t.Errorf("%s came back as %q, want %q", name, got.Get(name), values.Get(name))
		}
	}
	v.do(newCampaign+"?lang=en", newCampaign, values)
	english := []string{
		"Friday, 27 November 2026, 09:30, until Friday, 4 December 2026, 09:30",
		"Friday, 25 December 2026, 09:30, until Friday, 1 January 2027, 09:30",
	}
	if diff := cmp.Diff(english, v.lines("#windows li")[:2]); diff != "" {
		t.Errorf("English windows (-want +got):\n%s", diff)
	}
	v.get("/campaigns").want(200, ".empty h2", "Listening begins here")
}

func TestTheFormShowsWhichCompaniesWillBeTooSmall(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	v := b.manager.get(newCampaign)
	want := []string{
		"Alle zusammen|56|etwa 34|Verteilung in Prozent",
		"Holz Brandt und Weber Logistik|26|etwa 16|Drei Gruppen: Zustimmung, teils, Ablehnung",
		"Nordlicht Metallbau|30|etwa 18|Drei Gruppen: Zustimmung, teils, Ablehnung",
	}
	if diff := cmp.Diff(want, v.lines("#expected tbody tr")); diff != "" {
		t.Errorf("at 60 %% (-want +got):\n%s", diff)
	}
	v.want(200, "#expected .note", "Holz Brandt wird zu klein für ein eigenes Ergebnis.")
	v.want(200, "#expected .note", "Bei 6 Eingeladenen rechnen wir mit 4 Antworten, gezeigt wird erst ab 5.")
	v.post(newCampaign, v.entered(newCampaign, url.Values{"go": {"preview"}, "audience": {b.small}, "rate": {"40"}}))
	v.want(200, "#expected", "gezeigt wird erst ab 5 Antworten")
	v.want(200, "#start .todo", "Voraussichtlich ließe sich kein Ergebnis zeigen")
	v.post(newCampaign, v.entered(newCampaign, url.Values{"go": {"preview"}, "audience": {b.large, b.small}, "rate": {"60"}}))
	v.want(200, "#expected", "aus einem gemeinsamen Ergebnis von zweien ließe sich sein Teil ausrechnen")
}

func TestEachFaultOfARuleStandsBesideItsField(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	cron := func(expression string) url.Values {
		return url.Values{"rule.kind": {"cron"}, "rule.cron": {expression}}
	}
	for name, c := range map[string]struct {
		values      url.Values
		field, text string
	}{
		"a rule that never fires":            {cron("0 8 30 2 *"), "rule.cron", "beginnt nie eine Runde"},
		"day of the month with weekday":      {cron("0 8 1 * 1"), "rule.cron", "Tag des Monats und Wochentag zusammen"},
		"@every":                             {cron("@every 3h"), "rule.cron", "@every ist nicht möglich"},
		"an expression nobody can read":      {cron("jeden Montag"), "rule.cron", "nicht lesbar"},
		"an unknown zone":                    {url.Values{"rule.zone": {"other"}, "rule.zone_other": {"Europe/Atlantis"}}, "rule.zone_other", "Zeitzone ist nicht bekannt"},
		"another zone without a name":        {url.Values{"rule.zone": {"other"}}, "rule.zone_other", "Zeitzone ist nicht bekannt"},
		"windows that overlap":               {url.Values{"rule.every": {"week"}, "rule.length": {"14"}}, "rule.length", "wäre noch geöffnet"},
		"a length that is no number":         {url.Values{"rule.length": {"zwei"}}, "rule.length", "1 bis 92 Tage"},
		"a time that is none":                {url.Values{"rule.time": {"8 Uhr"}}, "rule.time", "vier Ziffern"},
		"a single round that lies behind us": {together(url.Values{"rule.kind": {"once"}}, day("rule.once", "2026", "1", "4")), "rule.once", "liegt schon zurück"},
		"a single round without a day":       {together(url.Values{"rule.kind": {"once"}}, day("rule.once", "", "", "")), "rule.once", "Datum und Uhrzeit"},
		"a start that is no day":             {day("rule.start_from", "2027", "2", "30"), "rule.start_from", "Diesen Tag gibt es nicht"},
		"a start without a month":            {day("rule.start_from", "2027", "", "3"), "rule.start_from", "gültiges Datum"},
		"31 February":                        {together(url.Values{"rule.kind": {"once"}}, day("rule.once", "2027", "2", "31")), "rule.once", "Diesen Tag gibt es nicht"},
	} {
		for _, button := range []string{"save", "preview"} {
			v := b.manager.do(newCampaign, newCampaign, together(full, c.values, url.Values{"go": {button}}))
			got := v.text("[id='" + c.field + "-error']")
			if v.answer.StatusCode != 422 || !strings.Contains(got, c.text) {
				t.Errorf("%s, %s: got %d and %q beside %s, want 422 and %q", name, button, v.answer.StatusCode, got, c.field, c.text)
			}
			if v.page.Find(".errors a[href='#"+c.field+"']").Length() != 1 || v.page.Find("[id='"+c.field+"']").Length() != 1 {
				t.Errorf("%s, %s: the summary does not lead to the one field", name, button)
			}
			for field := range c.values {
				if sent := v.entered(newCampaign, nil); sent.Get(field) != c.values.Get(field) {
					t.Errorf("%s: %s came back as %q", name, field, sent.Get(field))
				}
			}
		}
	}
	b.manager.get("/campaigns").want(200, ".empty", "Noch gibt es keine Befragung")
}

func TestADayAheadOffersNoYearsThatAreOver(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	v := b.manager.get(newCampaign)
	for _, name := range []string{"rule.once_year", "rule.start_from_year"} {
		if first := v.page.Find("select[name='" + name + "'] option").Eq(1).Text(); first != "2026" {
			t.Errorf("%s begins with %q", name, first)
		}
	}
	_, waveID := b.plan()
	b.open(waveID, 0)
	extend := "/waves/" + waveID + "/extend"
	b.manager.do("/waves/"+waveID, extend, url.Values{"reason": {" "}}).want(422, ".errors a[href='#reason']", "Grund: ")
}

func TestAnyZoneCanBeChosenByName(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	values := url.Values{"rule.zone": {"other"}, "rule.zone_other": {" America/New_York "}}
	v := b.manager.do(newCampaign, newCampaign, together(full, values, url.Values{"go": {"preview"}}))
	if got := v.entered(newCampaign, nil).Get("rule.zone"); v.answer.StatusCode != 200 || got != "America/New_York" {
		t.Errorf("got %d and the zone %q", v.answer.StatusCode, got)
	}
	b.manager.do("/settings", "/settings", url.Values{"zone": {"other"}, "zone_other": {"Asia/Atlantis"}}).want(422, "#zone_other-error", "Europe/Berlin")
	b.manager.do("/settings", "/settings", url.Values{"zone": {"other"}, "zone_other": {"Asia/Tokyo"}})
	if got := b.manager.get("/settings").entered("/settings", nil).Get("zone"); got != "Asia/Tokyo" {
		t.Errorf("the network's zone is %q", got)
	}
}

func TestAReminderThatCannotBeSentIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	v := b.manager.do(newCampaign, newCampaign, together(full, url.Values{"rule.length": {"3"}, "reminders": {"1", "28"}, "go": {"save"}}))
	v.want(422, "#reminders-2-error", "am 28. Tag nach dem Beginn käme nie an: Eine Runde ist 3 Tage offen")
	v.want(422, ".errors a[href='#reminders-2']", "Erinnerung 2: Eine")
	if first := v.text("#reminders-error"); first != "" {
		t.Errorf("a reminder that fits is refused: %s", first)
	}
	b.manager.get(newCampaign)
	if diff := cmp.Diff([]string{"4", "9"}, b.manager.entered(newCampaign, nil)["reminders"]); diff != "" {
		t.Errorf("the reminders that a new form begins with (-want +got):\n%s", diff)
	}
}

func TestAFormWithoutTitleOrAudienceComesBackWithEverythingElse(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	values := url.Values{
		"title": {" "}, "audience": nil, "reminders": {"3", "3"}, "invitation.body": {"Guten Tag {name},\nbitte."}, "mode": {"attributed"}, "go": {"save"},
		"only_missing": {"yes"}, "title_en": {"How is it going?"},
	}
	v := b.manager.do(newCampaign, newCampaign, values)
	for field, text := range map[string]string{
		"title": "Bitte füllen Sie dieses Feld aus", "audience": "kein Unternehmen gewählt",
		"mode": "passt nicht zur gewählten Vertraulichkeit", "reminders": "auf denselben Tag gelegt",
	} {
		if got := v.text("#" + field + "-error"); v.answer.StatusCode != 422 || !strings.Contains(got, text) {
			t.Errorf("%s: got %d and %q, want %q", field, v.answer.StatusCode, got, text)
		}
	}
	got := v.entered(newCampaign, nil)
	for name := range values {
		if name == "go" {
			continue
		}
		if diff := cmp.Diff(values[name], got[name]); diff != "" {
			t.Errorf("%s (-sent +drawn):\n%s", name, diff)
		}
	}
}

func TestASurveyGoesFromDraftOverATestMailToItsPlan(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	v := b.manager.do(newCampaign, newCampaign, together(full, url.Values{"go": {"test"}}))
	v.want(200, "#start .todo", "Testmail ist unterwegs")
	edit := v.address
	address := strings.TrimSuffix(edit, "/edit")
	v.get(address).want(200, ".page-head .state", "Entwurf")
	v.post(edit, v.get(edit).entered(edit, url.Values{"title": {"Neuer Titel"}, "go": {"plan"}}))
	v.want(200, "h1", "Befragung starten")
	v.launch().want(200, "h1", "Neuer Titel")
	if v.address != address || v.page.Find("#runden tbody tr, section[aria-labelledby=runden] tbody tr").Length() != 2 {
		t.Errorf("after planning: %s with rounds %q", v.address, v.lines("tbody tr"))
	}
	v.want(200, ".lead", "Jedes Quartal am ersten Montag um 08:00 Uhr, geöffnet für 14 Tage")
	v.want(200, ".log", "Jana Albers hat die Befragung eingeplant")
	v.do(address, address+"/pause", nil).want(200, ".page-head .state", "Angehalten")
	v.want(200, "[role=status]", "Die Befragung ist angehalten.")
	v.want(200, "section[aria-labelledby=runden]", "Zurzeit ist keine Runde geplant.")
	v.do(address, address+"/resume", nil).want(200, ".page-head .state", "Geplant")
	v.do(address+"/end", address+"/end", nil).want(200, ".page-head .state", "Beendet")
	if v.page.Find("form[action$='/end'], form[action$='/resume'], a[href$='/edit']").Length() != 0 {
		t.Error("an ended survey can still be steered")
	}
	v.post(address+"/resume", url.Values{"_csrf": {v.page.Find("input[name=_csrf]").AttrOr("value", "")}})
	v.want(409, ".errors", "In diesem Zustand der Befragung geht das nicht")
}

func TestAnOldFormDoesNotOverwriteANewerOne(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	v := b.manager.do(newCampaign, newCampaign, full)
	edit := v.address + "/edit"
	old := v.get(edit).entered(edit, url.Values{"title": {"Alt"}, "go": {"save"}})
	v.do(edit, edit, url.Values{"title": {"Neu"}, "go": {"save"}}).want(200, "h1", "Neu")
	v.post(edit, old).want(409, ".errors", "Jemand hat das inzwischen geändert")
	if got := v.entered(edit, nil).Get("title"); got != "Alt" {
		t.Errorf("the refused form shows %q", got)
	}
}

func TestAGermanTitleThatStandsInForTheEnglishOneIsNotCopied(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	edit := b.draft(b.large) + "/edit"
	v := b.manager.do(edit, edit, url.Values{"title": {"Wie war es?"}, "title_en": {""}, "go": {"save"}})
	v.want(200, "[role=status]", "Die Änderungen sind gespeichert.")
	if got := v.get(edit).entered(edit, nil).Get("title_en"); got != "" {
		t.Errorf("the English title is %q", got)
	}
	v.do(edit, edit, url.Values{"title": {"Und heute?"}, "go": {"save"}})
	v.get(strings.TrimSuffix(edit, "/edit")+"?lang=en").want(200, "h1", "Und heute?")
}

func TestALongSeriesShowsItsNewestEntriesFirstAndTheOthersOnDemand(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	address := b.draft(b.large)
	v := b.manager.get(address)
	for range 12 {
		v.do(address+"/edit", address+"/edit", url.Values{"go": {"save"}})
	}
	v.get(address).want(200, "section[aria-labelledby=verlauf] details summary", "Ein früherer Eintrag")
	v.want(200, "section[aria-labelledby=verlauf] details .log", "Jana Albers hat die Befragung angelegt.")
	if got := v.page.Find("section[aria-labelledby=verlauf] > .log > li").Length(); got != 12 {
		t.Errorf("%d entries at once, want 12", got)
	}
}

func TestTheCheckBeforeTheStartNoticesAKeyStoreThatIsGone(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.manager.get(newCampaign).want(200, "#start .ok", "Schlüsselspeicher ist les- und schreibbar")
	b.must(os.RemoveAll(b.keys))
	b.manager.get(newCampaign).want(200, "#start .todo", "Schlüsselspeicher ist nicht beschreibbar")
}

func TestTheListShowsStateRhythmAndWhatIsNext(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	want := []string{"Wie läuft es? Fragebogen „Gemeinsame Werte, Meeting-Kultur, Win-win“|56 Mitarbeitende, anonym|Eigene Zeitregel|GeplantRunde 1, ab 30. November 2026|Öffnet am 30. November 2026 von selbst"}
	if diff := cmp.Diff(want, b.manager.get("/campaigns").lines("tbody tr")); diff != "" {
		t.Errorf("planned (-want +got):\n%s", diff)
	}
	b.open(waveID, 14)
	want[0] = "Wie läuft es? Fragebogen „Gemeinsame Werte, Meeting-Kultur, Win-win“|56 Mitarbeitende, anonym|Eigene Zeitregel|OffenRunde 1, bis 14. Dezember 2026, 08:00 Uhr 25 bis 50 %|Erinnerung am 4. Dezember 2026, 08:00 Uhr"
	if diff := cmp.Diff(want, b.manager.get("/campaigns").lines("tbody tr")); diff != "" {
		t.Errorf("open (-want +got):\n%s", diff)
	}
	b.closeAndTally(waveID)
	v := b.manager.get("/campaigns?state=due")
	v.want(200, ".note.warn", "„Wie läuft es?“ wartet auf Ihre Freigabe, noch 14 Tage.")
	v.want(200, ".tabs-line a[aria-current]", "Zu erledigen 1")
	v.want(200, "tbody", "Freigeben bis 28. Dezember 2026")
	b.clock.Advance(9 * 24 * time.Hour)
	b.manager.get("/campaigns").want(200, ".note.warn", "noch 5 Tage")
}

func TestAQuestionnaireReadsInBothLanguages(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	v := b.manager.get(newCampaign)
	link := v.page.Find("main a[href^='/questionnaires/']").First()
	v.get(link.AttrOr("href", "")).want(200, "h1", link.Text())
	if german, english := v.page.Find("main li .name").Length(), v.page.Find("main li [lang=en]").Length(); german == 0 || german != english {
		t.Errorf("%d German questions, %d English ones", german, english)
	}
	v.get("/questionnaires/unknown").want(404, "h1", "Nicht gefunden")
}
