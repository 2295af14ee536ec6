package main

import (
	"fmt"
	"testing"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// campaignsMany is how many campaigns the ticks look after; each has an open
// wave and two planned ones.
const campaignsMany = 200

// BenchmarkTickOfManyCampaigns measures a tick that finds nothing due, as it
// runs every five seconds in every working process.
func BenchmarkTickOfManyCampaigns(b *testing.B) {
	for _, database := range loadDatabases {
		b.Run(database.name, func(b *testing.B) {
			s := quietSite(b, database.address(b))
			s.openMany(b)
			b.ResetTimer()
			for b.Loop() {
				check(b, s.campaign.Tick(b.Context()))
			}
		})
	}
}

func (s *loadSite) openMany(b *testing.B) {
	b.Helper()
	ctx, manager := b.Context(), s.manager(b)
	company, err := s.cooperation.CreateCompany(ctx, manager, cooperation.CompanyForm{Name: "Möhnetal Werke GmbH"})
	check(b, err)
	for n := range 5 {
		_, err := s.roster.AddPerson(ctx, manager, roster.PersonInput{CompanyID: company.ID, Name: fmt.Sprintf("Person %d", n), Language: "de"})
		check(b, err)
	}
	for range campaignsMany {
		s.createWeekly(b, manager, company.ID)
	}
	// The launch of each looks at all others; here only the ticks matter.
	_, err = s.db.SQL().ExecContext(ctx, "UPDATE campaigns SET state = 'scheduled' WHERE state = 'draft'")
	check(b, err)
	check(b, s.campaign.Tick(ctx)) // plans
	s.told.Set(begin.AddDate(0, 0, 7))
	waves, err := s.db.Campaign().Unfinished(ctx, s.told.Now())
	check(b, err)
	for _, w := range waves {
		check(b, s.campaign.OpenWave(ctx, w.ID))
	}
	s.told.Set(begin.AddDate(0, 0, 8))
	for _, w := range waves {
		check(b, s.campaign.Remind(ctx, w.ID))
	}
	check(b, s.campaign.Tick(ctx)) // turnouts, further plans
}

// createWeekly drafts a campaign with a wave every week and returns it.
func (s *loadSite) createWeekly(b *testing.B, manager account.Viewer, company string) string {
	b.Helper()
	id, err := s.campaign.Create(b.Context(), manager, campaign.Input{
		Title: survey.Text{"de": "Wie läuft unsere Zusammenarbeit?"}, QuestionnaireID: s.pulse(b, manager), Mode: campaign.Anonymous,
		Audience: campaign.Audience{Companies: []string{company}},
		Rule: calendar.Rule{
			Kind: calendar.KindPlain, Zone: "UTC", Length: calendar.Length{Days: 5},
			Plain: calendar.Plain{Every: calendar.EveryWeek, Weekday: begin.Weekday(), Time: begin.Format("15:04")},
		},
		Reminders: calendar.Reminders{Offsets: []int{1, 3}},
	})
	check(b, err)
	return id
}
