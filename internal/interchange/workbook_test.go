package interchange_test

import (
	"archive/zip"
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"kreislauf/internal/fault"
	"kreislauf/internal/interchange"
)

// book makes an XLSX file; edit writes into its first sheet, "Sheet1".
func book(t *testing.T, edit func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	edit(f)
	var file bytes.Buffer
	if err := f.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func fill(t *testing.T, f *excelize.File, sheet string, rows map[string][]any) {
	t.Helper()
	for cell, values := range rows {
		if err := f.SetSheetRow(sheet, cell, &values); err != nil {
			t.Fatal(err)
		}
	}
}

func TestASheetMayStartAnywhereAndKeepsItsRowNumbers(t *testing.T) {
	t.Parallel()
	body := book(t, func(f *excelize.File) {
		fill(t, f, "Sheet1", map[string][]any{
			"B1": {"Mitarbeitende Werk Nord"}, "B3": {"Vorname", "Nachname", "E-Mail-Adresse", "Nr"},
			"B4": {"Jörg", "Kern", "j@x.de", 17}, "B7": {"Ute", "Berg", "u@x.de", 1.5},
		})
		if err := f.MergeCell("Sheet1", "B1", "E1"); err != nil {
			t.Fatal(err)
		}
		if err := f.SetRowVisible("Sheet1", 7, false); err != nil {
			t.Fatal(err)
		}
		style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStyle("Sheet1", "A500", "F600", style); err != nil { // formatted, but empty
			t.Fatal(err)
		}
	})
	want := []string{"|Vorname|Nachname|E-Mail-Adresse|Nr", "4||Jörg|Kern|j@x.de|17", "5|", "6|", "7||Ute|Berg|u@x.de|1.5"}
	if diff := cmp.Diff(want, lines(t, body, "")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	table, err := interchange.ReadTable(t.Context(), body, "")
	if err != nil {
		t.Fatal(err)
	}
	for record := range table.Records(t.Context()) {
		if record.Hidden != (record.Number == 7) {
			t.Errorf("row %d: hidden is %v", record.Number, record.Hidden)
		}
	}
}

func TestFormulasCountByTheirResults(t *testing.T) {
	t.Parallel()
	body := book(t, func(f *excelize.File) {
		fill(t, f, "Sheet1", map[string][]any{"A1": {"Name", "E-Mail", "Team"}, "A2": {"Jörg", "old@x.de", "A"}, "A3": {"Ute"}, "A4": {"Kai"}, "A5": {"Lea"}})
		for cell, formula := range map[string]string{
			"B2": `LOWER(A2)&"@x.de"`, // has a result, which is displayed
			"B3": `LOWER(A3)&"@x.de"`,
			"B4": `SUBSTITUTE(SUBSTITUTE(B3,"u","ue"),"x","y")`,
			"C3": `CONCATENATE("Werk ",A3)`,
			"C4": `TEXTJOIN("-",TRUE,A3:A4)`,
			"B5": `REPT("a",1000000000)`,
			"C5": `TEXTJOIN("-",TRUE,A1:A999)`,
		} {
			if err := f.SetCellFormula("Sheet1", cell, formula); err != nil {
				t.Fatal(err)
			}
		}
	})
	body = withResult(t, body, "B2", "cached@x.de")
	want := []string{"Name|E-Mail|Team", "2|Jörg|cached@x.de|A", "3|Ute|ute@x.de|Werk Ute", "4|Kai|uete@y.de|Ute-Kai", "5|Lea|#CALC!|#CALC!"}
	if diff := cmp.Diff(want, lines(t, body, "")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFormulasThatGrowWithoutBoundAreNotComputed(t *testing.T) {
	t.Parallel()
	body := book(t, func(f *excelize.File) {
		fill(t, f, "Sheet1", map[string][]any{"A1": {"Name"}, "A2": {strings.Repeat("x", 1000)}})
		for row := 3; row < 60; row++ {
			above := "A" + strconv.Itoa(row-1)
			if err := f.SetCellFormula("Sheet1", "A"+strconv.Itoa(row), above+"&"+above); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.SetCellFormula("Sheet1", "A60", "A61&1"); err != nil { // a circle
			t.Fatal(err)
		}
		if err := f.SetCellFormula("Sheet1", "A61", "A60&1"); err != nil {
			t.Fatal(err)
		}
	})
	got := lines(t, body, "")
	if got[len(got)-1] != "61|#CALC!" || got[len(got)-3] != "59|#CALC!" {
		t.Errorf("the last rows are %.60q", got[len(got)-3:])
	}
}

// withResult replaces the value that the file holds for a formula's cell.
func withResult(t *testing.T, body []byte, cell, value string) []byte {
	t.Helper()
	return repacked(t, body, func(name string, part []byte) []byte {
		if name != "xl/worksheets/sheet1.xml" {
			return part
		}
		before, after, found := strings.Cut(string(part), `<c r="`+cell+`"`)
		if !found {
			t.Fatalf("no cell %s in %s", cell, part)
		}
		open := strings.Index(after, "<f>")
		shut := strings.Index(after, "</f>")
		end := strings.Index(after, "</c>")
		return []byte(before + `<c r="` + cell + `" t="str">` + after[open:shut] + "</f><v>" + value + "</v>" + after[end:])
	})
}

// repacked changes a workbook's parts and adds one where its name and content
// follow.
func repacked(t *testing.T, body []byte, change func(name string, part []byte) []byte, added ...string) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	to := zip.NewWriter(&file)
	for _, part := range from.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if _, err := text.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		w, err := to.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(change(part.Name, text.Bytes())); err != nil {
			t.Fatal(err)
		}
	}
	if len(added) == 2 {
		w, err := to.Create(added[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(added[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestTheSheetWithHeadingsIsReadUnlessAnotherIsNamed(t *testing.T) {
	t.Parallel()
	body := book(t, func(f *excelize.File) {
		for _, name := range []string{"Geheim", "Liste", "Alt"} {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
		}
		fill(t, f, "Sheet1", map[string][]any{"A1": {"So wird diese Datei ausgefüllt"}})
		fill(t, f, "Geheim", map[string][]any{"A1": {"Name"}, "A2": {"Versteckt"}})
		fill(t, f, "Liste", map[string][]any{"A1": {"Name"}, "A2": {"Ute"}})
		fill(t, f, "Alt", map[string][]any{"A1": {"Name"}, "A2": {"Jörg"}})
		if err := f.SetSheetVisible("Geheim", false); err != nil {
			t.Fatal(err)
		}
	})
	table, err := interchange.ReadTable(t.Context(), body, "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Sheet1", "Liste", "Alt"}, table.Sheets); diff != "" || table.Sheet != "Liste" {
		t.Errorf("%q is read of (-want +got):\n%s", table.Sheet, diff)
	}
	for _, name := range []string{"Alt", "ALT"} {
		if diff := cmp.Diff([]string{"Name", "2|Jörg"}, lines(t, body, name)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for _, name := range []string{"Geheim", "Keins"} {
		if _, err := interchange.ReadTable(t.Context(), body, name); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestArchivesThatAreNoListOrABombAreRefused(t *testing.T) {
	t.Parallel()
	good := book(t, func(f *excelize.File) { fill(t, f, "Sheet1", map[string][]any{"A1": {"Name"}, "A2": {"Ute"}}) })
	other := func(name string, change func([]byte) []byte) []byte {
		return repacked(t, good, func(part string, text []byte) []byte {
			if part == name {
				return change(text)
			}
			return text
		})
	}
	for name, c := range map[string]struct {
		body []byte
		want string
	}{
		"another archive": {zipped(t, "content.xml", "<x/>"), "import.file_kind"},
		"a bomb": {other("xl/worksheets/sheet1.xml", func(text []byte) []byte {
			return append(text, bytes.Repeat([]byte(" "), 50<<20)...)
		}), "import.file_unpacked"},
		"a cut one":      {good[:len(good)/2], "import.file_broken"},
		"nothing in it":  {book(t, func(*excelize.File) {}), "import.file_empty"},
		"a far-off cell": {book(t, func(f *excelize.File) { fill(t, f, "Sheet1", map[string][]any{"A1": {"Name"}, "XFD2": {"x"}}) }), "import.file_columns"},
		"a cut sheet": {other("xl/worksheets/sheet1.xml", func(text []byte) []byte {
			before, _, _ := bytes.Cut(text, []byte("</sheetData>"))
			return before
		}), "import.file_broken"},
		"broken workbook": {other("xl/workbook.xml", func([]byte) []byte { return []byte("<workbook") }), "import.file_broken"},
	} {
		_, err := interchange.ReadTable(t.Context(), c.body, "")
		if all := fault.All(err); len(all) != 1 || all[0].Key != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

func zipped(t *testing.T, name, text string) []byte {
	t.Helper()
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	part, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}
