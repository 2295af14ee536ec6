package chart

import "unicode/utf8"

// The frame of the quadrant in pixels, as the page draws it about; labels are
// placed by it so that they cover neither each other nor a mark.
const (
	plotWidth, plotHeight = 440.0, 330.0
	letterWidth           = 6.6
	lineHeight            = 14.0
	markRadius            = 9.0
)

// rect is an area in pixels from the lower left corner of the frame.
type rect struct{ left, bottom, right, top float64 }

func (r rect) overlaps(o rect) bool {
	return r.left < o.right && o.left < r.right && r.bottom < o.top && o.bottom < r.top
}

// labelGaps are the distances from the middle of a mark at which its label may
// stand, the nearest first.
var labelGaps = [3]float64{14, 28, 42}

// labelRect is where the label of a mark at x, y lies.
func labelRect(position string, gap, x, y float64, text string) rect {
	width := letterWidth * float64(utf8.RuneCountInString(text))
	switch position {
	case "left":
		return rect{x - gap - width, y - lineHeight/2, x - gap, y + lineHeight/2}
	case "right":
		return rect{x + gap, y - lineHeight/2, x + gap + width, y + lineHeight/2}
	case "top":
		return rect{x - width/2, y + gap, x + width/2, y + gap + lineHeight}
	default:
		return rect{x - width/2, y - gap - lineHeight, x + width/2, y - gap}
	}
}

// placeLabels chooses for each mark the first position that is free: gainers
// prefer the left, losers the space below. most is the end of both axes.
func placeLabels(points []point, most float64) {
	marks, taken := make([]rect, len(points)), []rect{}
	at := func(p point) (x, y float64) {
		value, ok := p.Value.([]float64)
		if !ok || most == 0 {
			return 0, 0
		}
		return value[0] / most * plotWidth, value[1] / most * plotHeight
	}
	for i, p := range points {
		x, y := at(p)
		marks[i] = rect{x - markRadius, y - markRadius, x + markRadius, y + markRadius}
	}
	for i, p := range points {
		x, y := at(p)
		area := p.Label.place(p, x, y, func(area rect) bool {
			return area.left >= 0 && area.right <= plotWidth && isFree(area, marks, i) && isFree(area, taken, -1)
		})
		taken = append(taken, area)
	}
}

// place sets the first position that is free, else the preferred one.
func (l *textLabel) place(p point, x, y float64, free func(rect) bool) rect {
	order := []string{"left", "top", "right", "bottom"}
	if p.Status == "neg" {
		order = []string{"bottom", "right", "left", "top"}
	}
	for _, gap := range labelGaps {
		for _, position := range order {
			l.Position, l.Distance = position, gap-markRadius
			if area := labelRect(position, gap, x, y, p.Name); free(area) {
				return area
			}
		}
	}
	l.Position, l.Distance = order[0], labelGaps[0]-markRadius
	return labelRect(order[0], labelGaps[0], x, y, p.Name)
}

func isFree(area rect, others []rect, except int) bool {
	for i, o := range others {
		if i != except && area.overlaps(o) {
			return false
		}
	}
	return true
}
