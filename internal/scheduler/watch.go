package scheduler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	"kreislauf/internal/campaign"
)

// Outcome is how one run of a job ended.
type Outcome struct {
	Job       campaign.Job
	Completed bool
	Snoozed   bool // it waits for its turn; neither: it failed, and may be tried again
}

// Watch hears of every run of a job in this process from its start on. It
// belongs to one goroutine.
type Watch struct {
	events    <-chan *river.Event
	cancel    func()
	completed map[campaign.JobKind]int // heard of and not waited for yet
	snoozed   map[campaign.JobKind]int // likewise
}

// watchBuffer is how many outcomes may wait for their reader.
const watchBuffer = 10_000

// Watch begins to listen; the caller must Close it. It needs Options.Work.
func (s *Scheduler) Watch() *Watch {
	events, cancel := s.client.SubscribeConfig(&river.SubscribeConfig{
		ChanSize: watchBuffer, Kinds: []river.EventKind{
			river.EventKindJobCompleted, river.EventKindJobFailed, river.EventKindJobCancelled, river.EventKindJobSnoozed,
		},
	})
	return &Watch{events: events, cancel: cancel, completed: map[campaign.JobKind]int{}, snoozed: map[campaign.JobKind]int{}}
}

// Close ends the watch.
func (w *Watch) Close() { w.cancel() }

// Next waits for the next outcome.
func (w *Watch) Next(ctx context.Context) (Outcome, error) {
	select {
	case event, ok := <-w.events:
		if !ok {
			return Outcome{}, errors.New("wait for job: the queue has stopped")
		}
		var args struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(event.Job.EncodedArgs, &args); err != nil {
			return Outcome{}, fmt.Errorf("wait for job: %w", err)
		}
		return Outcome{
			Job:       campaign.Job{Kind: campaign.JobKind(event.Job.Kind), ID: args.ID},
			Completed: event.Kind == river.EventKindJobCompleted,
			Snoozed:   event.Kind == river.EventKindJobSnoozed,
		}, nil
	case <-ctx.Done():
		return Outcome{}, fmt.Errorf("wait for job: %w", ctx.Err())
	}
}

// Completed waits until n more jobs of the kind have completed; those of other
// kinds that end meanwhile count for later calls.
func (w *Watch) Completed(ctx context.Context, kind campaign.JobKind, n int) error {
	return w.wait(ctx, w.completed, kind, n)
}

// Snoozed waits likewise until n more jobs of the kind were told to wait for
// their turn.
func (w *Watch) Snoozed(ctx context.Context, kind campaign.JobKind, n int) error {
	return w.wait(ctx, w.snoozed, kind, n)
}

func (w *Watch) wait(ctx context.Context, heard map[campaign.JobKind]int, kind campaign.JobKind, n int) error {
	for heard[kind] < n {
		outcome, err := w.Next(ctx)
		if err != nil {
			return err
		}
		switch {
		case outcome.Completed:
			w.completed[outcome.Job.Kind]++
		case outcome.Snoozed:
			w.snoozed[outcome.Job.Kind]++
		}
	}
	heard[kind] -= n
	return nil
}
