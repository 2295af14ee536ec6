// Package paper owns what people print: A4 pages as PDF with headings, text, tables and lines to sign on,
// the same bytes for the same content. It refuses to choose what a page says about a network or a wave:
// callers hand it figures that may be shown, and sentences come from i18n.
package paper

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// The page in millimetres: A4, with room for holes on the left.
const (
	pageWidth   = 210.0
	pageHeight  = 297.0
	left        = 25.0
	right       = 20.0
	top         = 20.0
	bottom      = 270.0 // where content ends
	footerLine  = 282.0
	columnWidth = pageWidth - left - right
)

const fontName = "go"

// mmPerPoint turns font sizes into heights.
const mmPerPoint = 25.4 / 72

// Setup is what a document is besides its content.
type Setup struct {
	Title    string
	Language string // "de" or "en"
	Author   string
	Subject  string
	Footer   string                       // at the foot of every page, on the left
	PageOf   func(page, pages int) string // at the foot on the right: "Seite 1 von 3"
	At       time.Time                    // stated as the time of making, so that equal content gives equal bytes
	Points   float64                      // size of running text; 0: 10, for reading at a desk
}

// Sheet is a document that grows downwards. A heading stays with what follows
// it, and no paragraph leaves a single line on a page.
type Sheet struct {
	pdf     *fpdf.Fpdf
	setup   Setup
	y       float64 // where the next block begins
	pending []heading
}

// New returns an empty document.
func New(setup Setup) *Sheet {
	if setup.Points == 0 {
		setup.Points = 10
	}
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(setup.At.UTC())
	pdf.SetModificationDate(setup.At.UTC())
	pdf.SetProducer("Kreislauf", true)
	pdf.SetCreator("Kreislauf", true)
	pdf.SetTitle(setup.Title, true)
	pdf.SetAuthor(setup.Author, true)
	pdf.SetSubject(setup.Subject, true)
	pdf.SetLang(setup.Language)
	pdf.SetMargins(left, top, right)
	pdf.SetCellMargin(0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes(fontName, "", goregular.TTF)
	pdf.AddUTF8FontFromBytes(fontName, "B", gobold.TTF)
	s := &Sheet{pdf: pdf, setup: setup}
	s.addPage()
	return s
}

// Bytes finishes the document and returns the PDF.
func (s *Sheet) Bytes() ([]byte, error) {
	s.claim(0)
	s.footers()
	var out bytes.Buffer
	if err := s.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("write document: %w", err)
	}
	return out.Bytes(), nil
}

// Pages returns the number of pages so far.
func (s *Sheet) Pages() int { return s.pdf.PageCount() }

// footers are written last, when the number of pages is known.
func (s *Sheet) footers() {
	pages := s.pdf.PageCount()
	for page := 1; page <= pages; page++ {
		s.pdf.SetPage(page)
		s.use(s.body())
		s.use(s.small()) // a page gone back to has forgotten its font; only a change writes it
		s.hairline(left, footerLine-5, columnWidth)
		number := ""
		if s.setup.PageOf != nil {
			number = clean(s.setup.PageOf(page, pages))
		}
		wide := s.pdf.GetStringWidth(number)
		if footer := s.wrap(s.setup.Footer, s.small(), columnWidth-wide-5); len(footer) > 0 {
			s.pdf.Text(left, footerLine, footer[0])
		}
		s.pdf.Text(pageWidth-right-wide, footerLine, number)
	}
}

func (s *Sheet) addPage() {
	s.pdf.AddPage()
	s.y = top
}

// claim makes sure that need millimetres are left on the page, and writes the
// headings that wait for company.
func (s *Sheet) claim(need float64) {
	total := need
	for _, h := range s.pending {
		total += s.heightOf(h)
	}
	if s.y+total > bottom && s.y > top {
		s.addPage()
	}
	waiting := s.pending
	s.pending = nil
	for _, h := range waiting {
		s.drawHeading(h)
	}
}

// space leaves millimetres free, except at the head of a page.
func (s *Sheet) space(mm float64) {
	if s.y > top {
		s.y += mm
	}
}

// style is how a piece of text looks.
type style struct {
	bold  bool
	size  float64 // points
	muted bool
}

// leading is the distance of two lines in millimetres.
func (st style) leading() float64 { return st.size * mmPerPoint * 1.4 }

func (s *Sheet) body() style  { return style{size: s.setup.Points} }
func (s *Sheet) small() style { return style{size: s.setup.Points * 0.85, muted: true} }

func (s *Sheet) use(st style) {
	weight := ""
	if st.bold {
		weight = "B"
	}
	s.pdf.SetFont(fontName, weight, st.size)
	s.pdf.SetTextColor(0x1b, 0x24, 0x30)
	if st.muted {
		s.pdf.SetTextColor(0x45, 0x50, 0x5e)
	}
}

// line writes one line whose box begins at y.
func (s *Sheet) line(x, y float64, text string, st style) {
	s.use(st)
	s.pdf.Text(x, y+st.leading()*0.72, text)
}

func (s *Sheet) hairline(x, y, width float64) {
	s.pdf.SetDrawColor(0xb4, 0xbc, 0xc6)
	s.pdf.SetLineWidth(0.2)
	s.pdf.Line(x, y, x+width, y)
}

// flow writes lines one below the other over as many pages as they need. At
// least two lines of a paragraph stand together at a page's foot and head.
func (s *Sheet) flow(lines []string, st style, x float64) {
	together := min(len(lines), 2)
	if len(lines) == 3 {
		together = 3
	}
	s.claim(float64(together) * st.leading())
	for i, text := range lines {
		need := st.leading()
		if len(lines)-i == 2 {
			need *= 2
		}
		if i > 0 && s.y+need > bottom {
			s.addPage()
		}
		s.line(x, s.y, text, st)
		s.y += st.leading()
	}
}

// wrap breaks text into lines of at most width millimetres, at spaces that may
// break; a word that is wider is cut.
func (s *Sheet) wrap(text string, st style, width float64) []string {
	s.use(st)
	var lines []string
	for part := range strings.SplitSeq(clean(text), "\n") {
		current := ""
		for word := range strings.FieldsFuncSeq(part, func(r rune) bool { return r == ' ' }) {
			longer := word
			if current != "" {
				longer = current + " " + word
			}
			if s.pdf.GetStringWidth(longer) <= width {
				current = longer
				continue
			}
			if current != "" {
				lines = append(lines, current)
			}
			for current = word; s.pdf.GetStringWidth(current) > width; {
				head, rest := s.cut(current, width)
				lines, current = append(lines, head), rest
			}
		}
		if current != "" {
			lines = append(lines, current)
		}
	}
	return lines
}

// cut splits a word behind the last letter that fits, at least one.
func (s *Sheet) cut(word string, width float64) (head, rest string) {
	letters := []rune(word)
	n := 1
	for n+1 < len(letters) && s.pdf.GetStringWidth(string(letters[:n+1])) <= width {
		n++
	}
	return string(letters[:n]), string(letters[n:])
}

// clean replaces what the fonts cannot draw: narrow spaces by the wide one,
// control characters by nothing, signs beyond the basic plane by a box.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r == '\u202f' || r == '\u2009':
			return '\u00a0'
		case r == '\u00ad' || r == '\u200b' || (r < ' ' && r != '\n'):
			return -1
		case r > 0xffff:
			return '\u25a1'
		}
		return r
	}, text)
}
