package ui

import (
	"context"
	"strings"

	"kreislauf/internal/i18n"
)

// Steps of the circle of trust; the geometry below is drawn for exactly these.
const circleSteps = 5

// CircleStep is one of the five steps. Is is done, now, open or next; Status
// are its state's words, Detail what lies before.
type CircleStep struct {
	Name, Status, Detail, URL string
	Is                        string
	Alert                     bool // something waits for somebody
}

// Circle is a cooperation's way through the five steps in one turn.
type Circle struct {
	Turn  string // number of the turn
	Since string // "seit 2. März 2026"
	Steps [circleSteps]CircleStep
}

// place is the shape of a step in a field of 600 × 600: five arrows clockwise
// around (300, 300) between the radii 150 and 292, with the centre of the words
// and of the badge.
type place struct {
	shape          string
	textX, textY   int
	badgeX, badgeY int
	mini           string // the same in a field of 60 × 60
}

// places follows the reading order; it never changes.
var places = [circleSteps]place{
	{"M135 59.1 A292 292 0 0 1 465 59.1 L446.1 134.2 L384.7 176.2 A150 150 0 0 0 215.3 176.2 L198.3 103.8 Z", 313, 85, 418, 58, "M14.8 6.5 A28 28 0 0 1 45.2 6.5 L45.1 12.6 L39.8 14.9 A18 18 0 0 0 20.2 14.9 L20.3 9.2 Z"},
	{"M478.2 68.7 A292 292 0 0 1 580.1 382.4 L502.8 387.8 L443.9 342.4 A150 150 0 0 0 391.5 181.2 L455.2 142.6 Z", 514, 251, 560, 346, "M47.6 8.2 A28 28 0 0 1 57 37.2 L51.2 39 L47.4 34.7 A18 18 0 0 0 41.3 16 L46.8 14.3 Z"},
	{"M575.1 398 A292 292 0 0 1 308.2 591.9 L279.2 520 L304.2 449.9 A150 150 0 0 0 441.3 350.3 L497.6 399 Z", 419, 492, 533, 440, "M56.1 40 A28 28 0 0 1 31.5 58 L28 52.9 L30.9 48 A18 18 0 0 0 46.8 36.5 L50.1 41.2 Z"},
	{"M291.8 591.9 A292 292 0 0 1 24.9 398 L84.3 348.2 L158.7 350.3 A150 150 0 0 0 295.8 449.9 L267 518.5 Z", 159, 477, 236, 562, "M28.5 58 A28 28 0 0 1 3.9 40 L7.6 35.2 L13.2 36.5 A18 18 0 0 0 29.1 48 L25.6 52.6 Z"},
	{"M19.9 382.4 A292 292 0 0 1 121.8 68.7 L187.5 109.8 L208.5 181.2 A150 150 0 0 0 156.1 342.4 L82 336.1 Z", 94, 235, 29, 324, "M3 37.2 A28 28 0 0 1 12.4 8.2 L18.2 10.3 L18.7 16 A18 18 0 0 0 12.6 34.7 L7.2 32.8 Z"},
}

// textLine is one line of a step's words, set around its centre.
type textLine struct {
	text, class, x, y string
}

const (
	lineHeight  = 21
	lineLetters = 15 // letters of a line that stay inside a step's shape
)

// lines sets a step's words: its number, its name, its state.
func (c Circle) lines(ctx context.Context, i int) []textLine {
	step := c.Steps[i]
	lines := []textLine{{text: i18n.T(ctx, "ui.step_n", "n", i+1)}}
	for _, part := range wrap(step.Name, 12) {
		lines = append(lines, textLine{text: part, class: "step-name"})
	}
	for k, part := range wrap(step.Status, lineLetters) {
		if k == 0 && step.Is == "done" {
			part = "✓ " + part
		}
		lines = append(lines, textLine{text: part})
	}
	at := places[i]
	first := at.textY - (len(lines)-1)*lineHeight/2
	for k := range lines {
		lines[k].x, lines[k].y = itoa(at.textX), itoa(first+k*lineHeight)
	}
	return lines
}

func (c Circle) label(ctx context.Context, i int) string {
	step := c.Steps[i]
	return i18n.T(ctx, "ui.step_n", "n", i+1) + " " + step.Name + ", " + step.Status
}

func (s CircleStep) badge() Badge {
	switch s.Is {
	case "done":
		return Of("done", s.Status)
	case "now":
		return Of("open", s.Status)
	case "open":
		return Badge{Is: "due", Icon: "alert-triangle", Text: s.Status}
	default:
		return Badge{Is: "", Icon: "circle-dashed", Text: s.Status}
	}
}

// wrap breaks a text into lines of about width letters at spaces.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line+" "+word)) > width {
			lines = append(lines, line)
			line = word
			continue
		}
		line = strings.TrimSpace(line + " " + word)
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// miniState is the look of step i in the small circle of a cooperation that is
// at step now, both counted from 1.
func miniState(i, now int) string {
	switch {
	case i < now:
		return "done"
	case i == now:
		return "now"
	default:
		return ""
	}
}

// exclamation is the mark in the badge: a stroke and a dot.
func (p place) exclamation() string {
	return "M" + itoa(p.badgeX) + " " + itoa(p.badgeY-9) + "v10m0 6v.5"
}
