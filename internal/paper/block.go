package paper

import "strconv"

// heading waits until it is known what it stands above.
type heading struct {
	lines []string
	style style
	above float64 // space before it, in millimetres
	below float64
	level int // in the document's outline
	text  string
}

// Title writes the document's name and a line below it.
func (s *Sheet) Title(text, lead string) {
	st := style{bold: true, size: s.setup.Points * 1.9}
	s.flow(s.wrap(text, st, columnWidth), st, left)
	s.y++
	if lead != "" {
		s.flow(s.wrap(lead, s.muted(), columnWidth), s.muted(), left)
	}
	s.y += 2
	s.hairline(left, s.y, columnWidth)
	s.y += 3
}

// Heading opens a section.
func (s *Sheet) Heading(text string) {
	s.head(text, style{bold: true, size: s.setup.Points * 1.3}, s.setup.Points*0.55, 0)
}

// Subheading opens a part of a section.
func (s *Sheet) Subheading(text string) {
	s.head(text, style{bold: true, size: s.setup.Points}, s.setup.Points*0.3, 1)
}

func (s *Sheet) head(text string, st style, above float64, level int) {
	s.pending = append(s.pending, heading{
		lines: s.wrap(text, st, columnWidth), style: st, above: above, below: st.size * 0.1, level: level, text: clean(text),
	})
}

func (s *Sheet) heightOf(h heading) float64 {
	return h.above + float64(len(h.lines))*h.style.leading() + h.below
}

func (s *Sheet) drawHeading(h heading) {
	s.space(h.above)
	s.pdf.Bookmark(h.text, h.level, s.y)
	for _, text := range h.lines {
		s.line(left, s.y, text, h.style)
		s.y += h.style.leading()
	}
	s.y += h.below
}

func (s *Sheet) muted() style { return style{size: s.setup.Points, muted: true} }

// gap is the space after a block.
func (s *Sheet) gap() float64 { return s.setup.Points * 0.18 }

// Text writes paragraphs, which end at line breaks.
func (s *Sheet) Text(text string) { s.paragraph(text, s.body()) }

// Note writes paragraphs in small letters.
func (s *Sheet) Note(text string) { s.paragraph(text, s.small()) }

func (s *Sheet) paragraph(text string, st style) {
	if lines := s.wrap(text, st, columnWidth); len(lines) > 0 {
		s.flow(lines, st, left)
		s.y += s.gap()
	}
}

// List writes points, each behind a dot.
func (s *Sheet) List(points []string) {
	s.points(points, func(int) string { return "•" })
}

// Numbered writes points, each behind its number.
func (s *Sheet) Numbered(points []string) {
	s.points(points, func(i int) string { return strconv.Itoa(i+1) + "." })
}

func (s *Sheet) points(points []string, mark func(i int) string) {
	st, indent := s.body(), s.setup.Points*0.55
	for i, point := range points {
		lines := s.wrap(point, st, columnWidth-indent)
		if len(lines) == 0 {
			continue
		}
		s.claim(float64(min(len(lines), 3)) * st.leading())
		s.line(left, s.y, mark(i), st)
		s.flow(lines, st, left+indent)
		s.y += s.gap() / 2
	}
	s.y += s.gap() / 2
}

// Quote sets one statement off by a bar and keeps it together.
func (s *Sheet) Quote(text string) {
	const indent = 5
	st := style{bold: true, size: s.setup.Points}
	lines := s.wrap(text, st, columnWidth-indent)
	height := float64(len(lines)) * st.leading()
	s.claim(height)
	s.pdf.SetFillColor(0x1f, 0x5f, 0x9e)
	s.pdf.Rect(left, s.y, 1.2, height, "F")
	s.flow(lines, st, left+indent)
	s.y += 2 * s.gap()
}

// Item writes an entry with its number and smaller details below it; it is
// not parted unless it is longer than half a page.
func (s *Sheet) Item(number, text string, details ...string) {
	st, minor, indent := s.body(), s.small(), s.setup.Points*0.9
	head := s.wrap(text, st, columnWidth-indent)
	height := float64(len(head)) * st.leading()
	var below [][]string
	for _, detail := range details {
		lines := s.wrap(detail, minor, columnWidth-indent)
		below = append(below, lines)
		height += float64(len(lines)) * minor.leading()
	}
	s.claim(min(height, (bottom-top)/2))
	s.line(left, s.y, number, st)
	s.flow(head, st, left+indent)
	for _, lines := range below {
		if len(lines) > 0 {
			s.flow(lines, minor, left+indent)
		}
	}
	s.y += s.gap() * 1.2
}

// Pair is a name with what it stands for.
type Pair struct{ Label, Text string }

// Pairs writes names on the left and their values beside them.
func (s *Sheet) Pairs(pairs []Pair) {
	const labelWidth = 45.0
	strong, st := style{bold: true, size: s.setup.Points}, s.body()
	for _, p := range pairs {
		label, lines := s.wrap(p.Label, strong, labelWidth-4), s.wrap(p.Text, st, columnWidth-labelWidth)
		s.claim(float64(max(len(label), min(len(lines), 3))) * st.leading())
		end := s.y
		for _, text := range label {
			s.line(left, end, text, strong)
			end += st.leading()
		}
		page := s.pdf.PageNo()
		if len(lines) > 0 {
			s.flow(lines, st, left+labelWidth)
		}
		if s.pdf.PageNo() == page {
			s.y = max(s.y, end)
		}
		s.y += s.gap()
	}
}

// Signatures writes lines to sign on, two beside each other, kept together.
func (s *Sheet) Signatures(labels []string) {
	const width, rise = 75.0, 16.0
	st := s.small()
	rows := (len(labels) + 1) / 2
	s.claim(float64(rows) * (rise + 2*st.leading()))
	for i, label := range labels {
		x := left
		if i%2 == 1 {
			x = pageWidth - right - width
		}
		s.hairline(x, s.y+rise, width)
		for n, text := range s.wrap(label, st, width) {
			s.line(x, s.y+rise+1+float64(n)*st.leading(), text, st)
		}
		if i%2 == 1 || i == len(labels)-1 {
			s.y += rise + 2*st.leading()
		}
	}
}
