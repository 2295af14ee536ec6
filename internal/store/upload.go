package store

import (
	"context"
	"fmt"
	"time"

	"kreislauf/internal/roster"
)

// AddUpload implements roster.UploadStore.
func (s *Roster) AddUpload(ctx context.Context, u roster.Upload) error {
	res, err := s.db.writer.NewInsert().Model(&u).Exec(ctx)
	return done("keep upload", res, err)
}

// Upload implements roster.UploadStore.
func (s *Roster) Upload(ctx context.Context, networkID, userID, id string) (roster.Upload, error) {
	var u roster.Upload
	err := s.db.reader.NewSelect().Model(&u).Where("id = ? AND network_id = ? AND user_id = ?", id, networkID, userID).Scan(ctx)
	return u, orNotFound("find upload", err)
}

// MapUpload implements roster.UploadStore.
func (s *Roster) MapUpload(ctx context.Context, u roster.Upload) error {
	res, err := s.db.writer.NewUpdate().Model(&u).Column("company_id", "mapping").Set("version = version + 1").
		Where("id = ? AND network_id = ? AND user_id = ?", u.ID, u.NetworkID, u.UserID).Exec(ctx)
	return changedOne("map upload", res, err)
}

// DropUpload implements roster.UploadStore.
func (s *Roster) DropUpload(ctx context.Context, networkID, userID, id string) error {
	_, err := s.db.writer.NewDelete().Model((*roster.Upload)(nil)).
		Where("id = ? AND network_id = ? AND user_id = ?", id, networkID, userID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("drop upload: %w", err)
	}
	return nil
}

// DropUploads implements campaign.RosterStore.
func (s *Roster) DropUploads(ctx context.Context, before time.Time) error {
	_, err := s.db.writer.NewDelete().Model((*roster.Upload)(nil)).Where("created_at < ?", before).Exec(ctx)
	if err != nil {
		return fmt.Errorf("drop old uploads: %w", err)
	}
	return nil
}
