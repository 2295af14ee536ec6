package paper

// Column is a column of a table.
type Column struct {
	Title string
	Share float64 // of the width, relative to the other columns
	Right bool    // numbers
}

// Table writes rows below a head that is repeated on every page. A row stays
// on one page unless it is longer than one.
func (s *Sheet) Table(columns []Column, rows [][]string) {
	t := table{sheet: s, columns: columns, rise: s.setup.Points * 0.1}
	t.measure()
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = c.Title
	}
	strong := style{bold: true, size: s.setup.Points * 0.9}
	t.head, t.headStyle = t.cells(head, strong), strong
	for i, row := range rows {
		t.write(t.cells(row, t.bodyStyle()), i == 0)
	}
	s.y += 2 * s.gap()
}

// table is one table being written.
type table struct {
	sheet     *Sheet
	columns   []Column
	x, width  []float64
	head      [][]string
	headStyle style
	rise      float64 // free above and below a row's lines
}

func (t *table) bodyStyle() style { return style{size: t.sheet.setup.Points * 0.9} }

// columnGap parts neighbouring columns, in millimetres.
const columnGap = 4.0

func (t *table) measure() {
	all := 0.0
	for _, c := range t.columns {
		all += c.Share
	}
	x := left
	for _, c := range t.columns {
		wide := (columnWidth + columnGap) * c.Share / all // the last column has no gap behind it
		t.x, t.width = append(t.x, x), append(t.width, wide-columnGap)
		x += wide
	}
}

// cells breaks the text of a row into lines; missing cells are empty.
func (t *table) cells(row []string, st style) [][]string {
	cells := make([][]string, len(t.columns))
	for i := range t.columns {
		if i < len(row) {
			cells[i] = t.sheet.wrap(row[i], st, t.width[i])
		}
	}
	return cells
}

func (t *table) height(cells [][]string, st style) float64 {
	most := 1
	for _, lines := range cells {
		most = max(most, len(lines))
	}
	return float64(most)*st.leading() + 2*t.rise
}

// write adds a row, with the head where it begins a page or the table.
func (t *table) write(cells [][]string, first bool) {
	s, st := t.sheet, t.bodyStyle()
	room := bottom - top - t.height(t.head, t.headStyle)
	if most := int((room - 2*t.rise) / st.leading()); t.height(cells, st) > room {
		for _, part := range split(cells, most) {
			t.write(part, first)
			first = false
		}
		return
	}
	need := t.height(cells, st)
	if first {
		s.claim(t.height(t.head, t.headStyle) + need)
		t.draw(t.head, t.headStyle)
	} else if s.y+need > bottom {
		s.addPage()
		t.draw(t.head, t.headStyle)
	}
	t.draw(cells, st)
}

// split cuts cells into rows of at most n lines.
func split(cells [][]string, n int) [][][]string {
	var parts [][][]string
	for {
		part, more := make([][]string, len(cells)), false
		for i, lines := range cells {
			part[i] = lines[:min(n, len(lines))]
			cells[i] = lines[len(part[i]):]
			more = more || len(cells[i]) > 0
		}
		parts = append(parts, part)
		if !more {
			return parts
		}
	}
}

func (t *table) draw(cells [][]string, st style) {
	s := t.sheet
	for i, lines := range cells {
		y := s.y + t.rise
		for _, text := range lines {
			x := t.x[i]
			if t.columns[i].Right {
				s.use(st)
				x += t.width[i] - s.pdf.GetStringWidth(text)
			}
			s.line(x, y, text, st)
			y += st.leading()
		}
	}
	s.y += t.height(cells, st)
	s.hairline(left, s.y, columnWidth)
}
