package interchange

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
)

// Bounds of a list of people that is read. Lists come from strangers' disks:
// whatever is larger is refused before it takes up memory.
const (
	MaxListBytes = 20 << 20
	maxColumns   = 1000
	maxCell      = 32_767 // bytes of one cell that are read; longer than any value that is kept
	maxSheets    = 50
)

// emptyFile is the key of the fault of a list without a record.
const emptyFile = "import.file_empty"

// headRecords is how many records the header is looked for in, and how many
// behind it serve as a sample.
const headRecords = 40

// Table is a list that was opened: its header, and its records as often as
// they are asked for.
type Table struct {
	Sheets []string   // visible sheets of a spreadsheet, in their order
	Sheet  string     // the one that is read
	Header []string   // nil: the first record is data already
	Sample [][]string // first records behind the header

	skip    int // records up to and with the header
	shift   int // taken off each number, so that a text file's header is 1
	records func(ctx context.Context) roster.Records
}

// ReadTable is Read of a program that reads one list.
func ReadTable(ctx context.Context, body []byte, sheet string) (*Table, error) {
	return NewReader().Read(ctx, body, sheet)
}

// Read opens a list: CSV or another separated text in any common
// encoding, or XLSX, told apart by content. Of a spreadsheet it reads the
// sheet of the name, or without one the first visible sheet with headings, or
// else with any text. Every error about the list is a fault of the field
// "file"; where another list or the context's end is in the way, it is Busy.
func (r *Reader) Read(ctx context.Context, body []byte, sheet string) (*Table, error) {
	switch {
	case len(body) > MaxListBytes:
		return nil, fault.Invalid("file", "import.file_large", "max", MaxListBytes>>20)
	case len(bytes.TrimSpace(body)) == 0:
		return nil, fault.Invalid("file", emptyFile)
	case bytes.HasPrefix(body, zipMagic):
		return r.openWorkbook(ctx, body, sheet)
	case bytes.HasPrefix(body, oldMagic):
		return nil, fault.Invalid("file", "import.file_old")
	case bytes.HasPrefix(body, []byte("%PDF")):
		return nil, fault.Invalid("file", "import.file_kind")
	}
	if sheet != "" {
		return nil, fault.Invalid("sheet", "import.file_sheet")
	}
	text, err := decode(body)
	if err != nil {
		return nil, err
	}
	separator, text := separatorOf(text)
	t := &Table{records: func(context.Context) roster.Records { return textRecords(text, separator) }}
	if err := t.findHeader(ctx); err != nil {
		return nil, err
	}
	t.shift = t.skip - 1
	if t.Header == nil {
		t.shift = t.skip
	}
	return t, nil
}

// CheckName returns the fault of a file whose name promises a workbook and
// whose content is something else: a text under such a name was damaged or
// renamed, and what it holds is a guess. Encrypted workbooks are left to Read.
func CheckName(name string, body []byte) error {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xlsx", ".xlsm":
	default:
		return nil
	}
	if len(body) == 0 || bytes.HasPrefix(body, zipMagic) || bytes.HasPrefix(body, oldMagic) {
		return nil
	}
	return fault.Invalid("file", "import.file_not_xlsx")
}

// First bytes of workbooks, and of those before XLSX or with a password.
var (
	zipMagic = []byte("PK\x03\x04")
	oldMagic = []byte("\xd0\xcf\x11\xe0")
)

// Records yields the records behind the header, empty ones between them
// included, and none behind the last that holds something. They end with a
// Busy fault when the context does.
func (t *Table) Records(ctx context.Context) roster.Records {
	return func(yield func(roster.Record, error) bool) {
		n := 0
		for record, err := range t.records(ctx) {
			if err == nil && ctx.Err() != nil {
				err = slow(ctx)
			}
			if err != nil {
				yield(roster.Record{}, err)
				return
			}
			if n++; n <= t.skip {
				continue
			}
			record.Number -= t.shift
			if !yield(record, nil) {
				return
			}
		}
	}
}

// findHeader looks for the row of headings. Where there is none, the first
// record that holds something is the header, unless it holds an address. A list
// of a header alone is empty.
func (t *Table) findHeader(ctx context.Context) error {
	head, err := t.head(ctx)
	if err != nil {
		return err
	}
	first := slices.IndexFunc(head, filled)
	if first < 0 {
		return fault.Invalid("file", emptyFile)
	}
	at := headingsRow(head)
	if at < 0 && !holdsAddress(head[first]) {
		at = first
	}
	if len(head) < 2*headRecords && at >= 0 && !slices.ContainsFunc(head[at+1:], filled) {
		return fault.Invalid("file", emptyFile)
	}
	if at >= 0 {
		t.Header, t.skip = trimmed(head[at]), at+1
		t.Sample = head[at+1:]
	} else {
		t.skip, t.Sample = first, head[first:]
	}
	t.Sample = t.Sample[:min(len(t.Sample), headRecords)]
	return nil
}

// maxContacts is how many records with an address may stand above the headings.
const maxContacts = 2

// headingsRow returns the record with the most headings before the first
// person, or -1. A title can name whom to ask: a record with an address is one
// when the headings below it fill more cells.
func headingsRow(head [][]string) int {
	at, most, contacts, widest := -1, 0, 0, 0
	for i, cells := range head {
		n, width := roster.Headings(cells), cellsFilled(cells)
		if n > most && (contacts == 0 || n > 1 && width > widest) {
			at, most = i, n
		}
		if holdsAddress(cells) {
			contacts, widest = contacts+1, max(widest, width)
		}
		if contacts > maxContacts || contacts > 0 && most > 1 {
			break
		}
	}
	return at
}

func (t *Table) head(ctx context.Context) ([][]string, error) {
	var head [][]string
	for record, err := range t.records(ctx) {
		if err != nil {
			return nil, err
		}
		if head = append(head, record.Cells); len(head) == 2*headRecords {
			break
		}
	}
	return head, nil
}

func blank(cells []string) bool { return strings.TrimSpace(strings.Join(cells, "")) == "" }

func filled(cells []string) bool { return !blank(cells) }

func cellsFilled(cells []string) int {
	n := 0
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			n++
		}
	}
	return n
}

func holdsAddress(cells []string) bool {
	for _, cell := range cells {
		if at := strings.Index(cell, "@"); at > 0 && at < len(strings.TrimSpace(cell))-1 {
			return true
		}
	}
	return false
}

// trimmed is a header as it is shown, without empty columns at its end.
func trimmed(cells []string) []string {
	header := make([]string, len(cells))
	last := 0
	for i, cell := range cells {
		if header[i] = strings.Join(strings.Fields(cell), " "); header[i] != "" {
			last = i + 1
		}
	}
	return header[:last]
}

// bounded refuses a record that no list of people has, takes off the
// apostrophe that WriteTable puts before what looks like a formula, and
// composes the umlauts that some programs write as two characters.
func bounded(record roster.Record) (roster.Record, error) {
	if len(record.Cells) > maxColumns && blank(record.Cells[maxColumns:]) {
		record.Cells = record.Cells[:maxColumns] // of rows formatted as a whole
	}
	if len(record.Cells) > maxColumns {
		return record, fault.Invalid("file", "import.file_columns", "row", record.Number, "max", maxColumns)
	}
	for i, cell := range record.Cells {
		if len(cell) > maxCell {
			cell = strings.ToValidUTF8(cell[:maxCell], "")
		}
		record.Cells[i] = norm.NFC.String(unquoted(cell))
	}
	return record, nil
}

// unquoted undoes Inert.
func unquoted(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune(formulaStarts, rune(cell[1])) {
		return cell[1:]
	}
	return cell
}

// unreadable says that a file is damaged; the cause is for the operator.
func unreadable(cause error) error {
	return fmt.Errorf("%w: %w: %w", errBroken, fault.Invalid("file", "import.file_broken"), cause)
}
