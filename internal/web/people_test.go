package web_test

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/interchange"
	"kreislauf/internal/roster"
)

func TestTheListOfPeopleIsSearchedNarrowedAndPaged(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	v := b.manager.get("/people")
	v.want(200, ".panel > header", "1 bis 50 von 56 Personen")
	if got := len(v.lines("tbody tr")); got != roster.PageSize {
		t.Errorf("the first page shows %d people, want %d", got, roster.PageSize)
	}
	v.want(200, "nav a[rel=next]", "Nächste Seite")
	v.get(v.page.Find("a[rel=next]").AttrOr("href", "")).want(200, ".panel > header", "51 bis 56 von 56 Personen")
	if v.page.Find("a[rel=next]").Length() != 0 || v.page.Find("a[rel=prev]").Length() != 1 {
		t.Error("the last page leads further, or not back")
	}
	v.get("/people?q=PERSON+29").want(200, ".panel > header", "eine Person")
	v.get("/people?company="+b.small+"&q=person&page=7").want(200, ".panel > header", "6 Personen")
	v.get("/people?q=nobody+here").want(200, "main", "Niemand passt zu dieser Suche")
	v.get("/companies/" + b.small + "/people?team=" + roster.NoTeam)
	v.want(200, "main", "Niemand passt zu dieser Suche")
	team := v.page.Find("select[name=team] option:contains('Montage')").AttrOr("value", "")
	v.get("/companies/"+b.small+"/people?team="+team).want(200, ".panel > header", "6 Personen")
	v.want(200, "form[role=search] a", "Alle zeigen")
}

func TestAPersonMovesToAnotherCompanyAndIsThenGivenATeam(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	people, err := b.roster.People(t.Context(), b.viewer, b.small)
	b.must(err)
	edit := "/people/" + people[0].ID + "/edit"
	v := b.manager.do(edit, edit, url.Values{"company": {b.middle}})
	v.want(200, "h1", people[0].Name)
	v.want(200, "[role=status]", "Bitte wählen Sie dort das Team neu")
	v.want(200, ".crumbs", "Weber Logistik")
	moved, err := b.roster.Person(t.Context(), b.viewer, people[0].ID)
	b.must(err)
	if moved.CompanyID != b.middle || moved.TeamID != "" {
		t.Errorf("moved to %q, team %q", moved.CompanyID, moved.TeamID)
	}
	team := v.page.Find("select[name=team] option:contains('Montage')").AttrOr("value", "")
	v.do(edit, edit, url.Values{"team": {team}}).want(200, "h1", "Personen")
	if moved, err = b.roster.Person(t.Context(), b.viewer, people[0].ID); err != nil || moved.TeamID != team {
		t.Errorf("team %q (%v), want %q", moved.TeamID, err, team)
	}
}

func TestComingBackToATakenAddressIsRefusedOnThePersonsPage(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	people, err := b.roster.People(t.Context(), b.viewer, b.small)
	b.must(err)
	path := "/people/" + people[0].ID
	b.must(b.roster.SetLeft(t.Context(), b.viewer, people[0].ID, true))
	_, err = b.roster.AddPerson(t.Context(), b.viewer, roster.PersonInput{
		CompanyID: b.small, Name: "Nachfolge", Email: people[0].Email, Language: "de",
	})
	b.must(err)
	v := b.manager.do(path+"/edit", path+"/return", nil)
	v.want(409, ".errors", "gehört inzwischen einer anderen Person")
	v.want(409, "h1", people[0].Name)
	v.do(path+"/edit", path+"/edit", url.Values{"email": {""}})
	v.do(path+"/edit", path+"/return", nil).want(200, "tbody", people[0].Name)
	v.want(200, "[role=status]", "wieder eingeladen")
}

func TestAPersonIsDeletedOnlyAfterATick(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, wave := b.plan()
	b.open(wave, 2)
	people, err := b.roster.People(t.Context(), b.viewer, b.small)
	b.must(err)
	path := "/people/" + people[0].ID
	v := b.manager.get(path + "/edit")
	remove := v.page.Find("#loeschen").Closest("section").Find("a.btn").AttrOr("href", "")
	v.get(remove).want(200, "h1", people[0].Name+" löschen?")
	v.want(200, "main", "zu einer offenen Runde eingeladen")
	v.do(remove, remove, nil).want(422, ".errors", "Bitte bestätigen Sie die Löschung")
	v.do(remove, remove, url.Values{"sure": {"yes"}}).want(200, "h1", "Personen")
	v.want(200, "[role=status]", "Die Person ist gelöscht")
	if strings.Contains(v.text("tbody"), people[0].Name) || v.get(path+"/edit").answer.StatusCode != 404 {
		t.Error("the person is still there")
	}
	v.get("/waves/"+wave).want(200, "main", "56")
}

func TestWhatWasDoneToAPersonIsSaidOnceAndNothingElse(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	people, err := b.roster.People(t.Context(), b.viewer, b.large)
	b.must(err)
	path, list := "/people/"+people[0].ID, "/companies/"+b.large+"/people"
	v := b.manager.do(path+"/edit", path+"/edit", url.Values{"attributes": {"Standort: Werk Nord"}})
	v.want(200, "[role=status]", "Die Änderungen sind gespeichert")
	if next := v.page.Find("a[rel=next]").AttrOr("href", ""); next != "" && strings.Contains(next, "done") {
		t.Errorf("the next page says it again: %s", next)
	}
	v.do(path+"/edit", path+"/leave", nil).want(200, "[role=status]", "nicht mehr eingeladen")
	v.do(list+"/new", list+"/new", url.Values{"name": {"Ute Kern"}, "language": {"de"}}).want(200, "[role=status]", "eingetragen")
	for _, step := range []string{"", "Alles+wurde+geloescht", "people.title", "deleted%00"} {
		if said := v.get(list + "?done=" + step).page.Find("[role=status]").Text(); said != "" {
			t.Errorf("the address %q makes the page say %q", step, said)
		}
	}
}

func TestAnAttributeWithoutAColonIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	people, err := b.roster.People(t.Context(), b.viewer, b.small)
	b.must(err)
	list := "/companies/" + b.small + "/people"
	for _, form := range []string{"/people/" + people[0].ID + "/edit", list + "/new"} {
		v := b.manager.do(form, form, url.Values{"name": {"Ute Kern"}, "language": {"de"}, "attributes": {"Rolle: Leitung\nStandort Werk Nord"}})
		v.want(422, "#attributes-error", "Bitte mit Doppelpunkt")
		v.want(422, "textarea[name=attributes]", "Standort Werk Nord")
	}
	kept, err := b.roster.Person(t.Context(), b.viewer, people[0].ID)
	b.must(err)
	if len(kept.Attributes) != len(people[0].Attributes) {
		t.Errorf("the refused attributes were kept: %v", kept.Attributes)
	}
}

func TestAGroupIsMadeFilledEmptiedAndDeleted(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	v := b.manager.get("/groups")
	v.want(200, "main", "Ergebnisse werden nie für eine Gruppe gezeigt")
	v.do("/groups/new", "/groups/new", url.Values{"name": {" "}}).want(422, "#name-error", "Bitte füllen Sie dieses Feld aus")
	v.do("/groups/new", "/groups/new", url.Values{"name": {"Projekt Portal"}}).want(200, "main", "Noch ist niemand dabei")
	group := v.address
	v.do("/groups/new", "/groups/new", url.Values{"name": {"Projekt Portal"}}).want(409, "#name-error", "Diesen Namen gibt es schon")

	v.do("/groups/new", "/groups/new", url.Values{"name": {"PROJEKT  portal"}}).want(409, "#name-error", "Diesen Namen gibt es schon")
	v.do(group+"/edit", group+"/edit", url.Values{"name": {"Projekt PORTAL"}}).want(200, "h1", "Projekt PORTAL")
	v.do(group+"/edit", group+"/edit", url.Values{"name": {"Projekt Portal"}}).want(200, "h1", "Projekt Portal")

	v.get(group+"?q=Person+29&company="+b.large).want(200, "form.flow", "Person 29")
	var ids []string
	for _, box := range v.page.Find("input[name=add]").EachIter() {
		ids = append(ids, box.AttrOr("value", ""))
	}
	if len(ids) != 1 {
		t.Fatalf("%d people match, want 1", len(ids))
	}
	small, err := b.roster.People(t.Context(), b.viewer, b.small)
	b.must(err)
	ids = append(ids, small[0].ID)
	token := v.page.Find("input[name=_csrf]").AttrOr("value", "")
	v.post(group+"/members", url.Values{"_csrf": {token}, "add": ids})
	if got := v.page.Find("input[name=remove]").Length(); got != 2 {
		t.Fatalf("%d people in the group, want 2", got)
	}
	v.get("/groups")
	if diff := cmp.Diff([]string{"Projekt Portal|keine bestimmte|2|2"}, v.lines("tbody tr")); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	edit := "/people/" + small[0].ID + "/edit"
	v.get(edit)
	if v.page.Find("input[name=groups]:checked, input[name=groups][checked]").Length() != 1 {
		t.Error("the person's page does not show the group")
	}
	v.do(edit, edit, url.Values{"groups": {}}).get(group)
	if got := v.page.Find("input[name=remove]").Length(); got != 1 {
		t.Errorf("%d people after one left by the own page, want 1", got)
	}
	v.post(group+"/members", url.Values{"_csrf": {token}, "remove": ids}).want(200, "main", "Noch ist niemand dabei")
	v.do(group+"/edit", group+"/edit", url.Values{"name": {"Portal"}}).want(200, "h1", "Portal")
	v.do(group+"/edit", group+"/delete", nil).want(200, "main", "Noch keine Gruppen")
}

func TestATeamIsPlacedBelowAnotherAndDeletedWhenItIsEmpty(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	company := "/companies/" + b.small
	v := b.manager.do(company+"/teams/new", company+"/teams/new", url.Values{"name": {"Werk"}})
	werk := v.page.Find("tbody a:contains('Werk')").AttrOr("href", "")
	montage := v.page.Find("tbody a:contains('Montage')").AttrOr("href", "")
	v.do(montage, montage, url.Values{"parent": {werk[strings.LastIndex(werk, "/")+1:]}}).want(200, "tbody", "Montage Werk")
	v.do(werk, werk+"/delete", nil).want(409, ".errors", "noch Personen oder andere Teams")
	v.want(409, "h1", "Team bearbeiten")
	v.get(company+"/people").want(200, "tbody", "Werk / Montage")
	v.do(montage, montage, url.Values{"parent": {""}})
	v.do(werk, werk+"/delete", nil)
	if strings.Contains(v.text("tbody"), "Werk") {
		t.Error("the empty team is still there")
	}
}

func TestExportsHoldEverybodyInColumnsThatCanBeReadAgain(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	ctx := t.Context()
	_, err := b.roster.AddPerson(ctx, b.viewer, roster.PersonInput{
		CompanyID: b.small, Name: "=HYPERLINK(1)", Email: "p@müller.example", Language: "en", Attributes: map[string]string{"Standort": "Werk; \"Nord\""},
	})
	b.must(err)
	for _, kind := range []string{"csv", "xlsx"} {
		status, body := b.manager.raw("/people/export." + kind + "?company=" + b.small)
		if status != 200 {
			t.Fatalf("%s: status %d", kind, status)
		}
		table, err := interchange.ReadTable(t.Context(), []byte(body), "")
		b.must(err)
		want := []string{"Unternehmen", "Team", "Name", "E-Mail", "Sprache", "Vertretung", "Gruppe", "Standort", "Nicht mehr dabei seit"}
		if diff := cmp.Diff(want, table.Header); diff != "" {
			t.Errorf("%s: header (-want +got):\n%s", kind, diff)
		}
		found := false
		for record, err := range table.Records(t.Context()) {
			b.must(err)
			found = found || len(record.Cells) > 7 && record.Cells[2] == "=HYPERLINK(1)" && record.Cells[3] == "p@müller.example" && record.Cells[7] == "Werk; \"Nord\""
		}
		if !found {
			t.Errorf("%s: the person with the strange name is not read back", kind)
		}
		mapping, err := b.roster.GuessImport(ctx, b.viewer, table.Header, table.Sample)
		b.must(err)
		judged, err := b.roster.PreviewImport(ctx, b.viewer, roster.ImportInput{Mapping: mapping, Records: table.Records(t.Context())})
		b.must(err)
		if judged.Count(roster.RowSkip) != 7 || len(judged.Rows) != 7 {
			t.Errorf("%s: read again, %d of %d rows change nothing, want 7 of 7: %+v", kind, judged.Count(roster.RowSkip), len(judged.Rows), judged.Rows)
		}
	}
	_, body := b.manager.raw("/people/export.csv?company=" + b.small)
	rows := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff")))
	rows.Comma = ';'
	all, err := rows.ReadAll()
	b.must(err)
	if fmt.Sprint(all[1][2]) != "'=HYPERLINK(1)" {
		t.Errorf("a formula reaches the file as %q", all[1][2])
	}
	other := b.admit(t, account.Partner, b.small)
	if status, _ := other.raw("/people/export.csv"); status != 404 {
		t.Errorf("a representative gets %d, want 404", status)
	}
}
