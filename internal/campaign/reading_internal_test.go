package campaign

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/analytics"
)

// archive has waves that opened, a day apart, each of which asked two people
// more than the one before, and notes what is read of it.
type archive struct {
	Store
	waves []Wave
	read  *[]string
}

var firstDay = time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC)

func newArchive(waves int) archive {
	a := archive{read: new([]string)}
	for i := range waves {
		opens := firstDay.AddDate(0, 0, i)
		a.waves = append(a.waves, Wave{ID: fmt.Sprint("w", i), OpensAt: opens, ClosesAt: opens.AddDate(0, 0, 1), Invited: 2 * (i + 1)})
	}
	return a
}

func (a archive) Shown(_ context.Context, _ string, since time.Time) ([]Wave, error) {
	*a.read = append(*a.read, "since "+since.Format("01-02"))
	return slices.DeleteFunc(slices.Clone(a.waves), func(w Wave) bool { return w.ClosesAt.Before(since) }), nil
}

func (a archive) Seats(_ context.Context, waveIDs []string, fn func(Invitation)) error {
	*a.read = append(*a.read, waveIDs...)
	for _, id := range waveIDs {
		at := slices.IndexFunc(a.waves, func(w Wave) bool { return w.ID == id })
		for n := range a.waves[at].Invited {
			fn(Invitation{WaveID: id, PersonID: fmt.Sprint("p", n), CompanyID: "a", TeamID: "a1"})
		}
	}
	return nil
}

func TestOneReadingAsksOnceWhomAWaveAsked(t *testing.T) {
	t.Parallel()
	a := newArchive(4)
	s := (&Service{store: a}).Reading()
	for _, waves := range [][]Wave{a.waves[:2], a.waves[1:3], a.waves} {
		seats, err := s.seatsOf(t.Context(), tree{}, waves)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range waves {
			if got := seats[w.ID]; len(got) != w.Invited || got["p1"] != (analytics.Place{CompanyID: "a"}) {
				t.Errorf("wave %s asked %v", w.ID, got)
			}
		}
	}
	if diff := cmp.Diff([]string{"w0", "w1", "w2", "w3"}, *a.read); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

func TestServicesThatShareNoReadingShareNoSeats(t *testing.T) {
	t.Parallel()
	a := newArchive(1)
	s := &Service{store: a}
	for range 2 {
		if _, err := s.seatsOf(t.Context(), tree{}, a.waves); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"w0", "w0"}, *a.read); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

func TestOneReadingLooksForOpenedWavesAnewOnlyFurtherBack(t *testing.T) {
	t.Parallel()
	a := newArchive(10)
	s := (&Service{store: a}).Reading()
	want := map[int]int{3: 8, 5: 6, 1: 10, 9: 2}
	for _, days := range []int{3, 5, 1, 9} {
		shown, err := s.store.Shown(t.Context(), "n", firstDay.AddDate(0, 0, days))
		if err != nil || len(shown) != want[days] {
			t.Errorf("since day %d: %d waves, want %d, %v", days, len(shown), want[days], err)
		}
	}
	if diff := cmp.Diff([]string{"since 03-04", "since 03-02"}, *a.read); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

func TestWhomAWaveAskedIsNotChangedByComparing(t *testing.T) {
	t.Parallel()
	for _, k := range []int{2, 5} {
		now, before := seating{}.seat("a", 1, 20), seating{}.seat("a", 3, 24).seat("b", 25, 30)
		keptNow, keptBefore := maps.Clone(now), maps.Clone(before)
		align(now, []seating{before}, everybody, k)
		if diff := cmp.Diff([]seating{keptNow, keptBefore}, []seating{now, before}); diff != "" {
			t.Errorf("k %d (-want +got):\n%s", k, diff)
		}
	}
}
