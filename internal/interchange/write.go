package interchange

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// RowWriter writes a table row by row in bounded memory. Nothing of it is
// complete before Close.
type RowWriter interface {
	Write(row []string) error
	Close() error
}

// separatedWriter writes CSV as WriteTable does, with semicolons in every
// language: the lists are read back by us and by German spreadsheets.
type separatedWriter struct {
	buffer *bufio.Writer
	rows   *csv.Writer
}

// NewSeparated writes rows as CSV to w: UTF-8 with a byte order mark,
// semicolons, and nothing that a spreadsheet would run as a formula.
func NewSeparated(w io.Writer) (RowWriter, error) {
	s := &separatedWriter{buffer: bufio.NewWriter(w)}
	s.rows = csv.NewWriter(s.buffer)
	s.rows.Comma = ';'
	if _, err := s.buffer.WriteString(byteOrderMark); err != nil {
		return nil, fmt.Errorf("write table: %w", err)
	}
	return s, nil
}

// Write implements RowWriter.
func (s *separatedWriter) Write(row []string) error {
	if err := s.rows.Write(Inert(row)); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// Close implements RowWriter.
func (s *separatedWriter) Close() error {
	s.rows.Flush()
	if err := errors.Join(s.rows.Error(), s.buffer.Flush()); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// workbookWriter keeps rows in a temporary file of the library until Close.
type workbookWriter struct {
	w      io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	next   int
}

// NewWorkbook writes rows as one sheet of an XLSX file to w, the first row as
// its header. Every cell is text, so that none is run as a formula.
func NewWorkbook(w io.Writer, sheet string) (RowWriter, error) {
	file := excelize.NewFile()
	book := &workbookWriter{w: w, file: file, next: 1}
	err := file.SetSheetName(file.GetSheetName(0), sheet)
	if err == nil {
		book.stream, err = file.NewStreamWriter(sheet)
	}
	if err == nil {
		err = book.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("write workbook: %w", err), file.Close())
	}
	return book, nil
}

// Write implements RowWriter.
func (b *workbookWriter) Write(row []string) error {
	cells := make([]any, len(row))
	for i, text := range row {
		cells[i] = text
	}
	at, err := excelize.CoordinatesToCellName(1, b.next)
	if err == nil {
		err = b.stream.SetRow(at, cells)
	}
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	b.next++
	return nil
}

// Close implements RowWriter.
func (b *workbookWriter) Close() error {
	err := b.stream.Flush()
	if err == nil {
		err = b.file.Write(b.w)
	}
	if err := errors.Join(err, b.file.Close()); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}
