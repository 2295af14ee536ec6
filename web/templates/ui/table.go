package ui

import "github.com/a-h/templ"

// Table is a table of text or numbers. Each row starts with its head; Foot is
// the sum row and may be nil.
type Table struct {
	Caption string
	Columns []Column // the head's column first
	Rows    []Row
	Foot    *Row
}

// Column is a column's head. Num columns are set to the right.
type Column struct {
	Label string
	Num   bool
}

// Row is one line of a table.
type Row struct {
	ID    string // anchor, may be empty
	Head  Cell
	Cells []Cell // as many as Columns less one
}

// Cell is one value. Estimate marks what its company gave as an estimate, Minus
// a loss (the sign stands in Text), Withheld what may not be shown: it is drawn
// hatched and its text comes from the catalogue. Content, where set, is drawn
// instead of Text.
type Cell struct {
	Text, URL, Hint           string
	State                     *Badge
	Content                   templ.Component
	Estimate, Minus, Withheld bool
}

// Cells makes plain cells of texts.
func Cells(texts ...string) []Cell {
	cells := make([]Cell, len(texts))
	for i, text := range texts {
		cells[i] = Cell{Text: text}
	}
	return cells
}

func (t Table) column(i int) Column {
	if i+1 < len(t.Columns) {
		return t.Columns[i+1]
	}
	return Column{}
}

func numClass(num bool) string {
	if num {
		return "num"
	}
	return ""
}

func (c Cell) class(num bool) string {
	class := numClass(num)
	if c.Withheld {
		class += " withheld-cell"
	}
	if c.Minus {
		class += " minus"
	}
	return class
}

// Heat is company × dimension on a fixed scale.
type Heat struct {
	Caption string
	Columns []string // the head's column first
	Rows    []HeatRow
	Key     []HeatKey
}

// HeatRow is one block's line; Sub is its n ("n = 24").
type HeatRow struct {
	Label, Sub string
	Cells      []HeatCell
}

// HeatCell is one value; Step is 1 (lowest) to 7, or 0 for one that is withheld.
type HeatCell struct {
	Text string
	Step int
}

// HeatKey explains one step of the scale.
type HeatKey struct {
	Step  int
	Label string
}

// Chart is a figure drawn by charts.js from the option at Src. Title states the
// finding; Label describes the picture in a sentence; Table holds the same
// numbers. Size is "", s, l or xl.
type Chart struct {
	ID, Title, Sub, Note string
	Src, Label, Size     string
	Table                Table
	CSV                  string // address of the table as a file, may be empty
}
