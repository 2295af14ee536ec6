package roster

import (
	"context"
	"strings"
	"unicode/utf8"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// Bounds of one pasted list.
const (
	maxPaste = 512 << 10 // bytes
	maxRows  = 5000
)

// PreviewPaste reads lines "Name; E-Mail; Team" for a company and says what an
// import would do with each; nothing is stored. Commas and tabs separate as
// well. A first line of headings may name other columns. Rows are numbered by
// line, from 1.
func (s *Service) PreviewPaste(ctx context.Context, v account.Viewer, companyID, text string) (Import, error) {
	in, err := readPaste(v, companyID, text)
	if err != nil {
		return Import{}, err
	}
	return s.PreviewImport(ctx, v, in)
}

// ImportPaste takes all rows that PreviewPaste finds acceptable.
func (s *Service) ImportPaste(ctx context.Context, v account.Viewer, companyID, text string) (Import, error) {
	in, err := readPaste(v, companyID, text)
	if err != nil {
		return Import{}, err
	}
	return s.Import(ctx, v, in)
}

func readPaste(v account.Viewer, companyID, text string) (ImportInput, error) {
	if err := v.NeedManager(); err != nil {
		return ImportInput{}, err
	}
	if companyID == "" {
		return ImportInput{}, fault.NotFound("error.not_found")
	}
	records, err := splitPaste(text)
	if err != nil {
		return ImportInput{}, err
	}
	mapping := Mapping{Columns: []Column{ColumnName, ColumnEmail, ColumnTeam}}
	if Headings(records[0].Cells) > 0 {
		mapping = Guess(records[0].Cells, nil)
		records = records[1:]
	}
	if len(records) == 0 {
		return ImportInput{}, fault.Invalid("people", "error.paste_empty")
	}
	return ImportInput{CompanyID: companyID, Mapping: mapping, Records: func(yield func(Record, error) bool) {
		for _, record := range records {
			if !yield(record, nil) {
				return
			}
		}
	}}, nil
}

// splitPaste returns the lines that hold something, at least one.
func splitPaste(text string) ([]Record, error) {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return nil, fault.Invalid("people", "error.text")
	case len(text) > maxPaste:
		return nil, fault.Invalid("people", "error.paste_long", "max", maxRows)
	}
	var records []Record
	number := 0
	for line := range strings.SplitSeq(strings.TrimPrefix(text, "\ufeff"), "\n") {
		number++
		if strings.TrimSpace(line) != "" {
			records = append(records, Record{Number: number, Cells: splitLine(line)})
		}
	}
	switch {
	case len(records) == 0:
		return nil, fault.Invalid("people", "error.paste_empty")
	case len(records) > maxRows:
		return nil, fault.Invalid("people", "error.paste_long", "max", maxRows)
	}
	return records, nil
}

// splitLine separates by the first of semicolon, tab and comma that the line
// contains, and understands "Name <address>" as mail programs write it. Lines
// collected from several places may differ.
func splitLine(line string) []string {
	parts := []string{line}
	for _, separator := range []string{";", "\t", ","} {
		if strings.Contains(line, separator) {
			parts = strings.Split(line, separator)
			break
		}
	}
	for i, part := range parts {
		parts[i] = strings.Trim(strings.TrimSpace(part), `"`)
	}
	if name, address, ok := strings.Cut(parts[0], "<"); ok && strings.HasSuffix(address, ">") {
		name = strings.Trim(strings.TrimSpace(name), `"`)
		return append([]string{name, strings.TrimSuffix(address, ">")}, parts[1:]...)
	}
	return parts
}
