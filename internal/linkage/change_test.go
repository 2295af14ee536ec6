package linkage

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/store/storetest"
)

func TestASubmissionChangesOneInvitationOneBallotAndOneDraft(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, fresh func(testing.TB) place) {
		at := fresh(t)
		p := openProduct(t, storetest.Open(t, at.address), seed())
		before := at.copier.take(t, "before")
		p.order = p.order[:1]
		p.answer(t)
		want := map[string]int{"invitations": 1, "ballots": 1, "drafts": 1}
		if diff := cmp.Diff(want, changes(before, at.copier.take(t, "after"))); diff != "" {
			t.Errorf("rows that are new or changed (-want +got):\n%s", diff)
		}
	})
}

// changes counts the rows of each table that were not there before.
func changes(before, after image) map[string]int {
	contents := map[string]int{}
	for _, r := range before.rows {
		contents[r.table+"\x00"+strings.Join(r.cells, "\x00")]++
	}
	changed := map[string]int{}
	for _, r := range after.rows {
		content := r.table + "\x00" + strings.Join(r.cells, "\x00")
		if contents[content]--; contents[content] < 0 {
			changed[r.table]++
		}
	}
	maps.DeleteFunc(changed, func(_ string, n int) bool { return n == 0 })
	return changed
}
