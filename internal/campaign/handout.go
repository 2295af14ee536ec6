package campaign

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

// Handout is one invitation on paper, for a person who had no address when the
// wave opened. Its secret is as long as a mail's and kept nowhere, but opens
// neither draft nor receipt: see package survey.
type Handout struct {
	Name     string
	Company  string
	Team     string // may be empty
	Language string
	Secret   string
}

// Handouts is what a wave's invitations on paper say.
type Handouts struct {
	NetworkName string
	Title       survey.Text
	Mode        Mode
	K           int // smallest group with results
	ClosesAt    time.Time
	Zone        string
	OnlyMissing bool // reminders go to those only who have not answered
	Sheets      []Handout
}

// HandoutStore counts invitations on paper.
type HandoutStore interface {
	// CountHandouts counts the invitations that PrintHandouts returns.
	CountHandouts(ctx context.Context, waveID string) (int, error)
}

// PrintHandouts returns an open wave's invitations on paper, whether they were
// used or not: who has answered, nobody may see. An invitation that began as a
// mail is never among them, whatever becomes of the address: its link would
// open what the person has written. That sheets were printed, and by whom, is
// an entry of the wave's history.
func (s *Service) PrintHandouts(ctx context.Context, v account.Viewer, waveID string) (Handouts, error) {
	w, now, err := s.decide(ctx, v, waveID)
	if err != nil {
		return Handouts{}, err
	}
	if w.State(now) != WaveOpen {
		return Handouts{}, fault.Conflict("error.wave_not_open")
	}
	c, err := s.store.Campaign(ctx, w.NetworkID, w.CampaignID)
	if err != nil {
		return Handouts{}, err
	}
	network, err := s.store.Network(ctx, w.NetworkID)
	if err != nil {
		return Handouts{}, err
	}
	h := Handouts{
		NetworkName: network.Name, Title: c.Title, Mode: w.Mode, K: w.Frozen.K, ClosesAt: w.ClosesAt, Zone: w.Zone,
		OnlyMissing: c.Reminders.OnlyMissing,
	}
	if h.Sheets, err = s.sheets(ctx, w); err != nil {
		return Handouts{}, err
	}
	if len(h.Sheets) == 0 {
		return Handouts{}, fault.Conflict("error.handouts_none")
	}
	act := s.act(w, "handouts_printed", v.Name, now, "n", strconv.Itoa(len(h.Sheets)))
	_, err = s.store.Mark(ctx, Mark{Wave: w, At: now, Acts: []Act{act}})
	return h, err
}

// sheets lists the handouts by company, team and name, the order in which they
// are given out.
func (s *Service) sheets(ctx context.Context, w Wave) ([]Handout, error) {
	invitations, err := s.store.Invitations(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	names, err := s.namesFor(ctx, w)
	if err != nil {
		return nil, err
	}
	var sheets []Handout
	for _, i := range invitations {
		if !i.Paper || i.Revoked || i.Readdressed {
			continue
		}
		secret, err := s.keys.LinkSecret(w.ID, i.ID)
		if err != nil {
			return nil, fmt.Errorf("print invitations of wave %s: %w", w.ID, err)
		}
		sheets = append(sheets, Handout{
			Name: names[i.PersonID], Company: names[i.CompanyID], Team: names[i.TeamID], Language: i.Language, Secret: secret,
		})
	}
	slices.SortFunc(sheets, func(a, b Handout) int {
		return cmp.Or(cmp.Compare(a.Company, b.Company), cmp.Compare(a.Team, b.Team), cmp.Compare(a.Name, b.Name))
	})
	return sheets, nil
}

// namesFor returns the names of people, companies and teams by id: today's
// where there are any, otherwise those of the opening.
func (s *Service) namesFor(ctx context.Context, w Wave) (map[string]string, error) {
	people, err := s.store.People(ctx, w.NetworkID, "")
	if err != nil {
		return nil, err
	}
	teams, err := s.store.Teams(ctx, w.NetworkID)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, p := range people {
		names[p.ID] = p.Name
	}
	for _, n := range w.Frozen.Nodes {
		names[n.ID] = n.Name
	}
	for _, t := range teams {
		names[t.ID] = t.Name
	}
	return names, nil
}
