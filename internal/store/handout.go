package store

import (
	"context"
	"fmt"

	"kreislauf/internal/campaign"
)

// CountHandouts implements campaign.HandoutStore.
func (s *Campaign) CountHandouts(ctx context.Context, waveID string) (int, error) {
	n, err := s.db.reader.NewSelect().Model((*campaign.Invitation)(nil)).
		Where("wave_id = ? AND paper AND NOT revoked AND NOT readdressed", waveID).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("count invitations on paper: %w", err)
	}
	return int(n), nil
}
