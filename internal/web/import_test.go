package web_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/roster"
)

// upload sends a file as the form at hand does.
func (v *visitor) upload(address, name string, content []byte, values url.Values) *visitor {
	v.t.Helper()
	token := v.get(address).page.Find("main form input[name=_csrf]").AttrOr("value", "")
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	write := func(err error) {
		if err != nil {
			v.t.Fatal(err)
		}
	}
	write(form.WriteField("_csrf", token))
	for field := range values {
		write(form.WriteField(field, values.Get(field)))
	}
	part, err := form.CreateFormFile("file", name)
	write(err)
	_, err = part.Write(content)
	write(err)
	write(form.Close())
	r := httptest.NewRequest(http.MethodPost, "/people/import", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return v.send(r)
}

func TestAFileIsUploadedMappedPreviewedAndImported(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	list := "Firma;Mitarbeiter;Mailadresse;Bereich;Standort\n" +
		"Holz Brandt;Ute Kern;u.kern@brandt.example;Büro;Nord\n" +
		"Holz Brandt;Murat Aydın;m.aydin@brandt;Büro;Nord\n" +
		"Weber Logistik;Jonas Witt;j.witt@weber.example;Lager;Süd\n" +
		"Weber Logistik;Jonas Witt;J.Witt@WEBER.example;Lager;Süd\n"
	v := b.manager.upload("/people/import", `C:\Listen\personal november.csv`, []byte(list), nil)
	v.want(200, "h1", "Welche Spalte ist was?")
	v.want(200, ".lead", "personal november.csv")
	path := v.address
	for field, want := range map[string]string{"column_0": "company", "column_1": "name", "column_2": "email", "column_3": "team", "column_4": "ignore"} {
		if got := chosen(v.page.Find("select[name=" + field + "]")); got != want {
			t.Errorf("%s was taken for %q, want %q", field, got, want)
		}
	}
	v.do(path, path, url.Values{"column_1": {"email"}, "go": {"map"}}).want(422, ".errors", "Jede Bedeutung kann nur eine Spalte haben")
	if got := chosen(v.page.Find("select[name=column_1]")); got != "email" {
		t.Errorf("the refused choice came back as %q", got)
	}
	v.do(path, path, url.Values{"column_0": {"ignore"}, "go": {"map"}}).want(422, "#company-error", "Bitte wählen Sie das Unternehmen")
	v.do(path, path, url.Values{"column_4": {"attribute:Standort"}, "go": {"map"}}).want(200, "h1", "Stimmt das so?")
	v.want(200, "main", "Unternehmen, Name, E-Mail, Team, Standort")
	verdicts := []string{}
	for _, line := range v.lines("tbody tr") {
		cells := strings.Split(line, "|")
		verdicts = append(verdicts, cells[4]+" "+cells[1])
	}
	if diff := cmp.Diff([]string{"3 Nicht möglich", "5 Doppelt", "2 Neu, bitte ansehen", "4 Neu, bitte ansehen"}, verdicts); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	v.get(path + "/preview?verdict=reject")
	if got := len(v.lines("tbody tr")); got != 1 {
		t.Errorf("%d rejected rows, want 1", got)
	}
	status, faulty := v.raw(path + "/rejected.csv")
	if status != 200 || !strings.Contains(faulty, "m.aydin@brandt") || strings.Contains(faulty, "Ute Kern") {
		t.Errorf("the file of rejected rows: %d %q", status, faulty)
	}

	// One ticked row first, then all the rest; the file is gone afterwards.
	v.get(path + "/preview")
	nothing := v.entered(path+"/take", url.Values{"go": {"chosen"}})
	nothing.Del("row")
	v.post(path+"/take", nothing).want(200, ".note", "Keine Zeile war angekreuzt")
	b.wantPeople(t, 56)
	sent := v.entered(path+"/take", url.Values{"row": {"2"}, "go": {"chosen"}})
	v.post(path+"/take", sent).want(200, ".note", "Eine Zeile wurde übernommen")
	b.wantPeople(t, 57)
	v.do(path+"/preview", path+"/take", url.Values{"go": {"all"}}).want(200, "h1", "Die Liste ist eingelesen")
	b.wantPeople(t, 58)
	if diff := cmp.Diff([]string{"1", "0", "3"}, v.lines(".figures .value")); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
	if got := v.get(path).answer.StatusCode; got != 404 {
		t.Errorf("the imported file answers %d, want 404", got)
	}
	v.upload("/people/import", "personal.csv", []byte(list), nil)
	v.do(v.address, v.address, url.Values{"column_4": {"attribute:Standort"}, "go": {"map"}})
	if v.page.Find("button[value=all]").Length() != 0 {
		t.Errorf("the same list once more offers to take something: %v", v.lines("tbody tr"))
	}
	v.want(200, ".note", "Aus dieser Liste gibt es nichts zu übernehmen.")
}

func (b *bureau) wantPeople(t *testing.T, want int) {
	t.Helper()
	people, err := b.roster.People(t.Context(), b.viewer, "")
	b.must(err)
	if len(people) != want {
		t.Errorf("%d people, want %d", len(people), want)
	}
}

func TestASpreadsheetWithSeveralSheetsIsReadByTheChosenOne(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	book := excelize.NewFile()
	rows := map[string][][]string{
		"Sheet1": {{"Stand November"}, {}, {"Name", "E-Mail"}, {"Ute Kern", "u.kern@brandt.example"}},
		"Azubis": {{"Vorname", "Nachname", "Mail"}, {"Tom", "Nowak", "t.nowak@brandt.example"}},
	}
	_, err := book.NewSheet("Azubis")
	b.must(err)
	for sheet, lines := range rows {
		for i, line := range lines {
			b.must(book.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &line))
		}
	}
	content, err := book.WriteToBuffer()
	b.must(err)
	v := b.manager.upload("/people/import?company="+b.small, "personal.xlsx", content.Bytes(), url.Values{"company": {b.small}})
	path := v.address
	v.do(path, path, url.Values{"sheet": {"Azubis"}, "go": {"sheet"}}).want(200, "h1", "Welche Spalte ist was?")
	if got := chosen(v.page.Find("select[name=column_0]")); got != "first_name" {
		t.Errorf("the first column of the other sheet was taken for %q", got)
	}
	v.do(path, path, url.Values{"go": {"map"}}).want(200, "tbody", "Tom Nowak")
	v.want(200, ".lead", "Blatt „Azubis“")
	v.do(path+"/preview", path+"/cancel", nil).want(200, "h1", "Personen")
	if got := v.get(path).answer.StatusCode; got != 404 {
		t.Errorf("the dropped file answers %d, want 404", got)
	}
	b.wantPeople(t, 56)
}

func TestFilesThatCannotBeReadSayWhyAndLoseNothing(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	for name, c := range map[string]struct {
		content []byte
		want    string
		status  int
	}{
		"empty":           {nil, "Die Datei enthält keine Zeilen", 422},
		"only blanks":     {[]byte(" \r\n "), "Die Datei enthält keine Zeilen", 422},
		"PDF":             {[]byte("%PDF-1.7\n%..."), "keine Tabelle, die wir lesen können", 422},
		"old or locked":   {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), "Kennwort", 422},
		"broken workbook": {[]byte("PK\x03\x04rest"), "beschädigt", 422},
		"too large":       {bytes.Repeat([]byte("x;y\n"), 3<<20), "zu groß, höchstens 10 MB", 422},
		"headings only":   {[]byte("Name;E-Mail\n"), "Die Datei enthält keine Zeilen", 422},
		"liste.xlsx":      {[]byte("abc"), "heißt wie eine Excel-Datei", 422},
	} {
		v := b.manager.upload("/people/import", name, c.content, url.Values{"company": {b.middle}})
		v.want(c.status, "#file-error", c.want)
		if chosen(v.page.Find("select[name=company]")) != b.middle {
			t.Errorf("%s: the chosen company was lost", name)
		}
	}
}

func TestAPreviewShowsLanguageAttributesAndEmptyRows(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	list := "Name;E-Mail;Sprache;Standort\nUte Kern;u@brandt.example;en;Nord\n;;;\nJonas Witt;j@brandt.example;de;Süd\n"
	v := b.manager.upload("/people/import", "liste.csv", []byte(list), url.Values{"company": {b.small}})
	v.do(v.address, v.address, url.Values{"column_3": {"attribute:Standort"}, "go": {"map"}})
	v.want(200, "tbody", "Englisch, Standort: Nord")
	v.want(200, "tbody", "Leere Zeile")
	if text := v.text("tbody"); strings.Contains(text, "Ohne Namen") || strings.Contains(text, "Einladung auf Papier") {
		t.Errorf("the empty row reads as a person: %s", text)
	}
}

func TestAnOverlongListWithoutAFormTokenIsRefusedForThat(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	r := httptest.NewRequest(http.MethodPost, "/people/import", bytes.NewReader(bytes.Repeat([]byte("x;y\n"), 3<<20)))
	if got := b.manager.send(r).answer.StatusCode; got != 403 {
		t.Errorf("without a token: %d, want 403", got)
	}
}

func TestThePageAfterAnImportShowsOnlyWhatAnImportDid(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	v := b.manager.upload("/people/import", "liste.csv", []byte("Name;E-Mail\nUte Kern;u@brandt.example\n"), url.Values{"company": {b.small}})
	path := v.address
	v.do(path, path, url.Values{"go": {"map"}})
	v.do(path+"/preview", path+"/take", url.Values{"go": {"all"}}).want(200, "h1", "Die Liste ist eingelesen")
	told := v.address
	v.get(told).want(200, ".figures", "1")
	v.get(strings.Replace(told, "new=1", "new=4000", 1)).want(200, "h1", "Alle Personen")
}

func TestAFileOfNineMegabytesIsTakenFromSignedInPeopleOnly(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	var list strings.Builder
	list.WriteString("Name;E-Mail\n")
	for i := range 60_000 {
		fmt.Fprintf(&list, "Person Nummer %d %s;x%d@gross.example\n", i, strings.Repeat("lang ", 20), i)
	}
	v := b.manager.upload("/people/import", "gross.csv", []byte(list.String()), url.Values{"company": {b.large}})
	path := v.address
	v.do(path, path, url.Values{"go": {"map"}}).want(200, "main", "1 bis 200 von 60.000 Zeilen")
	v.get(path+"/preview?page=300").want(200, "main", "59.801 bis 60.000 von 60.000 Zeilen")

	stranger := visit(t, b.app)
	r := httptest.NewRequest(http.MethodPost, "/people/import", strings.NewReader(list.String()))
	if got := stranger.send(r).answer.StatusCode; got != 413 {
		t.Errorf("a stranger's nine megabytes get %d, want 413", got)
	}
	r = httptest.NewRequest(http.MethodPost, "/people/import/x", strings.NewReader(list.String()))
	if got := b.manager.send(r).answer.StatusCode; got != 413 {
		t.Errorf("another route takes nine megabytes: %d, want 413", got)
	}
}

func TestPagesOfListsAndGroupsDoNotExistForOthers(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	group, err := b.roster.AddGroup(t.Context(), b.viewer, roster.GroupInput{Name: "Projekt"})
	b.must(err)
	people, err := b.roster.People(t.Context(), b.viewer, b.small)
	b.must(err)
	v := b.manager.upload("/people/import", "liste.csv", []byte("Name;E-Mail\nUte Kern;u@brandt.example\n"), url.Values{"company": {b.small}})
	file := v.address
	pages := []string{"/people", "/people/import", file, file + "/preview", "/people/import/done", "/people/export.xlsx", "/groups", "/groups/new", "/groups/" + group,
		"/groups/" + group + "/edit", "/people/" + people[0].ID + "/delete"}
	for role, company := range map[account.Role]string{account.Partner: b.small, account.Reader: ""} {
		other := b.admit(t, role, company)
		for _, page := range pages {
			if got := other.get(page).answer.StatusCode; got != 404 {
				t.Errorf("%s gets %d at %s, want 404", role, got, page)
			}
		}
		token := other.get("/").page.Find("input[name=_csrf]").AttrOr("value", "")
		for _, act := range []string{"/groups/new", "/groups/" + group + "/members", "/groups/" + group + "/delete", file + "/take", "/people/import",
			"/people/" + people[0].ID + "/delete", "/companies/" + b.small + "/teams/x/delete"} {
			if got := other.post(act, url.Values{"_csrf": {token}, "sure": {"yes"}, "text": {"Name\nX"}}).answer.StatusCode; got != 404 {
				t.Errorf("%s may post to %s: %d, want 404", role, act, got)
			}
		}
	}
	for _, page := range pages {
		if got := b.manager.get(page).answer.StatusCode; got != 200 {
			t.Errorf("a manager gets %d at %s, want 200", got, page)
		}
	}
}
