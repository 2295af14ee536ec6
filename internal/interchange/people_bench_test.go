package interchange_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"kreislauf/internal/interchange"
	"kreislauf/internal/roster"
)

const manyPeople = 50_000

var manyColumns = []string{"Name", "E-Mail", "Firma", "Abteilung", "Sprache", "Kostenstelle", "Standort", "Telefon"}

func manyCells(i int) []string {
	return []string{
		fmt.Sprintf("Mitarbeitende Nummer %d", i), fmt.Sprintf("person.%d@firma%d.example", i, i%20), "Nord",
		fmt.Sprint("Werk ", i%7, " / Halle ", i%50), "de", fmt.Sprint(4000 + i%99), "Kiel", fmt.Sprint("+49 431 ", i),
	}
}

// manyAsText is a CSV file of 50,000 people.
func manyAsText(tb testing.TB) []byte {
	tb.Helper()
	rows := [][]string{manyColumns}
	for i := range manyPeople {
		rows = append(rows, manyCells(i))
	}
	var file bytes.Buffer
	if err := interchange.WriteTable(&file, "de", rows); err != nil {
		tb.Fatal(err)
	}
	return file.Bytes()
}

// manyAsBook is the same as XLSX, its texts in the cells or, as spreadsheets
// write them, in a list of shared ones.
func manyAsBook(tb testing.TB, shared bool) []byte {
	tb.Helper()
	f := excelize.NewFile()
	var file bytes.Buffer
	row := func(i int, cells []string) []any {
		values := make([]any, len(cells))
		for j, cell := range cells {
			values[j] = cell
		}
		return values
	}
	if shared {
		header := row(0, manyColumns)
		if err := f.SetSheetRow("Sheet1", "A1", &header); err != nil {
			tb.Fatal(err)
		}
		for i := range manyPeople {
			values := row(i, manyCells(i))
			if err := f.SetSheetRow("Sheet1", fmt.Sprint("A", i+2), &values); err != nil {
				tb.Fatal(err)
			}
		}
	} else {
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			tb.Fatal(err)
		}
		for i := range manyPeople + 1 {
			cells := manyColumns
			if i > 0 {
				cells = manyCells(i - 1)
			}
			if err := w.SetRow(fmt.Sprint("A", i+1), row(i, cells)); err != nil {
				tb.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			tb.Fatal(err)
		}
	}
	if err := f.Write(&file); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return file.Bytes()
}

// readAll reads a list and returns how many records it has.
func readAll(tb testing.TB, body []byte) int {
	tb.Helper()
	table, err := interchange.ReadTable(tb.Context(), body, "")
	if err != nil {
		tb.Fatal(err)
	}
	n := 0
	for record, err := range table.Records(tb.Context()) {
		if err != nil {
			tb.Fatal(err)
		}
		if n++; !strings.HasPrefix(record.Cells[0], "Mitarbeitende Nummer") {
			tb.Fatalf("record %d is %q", record.Number, record.Cells)
		}
	}
	return n
}

// peakHeap runs fn and returns how far the heap grew, in bytes.
func peakHeap(fn func()) uint64 {
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	done, peak := make(chan struct{}), make(chan uint64)
	go func() {
		top := before.HeapAlloc
		ticks := time.NewTicker(5 * time.Millisecond)
		defer ticks.Stop()
		for {
			select {
			case <-done:
				peak <- top - before.HeapAlloc
				return
			case <-ticks.C:
				runtime.ReadMemStats(&now)
				top = max(top, now.HeapAlloc)
			}
		}
	}()
	fn()
	close(done)
	return <-peak
}

func BenchmarkReadingFiftyThousandPeople(b *testing.B) {
	for _, c := range []struct {
		name string
		body []byte
	}{{"CSV", manyAsText(b)}, {"XLSX", manyAsBook(b, false)}, {"XLSX with shared texts", manyAsBook(b, true)}} {
		b.Run(c.name, func(b *testing.B) {
			var peak uint64
			for b.Loop() {
				peak = max(peak, peakHeap(func() {
					if n := readAll(b, c.body); n != manyPeople {
						b.Fatalf("%d records, want %d", n, manyPeople)
					}
				}))
			}
			b.ReportMetric(manyPeople*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(peak)/(1<<20), "MiB-peak")
		})
	}
}

func BenchmarkJudgingFiftyThousandPeople(b *testing.B) {
	table, err := interchange.ReadTable(b.Context(), manyAsText(b), "")
	if err != nil {
		b.Fatal(err)
	}
	in := roster.ImportInput{Mapping: roster.Guess(table.Header, table.Sample), Records: table.Records(b.Context())}
	var peak uint64
	for b.Loop() {
		peak = max(peak, peakHeap(func() {
			judged, err := roster.Judge(roster.Snapshot{Unbound: true}, in)
			if err != nil || judged.Takes() != manyPeople {
				b.Fatalf("%d rows are taken: %v", judged.Takes(), err)
			}
		}))
	}
	b.ReportMetric(manyPeople*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(peak)/(1<<20), "MiB-peak")
}

func TestFiftyThousandPeopleAreReadInLittleMemory(t *testing.T) {
	body := manyAsText(t)
	const most = 24 << 20 // the text itself is 5 MB
	if peak := peakHeap(func() {
		if n := readAll(t, body); n != manyPeople {
			t.Errorf("%d records, want %d", n, manyPeople)
		}
	}); peak > most {
		t.Errorf("reading took %d MiB at its peak, want at most %d", peak>>20, most>>20)
	}
}

func TestALineOfSeparatorsTakesLittleMemory(t *testing.T) {
	body := []byte("Name;E-Mail\nUte;u@x.de" + strings.Repeat(";", 8<<20) + "\n")
	const most = 128 << 20 // a value per separator would take at least that
	if peak := peakHeap(func() {
		if got := lines(t, body, ""); len(got) != 2 {
			t.Errorf("read %d lines, want 2", len(got))
		}
	}); peak > most {
		t.Errorf("reading took %d MiB at its peak, want at most %d", peak>>20, most>>20)
	}
}
