package interchange

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
)

// workbook is an XLSX file as it was read.
type workbook struct {
	reader  *Reader
	body    []byte
	archive *zip.Reader
	seen    map[string]sight // parts, by name
}

func (r *Reader) openWorkbook(ctx context.Context, body []byte, sheet string) (*Table, error) {
	w := &workbook{reader: r, body: body}
	var t *Table
	err := r.alone(ctx, func() error {
		if err := w.open(ctx); err != nil {
			return err
		}
		return w.with(func(f *excelize.File) error {
			var err error
			t, err = w.table(ctx, f, sheet)
			return err
		})
	})
	return t, err
}

// open looks at the archive before anything of it is kept.
func (w *workbook) open(ctx context.Context) error {
	var err error
	if w.archive, err = zip.NewReader(bytes.NewReader(w.body), int64(len(w.body))); err != nil {
		return unreadable(err)
	}
	if w.part(workbookPart) == nil {
		return fault.Invalid("file", "import.file_kind")
	}
	if err := weigh(w.archive); err != nil {
		return err
	}
	w.seen, err = look(ctx, w.archive)
	return err
}

// with opens the workbook for fn. The library panics on some broken files;
// what a stranger sends must not end the program.
func (w *workbook) with(fn func(f *excelize.File) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = unreadable(fmt.Errorf("panic: %v", r))
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(w.body), excelize.Options{
		UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxInMemory,
	})
	if err != nil {
		return unreadable(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return fn(f)
}

// table chooses the sheet and finds its header.
func (w *workbook) table(ctx context.Context, f *excelize.File, wanted string) (*Table, error) {
	sheets := visibleSheets(f)
	if wanted != "" {
		at := slices.IndexFunc(sheets, func(name string) bool { return strings.EqualFold(name, wanted) })
		if at < 0 {
			return nil, fault.Invalid("sheet", "import.file_sheet")
		}
		return w.sheet(ctx, f, sheets, sheets[at])
	}
	var found *Table
	for _, name := range sheets[:min(len(sheets), maxSheets)] {
		t, err := w.sheet(ctx, f, sheets, name)
		switch {
		case isEmpty(err):
			continue
		case err != nil:
			return nil, err
		case roster.Headings(t.Header) > 0:
			return t, nil
		case found == nil:
			found = t
		}
	}
	if found == nil {
		return nil, fault.Invalid("file", emptyFile)
	}
	return found, nil
}

// isEmpty recognises a sheet that holds nothing.
func isEmpty(err error) bool {
	all := fault.All(err)
	return len(all) == 1 && all[0].Key == emptyFile
}

func visibleSheets(f *excelize.File) []string {
	return slices.DeleteFunc(f.GetSheetList(), func(name string) bool {
		visible, err := f.GetSheetVisible(name)
		return err != nil || !visible
	})
}

func (w *workbook) sheet(ctx context.Context, f *excelize.File, sheets []string, name string) (*Table, error) {
	results, err := w.results(ctx, f, name)
	if err != nil {
		return nil, err
	}
	t := &Table{Sheets: sheets, Sheet: name, records: func(ctx context.Context) roster.Records { return sheetRecords(ctx, f, name, results) }}
	if err := t.findHeader(ctx); err != nil {
		return nil, err
	}
	t.records = func(ctx context.Context) roster.Records { return w.records(ctx, name, results) }
	return t, nil
}

// records opens the file again, so that nothing stays open between two looks
// at a list.
func (w *workbook) records(ctx context.Context, name string, results map[string]string) roster.Records {
	return func(yield func(roster.Record, error) bool) {
		stopped := false
		err := w.reader.alone(ctx, func() error {
			return w.with(func(f *excelize.File) error {
				for record, err := range sheetRecords(ctx, f, name, results) {
					if stopped = !yield(record, err) || err != nil; stopped {
						return nil
					}
				}
				return nil
			})
		})
		if err != nil && !stopped {
			yield(roster.Record{}, err)
		}
	}
}

// sheetRecords yields the rows of a sheet as they are displayed, with the
// empty ones between them. Numbers are the sheet's rows.
func sheetRecords(ctx context.Context, f *excelize.File, name string, results map[string]string) roster.Records {
	return func(yield func(roster.Record, error) bool) {
		rows, err := f.Rows(name)
		if err != nil {
			yield(roster.Record{}, unreadable(err))
			return
		}
		defer func() { _ = rows.Close() }() // read only: nothing can be lost
		number, last := 0, 0
		for rows.Next() {
			number++
			if ctx.Err() != nil {
				yield(roster.Record{}, slow(ctx))
				return
			}
			cells, err := rows.Columns()
			if err != nil {
				yield(roster.Record{}, unreadable(err))
				return
			}
			fillIn(cells, number, results)
			if blank(cells) {
				continue
			}
			for last++; last < number; last++ {
				if !yield(roster.Record{Number: last}, nil) {
					return
				}
			}
			record, err := bounded(roster.Record{Number: number, Cells: cells, Hidden: rows.GetRowOpts().Hidden})
			if !yield(record, err) || err != nil {
				return
			}
		}
	}
}

// fillIn puts the computed results of formulas into cells without one.
func fillIn(cells []string, row int, results map[string]string) {
	if len(results) == 0 {
		return
	}
	for i, cell := range cells {
		if cell != "" {
			continue
		}
		if column, err := excelize.ColumnNumberToName(i + 1); err == nil {
			cells[i] = results[column+strconv.Itoa(row)]
		}
	}
}
