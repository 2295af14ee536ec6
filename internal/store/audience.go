package store

import (
	"context"
	"fmt"
	"time"

	"kreislauf/internal/campaign"
)

// AskedSince implements campaign.AudienceStore.
func (s *Campaign) AskedSince(ctx context.Context, networkID string, since time.Time, otherThan string) ([]string, error) {
	var people []string
	err := s.db.reader.NewSelect().Model((*campaign.Invitation)(nil)).Distinct().ColumnExpr("invitation.person_id").
		Join("JOIN waves AS w ON w.id = invitation.wave_id").
		Where("w.network_id = ? AND w.opened_at >= ? AND w.id <> ?", networkID, since, otherThan).
		OrderExpr("invitation.person_id").Scan(ctx, &people)
	if err != nil {
		return nil, fmt.Errorf("list people asked lately: %w", err)
	}
	return people, nil
}
