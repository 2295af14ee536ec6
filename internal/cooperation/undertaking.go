package cooperation

import (
	"context"
	"slices"
	"strings"

	"kreislauf/internal/account"
)

// CooperationForm creates or edits a cooperation.
type CooperationForm struct {
	Name        string   `form:"name"`
	Purpose     string   `form:"purpose"`
	StartedOn   string   `form:"started_on"`   // "2027-01-04"
	ConcludedOn string   `form:"concluded_on"` // empty while it runs
	Companies   []string `form:"companies"`    // ids of those that take part
	Version     int      `form:"version"`
}

// FormOfCooperation returns the form that shows c with its members of today.
func FormOfCooperation(c Cooperation, parties []Party, today Day) CooperationForm {
	f := CooperationForm{
		Name: c.Name, Purpose: c.Purpose, Version: c.Version,
		StartedOn: string(c.StartedOn), ConcludedOn: string(c.ConcludedOn),
	}
	for _, p := range parties {
		if p.Active(today) {
			f.Companies = append(f.Companies, p.CompanyID)
		}
	}
	return f
}

func (f CooperationForm) apply(c *Cooperation, others []Cooperation, companies []Company) error {
	var in input
	c.Name, c.Purpose = in.need("name", f.Name, maxName), in.text("purpose", f.Purpose, maxText)
	c.StartedOn, c.ConcludedOn = in.needDay("started_on", f.StartedOn), in.day("concluded_on", f.ConcludedOn)
	in.unless(c.ConcludedOn.IsZero() || !c.ConcludedOn.Before(c.StartedOn), "concluded_on", "error.before_start")
	c.Version = f.Version
	for _, other := range others {
		in.unless(other.ID == c.ID || !strings.EqualFold(other.Name, c.Name), "name", "error.name_taken")
	}
	chosen := f.companies()
	in.unless(len(chosen) >= 2, "companies", "error.two_companies")
	for _, id := range chosen {
		known := slices.ContainsFunc(companies, func(c Company) bool { return c.ID == id })
		in.unless(known, "companies", "error.choice")
	}
	return in.err()
}

func (f CooperationForm) companies() []string {
	return slices.Compact(slices.Sorted(slices.Values(f.Companies)))
}

// Party is a company's part in a cooperation, as the other companies see it.
type Party struct {
	Member
	Name      string
	ShortName string
}

// Outline is a cooperation as lists show it. Cycle is the newest one.
type Outline struct {
	Cooperation Cooperation
	Parties     []Party
	Cycle       Cycle
}

// Home is a cooperation with its parties and its cycles, the newest first.
type Home struct {
	Cooperation Cooperation
	Parties     []Party
	Cycles      []Cycle
}

// Cooperations lists the cooperations that the viewer may see, by name.
func (s *Service) Cooperations(ctx context.Context, v account.Viewer) ([]Outline, error) {
	r := s.store.Read(v.NetworkID)
	list, err := r.Cooperations(ctx)
	if err != nil {
		return nil, err
	}
	parties, err := s.parties(ctx, r, "")
	if err != nil {
		return nil, err
	}
	cycles, err := r.Cycles(ctx, "")
	if err != nil {
		return nil, err
	}
	var outlines []Outline
	for _, c := range list {
		o := Outline{Cooperation: c}
		for _, p := range parties {
			if p.CooperationID == c.ID {
				o.Parties = append(o.Parties, p)
			}
		}
		if i := slices.IndexFunc(cycles, func(y Cycle) bool { return y.CooperationID == c.ID }); i >= 0 {
			o.Cycle = cycles[i]
		}
		if sees(v, membersOf(o.Parties), s.today(v)) {
			outlines = append(outlines, o)
		}
	}
	return outlines, nil
}

// Cooperation returns a cooperation that the viewer may see.
func (s *Service) Cooperation(ctx context.Context, v account.Viewer, id string) (Home, error) {
	r := s.store.Read(v.NetworkID)
	c, _, err := s.open(ctx, v, r, id)
	if err != nil {
		return Home{}, err
	}
	parties, err := s.parties(ctx, r, id)
	if err != nil {
		return Home{}, err
	}
	cycles, err := r.Cycles(ctx, id)
	return Home{Cooperation: c, Parties: parties, Cycles: cycles}, err
}

// CreateCooperation adds a cooperation with its members and a first cycle.
func (s *Service) CreateCooperation(ctx context.Context, v account.Viewer, f CooperationForm) (Cooperation, error) {
	c := Cooperation{ID: s.newID(), NetworkID: v.NetworkID, CreatedAt: s.now()}
	f.Version = 1
	err := s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		if err := s.fill(ctx, w, &c, f); err != nil {
			return err
		}
		if err := w.Insert(ctx, &c); err != nil {
			return err
		}
		for _, id := range f.companies() {
			m := Member{CooperationID: c.ID, CompanyID: id, NetworkID: v.NetworkID, JoinedOn: c.StartedOn}
			if err := w.Insert(ctx, &m); err != nil {
				return err
			}
		}
		return w.Insert(ctx, s.newCycle(c, 1, c.StartedOn))
	})
	return c, err
}

// EditCooperation changes a cooperation and who takes part from today on. A
// company that is no longer named leaves today; its records stay.
func (s *Service) EditCooperation(ctx context.Context, v account.Viewer, id string, f CooperationForm) error {
	return s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		c, err := w.Cooperation(ctx, id)
		if err != nil {
			return err
		}
		if err := s.fill(ctx, w, &c, f); err != nil {
			return err
		}
		if err := w.Update(ctx, &c); err != nil {
			return err
		}
		if err := s.changeMembers(ctx, w, c, f.companies(), s.today(v)); err != nil {
			return err
		}
		return s.settleProposal(ctx, w, id, s.today(v))
	})
}

func (s *Service) fill(ctx context.Context, w Writer, c *Cooperation, f CooperationForm) error {
	others, err := w.Cooperations(ctx)
	if err != nil {
		return err
	}
	companies, err := w.Companies(ctx)
	if err != nil {
		return err
	}
	return f.apply(c, others, companies)
}

func (s *Service) changeMembers(ctx context.Context, w Writer, c Cooperation, chosen []string, today Day) error {
	members, err := w.Members(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		stays := slices.Contains(chosen, m.CompanyID)
		chosen = slices.DeleteFunc(chosen, func(id string) bool { return id == m.CompanyID })
		if stays == m.Active(today) {
			continue
		}
		if m.LeftOn = today; stays {
			m.LeftOn = ""
		}
		if err := w.Update(ctx, &m); err != nil {
			return err
		}
	}
	for _, id := range chosen {
		m := Member{CooperationID: c.ID, CompanyID: id, NetworkID: c.NetworkID, JoinedOn: max(today, c.StartedOn)}
		if err := w.Insert(ctx, &m); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) parties(ctx context.Context, r Reader, cooperationID string) ([]Party, error) {
	members, err := r.Members(ctx, cooperationID)
	if err != nil {
		return nil, err
	}
	companies, err := r.Companies(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]Company{}
	for _, c := range companies {
		names[c.ID] = c
	}
	parties := make([]Party, len(members))
	for i, m := range members {
		parties[i] = Party{Member: m, Name: names[m.CompanyID].Name, ShortName: names[m.CompanyID].ShortName}
	}
	slices.SortStableFunc(parties, func(a, b Party) int {
		return strings.Compare(string(a.JoinedOn)+a.Name, string(b.JoinedOn)+b.Name)
	})
	return parties, nil
}

func membersOf(parties []Party) []Member {
	members := make([]Member, len(parties))
	for i, p := range parties {
		members[i] = p.Member
	}
	return members
}
