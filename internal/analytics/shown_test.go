package analytics

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestARaisedMinimumShiftsWhatIsShown(t *testing.T) {
	t.Parallel()
	for k, want := range map[int][]Rule{
		3:  {{0, 4, Hidden}, {5, 9, Mean}, {10, 19, ThreeGroups}, {20, 0, Distribution}},
		5:  {{0, 4, Hidden}, {5, 9, Mean}, {10, 19, ThreeGroups}, {20, 0, Distribution}},
		8:  {{0, 7, Hidden}, {8, 9, Mean}, {10, 19, ThreeGroups}, {20, 0, Distribution}},
		12: {{0, 11, Hidden}, {12, 19, ThreeGroups}, {20, 0, Distribution}},
		30: {{0, 29, Hidden}, {30, 0, Distribution}},
	} {
		if diff := cmp.Diff(want, Rules(k)); diff != "" {
			t.Errorf("k = %d (-want +got):\n%s", k, diff)
		}
	}
}
