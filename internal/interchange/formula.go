package interchange

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"kreislauf/internal/fault"
)

const (
	workbookPart  = "xl/workbook.xml"
	relationsPart = "xl/_rels/workbook.xml.rels"
)

// noResult is what stands in a cell whose formula was neither computed by the
// program that wrote the file nor can be here; spreadsheets write it too.
const noResult = "#CALC!"

// Bounds of formulas that are computed here.
const (
	maxFormulas     = 20_000   // uncomputed ones in a sheet
	maxFormulaText  = 1000     // bytes
	maxFormulaValue = 64 << 20 // bytes that a result could have at the very most
	maxFormulaTotal = 32 << 20 // bytes of all results
	maxFormulaArea  = 100      // cells
	maxFormulaSheet = 16 << 20 // bytes of XML of a sheet with uncomputed formulas
	maxFormulaCells = 500_000  // cells and rows of such a sheet, which is read whole
	maxFormulaTail  = 100_000  // tags behind its cells
)

// errBroken marks a file that cannot be read.
var errBroken = errors.New("the file cannot be read")

// formula is one formula of a sheet.
type formula struct {
	text     string
	computed bool
}

// results computes the formulas that the file holds no result of, by cell.
// Programs that write spreadsheets leave computing to those that open them.
// A sheet that is too large for it is refused: its cells would be empty.
func (w *workbook) results(ctx context.Context, f *excelize.File, sheet string) (map[string]string, error) {
	part := w.sheetPart(sheet)
	if part == nil || !w.seen[part.Name].uncomputed {
		return nil, nil
	}
	seen := w.seen[part.Name]
	if part.UncompressedSize64 > maxFormulaSheet || seen.records > maxFormulaCells || seen.tail > maxFormulaTail || namesACell(f) {
		return nil, fault.Invalid("file", "import.file_formulas")
	}
	formulas, err := scanFormulas(part)
	if err != nil {
		return nil, unreadable(err)
	}
	sizes, results, total := sizer{formulas: formulas, known: map[string]int{}}, map[string]string{}, 0
	for cell, formula := range formulas {
		if formula.computed || len(results) == maxFormulas {
			continue
		}
		results[cell] = noResult
		if ctx.Err() != nil {
			return nil, slow(ctx)
		}
		if total > maxFormulaTotal || sizes.of(cell, 0) > maxFormulaValue {
			continue
		}
		if value, err := f.CalcCellValue(sheet, cell); err == nil && len(value) <= maxCell {
			results[cell] = value
			total += len(value)
		}
	}
	return results, nil
}

// sheetPart finds the part of the archive that holds a sheet, or nil.
func (w *workbook) sheetPart(sheet string) *zip.File {
	var book struct {
		Sheets []struct {
			Name string     `xml:"name,attr"`
			Rest []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		Relations []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if w.decode(workbookPart, &book) != nil || w.decode(relationsPart, &relations) != nil {
		return nil
	}
	id := ""
	for _, s := range book.Sheets {
		for _, a := range s.Rest {
			if s.Name == sheet && a.Name.Local == "id" {
				id = a.Value
			}
		}
	}
	for _, r := range relations.Relations {
		if r.ID != id || id == "" {
			continue
		}
		target := path.Join("xl", r.Target)
		if strings.HasPrefix(r.Target, "/") {
			target = strings.TrimPrefix(r.Target, "/")
		}
		return w.part(target)
	}
	return nil
}

func (w *workbook) part(name string) *zip.File {
	for _, part := range w.archive.File {
		if part.Name == name {
			return part
		}
	}
	return nil
}

func (w *workbook) decode(name string, into any) error {
	part := w.part(name)
	if part == nil {
		return errBroken
	}
	r, err := part.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	defer func() { _ = r.Close() }()
	if err := xml.NewDecoder(r).Decode(into); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// namesACell reports a name that looks like a cell and may stand for anything.
func namesACell(f *excelize.File) bool {
	return slices.ContainsFunc(f.GetDefinedName(), func(n excelize.DefinedName) bool { return soleReference.MatchString(n.Name) })
}

// scanFormulas reads the formulas of a sheet by cell.
func scanFormulas(part *zip.File) (map[string]formula, error) {
	r, err := part.Open()
	if err != nil {
		return nil, fmt.Errorf("open sheet: %w", err)
	}
	defer func() { _ = r.Close() }()
	formulas, decoder := map[string]formula{}, xml.NewDecoder(r)
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return formulas, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read sheet: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "c" {
			continue
		}
		var cell struct {
			Address string  `xml:"r,attr"`
			Formula *string `xml:"f"`
			Value   string  `xml:"v"`
		}
		if err := decoder.DecodeElement(&cell, &start); err != nil {
			return nil, fmt.Errorf("read sheet: %w", err)
		}
		if cell.Formula == nil || cell.Address == "" {
			continue
		}
		formulas[cell.Address] = formula{*cell.Formula, cell.Value != ""}
	}
}

// Parts of a formula.
var (
	literals   = regexp.MustCompile(`"(?:[^"]|"")*"`)
	functions  = regexp.MustCompile(`([A-Za-z_.][A-Za-z0-9_.]*)\s*\(`)
	references = regexp.MustCompile(`\$?([A-Za-z]{1,3})\$?([0-9]{1,7})`)
	// soleReference is a whole text that reads like a cell.
	soleReference = regexp.MustCompile(`^[A-Za-z]{1,3}[0-9]{1,7}$`)
	areas         = regexp.MustCompile(`\$?([A-Za-z]{1,3})\$?([0-9]{1,7}):\$?([A-Za-z]{1,3})\$?([0-9]{1,7})`)
	words         = regexp.MustCompile(`(?i)\b(?:TRUE|FALSE)\b`)
	letters       = regexp.MustCompile(`\pL`)
	exchanges     = regexp.MustCompile(`,\s*"[^"]{0,4}"\s*,\s*"[^"]{0,4}"\s*\)`)
)

// plainFunctions are those that return no more than they are given: enough to
// put names and addresses together.
const plainFunctions = ` CONCATENATE CONCAT LOWER UPPER PROPER TRIM CLEAN LEFT RIGHT MID IF IFERROR IFNA AND OR NOT EXACT T TEXT
 VALUE LEN FIND SEARCH ISBLANK HYPERLINK SUBSTITUTE TEXTJOIN `

// sizer bounds how long results can be before anything is computed: cells
// that double one another forty times fit into a small file.
type sizer struct {
	formulas map[string]formula
	known    map[string]int
}

// of returns the most bytes that a cell's value can have, and more than
// maxFormulaValue where that cannot be told.
func (s sizer) of(cell string, depth int) int {
	formula, ok := s.formulas[cell]
	if !ok {
		return maxCell
	}
	if size, ok := s.known[cell]; ok {
		return size
	}
	const tooLong = maxFormulaValue + 1
	if len(formula.text) > maxFormulaText || formula.text == "" || depth > 20 {
		return tooLong
	}
	s.known[cell] = tooLong // until it is known: a circle has no size
	text := literals.ReplaceAllString(formula.text, `""`)
	text, ok = spelledOut(text)
	if !ok || strings.ContainsAny(text, ":!{[@#") {
		return tooLong
	}
	if !isPlain(text) {
		return tooLong
	}
	size := len(formula.text)
	for _, ref := range references.FindAllStringSubmatch(text, -1) {
		if size += s.of(strings.ToUpper(ref[1])+ref[2], depth+1); size >= tooLong {
			return tooLong
		}
	}
	exchanged := strings.Count(strings.ToUpper(text), "SUBSTITUTE")
	if exchanged > len(exchanges.FindAllString(formula.text, -1)) {
		return tooLong
	}
	// Each exchange of at most four characters makes a text four times as long
	// at most.
	for range exchanged {
		if size *= 4; size >= tooLong {
			return tooLong
		}
	}
	s.known[cell] = size
	return size
}

// isPlain reports whether a formula without its literals uses plain functions
// and references only. What else is left of letters is a name, which may stand
// for anything.
func isPlain(text string) bool {
	for _, name := range functions.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(plainFunctions, " "+strings.ToUpper(strings.TrimPrefix(name[1], "_xlfn."))+" ") {
			return false
		}
	}
	rest := words.ReplaceAllString(functions.ReplaceAllString(text, "("), "")
	return !letters.MatchString(references.ReplaceAllString(rest, ""))
}

// spelledOut writes areas such as A2:C2 as their cells, unless they are large.
func spelledOut(text string) (string, bool) {
	small := true
	text = areas.ReplaceAllStringFunc(text, func(area string) string {
		corner := areas.FindStringSubmatch(area)
		left, top, err := excelize.CellNameToCoordinates(corner[1] + corner[2])
		right, bottom, err2 := excelize.CellNameToCoordinates(corner[3] + corner[4])
		if err != nil || err2 != nil || right < left || bottom < top || (right-left+1)*(bottom-top+1) > maxFormulaArea {
			small = false
			return area
		}
		var cells strings.Builder
		for column := left; column <= right; column++ {
			for row := top; row <= bottom; row++ {
				if name, err := excelize.CoordinatesToCellName(column, row); err == nil {
					cells.WriteString(name + " ")
				}
			}
		}
		return cells.String()
	})
	return text, small
}
