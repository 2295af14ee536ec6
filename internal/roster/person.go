package roster

import (
	"context"
	"slices"
	"strings"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
)

// Bounds of what is kept about a person, in characters.
const (
	MaxName       = 120
	maxAttributes = 20
)

// PersonInput is the form of one person.
type PersonInput struct {
	CompanyID      string
	TeamID         string
	Name           string
	Email          string // empty: invited by a code on paper
	Language       string // "de" or "en"
	Attributes     map[string]string
	Representative bool
	Groups         []string // ids; nil: the memberships stay as they are
	Version        int      // as it was shown; editing only
}

// People lists the people of a company, or of the whole network without one.
func (s *Service) People(ctx context.Context, v account.Viewer, companyID string) ([]Person, error) {
	if err := v.NeedManager(); err != nil {
		return nil, err
	}
	return s.store.People(ctx, v.NetworkID, companyID)
}

// Person returns one person.
func (s *Service) Person(ctx context.Context, v account.Viewer, id string) (Person, error) {
	if err := v.NeedManager(); err != nil {
		return Person{}, err
	}
	return s.store.Person(ctx, v.NetworkID, id)
}

// AddPerson puts somebody on the roster and returns the new id.
func (s *Service) AddPerson(ctx context.Context, v account.Viewer, in PersonInput) (string, error) {
	if err := v.NeedManager(); err != nil {
		return "", err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return "", err
	}
	p := Person{ID: s.newID(), NetworkID: v.NetworkID, CreatedAt: now, Version: 1}
	if err := s.fill(ctx, &p, in); err != nil {
		return "", err
	}
	change := Change{Added: []Person{p}}
	if err := s.regroup(ctx, p, in.Groups, &change); err != nil {
		return "", err
	}
	return p.ID, s.store.SaveRoster(ctx, change)
}

// EditPerson changes somebody on the roster. Waves that have opened keep the
// place they froze. What a new address means for one that the person may still
// answer, Waves settles.
func (s *Service) EditPerson(ctx context.Context, v account.Viewer, id string, in PersonInput) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	p, err := s.store.Person(ctx, v.NetworkID, id)
	if err != nil {
		return err
	}
	former := p.Email
	if err := s.fill(ctx, &p, in); err != nil {
		return err
	}
	p.Version = in.Version
	change := Change{Changed: []Person{p}}
	if err := s.regroup(ctx, p, in.Groups, &change); err != nil {
		return err
	}
	if former != p.Email {
		return s.waves.Readdress(ctx, v, p, former, change)
	}
	return s.store.SaveRoster(ctx, change)
}

// SetLeft marks that a person has left, or has come back: nobody who left is
// invited to a wave that opens later. Who comes back to an address that belongs
// to somebody else by now needs another one first.
func (s *Service) SetLeft(ctx context.Context, v account.Viewer, id string, left bool) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	p, err := s.store.Person(ctx, v.NetworkID, id)
	if err != nil {
		return err
	}
	if left == (p.LeftAt != nil) {
		return nil
	}
	if !left {
		p.LeftAt = nil
		taken, err := s.addressTaken(ctx, p)
		if err != nil {
			return err
		}
		if taken {
			return fault.Conflict("error.person_email_taken_since", "email", p.Email)
		}
		return s.store.SaveRoster(ctx, Change{Changed: []Person{p}})
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	p.LeftAt = &now
	return s.store.SaveRoster(ctx, Change{Changed: []Person{p}})
}

// fill checks the form against the network and puts it into p.
func (s *Service) fill(ctx context.Context, p *Person, in PersonInput) error {
	var errs fault.Errors
	if err := s.checkPlace(ctx, p.NetworkID, in, &errs); err != nil {
		return err
	}
	p.CompanyID, p.TeamID = in.CompanyID, in.TeamID
	p.Name, p.Email = strings.TrimSpace(in.Name), account.NormalEmail(in.Email)
	p.Language, p.Representative = in.Language, in.Representative
	p.Attributes = in.Attributes
	if p.Attributes == nil {
		p.Attributes = map[string]string{}
	}
	errs = append(errs, p.check()...)
	if p.LeftAt == nil && len(errs) == 0 {
		taken, err := s.addressTaken(ctx, *p)
		if err != nil {
			return err
		}
		if taken {
			errs.Add("email", "error.person_email_taken")
		}
	}
	return errs.Err()
}

// addressTaken reports whether somebody else who has not left has p's address.
func (s *Service) addressTaken(ctx context.Context, p Person) (bool, error) {
	if p.Email == "" {
		return false, nil
	}
	holder, err := s.store.AddressHolder(ctx, p.NetworkID, p.Email)
	if fault.KindOf(err) == fault.KindNotFound {
		return false, nil
	}
	return holder.ID != p.ID, err
}

func (s *Service) checkPlace(ctx context.Context, networkID string, in PersonInput, errs *fault.Errors) error {
	companies, err := s.store.Companies(ctx, networkID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(companies, func(c cooperation.Company) bool { return c.ID == in.CompanyID }) {
		errs.Add("company", "error.person_company")
	}
	if in.TeamID == "" {
		return nil
	}
	teams, err := s.store.Teams(ctx, networkID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(teams, func(t cooperation.Team) bool { return t.ID == in.TeamID && t.CompanyID == in.CompanyID }) {
		errs.Add("team", "error.person_team")
	}
	return nil
}

// check reports what a person may not be, whatever network it is in.
func (p Person) check() fault.Errors {
	var errs fault.Errors
	errs.Line("name", p.Name, MaxName, true)
	if p.Email != "" && account.CheckEmail(p.Email) != nil {
		errs.Add("email", "error.person_email")
	}
	if p.Language != "de" && p.Language != "en" {
		errs.Add("language", "error.language")
	}
	if p.Representative && p.Email == "" {
		errs.Add("email", "error.person_email_needed")
	}
	if len(p.Attributes) > maxAttributes {
		errs.Add("attributes", "error.person_attributes", "max", maxAttributes)
	}
	for name, value := range p.Attributes {
		errs.Line("attributes", name, MaxName, true)
		errs.Line("attributes", value, MaxName, false)
	}
	return errs
}
