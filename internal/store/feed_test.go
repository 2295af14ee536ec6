package store_test

import (
	"testing"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/store"
	"kreislauf/internal/store/resulttest"
	"kreislauf/internal/store/storetest"
)

func TestAFeedFindsItsNetworkAndKeyAndNoWaveOfAnother(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scene := resulttest.New(t, db)
		ctx, s := t.Context(), db.Campaign()
		wave, err := s.WaveByID(ctx, scene.Released[0])
		if err != nil {
			t.Fatal(err)
		}
		if key, err := s.CalendarKey(ctx, resulttest.NetworkID); err != nil || key != "" {
			t.Errorf("a new network's key is %q, %v", key, err)
		}
		if err := s.SetCalendarKey(ctx, resulttest.NetworkID, "secret"); err != nil {
			t.Fatal(err)
		}
		for scope, want := range map[campaign.FeedScope][2]string{
			{Kind: campaign.FeedNetwork, ID: resulttest.NetworkID}:      {resulttest.NetworkID, "secret"},
			{Kind: campaign.FeedCampaign, ID: wave.CampaignID}:          {resulttest.NetworkID, "secret"},
			{Kind: campaign.FeedNetwork, ID: resulttest.OtherNetworkID}: {resulttest.OtherNetworkID, ""},
			{Kind: campaign.FeedCampaign, ID: resulttest.NetworkID}:     {"", ""},
			{Kind: campaign.FeedNetwork, ID: wave.CampaignID}:           {"", ""},
			{}: {"", ""},
		} {
			network, key, err := s.FeedKey(ctx, scope)
			if err != nil || [2]string{network, key} != want {
				t.Errorf("%+v: %q, %q, %v", scope, network, key, err)
			}
		}
		all, err := s.FeedWaves(ctx, resulttest.NetworkID, time.Time{})
		if err != nil || len(all) < 3 {
			t.Fatalf("%d waves, %v", len(all), err)
		}
		late, err := s.FeedWaves(ctx, resulttest.NetworkID, all[0].ClosesAt)
		if err != nil || len(late) >= len(all) {
			t.Errorf("%d of %d waves close after the first, %v", len(late), len(all), err)
		}
		if others, err := s.FeedWaves(ctx, resulttest.OtherNetworkID, time.Time{}); err != nil || len(others) != 0 {
			t.Errorf("another network's feed shows %d waves, %v", len(others), err)
		}
	})
}
