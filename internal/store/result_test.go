package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/analytics"
	"kreislauf/internal/store"
	"kreislauf/internal/store/resulttest"
	"kreislauf/internal/store/storetest"
)

func TestResultsReadWavesOfTheirOwnNetworkWithTheLatestFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scene := resulttest.New(t, db)
		waves, err := db.Result().Waves(t.Context(), resulttest.NetworkID)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSortedFunc(waves, func(a, b analytics.Wave) int { return b.OpensAt.Compare(a.OpensAt) }) {
			t.Error("waves are not sorted by their opening")
		}
		i := slices.IndexFunc(waves, func(w analytics.Wave) bool { return w.ID == scene.Unreleased })
		if i < 0 || waves[i].TalliedAt == nil || waves[i].ReleasedAt != nil || waves[i].Title["en"] != "Values and cooperation" || waves[i].CooperationID != scene.HomeID {
			t.Errorf("the wave that waits for its release is wrong: %+v", waves)
		}
		others, err := db.Result().Waves(t.Context(), resulttest.OtherNetworkID)
		if err != nil || len(others) != 0 {
			t.Errorf("another network sees %d waves, error %v", len(others), err)
		}
	})
}

func TestCubesAndAnswersStayInTheirNetwork(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scene := resulttest.New(t, db)
		result := db.Result()
		for network, want := range map[string][2]int{resulttest.NetworkID: {3, 6}, resulttest.OtherNetworkID: {}} {
			cubes, err := result.Cubes(t.Context(), network, scene.Released)
			if err != nil {
				t.Fatal(err)
			}
			responses, err := result.Responses(t.Context(), network, scene.Rated[:1])
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, [2]int{len(cubes), len(responses)}); diff != "" {
				t.Errorf("%s: cubes and answers (-want +got):\n%s", network, diff)
			}
			for _, cube := range cubes {
				if _, err := analytics.NewResults(cube); err != nil || len(cube.Questions) == 0 {
					t.Errorf("a cube lost its content: %v", err)
				}
			}
		}
		none, err := result.Cubes(t.Context(), resulttest.NetworkID, nil)
		if err != nil || len(none) != 0 {
			t.Errorf("no wave gave %d cubes, error %v", len(none), err)
		}
	})
}

func TestAnOpenRatingIsListedUntilItsRepresentativeAnsweredOrItClosed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scene := resulttest.New(t, db)
		read := func(company, email string, now time.Time) []string {
			ids, err := db.Result().OpenRatings(t.Context(), resulttest.NetworkID, company, email, now)
			if err != nil {
				t.Fatal(err)
			}
			return ids
		}
		if diff := cmp.Diff([]string{scene.RatingOpen}, read("c2", "PARTNER-c2@example.test", resulttest.Now)); diff != "" {
			t.Error(diff)
		}
		if ids := read("c1", "partner-c1@example.test", resulttest.Now); len(ids) != 0 {
			t.Errorf("who has answered is asked again: %v", ids)
		}
		if ids := read("c1", "partner-c2@example.test", resulttest.Now); len(ids) != 0 {
			t.Errorf("somebody else's company is asked: %v", ids)
		}
		if ids := read("c2", "partner-c2@example.test", resulttest.Now.AddDate(0, 0, 3)); len(ids) != 0 {
			t.Errorf("a closed wave is listed: %v", ids)
		}
	})
}

func TestFirstStepsCountOnlyTheNetworkOfTheViewer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		resulttest.New(t, db)
		for network, want := range map[string]analytics.FirstSteps{
			resulttest.NetworkID:      {Companies: 6, People: 6, Campaigns: 2, Scheduled: 2, Tested: 2, Opened: true},
			resulttest.OtherNetworkID: {},
		} {
			got, err := db.Result().FirstSteps(t.Context(), network)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", network, diff)
			}
		}
	})
}
