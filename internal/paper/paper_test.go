package paper_test

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"kreislauf/internal/paper"
)

func setup() paper.Setup {
	return paper.Setup{
		Title: "Blatt für den Betriebsrat", Language: "de", Author: "Ruhr-Metall", Footer: "Ruhr-Metall – „Wie läuft es?“",
		PageOf: func(page, pages int) string { return fmt.Sprintf("Seite %d von %d", page, pages) },
		At:     time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC),
	}
}

func TestTheSamePagesAreTheSameBytes(t *testing.T) {
	t.Parallel()
	draw := func() []byte {
		s := paper.New(setup())
		s.Title("Größe und Maß", "Straße")
		s.Table([]paper.Column{{Title: "A", Share: 1}, {Title: "B", Share: 1, Right: true}}, [][]string{{"x", "1"}, {"y", "2"}})
		return written(t, s)
	}
	if !bytes.Equal(draw(), draw()) {
		t.Error("two runs differ")
	}
}

func TestUmlautsQuotesAndDashesArrive(t *testing.T) {
	t.Parallel()
	s := paper.New(setup())
	s.Text("Über „größere“ Maße – höchstens 10\u202f%, ab 5\u00a0Antworten; Łódź, Ελλάδα, Привет.")
	got := textOf(t, written(t, s))
	for _, want := range []string{"Über", "„größere“", "–", "10\u00a0%", "Łódź", "Ελλάδα", "Привет", "Seite 1 von 1", "„Wie läuft es?“"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
}

func TestADocumentNamesItselfAndItsLanguage(t *testing.T) {
	t.Parallel()
	body := string(written(t, paper.New(setup())))
	for _, want := range []string{"/Lang (de)", "/Title", "/CreationDate (D:20261124080000"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in the document", want)
		}
	}
}

func TestAHeadingStaysWithWhatFollows(t *testing.T) {
	t.Parallel()
	for filled := range 60 {
		s := paper.New(setup())
		for i := range filled {
			s.Text("Zeile " + strconv.Itoa(i))
		}
		s.Heading("Überschrift")
		s.Subheading("Unterschrift")
		s.Text("Danach")
		pages := pagesOf(t, written(t, s))
		for _, page := range pages {
			if strings.Contains(page, "Überschrift") != strings.Contains(page, "Danach") {
				t.Fatalf("after %d lines the heading stands alone:\n%s", filled, page)
			}
		}
	}
}

func TestNoParagraphLeavesALineAlone(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Ein Satz, der über mehrere Zeilen reicht und wieder umgebrochen wird. ", 5)
	for filled := range 60 {
		s := paper.New(setup())
		for range filled {
			s.Text("davor")
		}
		s.Text(long)
		for _, page := range pagesOf(t, written(t, s)) {
			if n := len(regexp.MustCompile("(?m)^.*(Satz|umgebrochen|Zeilen reicht).*$").FindAllString(page, -1)); n == 1 {
				t.Fatalf("after %d lines one line stands alone:\n%s", filled, page)
			}
		}
	}
}

func TestATableRepeatsItsHeadOnEveryPage(t *testing.T) {
	t.Parallel()
	s := paper.New(setup())
	var rows [][]string
	for i := range 120 {
		rows = append(rows, []string{"Zeile " + strconv.Itoa(i), "Wert"})
	}
	s.Table([]paper.Column{{Title: "Spaltenkopf", Share: 2}, {Title: "Zahl", Share: 1}}, rows)
	pages := pagesOf(t, written(t, s))
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, page := range pages {
		if strings.Count(page, "Spaltenkopf") != 1 || !strings.Contains(page, fmt.Sprintf("Seite %d von %d", i+1, len(pages))) {
			t.Errorf("page %d: %s", i+1, page)
		}
	}
}

func TestARowLongerThanAPageGoesOn(t *testing.T) {
	t.Parallel()
	s := paper.New(setup())
	s.Table([]paper.Column{{Title: "A", Share: 1}, {Title: "B", Share: 1}}, [][]string{{strings.Repeat("Wort ", 3000) + "Schluss", "kurz"}})
	if got := textOf(t, written(t, s)); !strings.Contains(got, "Schluss") {
		t.Error("the end of the row is missing")
	}
}

func TestWordsThatAreTooWideAndSignsWithoutAGlyphDoNoHarm(t *testing.T) {
	t.Parallel()
	s := paper.New(setup())
	s.Text(strings.Repeat("Donaudampfschifffahrt", 30) + " \U0001f600 漢字 \x07")
	s.Text("")
	s.List([]string{"", "Punkt"})
	s.Item("1", "Frage", "")
	s.Pairs([]paper.Pair{{Label: "Nur ein Name"}})
	s.Quote("Ein Satz")
	s.Numbered([]string{"erstens"})
	s.Signatures([]string{"Ort, Datum", "Unterschrift", "Betriebsrat"})
	got := textOf(t, written(t, s))
	for _, want := range []string{"Punkt", "Frage", "Nur ein Name", "Ein Satz", "1.", "Betriebsrat"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
}

func written(t *testing.T, s *paper.Sheet) []byte {
	t.Helper()
	body, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func textOf(t *testing.T, body []byte) string {
	t.Helper()
	return strings.Join(pagesOf(t, body), "\n")
}

var (
	stream = regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`)
	shown  = regexp.MustCompile(`(?s)\(((?:\\.|[^\\)])*)\) ?Tj`)
)

// pagesOf reads the text of each page, one written line a line. The fonts are
// embedded with Unicode code units as character codes.
func pagesOf(t *testing.T, body []byte) []string {
	t.Helper()
	var pages []string
	for _, found := range stream.FindAllSubmatch(body, -1) {
		content, err := inflate(found[1])
		if err != nil || !bytes.Contains(content, []byte(" Tj")) {
			continue
		}
		var lines []string
		for _, text := range shown.FindAllSubmatch(content, -1) {
			lines = append(lines, decoded(text[1]))
		}
		pages = append(pages, strings.Join(lines, "\n"))
	}
	if len(pages) == 0 {
		t.Fatalf("no page with text in %s", hex.Dump(body[:min(400, len(body))]))
	}
	return pages
}

func inflate(packed []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func decoded(escaped []byte) string {
	var raw []byte
	for i := 0; i < len(escaped); i++ {
		if escaped[i] == '\\' && i+1 < len(escaped) {
			i++
			if escaped[i] == 'r' {
				raw = append(raw, '\r')
				continue
			}
		}
		raw = append(raw, escaped[i])
	}
	var units []uint16
	for i := 0; i+1 < len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	return string(utf16.Decode(units))
}
