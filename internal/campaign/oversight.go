package campaign

import (
	"context"
	"slices"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/survey"
)

// Works is the queue of background work, for whoever runs the server.
type Works interface {
	// Failed lists jobs that failed and wait for their next attempt, or were
	// given up, the latest first, at most limit; without those that send letters.
	Failed(ctx context.Context, limit int) ([]FailedJob, error)
	// FailedLetters lists likewise those that send letters.
	FailedLetters(ctx context.Context, limit int) ([]FailedJob, error)
	// Retry makes a failed job run at once; not found when there is none.
	Retry(ctx context.Context, id int64) error
	// NextTick returns when processes that work tick next after at; the zero
	// time when they do not.
	NextTick(at time.Time) time.Time
}

// OversightStore keeps what is known of the background work as a whole.
type OversightStore interface {
	// Heartbeats lists the workers that have ticked since, the latest first.
	Heartbeats(ctx context.Context, since time.Time) ([]Heartbeat, error)
	// JobCounts leaves out what queues and sends letters, see Backlog.
	JobCounts(ctx context.Context) ([]JobCount, error)
	MailQueue(ctx context.Context) (MailQueue, error)
	// Ahead lists waves of all networks with something still to come: planned
	// ones of scheduled campaigns, and opened ones whose keys exist.
	Ahead(ctx context.Context, limit int) ([]Wave, error)
	CampaignsByID(ctx context.Context, ids []string) ([]Campaign, error)
	// NetworksOf lists the networks in which a user has a role.
	NetworksOf(ctx context.Context, userID string) ([]string, error)
	// GivenUp returns those of the letters that were given up after their last
	// attempt.
	GivenUp(ctx context.Context, letterIDs []string) ([]string, error)
	// Requeue makes those letters wait again, with jobs that send them; any
	// other is left alone.
	Requeue(ctx context.Context, letterIDs []string) error
}

// Heartbeat is the last tick that one process told of, at least once a minute.
type Heartbeat struct {
	Worker  string `bun:",pk"` // name of the process in the queue
	Role    string
	Version string
	At      time.Time
	TookMS  int64
	Failure string // why the tick failed, without names and addresses; empty: it did not
}

// JobCount is how many jobs of a kind are in a state.
type JobCount struct {
	Kind  JobKind
	State string // of the queue: available, scheduled, retryable, running, completed, discarded
	N     int
}

// MailQueue is how many letters wait.
type MailQueue struct {
	Waiting int
	Oldest  *time.Time // since when the first of them waits; nil: none does
}

// Backlog is what is told of a MailQueue. No number of letters is: where only
// those who have not answered are reminded, it would tell how many they are,
// and beside the number sent how many were stopped, see ReasonStopped.
type Backlog struct {
	Size   BacklogSize
	Oldest *time.Time
}

// BacklogSize is a band of numbers of letters.
type BacklogSize string

// Bands of letters that wait.
const (
	BacklogEmpty BacklogSize = "empty"
	BacklogSmall BacklogSize = "small" // up to 99
	BacklogLarge BacklogSize = "large" // up to 1000
	BacklogHuge  BacklogSize = "huge"
)

func (q MailQueue) backlog() Backlog {
	b := Backlog{Size: BacklogHuge, Oldest: q.Oldest}
	switch {
	case q.Waiting == 0:
		b.Size = BacklogEmpty
	case q.Waiting < 100:
		b.Size = BacklogSmall
	case q.Waiting <= 1000:
		b.Size = BacklogLarge
	}
	return b
}

// ReasonGivenUp is the reason of a letter whose last attempt failed although
// the next one might have come through.
const ReasonGivenUp = "gave_up"

// ErrorPanic stands for the error of a job that panicked: the panic's value may
// quote what the job was working on.
const ErrorPanic = "panic"

// FailedJob is a job that did not come through.
type FailedJob struct {
	ID        int64
	Kind      JobKind
	SubjectID string // of the wave or the letter; empty where one job stands for many
	Attempt   int
	Most      int // attempts before it is given up
	Error     string
	FailedAt  time.Time
	NextAt    time.Time // zero: given up
}

// Limits of what is shown.
const (
	shownFailures = 100
	triedLetters  = 1000 // failed letters that are looked at, and tried again at once
	shownWaves    = 200
	shownEffects  = 30
	heartbeatLife = 24 * time.Hour
)

// Work is the background work at one moment.
type Work struct {
	Now      time.Time
	NextTick time.Time
	Workers  []Heartbeat
	Jobs     []JobCount
	Mail     Backlog
	Effects  []Effect
	Failed   []FailedJob
}

// Oversight shows background work to those who run the server, and has failed
// jobs tried again. What belongs to a network that the viewer has no role in
// stays nameless.
type Oversight struct {
	store OversightStore
	works Works
	clock Clock
}

// NewOversight returns the use cases over a store and a queue.
func NewOversight(store OversightStore, works Works, clock Clock) *Oversight {
	return &Oversight{store: store, works: works, clock: clock}
}

// Look returns the background work as it stands.
func (o *Oversight) Look(ctx context.Context, v account.Viewer) (Work, error) {
	if err := v.NeedAdmin(); err != nil {
		return Work{}, err
	}
	now, err := o.clock.Now(ctx)
	if err != nil {
		return Work{}, err
	}
	w := Work{Now: now, NextTick: o.works.NextTick(now)}
	if w.Workers, err = o.store.Heartbeats(ctx, now.Add(-heartbeatLife)); err != nil {
		return w, err
	}
	if w.Jobs, err = o.store.JobCounts(ctx); err != nil {
		return w, err
	}
	queue, err := o.store.MailQueue(ctx)
	if err != nil {
		return w, err
	}
	w.Mail = queue.backlog()
	f, err := o.failures(ctx)
	if err != nil {
		return w, err
	}
	w.Failed = f.shown()
	w.Effects, err = o.effects(ctx, v, now)
	return w, err
}

// EffectKind is something that the clock will bring about.
type EffectKind string

// Kinds of effects, in the order of a wave's life.
const (
	EffectOpen    EffectKind = "open"
	EffectRemind  EffectKind = "remind"
	EffectClose   EffectKind = "close"
	EffectTally   EffectKind = "tally"
	EffectDestroy EffectKind = "destroy" // keys, ballots and drafts go
)

// Effect is one that is due or comes next for a wave.
type Effect struct {
	WaveID string
	Kind   EffectKind
	At     time.Time
	Due    bool
	// Title and Number are known to those who have a role in the network.
	Title  survey.Text
	Number int
	Own    bool // the wave is in the network that the viewer is looking at
}

func (o *Oversight) effects(ctx context.Context, v account.Viewer, now time.Time) ([]Effect, error) {
	waves, err := o.store.Ahead(ctx, shownWaves)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(waves))
	for _, w := range waves {
		ids = append(ids, w.CampaignID)
	}
	campaigns, err := o.store.CampaignsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	networks, err := o.store.NetworksOf(ctx, v.UserID)
	if err != nil {
		return nil, err
	}
	of := map[string]Campaign{}
	for _, c := range campaigns {
		of[c.ID] = c
	}
	var effects []Effect
	for _, w := range waves {
		e, ok := nextEffect(w, of[w.CampaignID].Reminders, now)
		if !ok {
			continue
		}
		if slices.Contains(networks, w.NetworkID) {
			e.Title, e.Number, e.Own = of[w.CampaignID].Title, w.Number, w.NetworkID == v.NetworkID
		}
		effects = append(effects, e)
	}
	slices.SortStableFunc(effects, func(a, b Effect) int { return a.At.Compare(b.At) })
	return effects[:min(len(effects), shownEffects)], nil
}

// nextEffect returns what is due for a wave, or else comes next.
func nextEffect(w Wave, r calendar.Reminders, now time.Time) (Effect, bool) {
	e := Effect{WaveID: w.ID}
	switch {
	case w.MissedAt != nil || w.KeysDestroyedAt != nil:
		return e, false
	case w.CancelledAt != nil || w.ReleasedAt != nil:
		e.Kind, e.At = EffectDestroy, now
	case w.OpenedAt == nil:
		e.Kind, e.At = EffectOpen, w.OpensAt
	case w.TalliedAt != nil || w.Unreadable > 0:
		e.Kind, e.At = EffectDestroy, w.ClosesAt.Add(KeyLife)
	case !now.Before(w.ClosesAt):
		e.Kind, e.At = EffectTally, w.ClosesAt.Add(Grace)
	default:
		e.Kind, e.At = EffectClose, w.ClosesAt
		for _, at := range r.Times(w.Window()) {
			if at.After(now) {
				e.Kind, e.At = EffectRemind, at
				break
			}
		}
	}
	e.Due = !e.At.After(now)
	return e, w.OpenedAt != nil || w.CancelledAt == nil
}
