package cooperation

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"kreislauf/internal/account"
)

// CompanyForm creates or edits a company.
type CompanyForm struct {
	Name      string `form:"name"`
	ShortName string `form:"short_name"` // empty: the name
	Trade     string `form:"trade"`
	Seat      string `form:"seat"`
	Website   string `form:"website"` // empty or http(s)://…
	Note      string `form:"note"`    // for the network's managers
	Version   int    `form:"version"`
}

// FormOfCompany returns the form that shows c.
func FormOfCompany(c Company) CompanyForm {
	return CompanyForm{
		Name: c.Name, ShortName: c.ShortName, Trade: c.Trade, Seat: c.Seat,
		Website: c.Website, Note: c.Note, Version: c.Version,
	}
}

func (f CompanyForm) apply(c *Company, others []Company) error {
	var in input
	c.Name = in.need("name", f.Name, maxName)
	c.ShortName = in.text("short_name", f.ShortName, 30)
	if c.ShortName == "" {
		c.ShortName = c.Name
	}
	c.Trade, c.Seat = in.text("trade", f.Trade, maxName), in.text("seat", f.Seat, maxName)
	c.Website = in.text("website", f.Website, maxLine)
	in.unless(c.Website == "" || isWebsite(c.Website), "website", "error.website")
	c.Note, c.Version = in.text("note", f.Note, maxText), f.Version
	for _, other := range others {
		in.unless(other.ID == c.ID || !strings.EqualFold(other.Name, c.Name), "name", "error.name_taken")
		in.unless(other.ID == c.ID || !strings.EqualFold(other.ShortName, c.ShortName), "short_name", "error.name_taken")
	}
	return in.err()
}

func isWebsite(text string) bool {
	address, err := url.Parse(text)
	return err == nil && (address.Scheme == "https" || address.Scheme == "http") && address.Host != ""
}

// Companies lists the companies that the viewer may open: managers all of the
// network, representatives their own. Archived ones come last.
func (s *Service) Companies(ctx context.Context, v account.Viewer) ([]Company, error) {
	companies, err := s.store.Read(v.NetworkID).Companies(ctx)
	if err != nil {
		return nil, err
	}
	companies = slices.DeleteFunc(companies, func(c Company) bool { return v.NeedCompany(c.ID) != nil })
	slices.SortStableFunc(companies, func(a, b Company) int {
		switch {
		case (a.ArchivedAt == nil) == (b.ArchivedAt == nil):
			return 0
		case a.ArchivedAt == nil:
			return -1
		default:
			return 1
		}
	})
	return companies, nil
}

// Company returns a company that the viewer manages or speaks for. The note
// is the managers' own.
func (s *Service) Company(ctx context.Context, v account.Viewer, id string) (Company, error) {
	if err := v.NeedCompany(id); err != nil {
		return Company{}, err
	}
	c, err := s.store.Read(v.NetworkID).Company(ctx, id)
	if !v.Manages() {
		c.Note = ""
	}
	return c, err
}

// CreateCompany adds a company to the viewer's network.
func (s *Service) CreateCompany(ctx context.Context, v account.Viewer, f CompanyForm) (Company, error) {
	c := Company{ID: s.newID(), NetworkID: v.NetworkID, CreatedAt: s.now()}
	f.Version = 1
	err := s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		others, err := w.Companies(ctx)
		if err != nil {
			return err
		}
		if err := f.apply(&c, others); err != nil {
			return err
		}
		return w.Insert(ctx, &c)
	})
	return c, err
}

// EditCompany changes a company.
func (s *Service) EditCompany(ctx context.Context, v account.Viewer, id string, f CompanyForm) error {
	return s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		c, err := w.Company(ctx, id)
		if err != nil {
			return err
		}
		others, err := w.Companies(ctx)
		if err != nil {
			return err
		}
		if err := f.apply(&c, others); err != nil {
			return err
		}
		return w.Update(ctx, &c)
	})
}

// ArchiveCompany takes a company off the lists, or puts it back. Its past
// results stay.
func (s *Service) ArchiveCompany(ctx context.Context, v account.Viewer, id string, version int, archived bool) error {
	return s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		c, err := w.Company(ctx, id)
		if err != nil {
			return err
		}
		c.ArchivedAt, c.Version = nil, version
		if archived {
			at := s.now()
			c.ArchivedAt = &at
		}
		return w.Update(ctx, &c)
	})
}
