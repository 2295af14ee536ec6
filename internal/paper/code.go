package paper

import (
	"fmt"
	"image"

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
	size := code.Bounds().Dx()
	module := width / float64(size+2*quietModules)
	s.pdf.SetFillColor(0, 0, 0)
	for row := range size {
		for column := 0; column < size; column++ {
			from := column
			for column < size && isDark(code, column, row) {
				column++
			}
			if column > from {
				// One bar for neighbouring modules: no hairlines between them.
				x, y := left+float64(from+quietModules)*module, s.y+float64(row+quietModules)*module
				s.pdf.Rect(x, y, float64(column-from)*module, module, "F")
			}
		}
	}
	s.y += width
	return nil
}

func isDark(code image.Image, x, y int) bool {
	r, _, _, _ := code.At(x, y).RGBA()
	return r == 0
}
