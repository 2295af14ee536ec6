package interchange

import (
	"strings"
	"unicode/utf8"

	"kreislauf/internal/roster"
)

// guessRecords is how many records the separator is guessed from.
const guessRecords = 30

// separatorOf returns the character that separates a text's cells, and the
// text without the line "sep=;" by which spreadsheets are told.
func separatorOf(text string) (rune, string) {
	if len(text) > 4 && strings.EqualFold(text[:4], "sep=") {
		separator, size := utf8.DecodeRuneInString(text[4:])
		line, rest := cutLine(text)
		if len(line) == 4+size && separator != '"' {
			return separator, rest
		}
	}
	best, most := ';', -1
	for _, separator := range []rune{';', '\t', ',', '|'} {
		if n := fit(text, separator); n > most {
			best, most = separator, n
		}
	}
	return best, text
}

func cutLine(text string) (line, rest string) {
	end := strings.IndexAny(text, "\r\n")
	if end < 0 {
		return text, ""
	}
	rest = text[end+1:]
	if text[end] == '\r' {
		rest = strings.TrimPrefix(rest, "\n")
	}
	return text[:end], rest
}

// fit says how well a separator explains the first records: headings it lays
// bare count most, then records that it parts into the commonest number of
// cells, which a separator inside of texts does not do.
func fit(text string, separator rune) int {
	widths, headings, records := map[int]int{}, 0, 0
	for record := range rawRecords(text, separator) {
		if blank(record) {
			continue
		}
		headings = max(headings, roster.Headings(record))
		widths[len(record)]++
		if records++; records == guessRecords {
			break
		}
	}
	commonest := 0
	for width, n := range widths {
		if width > 1 {
			commonest = max(commonest, n*100+min(width, 20))
		}
	}
	return headings*guessRecords*100 + commonest
}

// textRecords yields a separated text's records with what spreadsheets show
// as empty rows between them. Numbers count records, however many lines one
// takes, from 1.
func textRecords(text string, separator rune) roster.Records {
	return func(yield func(roster.Record, error) bool) {
		number, waiting := 0, 0
		for cells := range rawRecords(text, separator) {
			number++
			if len(cells) == 1 && strings.TrimSpace(cells[0]) == "" {
				waiting++ // blank lines at the end are no records
				continue
			}
			for ; waiting > 0; waiting-- {
				if !yield(roster.Record{Number: number - waiting}, nil) {
					return
				}
			}
			record, err := bounded(roster.Record{Number: number, Cells: cells})
			if !yield(record, err) || err != nil {
				return
			}
		}
	}
}

// rawRecords parts a text into records and cells. It takes what people have:
// any line ends, cells of different number, quotes that nobody closed.
func rawRecords(text string, separator rune) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		s := scanner{text: text, separator: string(separator)}
		for s.at < len(s.text) {
			if !yield(s.record()) {
				return
			}
		}
	}
}

// scanner stands at the beginning of a record.
type scanner struct {
	text      string
	at        int
	separator string
	width     int // cells of the record before, the likely number of the next
}

// keptCells is more than any spreadsheet has columns. What stands behind them
// is dropped, so that a line of separators stays small in memory.
const keptCells = 1 << 15

func (s *scanner) record() []string {
	cells := make([]string, 0, s.width)
	for {
		if cell := s.cell(); len(cells) < keptCells {
			cells = append(cells, cell)
		}
		rest := s.text[s.at:]
		if strings.HasPrefix(rest, s.separator) {
			s.at += len(s.separator)
			continue
		}
		if strings.HasPrefix(rest, "\r\n") {
			s.at++
		}
		s.at++ // a line end, or one past the end of the text
		s.width = len(cells)
		return cells
	}
}

// cell reads up to the next separator or line end, which it leaves.
func (s *scanner) cell() string {
	start := s.at
	blanks := len(s.text[start:]) - len(strings.TrimLeft(s.text[start:], " "))
	if strings.HasPrefix(s.text[start+blanks:], `"`) {
		if cell, ok := s.quoted(start + blanks + 1); ok {
			return cell
		}
	}
	end := s.end(start)
	s.at = end
	return s.text[start:end]
}

// end finds the next separator or line end.
func (s *scanner) end(from int) int {
	for i := from; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == '\n' || c == '\r':
			return i
		case c == s.separator[0] && strings.HasPrefix(s.text[i:], s.separator):
			return i
		}
	}
	return len(s.text)
}

// quoted reads a cell from behind its opening quote. It reports false for a
// quote that opens nothing: none closes it, or the next one stands in a later
// line before other text, where a cell of its own begins.
func (s *scanner) quoted(from int) (cell string, ok bool) {
	var text strings.Builder
	at := from
	for {
		// A quote that is not closed within a cell's length opens nothing.
		next := strings.IndexByte(s.text[at:min(len(s.text), at+maxCell)], '"')
		if next < 0 || text.Len()+next > maxCell {
			return "", false
		}
		text.WriteString(s.text[at : at+next])
		at += next + 1
		if !strings.HasPrefix(s.text[at:], `"`) {
			break
		}
		text.WriteByte('"')
		at++
	}
	end := s.end(at)
	tail := strings.TrimRight(s.text[at:end], " ")
	if tail != "" && strings.ContainsAny(text.String(), "\r\n") {
		return "", false
	}
	s.at = end
	return text.String() + tail, true
}
