package interchange_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kreislauf/internal/fault"
	"kreislauf/internal/interchange"
)

const sheetOne = "xl/worksheets/sheet1.xml"

// listOfOne is a workbook of one person.
func listOfOne(t *testing.T) []byte {
	t.Helper()
	return book(t, func(f *excelize.File) {
		fill(t, f, "Sheet1", map[string][]any{"A1": {"Name", "E-Mail"}, "A2": {"Ute", "u@x.de"}})
	})
}

// swollen puts text before a mark in one part of a workbook.
func swollen(t *testing.T, name, mark, text string) []byte {
	t.Helper()
	return repacked(t, listOfOne(t), func(part string, xml []byte) []byte {
		if part != name {
			return xml
		}
		before, after, found := strings.Cut(string(xml), mark)
		if !found {
			t.Fatalf("no %s in %.300s", mark, xml)
		}
		return []byte(before + text + mark + after)
	})
}

// loose is text of n bytes that packs about 40 times, as tightly as lists
// hardly do but not so tightly that it is refused for that.
func loose(n int) string {
	random := rand.New(rand.NewPCG(1, 2))
	var text strings.Builder
	for text.Len() < n {
		text.WriteString(strings.Repeat("a", 1000))
		for range 25 {
			text.WriteByte(byte('b' + random.IntN(20)))
		}
	}
	return text.String()
}

// many repeats an element with a varying number in it.
func many(n int, format string) string {
	random := rand.New(rand.NewPCG(3, 4))
	var elements [90]string
	for i := range elements {
		elements[i] = fmt.Sprintf(format, i+10)
	}
	var text strings.Builder
	for range n {
		text.WriteString(elements[random.IntN(len(elements))])
	}
	return text.String()
}

func TestASpreadsheetBombIsRefusedInLittleMemory(t *testing.T) {
	sheets := book(t, func(f *excelize.File) {
		fill(t, f, "Sheet1", map[string][]any{"A1": {"Name"}, "A2": {"Ute"}})
		for i := range 70 {
			if _, err := f.NewSheet(fmt.Sprint("Blatt ", i)); err != nil {
				t.Fatal(err)
			}
		}
	})
	const unpacked, formulas, broken = "import.file_unpacked", "import.file_formulas", "import.file_broken"
	for name, c := range map[string]struct {
		body []byte
		want string
	}{
		"a huge formula":          {swollen(t, sheetOne, "</sheetData>", `<row r="3"><c r="A3"><f>`+loose(20<<20)+`</f></c></row>`), unpacked},
		"a huge value":            {swollen(t, sheetOne, "</sheetData>", `<row r="3"><c r="A3" t="str"><v>`+loose(20<<20)+`</v></c></row>`), unpacked},
		"a formula hidden":        {swollen(t, sheetOne, "</sheetData>", `<row r="3"><c r="A3"><f><![CDATA[`+many(2_000_000, "<c %d>")+`]]></f></c></row>`), broken},
		"a cell of many runs":     {swollen(t, sheetOne, "</sheetData>", `<row r="3"><c r="A3"><is>`+many(500_000, "<r><t>%d</t></r>")+`</is></c></row>`), unpacked},
		"an empty huge sheet":     {swollen(t, sheetOne, "</sheetData>", strings.Repeat(" ", 12<<20)), unpacked},
		"cells to compute among":  {swollen(t, sheetOne, "</sheetData>", `<row r="3"><c r="A3"><f>B3</f></c>`+many(600_000, `<c s="%d"/>`)+`</row>`), formulas},
		"a tail to compute with":  {swollen(t, sheetOne, "</worksheet>", `<mergeCells>`+many(200_000, `<mergeCell ref="A%d"/>`)+`</mergeCells>`), ""},
		"many shared texts":       {swollen(t, "xl/sharedStrings.xml", "</sst>", many(1_200_000, "<si><t>%d</t></si>")), unpacked},
		"a huge shared text":      {swollen(t, "xl/sharedStrings.xml", "</sst>", "<si><t>"+loose(20<<20)+"</t></si>"), unpacked},
		"a huge style part":       {swollen(t, "xl/styles.xml", "</styleSheet>", loose(11<<20)), unpacked},
		"many styles":             {swollen(t, "xl/styles.xml", "</cellXfs>", many(600_000, `<xf n="%d"/>`)), unpacked},
		"many sheets":             {sheets, unpacked},
		"a picture that is large": {withPart(t, "xl/media/image1.png", loose(12<<20)), unpacked},
	} {
		body := c.body
		const most = 80 << 20
		var err error
		if peak := peakHeap(func() { _, err = interchange.ReadTable(t.Context(), body, "") }); peak > most {
			t.Errorf("%s took %d MiB", name, peak>>20)
		}
		if all := fault.All(err); (c.want == "") != (err == nil) || c.want != "" && (len(all) != 1 || all[0].Key != c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// withPart adds a part to a workbook.
func withPart(t *testing.T, name, content string) []byte {
	t.Helper()
	return repacked(t, listOfOne(t), func(part string, xml []byte) []byte { return xml }, name, content)
}

func TestALargeRealWorkbookIsReadInLittleMemory(t *testing.T) {
	body := manyAsBook(t, true)
	const most = 96 << 20
	if peak := peakHeap(func() {
		if n := readAll(t, body); n != manyPeople {
			t.Errorf("%d records, want %d", n, manyPeople)
		}
	}); peak > most {
		t.Errorf("reading took %d MiB at the peak, want at most %d", peak>>20, most>>20)
	}
}

func TestNamesThatMayStandForAnythingAreNotComputed(t *testing.T) {
	t.Parallel()
	named := func(name string) []byte {
		return book(t, func(f *excelize.File) {
			fill(t, f, "Sheet1", map[string][]any{"A1": {"Name"}, "A2": {"Ute"}})
			if err := f.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: "Sheet1!$A$1:$XFD$1048576"}); err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellFormula("Sheet1", "A3", `"x"&`+name); err != nil {
				t.Fatal(err)
			}
		})
	}
	if got := lines(t, named("Alles"), ""); got[len(got)-1] != "3|#CALC!" {
		t.Errorf("the last row is %q", got[len(got)-1])
	}
}

func TestSpreadsheetsAreReadOneAtATimeAndWithinTheTime(t *testing.T) {
	t.Parallel()
	reader, body := interchange.NewReader(), listOfOne(t)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	keyOf := func(err error) string {
		if all := fault.All(err); len(all) == 1 && all[0].Kind == fault.KindBusy {
			return all[0].Key
		}
		return fmt.Sprint(err)
	}
	table, err := reader.Read(t.Context(), body, "")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, err := range table.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		rows++
		if _, err := reader.Read(over, body, ""); keyOf(err) != "import.file_busy" {
			t.Errorf("a second spreadsheet: %v", err)
		}
		if _, err := reader.Read(over, []byte("Name\nUte\n"), ""); err != nil {
			t.Errorf("a text beside it: %v", err)
		}
	}
	if _, err := reader.Read(t.Context(), body, ""); err != nil || rows != 1 {
		t.Errorf("after %d rows: %v", rows, err)
	}

	large := book(t, func(f *excelize.File) {
		for i := range 1000 {
			fill(t, f, "Sheet1", map[string][]any{fmt.Sprint("A", i+1): {fmt.Sprint("Name ", i)}})
		}
	})
	for name, list := range map[string][]byte{"spreadsheet": large, "text": bytes.Repeat([]byte("Name;x\n"), 1000)} {
		if table, err = reader.Read(t.Context(), list, ""); err != nil {
			t.Fatal(err)
		}
		ctx, end := context.WithCancel(t.Context())
		rows, err = 0, nil
		for _, err = range table.Records(ctx) {
			if rows++; rows == 10 {
				end()
			}
		}
		end()
		if rows != 11 || keyOf(err) != "import.file_slow" {
			t.Errorf("%s: %d rows, then %v", name, rows, err)
		}
	}
}
