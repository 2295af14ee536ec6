package scheduler

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"kreislauf/internal/campaign"
)

// The arguments of every job are one id: of a wave, of a letter or of nothing
// but the job. River keeps and logs them, so nothing else may stand here.
type (
	openArgs struct {
		ID string `json:"id"`
	}
	remindArgs struct {
		ID string `json:"id"`
	}
	tallyArgs struct {
		ID string `json:"id"`
	}
	destroyArgs struct {
		ID string `json:"id"`
	}
	mailArgs struct {
		ID string `json:"id"`
	}
	postArgs struct {
		ID string `json:"id"`
	}
	scrubArgs struct {
		ID string `json:"id"`
	}
)

func (openArgs) Kind() string    { return string(campaign.JobOpen) }
func (remindArgs) Kind() string  { return string(campaign.JobRemind) }
func (tallyArgs) Kind() string   { return string(campaign.JobTally) }
func (destroyArgs) Kind() string { return string(campaign.JobDestroy) }
func (mailArgs) Kind() string    { return string(campaign.JobMail) }
func (postArgs) Kind() string    { return string(campaign.JobPost) }
func (scrubArgs) Kind() string   { return string(campaign.JobScrub) }

func argsOf(job campaign.Job) (river.JobArgs, error) {
	switch job.Kind {
	case campaign.JobOpen:
		return openArgs{ID: job.ID}, nil
	case campaign.JobRemind:
		return remindArgs{ID: job.ID}, nil
	case campaign.JobTally:
		return tallyArgs{ID: job.ID}, nil
	case campaign.JobDestroy:
		return destroyArgs{ID: job.ID}, nil
	case campaign.JobMail:
		return mailArgs{ID: job.ID}, nil
	case campaign.JobPost:
		return postArgs{ID: job.ID}, nil
	case campaign.JobScrub:
		return scrubArgs{ID: job.ID}, nil
	}
	return nil, fmt.Errorf("no worker for jobs of kind %q", job.Kind)
}

// mailAttempts spreads over about a day with River's pauses, the fourth power
// of the attempt in seconds; a letter that was not taken by then has failed.
const mailAttempts = 14

// scrubAttempts last for a month of waveRetry's longest pauses: deleted bytes
// may not stay because a reader held the files for some hours.
const scrubAttempts = 9000

func newWorkers(campaigns Campaigns, courier Courier) *river.Workers {
	w := river.NewWorkers()
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, j *river.Job[openArgs]) error {
		return campaigns.OpenWave(ctx, j.Args.ID)
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, j *river.Job[remindArgs]) error {
		return campaigns.Remind(ctx, j.Args.ID)
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, j *river.Job[tallyArgs]) error {
		return campaigns.Tally(ctx, j.Args.ID)
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, j *river.Job[destroyArgs]) error {
		return campaigns.DestroyKeys(ctx, j.Args.ID)
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, j *river.Job[postArgs]) error {
		return campaigns.PostLetters(ctx, j.Args.ID)
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, _ *river.Job[scrubArgs]) error {
		return campaigns.ScrubFiles(ctx)
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, j *river.Job[mailArgs]) error {
		return inTurn(courier.Carry(ctx, j.Args.ID, j.Attempt >= j.MaxAttempts))
	}))
	return w
}

// longestPause is more than any letter waits before it is looked at again:
// River's pause before the last of mailAttempts is eight to nine hours.
const longestPause = 10 * time.Hour

// longestTurn bounds the wait of one snooze; a longer night takes several.
const longestTurn = 6 * time.Hour

// inTurn lets a letter that has to wait for its turn come again then, without
// counting that as an attempt.
func inTurn(err error) error {
	var later interface{ Wait() time.Duration }
	if errors.As(err, &later) {
		return river.JobSnooze(min(later.Wait(), longestTurn))
	}
	return err
}

// waiting are the states in which the same job is not taken in again.
var waiting = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// insertChunk is how many jobs one statement takes in on PostgreSQL.
const insertChunk = 1000

// Enqueue implements store.Queue: the jobs commit or roll back with the
// caller's rows. A job that waits or runs already, or is named twice, is taken
// in once.
func (s *Scheduler) Enqueue(ctx context.Context, tx *sql.Tx, jobs []campaign.Job) error {
	for chunk := range slices.Chunk(jobs, insertChunk) {
		params := make([]river.InsertManyParams, len(chunk))
		for i, job := range chunk {
			args, err := argsOf(job)
			if err != nil {
				return err
			}
			params[i] = river.InsertManyParams{Args: args, InsertOpts: insertOpts(job.Kind)}
		}
		if _, err := s.client.InsertManyFastTx(ctx, tx, params); err != nil {
			return fmt.Errorf("enqueue jobs: %w", err)
		}
	}
	return nil
}

func insertOpts(kind campaign.JobKind) *river.InsertOpts {
	opts := &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waiting}}
	switch kind {
	case campaign.JobMail:
		opts.MaxAttempts = mailAttempts
	case campaign.JobScrub:
		opts.MaxAttempts = scrubAttempts
	}
	return opts
}

// reporter logs failed jobs by kind and id.
type reporter struct{ log *slog.Logger }

// HandleError implements river.ErrorHandler.
func (r *reporter) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	r.log.WarnContext(ctx, "job failed", "kind", job.Kind, "job_id", job.ID, "attempt", job.Attempt, "error", err)
	return nil
}

// HandlePanic implements river.ErrorHandler. The panic's value may quote what
// the job was working on, so it is left out.
func (r *reporter) HandlePanic(ctx context.Context, job *rivertype.JobRow, _ any, trace string) *river.ErrorHandlerResult {
	r.log.ErrorContext(ctx, "job panicked", "kind", job.Kind, "job_id", job.ID, "attempt", job.Attempt, "trace", trace)
	return nil
}

// waveRetryLimit keeps an opening or a tally from coming hours late because
// the key store was away for a while.
const waveRetryLimit = 5 * time.Minute

// waveRetry is River's policy, bounded for everything but letters, whose mail
// server deserves longer pauses.
type waveRetry struct{ river.DefaultClientRetryPolicy }

// NextRetry implements river.ClientRetryPolicy.
func (p waveRetry) NextRetry(job *rivertype.JobRow) time.Time {
	next, limit := p.DefaultClientRetryPolicy.NextRetry(job), time.Now().Add(waveRetryLimit)
	if job.Kind != string(campaign.JobMail) && next.After(limit) {
		return limit
	}
	return next
}

// retryAfter is a retry policy of fixed pauses.
type retryAfter func(attempt int) time.Duration

// NextRetry implements river.ClientRetryPolicy.
func (f retryAfter) NextRetry(job *rivertype.JobRow) time.Time { return time.Now().Add(f(job.Attempt)) }

// quiet keeps River's own reports to warnings: it announces every start, stop
// and election at lower levels, and failed jobs are reported above.
func quiet(log *slog.Logger) *slog.Logger { return slog.New(atLeastWarn{log.Handler()}) }

type atLeastWarn struct{ slog.Handler }

// Enabled implements slog.Handler.
func (h atLeastWarn) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (h atLeastWarn) WithAttrs(attrs []slog.Attr) slog.Handler {
	return atLeastWarn{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h atLeastWarn) WithGroup(name string) slog.Handler {
	return atLeastWarn{h.Handler.WithGroup(name)}
}
