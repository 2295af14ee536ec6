package store

import (
	"context"
	"fmt"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
)

// CalendarKey implements campaign.FeedStore.
func (s *Campaign) CalendarKey(ctx context.Context, networkID string) (string, error) {
	var key string
	err := s.db.reader.NewSelect().Model((*cooperation.Network)(nil)).Column("calendar_key").Where("id = ?", networkID).Scan(ctx, &key)
	return key, orNotFound("find calendar key", err)
}

// SetCalendarKey implements campaign.FeedStore.
func (s *Campaign) SetCalendarKey(ctx context.Context, networkID, key string) error {
	res, err := s.db.writer.NewUpdate().Model((*cooperation.Network)(nil)).Set("calendar_key = ?", key).Where("id = ?", networkID).Exec(ctx)
	return done("set calendar key", res, err)
}

// FeedKey implements campaign.FeedStore, in one query for either kind.
func (s *Campaign) FeedKey(ctx context.Context, scope campaign.FeedScope) (networkID, key string, err error) {
	q := s.db.reader.NewSelect().Model((*cooperation.Network)(nil)).Column("network.id", "network.calendar_key")
	switch scope.Kind {
	case campaign.FeedCampaign:
		q = q.Join("JOIN campaigns AS c ON c.network_id = network.id").Where("c.id = ?", scope.ID)
	default:
		q = q.Where("network.id = ?", scope.ID)
	}
	err = orNotFound("find calendar feed", q.Scan(ctx, &networkID, &key))
	if isNotFound(err) {
		return "", "", nil
	}
	return networkID, key, err
}

// FeedWaves implements campaign.FeedStore.
func (s *Campaign) FeedWaves(ctx context.Context, networkID string, since time.Time) ([]campaign.Wave, error) {
	var waves []campaign.Wave
	err := s.db.reader.NewSelect().Model(&waves).
		Column("id", "network_id", "campaign_id", "number", "opens_local", "closes_local", "zone", "opens_at", "closes_at", "version").
		Column("opened_at", "closed_at", "tallied_at", "released_at", "missed_at", "cancelled_at").
		Where("network_id = ? AND closes_at > ?", networkID, since).Order("opens_at", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list waves of a feed: %w", err)
	}
	return waves, nil
}
