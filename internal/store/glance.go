package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
)

// CampaignsOf implements campaign.GlanceStore.
func (s *Campaign) CampaignsOf(ctx context.Context, waves []campaign.Wave) (map[string]campaign.Campaign, error) {
	ids := make([]string, len(waves))
	for i, w := range waves {
		ids[i] = w.CampaignID
	}
	var all []campaign.Campaign
	err := s.db.reader.NewSelect().Model(&all).Where("id IN (?)", bun.List(ids)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list campaigns of waves: %w", err)
	}
	byID := make(map[string]campaign.Campaign, len(all))
	for _, c := range all {
		byID[c.ID] = c
	}
	return byID, nil
}

// WavesOf implements campaign.GlanceStore.
func (s *Campaign) WavesOf(ctx context.Context, campaigns []campaign.Campaign) (map[string][]campaign.Wave, error) {
	byCampaign := make(map[string][]campaign.Wave, len(campaigns))
	if len(campaigns) == 0 {
		return byCampaign, nil
	}
	ids := make([]string, len(campaigns))
	for i, c := range campaigns {
		ids[i] = c.ID
	}
	var all []campaign.Wave
	err := s.db.reader.NewSelect().Model(&all).ExcludeColumn("frozen").
		Where("campaign_id IN (?)", bun.List(ids)).Order("campaign_id", "number").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list waves of campaigns: %w", err)
	}
	for _, w := range all {
		byCampaign[w.CampaignID] = append(byCampaign[w.CampaignID], w)
	}
	return byCampaign, nil
}

// Unplanned implements campaign.GlanceStore.
func (s *Campaign) Unplanned(ctx context.Context, now time.Time, ahead int) ([]campaign.Campaign, error) {
	later := func() *bun.SelectQuery {
		return s.db.reader.NewSelect().Model((*campaign.Wave)(nil)).ModelTableExpr("waves AS w").
			Where("w.campaign_id = campaign.id AND w.opens_at > ?", now)
	}
	var all []campaign.Campaign
	err := s.db.reader.NewSelect().Model(&all).Where("state = ?", campaign.Scheduled).
		WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("(?) < ?", later().ColumnExpr("COUNT(*)").Where(stillPlanned), ahead).
				WhereOr("EXISTS (?)", later().ColumnExpr("1").Where("w.missed_at IS NOT NULL"))
		}).
		Order("id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list campaigns that lack waves: %w", err)
	}
	return all, nil
}
