package campaign

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"kreislauf/internal/survey"
)

// Clock tells the time; in production it is the database's, so that replicas
// agree.
type Clock interface {
	Now(ctx context.Context) (time.Time, error)
}

// ClockFunc lets a plain function be a Clock.
type ClockFunc func() time.Time

// Now implements Clock.
func (f ClockFunc) Now(context.Context) (time.Time, error) { return f().UTC(), nil }

// ErrNoKey means that a wave's key is gone for good, so that its ballots can
// never be opened. Keys return it; every other error of theirs may pass.
var ErrNoKey = errors.New("the wave has no key")

// ErrDeletionPending means that a destroyed key may still have a copy in a
// mirror that cannot be reached.
var ErrDeletionPending = errors.New("a copy of the key is still to be deleted")

// Keys holds the waves' keys and makes what depends on them.
type Keys interface {
	// Probe reports whether a wave's keys could be stored now.
	Probe() error
	// Create makes the wave's keys durably and returns the public one; asked
	// again it returns the same.
	Create(waveID string) ([]byte, error)
	Check(waveID string) error
	LinkSecret(waveID, invitationID string) (string, error)
	HashLink(secret string) string
	EmptyDraft(size int) string
	// Opener returns the function that opens the wave's ballots; ErrNoKey when
	// there is nothing to open them with.
	Opener(waveID string) (func(ciphertext string) ([]byte, error), error)
	// Destroy may be repeated; ErrDeletionPending when only a copy is left.
	Destroy(waveID string) error
}

// Questionnaires finds published questionnaires.
type Questionnaires interface {
	// Newest returns a questionnaire that the network may use with its newest
	// published version.
	Newest(ctx context.Context, networkID, questionnaireID string) (survey.Questionnaire, survey.Version, error)
	Version(ctx context.Context, id string) (survey.Version, error)
}

// Deps is what a Service is made of.
type Deps struct {
	Store          Store
	Keys           Keys
	Questionnaires Questionnaires
	Clock          Clock
	NewID          func() string // UUIDv7
}

// Service holds the use cases of campaigns and waves, and the background work
// that follows from the clock.
type Service struct {
	store          Store
	keys           Keys
	questionnaires Questionnaires
	clock          Clock
	newID          func() string
	seats          map[string]seating // whom opened waves asked, of a reading; nil remembers nothing

	resent atomic.Pointer[time.Time] // when letters were queued again
}

// NewService returns a service over its dependencies.
func NewService(d Deps) *Service {
	return &Service{store: d.Store, keys: d.Keys, questionnaires: d.Questionnaires, clock: d.Clock, newID: d.NewID}
}
