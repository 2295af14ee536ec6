package cooperation

import (
	"context"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// Clock tells the present instant.
type Clock func() time.Time

// Service holds the use cases of networks, companies and cooperations. Each
// checks what the viewer may do: managers everything in their network,
// representatives what their company takes part in, readers what is common to
// a cooperation.
type Service struct {
	store Store
	now   Clock
	newID func() string
}

// NewService returns a service over store.
func NewService(store Store, now Clock, newID func() string) *Service {
	return &Service{store: store, now: now, newID: newID}
}

// today is the calendar day in the viewer's zone.
func (s *Service) today(v account.Viewer) Day {
	zone, err := time.LoadLocation(v.Zone)
	if err != nil {
		zone = time.UTC
	}
	return DayOf(s.now().In(zone))
}

// write runs a use case of the viewer's network in one transaction.
func (s *Service) write(ctx context.Context, v account.Viewer, fn func(ctx context.Context, w Writer) error) error {
	return s.store.Write(ctx, v.NetworkID, fn)
}

// manage is write for those who manage the network.
func (s *Service) manage(ctx context.Context, v account.Viewer, fn func(ctx context.Context, w Writer) error) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	return s.write(ctx, v, fn)
}

// open returns a cooperation that the viewer may see. A representative sees
// those that the own company takes part in.
func (s *Service) open(ctx context.Context, v account.Viewer, r Reader, id string) (Cooperation, []Member, error) {
	c, err := r.Cooperation(ctx, id)
	if err != nil {
		return Cooperation{}, nil, err
	}
	members, err := r.Members(ctx, id)
	if err != nil {
		return Cooperation{}, nil, err
	}
	if !sees(v, members, s.today(v)) {
		return Cooperation{}, nil, notFound()
	}
	return c, members, nil
}

func sees(v account.Viewer, members []Member, today Day) bool {
	switch v.Role {
	case account.Manager, account.Reader:
		return true
	case account.Partner:
		return takesPart(members, v.CompanyID, today)
	default:
		return false
	}
}

func takesPart(members []Member, companyID string, today Day) bool {
	for _, m := range members {
		if m.CompanyID == companyID && companyID != "" {
			return m.Active(today)
		}
	}
	return false
}

func notFound() error  { return fault.NotFound("error.not_found") }
func forbidden() error { return fault.Forbidden("error.forbidden") }
