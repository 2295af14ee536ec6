// Package interchange owns files that leave and enter the product: what a
// spreadsheet needs to open them, and what must not run in one. It refuses to
// decide what may be shown; it is given finished text.
package interchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
)

// byteOrderMark tells spreadsheets that the file is UTF-8.
const byteOrderMark = "\ufeff"

// formulaStarts are the characters that make a spreadsheet run a cell.
const formulaStarts = "=+-@\t\r"

// WriteTable writes rows as CSV that spreadsheets of the language open with a
// double click: UTF-8 with a byte order mark, semicolons in German, where the
// comma belongs to numbers. Cells that a spreadsheet would run as a formula
// are made text.
func WriteTable(w io.Writer, language string, rows [][]string) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	table := csv.NewWriter(w)
	if language == "de" {
		table.Comma = ';'
	}
	for _, row := range rows {
		if err := table.Write(Inert(row)); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
	}
	table.Flush()
	if err := table.Error(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// Inert returns the row with an apostrophe before what begins like a formula.
func Inert(row []string) []string {
	safe := slices.Clone(row)
	for i, cell := range safe {
		if cell != "" && strings.ContainsRune(formulaStarts, rune(cell[0])) {
			safe[i] = "'" + cell
		}
	}
	return safe
}
