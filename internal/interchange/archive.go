package interchange

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"kreislauf/internal/fault"
)

// Bounds against archives that unpack to more than they look like. A list of
// 100,000 rows and ten columns stays well within them.
const (
	maxInMemory   = 1 << 20   // a sheet or the shared texts beyond it are unpacked to a temporary file
	maxParts      = 10_000    // parts of the archive
	maxSheetParts = 64        // sheets
	maxSheet      = 128 << 20 // bytes of XML of one sheet
	maxTexts      = 64 << 20  // bytes of the shared texts
	maxOther      = 10 << 20  // bytes of any other part: these are read whole
	maxOthers     = 32 << 20  // bytes of all of them
	maxUnzipped   = 256 << 20 // bytes of all parts
	smallPart     = 10 << 20  // a part up to this size may be packed as tightly as it likes
	maxPacking    = 100       // times that a larger part may shrink; lists do 5 to 30 times
	maxRecord     = 1 << 20   // bytes from the beginning of one cell or shared text to the next
	maxTextItems  = 1_000_000 // shared texts
	maxTags       = 500_000   // tags of any other part: each becomes a value in memory
)

// partKind tells parts apart by how the spreadsheet library reads them.
type partKind int

const (
	otherPart partKind = iota // whole
	sheetPart                 // row by row
	textsPart                 // one text after the other
)

func kindOf(name string) partKind {
	name = strings.ToLower(strings.ReplaceAll(name, `\`, "/"))
	switch {
	case strings.HasPrefix(name, "xl/worksheets/sheet"):
		return sheetPart
	case name == "xl/sharedstrings.xml":
		return textsPart
	}
	return otherPart
}

// most is how many bytes a part of the kind may have.
func (k partKind) most() uint64 {
	switch k {
	case sheetPart:
		return maxSheet
	case textsPart:
		return maxTexts
	default:
		return maxOther
	}
}

var errUnpacked = fault.Invalid("file", "import.file_unpacked")

// weigh refuses an archive by the sizes that it names; reading stops with an
// error where a part is larger than it says.
func weigh(archive *zip.Reader) error {
	var total, others uint64
	sheets := 0
	for _, part := range archive.File {
		size, kind := part.UncompressedSize64, kindOf(part.Name)
		if size > kind.most() || size > smallPart && size/maxPacking > part.CompressedSize64 {
			return errUnpacked
		}
		switch total += size; kind {
		case sheetPart:
			sheets++
		case otherPart:
			others += size
		case textsPart:
		}
	}
	if total > maxUnzipped || others > maxOthers || sheets > maxSheetParts || len(archive.File) > maxParts {
		return errUnpacked
	}
	return nil
}

// look reads each part once without keeping it, refuses those that would
// become large in memory, and returns what it has seen, by name.
func look(ctx context.Context, archive *zip.Reader) (map[string]sight, error) {
	seen := map[string]sight{}
	for _, part := range archive.File {
		r, err := part.Open()
		if err != nil {
			return nil, unreadable(err)
		}
		l := looker{kind: kindOf(part.Name)}
		err = l.read(ctx, r)
		_ = r.Close() // it was read only
		if err != nil {
			return nil, err
		}
		// The spreadsheet library takes the rows up to the damage for all.
		if l.kind == sheetPart && !l.behind {
			return nil, unreadable(errors.New("a sheet without an end"))
		}
		seen[part.Name] = l.sight
	}
	return seen, nil
}

// sight is what is known of a sheet before its XML is parsed.
type sight struct {
	records    int  // cells and rows
	tail       int  // tags behind the cells
	uncomputed bool // there is a formula without a result
}

// looker goes through the tags of one part. It knows just enough of XML to
// bound what a parser would hold at once.
type looker struct {
	sight
	kind   partKind
	tags   int
	items  int
	at     int64 // bytes read
	record int64 // where the last cell, row or shared text began
	behind bool  // the cells are over
	cell   struct{ text, formula, value, inValue bool }
}

func (l *looker) read(ctx context.Context, r io.Reader) error {
	text := bufio.NewReaderSize(r, maxRecord)
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return slow(ctx)
		}
		chunk, err := text.ReadSlice('>')
		l.at += int64(len(chunk))
		full := errors.Is(err, bufio.ErrBufferFull)
		if err != nil && !full && !errors.Is(err, io.EOF) {
			return unreadable(fmt.Errorf("unpack: %w", err))
		}
		if full && l.kind != otherPart {
			return errUnpacked
		}
		l.tags += bytes.Count(chunk, []byte("<"))
		if !full {
			if err := l.chunk(chunk); err != nil {
				return err
			}
		}
		if l.tooMuch() {
			return errUnpacked
		}
		if err != nil && !full {
			return nil
		}
	}
}

func (l *looker) tooMuch() bool {
	switch l.kind {
	case otherPart:
		return l.tags > maxTags
	case textsPart:
		return l.items > maxTextItems || l.at-l.record > maxRecord
	default:
		return !l.behind && l.at-l.record > maxRecord
	}
}

// chunk takes text up to the end of a tag, or a piece of text that ends with
// the same character.
func (l *looker) chunk(chunk []byte) error {
	text, tag, found := bytes.Cut(chunk, []byte("<"))
	if l.cell.inValue && len(text) > 0 {
		l.cell.value = true
	}
	if !found || len(tag) == 0 {
		return nil
	}
	// Declarations and comments could hide tags; no spreadsheet writes any
	// among the cells.
	if hides := tag[0] == '!' || tag[0] == '?' && l.tags > 1; hides && l.kind != otherPart {
		return unreadable(errors.New("a declaration among the cells"))
	}
	name := tag
	if end := bytes.IndexAny(tag[1:], " \t\r\n/>"); end >= 0 {
		name = tag[:end+1]
	}
	closing := name[0] == '/'
	name = bytes.TrimPrefix(name, []byte("/"))
	if _, local, prefixed := bytes.Cut(name, []byte(":")); prefixed {
		name = local
	}
	if closing {
		l.closed(string(name))
	} else {
		l.opened(string(name), tag)
	}
	if l.behind {
		l.tail++
	}
	return nil
}

func (l *looker) opened(name string, tag []byte) {
	switch name {
	case "c":
		l.record = l.at
		l.records++
		l.cell.text, l.cell.formula, l.cell.value, l.cell.inValue = bytes.Contains(tag, []byte(`t="str"`)), false, false, false
	case "row":
		l.record = l.at
		l.records++
	case "sheetData":
		l.behind = bytes.HasSuffix(tag, []byte("/>"))
	case "si":
		l.record = l.at
		l.items++
	case "f":
		l.cell.formula = true
	case "v":
		// An empty text is a result; an empty number is none.
		l.cell.value = l.cell.text
		l.cell.inValue = !bytes.HasSuffix(tag, []byte("/>"))
	}
}

func (l *looker) closed(name string) {
	switch name {
	case "v":
		l.cell.inValue = false
	case "c":
		l.uncomputed = l.uncomputed || l.cell.formula && !l.cell.value
		l.cell.formula = false
	case "sheetData":
		l.behind = true
	}
}
