package roster

import (
	"slices"
	"strings"
	"unicode"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// Column says what a column of a list means. An attribute's column carries the
// attribute's name; see AttributeColumn.
type Column string

// Meanings of columns.
const (
	ColumnIgnore         Column = "ignore"
	ColumnName           Column = "name"
	ColumnFirstName      Column = "first_name"
	ColumnLastName       Column = "last_name"
	ColumnEmail          Column = "email"
	ColumnCompany        Column = "company"
	ColumnTeam           Column = "team" // parts of a tree separated by " / " or ">"
	ColumnLanguage       Column = "language"
	ColumnRepresentative Column = "representative"
	ColumnGroup          Column = "group" // several separated by ";" or "|"
)

const attributePrefix = "attribute:"

// Columns lists the meanings a column can be given, without attributes.
func Columns() []Column {
	return []Column{
		ColumnIgnore, ColumnName, ColumnFirstName, ColumnLastName, ColumnEmail, ColumnCompany, ColumnTeam,
		ColumnLanguage, ColumnRepresentative, ColumnGroup,
	}
}

// AttributeColumn is the meaning "this is the attribute of that name".
func AttributeColumn(name string) Column { return attributePrefix + Column(oneLine(name)) }

// Attribute returns the name of the attribute that the column holds.
func (c Column) Attribute() (name string, ok bool) {
	return strings.CutPrefix(string(c), attributePrefix)
}

// Mapping says what the columns of a list mean, from the left. Columns beyond
// it are surplus.
type Mapping struct {
	Sheet   string   `json:"sheet,omitempty"` // of a spreadsheet, where several can be read
	Columns []Column `json:"columns"`
}

// Check returns the fault of a mapping that no list can be read by.
func (m Mapping) Check() error {
	seen := map[Column]bool{}
	for _, c := range m.Columns {
		name, isAttribute := c.Attribute()
		switch {
		case c == ColumnIgnore || c == "" || c == ColumnGroup:
			continue
		case isAttribute && name == "", !isAttribute && !slices.Contains(Columns(), c):
			return fault.Invalid("mapping", "error.choice")
		case seen[c]:
			return fault.Invalid("mapping", "import.column_twice")
		}
		seen[c] = true
	}
	if !seen[ColumnName] && !seen[ColumnFirstName] && !seen[ColumnLastName] && !seen[ColumnEmail] {
		return fault.Invalid("mapping", "import.column_needed")
	}
	return nil
}

// Has reports whether some column has the meaning.
func (m Mapping) Has(c Column) bool { return slices.Contains(m.Columns, c) }

// Guess reads the mapping off the headings, and where these say nothing, off
// the sample records. Where no heading is known, a column of addresses shows
// which columns are name and team: those around it. Columns that cannot be
// guessed are ignored.
func Guess(headers []string, sample [][]string) Mapping {
	width := len(headers)
	for _, record := range sample {
		if len(headers) == 0 {
			width = max(width, len(record))
		}
	}
	m := Mapping{Columns: make([]Column, width)}
	recognised := 0
	for i := range m.Columns {
		m.Columns[i] = ColumnIgnore
		if len(headers) == 0 {
			continue
		}
		if c := headingMeans(headers[i]); c != ColumnIgnore && (c == ColumnGroup || !m.Has(c)) {
			m.Columns[i] = c
			recognised++
		}
	}
	m.guessEmail(headers, sample)
	if recognised == 0 && (len(headers) == 0 || m.Has(ColumnEmail)) {
		m.guessPlaces(sample)
	}
	m.settleNames()
	return m
}

// guessEmail finds a column of addresses under a heading that says nothing.
func (m *Mapping) guessEmail(headers []string, sample [][]string) {
	if m.Has(ColumnEmail) {
		return
	}
	best, most := -1, 0
	for i, c := range m.Columns {
		if c != ColumnIgnore {
			continue
		}
		hits := 0
		for _, record := range sample {
			if i < len(record) && strings.Contains(record[i], "@") {
				hits++
			}
		}
		if len(headers) > 0 && strings.Contains(squeezed(headers[i]), "mail") && hits > 0 {
			hits += len(sample)
		}
		if hits > most {
			best, most = i, hits
		}
	}
	if best >= 0 {
		m.Columns[best] = ColumnEmail
	}
}

// guessPlaces goes by the order: name, address, team. Two columns before the
// address are first and last name.
func (m *Mapping) guessPlaces(sample [][]string) {
	var before, behind []int
	email := slices.Index(m.Columns, ColumnEmail)
	for i := range m.Columns {
		switch {
		case i == email || !holdsText(sample, i):
		case email < 0 || i < email:
			before = append(before, i)
		default:
			behind = append(behind, i)
		}
	}
	switch {
	case len(before) == 2 && email >= 0:
		m.Columns[before[0]], m.Columns[before[1]] = ColumnFirstName, ColumnLastName
	case len(before) > 0:
		m.Columns[before[0]] = ColumnName
	case len(behind) > 0:
		m.Columns[behind[0]], behind = ColumnName, behind[1:]
	}
	if len(behind) > 0 {
		m.Columns[behind[0]] = ColumnTeam
	}
}

func holdsText(sample [][]string, column int) bool {
	return slices.ContainsFunc(sample, func(record []string) bool {
		return column < len(record) && strings.ContainsFunc(record[column], unicode.IsLetter)
	})
}

// settleNames reads "Name" beside "Vorname" as the last name, as German lists
// mean it.
func (m *Mapping) settleNames() {
	at := slices.Index(m.Columns, ColumnName)
	switch {
	case at < 0 || !m.Has(ColumnFirstName) && !m.Has(ColumnLastName):
	case m.Has(ColumnFirstName) && m.Has(ColumnLastName):
		m.Columns[slices.Index(m.Columns, ColumnFirstName)] = ColumnIgnore
		m.Columns[slices.Index(m.Columns, ColumnLastName)] = ColumnIgnore
	case m.Has(ColumnFirstName):
		m.Columns[at] = ColumnLastName
	default:
		m.Columns[at] = ColumnFirstName
	}
}

// withAttributes recognises headings that are names of attributes in use.
func (m Mapping) withAttributes(headers []string, people []Person) Mapping {
	used := map[string]string{}
	for _, p := range people {
		for name := range p.Attributes {
			used[folded(name)] = name
		}
	}
	for i, header := range headers {
		if name, ok := used[folded(header)]; ok && m.Columns[i] == ColumnIgnore && !m.Has(AttributeColumn(name)) {
			m.Columns[i] = AttributeColumn(name)
		}
	}
	return m
}

// Headings returns how many of the cells are headings of columns that a list
// of people can have. No record that holds an address is a row of headings.
func Headings(cells []string) int {
	n := 0
	for _, cell := range cells {
		if strings.Contains(cell, "@") && account.CheckEmail(account.NormalEmail(cell)) == nil {
			return 0
		}
		if headingMeans(cell) != ColumnIgnore {
			n++
		}
	}
	return n
}
