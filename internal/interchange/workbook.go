package interchange

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
)

// Bounds against archives that unpack to more than they look like.
const (
	maxInMemory = 4 << 20  // a sheet's XML beyond it is unpacked to a temporary file
	smallPart   = 10 << 20 // a part up to this size may be packed as tightly as it likes
	maxPacking  = 200      // times that a larger part may shrink
)

// workbook is an XLSX file as it was read.
type workbook struct {
	body    []byte
	archive *zip.Reader
}

func openWorkbook(body []byte, sheet string) (*Table, error) {
	w, err := newWorkbook(body)
	if err != nil {
		return nil, err
	}
	var t *Table
	err = w.with(func(f *excelize.File) error {
		t, err = w.table(f, sheet)
		return err
	})
	return t, err
}

func newWorkbook(body []byte) (*workbook, error) {
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, unreadable(err)
	}
	total, isWorkbook := uint64(0), false
	for _, part := range archive.File {
		size := part.UncompressedSize64
		total += size
		if size > smallPart && size/maxPacking > part.CompressedSize64 || total > maxUnzipped || size > maxUnzipped {
			return nil, fault.Invalid("file", "import.file_unpacked")
		}
		isWorkbook = isWorkbook || part.Name == workbookPart
	}
	if !isWorkbook {
		return nil, fault.Invalid("file", "import.file_kind")
	}
	return &workbook{body: body, archive: archive}, nil
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
func (w *workbook) table(f *excelize.File, wanted string) (*Table, error) {
	sheets := visibleSheets(f)
	if wanted != "" {
		if !slices.Contains(sheets, wanted) {
			return nil, fault.Invalid("sheet", "import.file_sheet")
		}
		return w.sheet(f, sheets, wanted)
	}
	var found *Table
	for _, name := range sheets[:min(len(sheets), maxSheets)] {
		t, err := w.sheet(f, sheets, name)
		switch {
		case isEmpty(err):
			continue
		case err != nil:
			return nil, err
		case campaign.Headings(t.Header) > 0:
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

func (w *workbook) sheet(f *excelize.File, sheets []string, name string) (*Table, error) {
	results, err := w.results(f, name)
	if err != nil {
		return nil, err
	}
	t := &Table{Sheets: sheets, Sheet: name, records: func() campaign.Records { return sheetRecords(f, name, results) }}
	if err := t.findHeader(); err != nil {
		return nil, err
	}
	t.records = func() campaign.Records { return w.records(name, results) }
	return t, nil
}

// records opens the file again, so that nothing stays open between two looks
// at a list.
func (w *workbook) records(name string, results map[string]string) campaign.Records {
	return func(yield func(campaign.Record, error) bool) {
		stopped := false
		err := w.with(func(f *excelize.File) error {
			for record, err := range sheetRecords(f, name, results) {
				if stopped = !yield(record, err) || err != nil; stopped {
					return nil
				}
			}
			return nil
		})
		if err != nil && !stopped {
			yield(campaign.Record{}, err)
		}
	}
}

// sheetRecords yields the rows of a sheet as they are displayed, with the
// empty ones between them. Numbers are the sheet's rows.
func sheetRecords(f *excelize.File, name string, results map[string]string) campaign.Records {
	return func(yield func(campaign.Record, error) bool) {
		rows, err := f.Rows(name)
		if err != nil {
			yield(campaign.Record{}, unreadable(err))
			return
		}
		defer func() { _ = rows.Close() }() // read only: nothing can be lost
		number, last := 0, 0
		for rows.Next() {
			number++
			cells, err := rows.Columns()
			if err != nil {
				yield(campaign.Record{}, unreadable(err))
				return
			}
			fillIn(cells, number, results)
			if blank(cells) {
				continue
			}
			for last++; last < number; last++ {
				if !yield(campaign.Record{Number: last}, nil) {
					return
				}
			}
			record, err := bounded(campaign.Record{Number: number, Cells: cells, Hidden: rows.GetRowOpts().Hidden})
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
