package survey

import (
	"context"
	"sync"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
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

// Store keeps questionnaires and their versions. A missing row is a not-found
// fault.
type Store interface {
	// Newest lists the questionnaires that a network may use, the shipped ones
	// and its own, each with its newest version, by key.
	Newest(ctx context.Context, networkID string) ([]Offer, error)
	Version(ctx context.Context, id string) (Version, error)
	// Publish adds a version and, where it is new, its questionnaire. The same
	// key or number a second time is a conflict.
	Publish(ctx context.Context, q Questionnaire, v Version) error
}

// Offer is a questionnaire with its newest published version.
type Offer struct {
	Questionnaire
	Newest Version
}

// Deps is what a Service is made of.
type Deps struct {
	Store Store
	Clock Clock
	NewID func() string // UUIDv7
}

// Service holds the use cases around questionnaires.
type Service struct {
	store Store
	clock Clock
	newID func() string

	mu       sync.RWMutex
	versions map[string]Version // published versions never change
}

// keptVersions bounds the versions held in memory.
const keptVersions = 256

// NewService returns a service over its dependencies.
func NewService(d Deps) *Service {
	return &Service{store: d.Store, clock: d.Clock, newID: d.NewID, versions: map[string]Version{}}
}

// Questionnaires lists what the manager's network may use: the shipped
// questionnaires and its own, each with its newest version.
func (s *Service) Questionnaires(ctx context.Context, v account.Viewer) ([]Offer, error) {
	if err := v.NeedManager(); err != nil {
		return nil, err
	}
	return s.store.Newest(ctx, v.NetworkID)
}

// Questionnaire returns the newest version of one of them.
func (s *Service) Questionnaire(ctx context.Context, v account.Viewer, id string) (Version, error) {
	if err := v.NeedManager(); err != nil {
		return Version{}, err
	}
	_, version, err := s.Newest(ctx, v.NetworkID, id)
	return version, err
}

// Newest returns a questionnaire that the network may use with its newest
// published version, to services that have asked what their caller may do.
func (s *Service) Newest(ctx context.Context, networkID, questionnaireID string) (Questionnaire, Version, error) {
	offers, err := s.store.Newest(ctx, networkID)
	if err != nil {
		return Questionnaire{}, Version{}, err
	}
	for _, o := range offers {
		if o.ID == questionnaireID {
			return o.Questionnaire, o.Newest, nil
		}
	}
	return Questionnaire{}, Version{}, fault.NotFound("error.not_found")
}

// Version returns a published version, likewise. Callers share its content and
// must not change it.
func (s *Service) Version(ctx context.Context, id string) (Version, error) {
	s.mu.RLock()
	v, ok := s.versions[id]
	s.mu.RUnlock()
	if ok {
		return v, nil
	}
	v, err := s.store.Version(ctx, id)
	if err != nil {
		return Version{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.versions) >= keptVersions {
		clear(s.versions)
	}
	s.versions[id] = v
	return v, nil
}
