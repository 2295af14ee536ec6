package campaign

import (
	"context"
	"fmt"
)

// JobScrub makes what was deleted leave the database's files. Its id is random
// and names nobody: each deletion has a job of its own, since one that runs
// already may be past the deleted bytes.
const JobScrub JobKind = "scrub_files"

// ScrubFiles carries out a JobScrub. It may be repeated.
func (s *Service) ScrubFiles(ctx context.Context) error {
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	if err := s.store.Scrub(ctx, now); err != nil {
		return fmt.Errorf("scrub after a deletion: %w", err)
	}
	return nil
}
