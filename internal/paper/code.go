package paper

import (
	"fmt"
	"image"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quietModules is the white margin that readers of a QR code need.
const quietModules = 4

// Code draws text as a QR code of the given width in millimetres, its white
// margin included.
func (s *Sheet) Code(text string, width float64) error {
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return fmt.Errorf("draw code: %w", err)
	}
	s.claim(width)
	s.pdf.SetFillColor(0, 0, 0)
	s.pdf.RawWriteStr(bars(code, left, s.y, width))
	s.y += width
	return nil
}

// bars writes a code as one path of PDF operators, counted in modules
// from its upper left corner, which lies at x and y millimetres. Thousands of
// sheets are made at once, and each bar in millimetres would take thrice the room.
func bars(code image.Image, x, y, width float64) string {
	size := code.Bounds().Dx()
	module := width / float64(size+2*quietModules) / mmPerPoint
	var path strings.Builder
	fmt.Fprintf(&path, "q %.4f 0 0 %.4f %.2f %.2f cm\n", module, -module,
		x/mmPerPoint+quietModules*module, (pageHeight-y)/mmPerPoint-quietModules*module)
	for row := range size {
		for column := 0; column < size; column++ {
			from := column
			for column < size && isDark(code, column, row) {
				column++
			}
			if column > from {
				// One bar for neighbouring modules: no hairlines between them.
				fmt.Fprintf(&path, "%d %d %d 1 re\n", from, row, column-from)
			}
		}
	}
	path.WriteString("f Q")
	return path.String()
}

func isDark(code image.Image, x, y int) bool {
	r, _, _, _ := code.At(x, y).RGBA()
	return r == 0
}
