package scheduler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"github.com/robfig/cron/v3"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
)

var _ campaign.Works = (*Scheduler)(nil)

// shownError bounds the text of an error that is shown, in characters.
const shownError = 240

// Failed implements campaign.Works; it needs no running worker.
func (s *Scheduler) Failed(ctx context.Context, limit int) ([]campaign.FailedJob, error) {
	return s.failed(ctx, limit, campaign.JobOpen, campaign.JobRemind, campaign.JobTally, campaign.JobDestroy, campaign.JobPost, campaign.JobScrub)
}

// FailedLetters implements campaign.Works.
func (s *Scheduler) FailedLetters(ctx context.Context, limit int) ([]campaign.FailedJob, error) {
	return s.failed(ctx, limit, campaign.JobMail)
}

func (s *Scheduler) failed(ctx context.Context, limit int, kinds ...campaign.JobKind) ([]campaign.FailedJob, error) {
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = string(kind)
	}
	list, err := s.client.JobList(ctx, river.NewJobListParams().First(limit).Kinds(names...).
		States(rivertype.JobStateRetryable, rivertype.JobStateDiscarded).
		OrderBy(river.JobListOrderByID, river.SortOrderDesc))
	if err != nil {
		return nil, fmt.Errorf("list failed jobs: %w", err)
	}
	failed := make([]campaign.FailedJob, len(list.Jobs))
	for i, job := range list.Jobs {
		failed[i] = failedJob(job)
	}
	return failed, nil
}

func failedJob(job *rivertype.JobRow) campaign.FailedJob {
	f := campaign.FailedJob{ID: job.ID, Kind: campaign.JobKind(job.Kind), Attempt: job.Attempt, Most: job.MaxAttempts}
	var args struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(job.EncodedArgs, &args) == nil {
		f.SubjectID = args.ID
	}
	if job.State == rivertype.JobStateRetryable {
		f.NextAt = job.ScheduledAt.UTC()
	}
	if n := len(job.Errors); n > 0 {
		f.Error, f.FailedAt = safeError(job.Errors[n-1]), job.Errors[n-1].At.UTC()
	}
	return f
}

// safeError shortens an error, and leaves the value of a panic out.
func safeError(e rivertype.AttemptError) string {
	if e.Trace != "" {
		return campaign.ErrorPanic
	}
	if utf8.RuneCountInString(e.Error) > shownError {
		return string([]rune(e.Error)[:shownError]) + "…"
	}
	return e.Error
}

// Retry implements campaign.Works.
func (s *Scheduler) Retry(ctx context.Context, id int64) error {
	_, err := s.client.JobRetry(ctx, id)
	if errors.Is(err, rivertype.ErrNotFound) {
		return fault.NotFound("error.not_found")
	}
	if err != nil {
		return fmt.Errorf("retry job %d: %w", id, err)
	}
	return nil
}

// NextTick implements campaign.Works. Every process that works ticks by the
// same expression, also where this one does not work.
func (s *Scheduler) NextTick(at time.Time) time.Time {
	schedule, err := tickParser.Parse(s.options.Every)
	if err != nil {
		return time.Time{} // "-": nobody ticks
	}
	return schedule.Next(at)
}

var tickParser = cron.NewParser(cron.Second | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// heartbeatEvery is how often a process tells of its ticks.
const heartbeatEvery = time.Minute

// heart remembers what this process last told of its ticks; ticks do not
// overlap.
type heart struct {
	at      time.Time
	failure string
}

// beat tells of a tick, unless the last one it told of was alike and recent.
func (s *Scheduler) beat(ctx context.Context, begun time.Time, failure error) {
	text := ""
	if failure != nil {
		text = safeError(rivertype.AttemptError{Error: failure.Error()})
	}
	ended := time.Now().UTC()
	if ended.Sub(s.heart.at) < heartbeatEvery && text == s.heart.failure {
		return
	}
	err := s.db.Beat(ctx, campaign.Heartbeat{
		Worker: s.client.ID(), Role: s.options.Role, Version: s.options.Version,
		At: ended, TookMS: ended.Sub(begun).Milliseconds(), Failure: text,
	})
	if err != nil {
		s.options.Log.ErrorContext(ctx, "telling of a tick failed", "error", err)
		return
	}
	s.heart = heart{at: ended, failure: text}
}
