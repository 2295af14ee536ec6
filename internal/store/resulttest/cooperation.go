package resulttest

import (
	"strconv"

	"kreislauf/internal/cooperation"
)

// cooperation adds one in its first cycle with goals, milestones, costs and
// benefits, and an agreement that waits for the companies. PrintWerk puts in
// more than it gets out; the trade fair is late.
func (s *Scene) cooperation() {
	ctx, manager := s.t.Context(), s.Manager()
	var companies []string
	for _, c := range Companies() {
		companies = append(companies, c.ID)
	}
	home, err := s.Cooperation.CreateCooperation(ctx, manager, cooperation.CooperationForm{
		Name: "Gemeinsamer Einkauf", StartedOn: "2025-10-01", Companies: companies,
	})
	s.must(err)
	s.HomeID = home.ID
	s.goal("Einkaufspreise senken", "%", "0", "8", "7.3")
	s.goal("Lieferzeit verkürzen", "Tage", "11", "6", "7.4")
	s.goal("Gemeinsamer Messestand", "Arbeitspakete", "0", "20", "7")
	for _, m := range []cooperation.MilestoneForm{
		{Title: "Rahmenvertrag Stahl", StartsOn: "2026-03-02", DueOn: "2026-05-15", ReachedOn: "2026-05-10"},
		{Title: "Messestand: Entwurf", StartsOn: "2026-06-01", DueOn: "2026-09-15"},
		{Title: "Lieferantentag", DueOn: "2026-11-19"},
	} {
		_, err := s.Cooperation.CreateMilestone(ctx, manager, s.HomeID, m)
		s.must(err)
	}
	s.ledger()
	draft, err := s.Cooperation.DraftAgreement(ctx, manager, s.HomeID, cooperation.AgreementForm{
		Clauses: []cooperation.Clause{{Title: "Zweck", Body: "Gemeinsam einkaufen."}},
	})
	s.must(err)
	s.must(s.Cooperation.ProposeAgreement(ctx, manager, s.HomeID, draft.ID, draft.Version))
}

func (s *Scene) goal(title, unit, baseline, target, value string) {
	ctx, manager := s.t.Context(), s.Manager()
	g, err := s.Cooperation.CreateGoal(ctx, manager, s.HomeID, cooperation.GoalForm{
		Title: title, Unit: unit, Baseline: baseline, Target: target, StartsOn: "2026-01-01", DueOn: "2026-12-31",
	})
	s.must(err)
	_, err = s.Cooperation.Measure(ctx, manager, s.HomeID, g.ID, cooperation.MeasurementForm{Value: value, MeasuredOn: "2026-10-01"})
	s.must(err)
}

func (s *Scene) ledger() {
	for _, quarter := range []string{"2026-Q1", "2026-Q2", "2026-Q3"} {
		for i, c := range Companies() {
			cost, benefit := 20_000+3_000*i, 30_000+1_000*i
			if c.ID == "c4" {
				cost, benefit = 42_000, 21_000
			}
			reported := quarter != "2026-Q3" || i > 1
			s.entry(c.ID, quarter, cooperation.Contribution, cooperation.Money, "Einsatz", cost, reported, c.ID == "c5")
			s.entry(c.ID, quarter, cooperation.Benefit, cooperation.Savings, "Ersparnis", benefit, reported, c.ID == "c5")
		}
	}
}

func (s *Scene) entry(company, quarter string, kind cooperation.EntryKind, category cooperation.Category, title string, euros int, reported, estimated bool) {
	f := cooperation.EntryForm{
		CompanyID: company, Period: quarter, Kind: kind, Category: category, Title: title, Planned: strconv.Itoa(euros), Estimated: estimated,
	}
	if reported {
		f.Actual = strconv.Itoa(euros)
	}
	_, err := s.Cooperation.CreateEntry(s.t.Context(), s.Manager(), s.HomeID, f)
	s.must(err)
}
