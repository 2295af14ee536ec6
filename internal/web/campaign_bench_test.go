package web_test

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/roster"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv"
)

// BenchmarkCampaignPagesOfFiftyThousand draws the pages of campaigns of a
// network of 50,000 people in three companies, each with 20 teams, three
// locations and two languages. Ten campaigns ask all of them, one of which is
// planned: whom it asks is compared person by person with those of each form.
func BenchmarkCampaignPagesOfFiftyThousand(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *store.DB{
		"SQLite":     func(t testing.TB) *store.DB { return storetest.Open(t, filepath.Join(t.TempDir(), "kreislauf.db")) },
		"PostgreSQL": func(t testing.TB) *store.DB { return storetest.Open(t, testenv.Postgres(t)) },
	} {
		b.Run(name, func(b *testing.B) {
			o := bureauOn(b, open(b))
			o.town(50_000)
			v := o.manager
			b.Run("new, no other campaign", func(b *testing.B) {
				for b.Loop() {
					v.get(newCampaign).want(200, "#expected", "50.056")
				}
				b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/page")
			})
			draft := o.drafts(10)
			group := o.everySecond()
			v.get(newCampaign).want(200, "#expected", "50.056")
			asked := url.Values{"go": {"preview"}, "audience": {o.large, o.middle, o.small}}
			entered := func(more url.Values) url.Values {
				return v.entered(newCampaign, together(full, asked, more))
			}
			plain, split := entered(nil), entered(url.Values{"split_by": {campaign.SplitTeams}})
			sampled := entered(url.Values{"audience.sample": {"10"}, "audience.sample_unit": {"percent"}})
			grouped := entered(url.Values{"audience.groups": {group}})
			for _, page := range []struct {
				name, address string
				form          url.Values
			}{
				{"list", "/campaigns", nil},
				{"new", newCampaign, nil},
				{"campaign", "/campaigns/" + draft, nil},
				{"edit", "/campaigns/" + draft + "/edit", nil},
				{"launch", "/campaigns/" + draft + "/launch", nil},
				{"preview", newCampaign, plain},
				{"preview by team", newCampaign, split},
				{"preview of a sample", newCampaign, sampled},
				{"preview of a group", newCampaign, grouped},
			} {
				b.Run(page.name, func(b *testing.B) {
					for b.Loop() {
						if page.form == nil {
							v.get(page.address)
						} else {
							v.post(page.address, page.form)
						}
						if v.answer.StatusCode != 200 {
							b.Fatalf("%s: %d", page.address, v.answer.StatusCode)
						}
					}
					b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/page")
				})
			}
		})
	}
}

// town adds n people to the three companies, as rows.
func (b *bureau) town(n int) {
	b.t.Helper()
	ctx := context.WithoutCancel(b.t.Context())
	at := b.clock.Now().UTC().Format(time.RFC3339)
	companies := []string{b.large, b.middle, b.small}
	for i := range 60 {
		b.exec(fmt.Sprintf(`INSERT INTO teams (id, network_id, company_id, parent_id, name, version)
			VALUES ('team-%02d', '%s', '%s', '', 'Team %d', 1)`, i, b.viewer.NetworkID, companies[i%3], i))
	}
	const step = 500
	for first := 0; first < n; first += step {
		rows := make([]string, 0, step)
		for i := first; i < min(first+step, n); i++ {
			language := "de"
			if i%7 == 0 {
				language = "en"
			}
			rows = append(rows, fmt.Sprintf(`('town-%05d', '%s', '%s', 'team-%02d', 'Person %d', 't%d@town.example', '%s', '{"location":"Werk %d"}', FALSE, '%s', 1)`,
				i, b.viewer.NetworkID, companies[i%60%3], i%60, i, i, language, i/60%3, at))
		}
		_, err := b.db.SQL().ExecContext(ctx, `INSERT INTO people
			(id, network_id, company_id, team_id, name, email, language, attributes, representative, created_at, version) VALUES `+strings.Join(rows, ", "))
		b.must(err)
	}
}

// drafts creates campaigns that ask everybody and returns the last one.
func (b *bureau) drafts(n int) string {
	b.t.Helper()
	ctx := b.t.Context()
	id, _ := b.plan()
	e, _, err := b.campaigns.Get(ctx, b.viewer, id)
	b.must(err)
	for range n - 1 {
		one := e.Campaign
		id, err = b.campaigns.Create(ctx, b.viewer, campaign.Input{
			Title: one.Title, QuestionnaireID: one.QuestionnaireID, Mode: one.Mode, Audience: one.Audience, Rule: one.Rule,
			Reminders: one.Reminders, SplitBy: one.SplitBy,
		})
		b.must(err)
	}
	return id
}

// everySecond puts half of the town into a group and returns it.
func (b *bureau) everySecond() string {
	b.t.Helper()
	group := roster.Group{ID: "half", NetworkID: b.viewer.NetworkID, Name: "Frühschicht", CreatedAt: b.clock.Now(), Version: 1}
	b.must(b.db.Campaign().SaveRoster(b.t.Context(), roster.Change{Groups: []roster.Group{group}}))
	b.exec(`INSERT INTO person_group_members (group_id, person_id, network_id)
		SELECT 'half', id, network_id FROM people WHERE id LIKE 'town-%0' OR id LIKE 'town-%2' OR id LIKE 'town-%4' OR id LIKE 'town-%6' OR id LIKE 'town-%8'`)
	return group.ID
}
