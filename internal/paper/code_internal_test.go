package paper

import (
	"image"
	"image/color"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestACodeIsOnePathOfBarsWithinItsMargin(t *testing.T) {
	t.Parallel()
	code := image.NewGray(image.Rect(0, 0, 4, 4))
	for i, row := range []string{"##.#", "....", ".###", "#..."} {
		for j, module := range row {
			if module == '.' {
				code.SetGray(j, i, color.Gray{Y: 255})
			}
		}
	}
	// 72 points over 12 modules, of which four are margin: 6 points each. The
	// page is 841.89 points high, and 25.4 millimetres are 72.
	const want = "q 6.0000 0 0 -6.0000 96.00 745.89 cm\n0 0 2 1 re\n3 0 1 1 re\n1 2 3 1 re\n0 3 1 1 re\nf Q"
	if diff := cmp.Diff(want, bars(code, 25.4, 25.4, 25.4)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
