package interchange_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"kreislauf/internal/fault"
	"kreislauf/internal/interchange"
	"kreislauf/internal/roster"
)

// lines writes a table as "number|cell|cell", the header first without one.
func lines(t *testing.T, body []byte, sheet string) []string {
	t.Helper()
	table, err := interchange.ReadTable(t.Context(), body, sheet)
	if err != nil {
		t.Fatalf("%q: %v", body[:min(len(body), 60)], err)
	}
	got := []string{strings.Join(table.Header, "|")}
	for record, err := range table.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(record.Number)+"|"+strings.Join(record.Cells, "|"))
	}
	return got
}

func TestTextFilesAreReadAsPeopleHaveThem(t *testing.T) {
	t.Parallel()
	plain := []string{"Name|E-Mail", "2|Jörg|j@x.de", "3|Ute|u@x.de"}
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"semicolons":                    {"Name;E-Mail\nJörg;j@x.de\nUte;u@x.de\n", plain},
		"commas":                        {"Name,E-Mail\nJörg,j@x.de\nUte,u@x.de\n", plain},
		"tabs":                          {"Name\tE-Mail\nJörg\tj@x.de\nUte\tu@x.de", plain},
		"Windows line ends":             {"Name;E-Mail\r\nJörg;j@x.de\r\nUte;u@x.de\r\n\r\n", plain},
		"old Macintosh":                 {"Name;E-Mail\rJörg;j@x.de\rUte;u@x.de\r", plain},
		"byte order mark":               {"\ufeffName;E-Mail\nJörg;j@x.de\nUte;u@x.de\n", plain},
		"separator named":               {"sep=,\r\nName,E-Mail\r\nJörg,j@x.de\r\nUte,u@x.de\r\n", plain},
		"an unusual one":                {"sep=|\nName|E-Mail\nJörg|j@x.de\nUte|u@x.de\n", plain},
		"quotes":                        {"\"Name\";\"E-Mail\"\n\"Jörg\";\"j@x.de\"\n\"Ute\" ;u@x.de\n", plain},
		"single zero bytes":             {"Name;E-Mail" + strings.Repeat(" ", 200) + "\nJö\x00rg;j@x.de\nUte;u@x.de\n", plain},
		"our own apostrophes":           {"Name;Tel\n'+49 30;'=1+1\n'x;''y\n", []string{"Name|Tel", "2|+49 30|=1+1", "3|'x|''y"}},
		"commas inside of texts":        {"Name;E-Mail\n\"Kern, Jörg\";j@x.de\nA, B, C;u@x.de\n", []string{"Name|E-Mail", "2|Kern, Jörg|j@x.de", "3|A, B, C|u@x.de"}},
		"commas in a heading":           {"Nachname, Vorname;Mail\nKern, Jörg;j@x.de\n", []string{"Nachname, Vorname|Mail", "2|Kern, Jörg|j@x.de"}},
		"lines inside of cells":         {"Name;E-Mail\n\"Jörg\nKern\";j@x.de\n\"a\r\n\r\nb\";c\nUte;u@x.de\n", []string{"Name|E-Mail", "2|Jörg\nKern|j@x.de", "3|a\r\n\r\nb|c", "4|Ute|u@x.de"}},
		"doubled quotes":                {"Name;E-Mail\n\"Jörg \"\"Jo\"\" Kern\";j@x.de\n", []string{"Name|E-Mail", "2|Jörg \"Jo\" Kern|j@x.de"}},
		"quotes inside":                 {"Name;E-Mail\nJörg \"Jo\" Kern;j@x.de\n\"Jo\" Kern;k@x.de\n", []string{"Name|E-Mail", "2|Jörg \"Jo\" Kern|j@x.de", "3|Jo Kern|k@x.de"}},
		"a quote that nobody closed":    {"Name;E-Mail\n\"Jörg;j@x.de\nUte;u@x.de\n", []string{"Name|E-Mail", "2|\"Jörg|j@x.de", "3|Ute|u@x.de"}},
		"two of them":                   {"Name;E-Mail\n\"Jörg;j@x.de\n\"Ute;u@x.de\n", []string{"Name|E-Mail", "2|\"Jörg|j@x.de", "3|\"Ute|u@x.de"}},
		"ragged records":                {"Name;E-Mail;Team\nJörg\nUte;u@x.de;A;B;\n", []string{"Name|E-Mail|Team", "2|Jörg", "3|Ute|u@x.de|A|B|"}},
		"empty records":                 {"Name;E-Mail\n\n;\nUte;u@x.de\n;;\n\n\n", []string{"Name|E-Mail", "2|", "3||", "4|Ute|u@x.de", "5|||"}},
		"title lines":                   {"Alle Mitarbeitenden, Stand Mai\n\nWerk Nord;;\nName;E-Mail\nUte;u@x.de\n", []string{"Name|E-Mail", "2|Ute|u@x.de"}},
		"a title that says whom to ask": {"Fragen an hr@x.de\n\nName;E-Mail\nUte;u@x.de\n", []string{"Name|E-Mail", "2|Ute|u@x.de"}},
		"contacts above the headings":   {"Firma:;Nord\nKontakt:;hr@x.de\nName;E-Mail;Team\nUte;u@x.de;A\n", []string{"Name|E-Mail|Team", "2|Ute|u@x.de|A"}},
		"headings among the people":     {"u@x.de\nv@x.de\nw@x.de\nName;E-Mail;Team\n", []string{"", "1|u@x.de", "2|v@x.de", "3|w@x.de", "4|Name|E-Mail|Team"}},
		"bars":                          {"Name|E-Mail\nJörg|j@x.de\nUte|u@x.de\n", plain},
		"bars inside of texts":          {"Name;Gruppe\nJörg;A|B\nUte;A|B\n", []string{"Name|Gruppe", "2|Jörg|A|B", "3|Ute|A|B"}},
		"umlauts in two characters":     {"Name;E-Mail\nJo\u0308rg;j@x.de\nUte;u@x.de\n", plain},
		"rows formatted as a whole":     {"Name;E-Mail" + strings.Repeat(";", 16_000) + "\nUte;u@x.de\n", []string{"Name|E-Mail", "2|Ute|u@x.de"}},
		"no header":                     {"Ute Kern;u@x.de\nName;E-Mail\n", []string{"", "1|Ute Kern|u@x.de", "2|Name|E-Mail"}},
		"a header of other words":       {"Wer;Wohin\nUte;u@x.de\n", []string{"Wer|Wohin", "2|Ute|u@x.de"}},
		"one column":                    {"E-Mail\nu@x.de\nv@x.de", []string{"E-Mail", "2|u@x.de", "3|v@x.de"}},
	} {
		if diff := cmp.Diff(c.want, lines(t, []byte(c.text), "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestEveryEncodingOfASpreadsheetIsRead(t *testing.T) {
	t.Parallel()
	text := "Name;E-Mail\r\nJörg Größe – „Jo“;j@x.de\r\n"
	want := []string{"Name|E-Mail", "2|Jörg Größe – „Jo“|j@x.de"}
	windows, err := charmap.Windows1252.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	units := utf16.Encode([]rune("\ufeff" + text))
	little, big := make([]byte, 2*len(units)), make([]byte, 2*len(units))
	for i, u := range units {
		binary.LittleEndian.PutUint16(little[2*i:], u)
		binary.BigEndian.PutUint16(big[2*i:], u)
	}
	for name, body := range map[string][]byte{
		"UTF-8": []byte(text), "UTF-8, marked": []byte("\ufeff" + text), "Windows-1252": windows,
		"UTF-16 LE": little, "UTF-16 BE": big, "UTF-16 LE, unmarked": little[2:], "UTF-16 BE, unmarked": big[2:],
	} {
		if diff := cmp.Diff(want, lines(t, body, "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhatIsNoListIsRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body []byte
		want string
	}{
		"nothing":          {nil, "import.file_empty"},
		"blank lines":      {[]byte("\n \r\n\n"), "import.file_empty"},
		"separators only":  {[]byte(";;\n;;\n"), "import.file_empty"},
		"a mark only":      {[]byte("\ufeff"), "import.file_empty"},
		"too much":         {bytes.Repeat([]byte("a;b\n"), interchange.MaxListBytes/4+1), "import.file_large"},
		"an old workbook":  {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1......"), "import.file_old"},
		"a printed page":   {[]byte("%PDF-1.7\n..."), "import.file_kind"},
		"a picture":        {append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 50)...), "import.file_kind"},
		"headings only":    {[]byte("Name;E-Mail\n;\n\n"), "import.file_empty"},
		"a web page":       {[]byte("\ufeff\n<HTML><table><tr><td>Name</td><td>u@x.de</td></tr></table></HTML>"), "import.file_kind"},
		"an address card":  {[]byte("BEGIN:VCARD\r\nFN:Ute\r\nEMAIL:u@x.de\r\nEND:VCARD\r\n"), "import.file_kind"},
		"random bytes":     {random(2000), "import.file_kind"},
		"a program":        {bytes.Repeat([]byte("\x7fELF\x02\x01\x01 text"), 9), "import.file_kind"},
		"a broken archive": {[]byte("PK\x03\x04 and nothing else"), "import.file_broken"},
		"too many columns": {[]byte("Name" + strings.Repeat(";x", 1001)), "import.file_columns"},
	} {
		_, err := interchange.ReadTable(t.Context(), c.body, "")
		if all := fault.All(err); len(all) != 1 || all[0].Key != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

// random returns the same bytes each time, none of them a sign of a format.
func random(n int) []byte {
	source := rand.New(rand.NewPCG(3, 14))
	body := make([]byte, n)
	for i := range body {
		body[i] = byte(source.Uint32())
	}
	return body
}

func TestANameMayNotPromiseAWorkbookThatIsNone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		refused    bool
	}{
		{"liste.xlsx", "abc", true},
		{"Liste.XLSX", "Name;E-Mail\nUte;u@x.de", true},
		{"liste.xlsx", "PK\x03\x04...", false},
		{"geheim.xlsx", "\xd0\xcf\x11\xe0...", false},
		{"liste.csv", "abc", false},
		{"liste.csv", "PK\x03\x04...", false},
		{"xlsx", "abc", false},
	} {
		if err := interchange.CheckName(c.name, []byte(c.body)); (err != nil) != c.refused {
			t.Errorf("%s with %q: got %v, refused should be %t", c.name, c.body, err, c.refused)
		}
	}
}

func TestAnExportedTableComesBackAsItWas(t *testing.T) {
	t.Parallel()
	rows := [][]string{
		{"Name", "E-Mail", "Attribut: Telefon"},
		{"Kranz; Söhne", "a@x.de", "+49 30 1"}, {"=Anna", "b@x.de", "-"}, {`"Nord", Süd`, "c@x.de", "two\nlines"},
	}
	for _, language := range []string{"de", "en"} {
		var file bytes.Buffer
		if err := interchange.WriteTable(&file, language, rows); err != nil {
			t.Fatal(err)
		}
		want := []string{"Name|E-Mail|Attribut: Telefon"}
		for i, row := range rows[1:] {
			want = append(want, fmt.Sprint(i+2)+"|"+strings.Join(row, "|"))
		}
		if diff := cmp.Diff(want, lines(t, file.Bytes(), "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", language, diff)
		}
	}
}

func TestARecordIsYieldedUntilNoMoreAreWanted(t *testing.T) {
	t.Parallel()
	table, err := interchange.ReadTable(t.Context(), []byte("Name\na\n\nb\nc\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // and again from the beginning
		var got []roster.Record
		for record := range table.Records(t.Context()) {
			if got = append(got, record); len(got) == 2 {
				break
			}
		}
		if diff := cmp.Diff([]roster.Record{{Number: 2, Cells: []string{"a"}}, {Number: 3}}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func FuzzNoTextFileBreaksTheReader(f *testing.F) {
	f.Add([]byte("Name;E-Mail\n\"Jörg;j@x.de\n\"\"\n"))
	f.Add([]byte("sep=;\r\n\"a\"b\"\r"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Fuzz(func(t *testing.T, body []byte) {
		table, err := interchange.ReadTable(t.Context(), body, "")
		if err != nil {
			if len(fault.All(err)) != 1 {
				t.Fatalf("the error says nothing to a person: %v", err)
			}
			return
		}
		last := 0
		for record, err := range table.Records(t.Context()) {
			if err != nil {
				return
			}
			if record.Number <= last {
				t.Fatalf("record %d follows %d", record.Number, last)
			}
			last = record.Number
		}
	})
}
