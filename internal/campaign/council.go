package campaign

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/survey"
)

// CouncilSheet is what a works council reads before its people are asked.
type CouncilSheet struct {
	Network   string
	Campaign  Campaign
	Content   survey.Content
	Version   int // of the questionnaire
	Companies []CouncilCompany
	Teams     []string // that the audience is narrowed to; empty: all
	Groups    []string // likewise
	K         int
	Windows   []calendar.Window // the next ones
	Contact   string            // who answers questions, with an address
	Made      time.Time
	Zone      string // of dates on the sheet
}

// CouncilCompany is a company whose people are asked.
type CouncilCompany struct {
	Name   string
	People int
}

// CouncilSheet returns the sheet of a campaign as it is now: to managers of any
// campaign, to readers of those in force.
func (s *Service) CouncilSheet(ctx context.Context, v account.Viewer, id string) (CouncilSheet, error) {
	c, err := s.sheetCampaign(ctx, v, id)
	if err != nil {
		return CouncilSheet{}, err
	}
	sheet := CouncilSheet{Campaign: c}
	network, err := s.store.Network(ctx, c.NetworkID)
	if err != nil {
		return sheet, err
	}
	sheet.Contact = contact(c, v, network.Name)
	sheet.Network, sheet.K, sheet.Zone = network.Name, network.K, network.Zone
	_, version, err := s.questionnaires.Newest(ctx, c.NetworkID, c.QuestionnaireID)
	if err != nil {
		return sheet, err
	}
	sheet.Content, sheet.Version = version.Content, version.Number
	if sheet.Windows, sheet.Made, err = s.nextWindows(ctx, c); err != nil {
		return sheet, err
	}
	if sheet.Companies, err = s.councilCompanies(ctx, c); err != nil {
		return sheet, err
	}
	return sheet, s.narrowings(ctx, &sheet)
}

// contact names who answers questions: the manager who prints the sheet, or
// whose name the mails carry where a reader does.
func contact(c Campaign, v account.Viewer, network string) string {
	name, address := cmp.Or(c.Sender, network), c.ReplyTo
	if v.Manages() {
		name, address = v.Name, cmp.Or(c.ReplyTo, v.Email)
	}
	if address == "" {
		return name
	}
	return name + ", " + address
}

func (s *Service) councilCompanies(ctx context.Context, c Campaign) ([]CouncilCompany, error) {
	people, err := s.audience(ctx, c)
	if err != nil {
		return nil, err
	}
	names, err := s.companyNames(ctx, c.NetworkID)
	if err != nil {
		return nil, err
	}
	count := map[string]int{}
	for _, p := range people {
		count[p.CompanyID]++
	}
	companies := make([]CouncilCompany, 0, len(count))
	for id, n := range count {
		companies = append(companies, CouncilCompany{Name: names[id], People: n})
	}
	slices.SortFunc(companies, func(a, b CouncilCompany) int { return strings.Compare(a.Name, b.Name) })
	return companies, nil
}

// narrowings names the teams and groups that the audience is narrowed to.
func (s *Service) narrowings(ctx context.Context, sheet *CouncilSheet) error {
	c := sheet.Campaign
	teams, err := s.store.Teams(ctx, c.NetworkID)
	if err != nil {
		return err
	}
	for _, t := range teams {
		if slices.Contains(c.Audience.Teams, t.ID) {
			sheet.Teams = append(sheet.Teams, t.Name)
		}
	}
	if len(c.Audience.Groups) == 0 {
		return nil
	}
	groups, err := s.store.Groups(ctx, c.NetworkID)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if slices.Contains(c.Audience.Groups, g.ID) {
			sheet.Groups = append(sheet.Groups, g.Name)
		}
	}
	return nil
}
