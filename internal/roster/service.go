package roster

import (
	"context"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
)

// Clock tells the time; in production it is the database's, so that replicas
// agree.
type Clock interface {
	Now(ctx context.Context) (time.Time, error)
}

// Store keeps the roster. Every method that changes something is one
// transaction; a missing row is a not-found fault, a changed one a conflict.
type Store interface {
	Reader
	ListStore
	GroupStore
	UploadStore
	Person(ctx context.Context, networkID, id string) (Person, error)
	SaveRoster(ctx context.Context, c Change) error
}

// Reader reads what a Snapshot consists of.
type Reader interface {
	// People lists a company's people, or with an empty company the network's,
	// those who left included, by name.
	People(ctx context.Context, networkID, companyID string) ([]Person, error)
	Teams(ctx context.Context, networkID string) ([]cooperation.Team, error)
	// Companies lists the companies of the network that are not archived.
	Companies(ctx context.Context, networkID string) ([]cooperation.Company, error)
	// Groups lists the network's groups by name.
	Groups(ctx context.Context, networkID string) ([]Group, error)
	// GroupMembers lists who belongs to which of the network's groups.
	GroupMembers(ctx context.Context, networkID string) ([]GroupMember, error)
}

// Waves is told what concerns waves that people can answer at the moment.
type Waves interface {
	// Readdress saves a change that gives p another address than former, with
	// what follows for the person's invitations, in one transaction.
	Readdress(ctx context.Context, v account.Viewer, p Person, former string, c Change) error
}

// Deps is what a Service is made of.
type Deps struct {
	Store Store
	Waves Waves
	Clock Clock
	NewID func() string // UUIDv7
}

// Service holds the use cases of people, groups and lists that are read in.
// All of them are the network's managers' alone.
type Service struct {
	store Store
	waves Waves
	clock Clock
	newID func() string
}

// NewService returns a service over its dependencies.
func NewService(d Deps) *Service {
	return &Service{store: d.Store, waves: d.Waves, clock: d.Clock, newID: d.NewID}
}
