package campaign

import (
	"context"
	"fmt"
)

// postChunk is how many letters are queued in one transaction: few enough that
// the embedded database, which lets one writer in at a time, holds up nobody.
const postChunk = 500

// PostStore finds letters whose jobs are still to be queued.
type PostStore interface {
	// Unposted lists letters of the named one's wave that are queued, of its id
	// or a later one, and after the given id, by id, at most limit.
	Unposted(ctx context.Context, firstID, after string, limit int) ([]string, error)
}

// PostLetters queues the sending of the letters that were added together,
// from the named one on. The letters' rows are the truth: it may be
// interrupted and repeated, and a letter whose job waits is not queued twice.
func (s *Service) PostLetters(ctx context.Context, firstID string) error {
	after := ""
	for {
		ids, err := s.store.Unposted(ctx, firstID, after, postChunk)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return nil
		}
		if err := s.store.Enqueue(ctx, mailJobs(ids)); err != nil {
			return fmt.Errorf("post letters: %w", err)
		}
		after = ids[len(ids)-1]
	}
}

func mailJobs(ids []string) []Job {
	jobs := make([]Job, len(ids))
	for i, id := range ids {
		jobs[i] = Job{Kind: JobMail, ID: id}
	}
	return jobs
}
