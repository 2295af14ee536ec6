package demo

import (
	"context"
	"math"

	"kreislauf/internal/cooperation"
)

// account of one company: what it plans for a quarter, in euros, and what
// became of it in the four whole quarters, as factors of the plan.
type line struct {
	company  string
	kind     cooperation.EntryKind
	category cooperation.Category
	title    string
	planned  float64
	became   [4]float64
}

func lines() []line {
	const in, out = cooperation.Contribution, cooperation.Benefit
	return []line{
		{"draht", in, cooperation.Hours, "Einkauf für alle", 9000, [4]float64{1.10, 1.02, 0.96, 0.95}},
		{"draht", out, cooperation.Savings, "Bessere Preise für Stahlband", 21000, [4]float64{0.62, 0.85, 1.05, 1.12}},
		{"stanz", in, cooperation.Hours, "Abstimmung und Musterläufe", 7500, [4]float64{1.05, 1.0, 1.0, 0.92}},
		{"stanz", out, cooperation.Savings, "Günstigeres Band, weniger Verschnitt", 13000, [4]float64{0.55, 0.8, 0.98, 1.04}},
		{"kranz", in, cooperation.Products, "Musterbeschichtung für die Partner", 11000, [4]float64{1.2, 1.35, 1.5, 1.62}},
		{"kranz", in, cooperation.Hours, "Labor und Freigaben", 4000, [4]float64{1.0, 1.15, 1.25, 1.3}},
		{"kranz", out, cooperation.Revenue, "Zusätzliche Beschichtungsaufträge", 17000, [4]float64{0.5, 0.55, 0.52, 0.58}},
		{"vogt", in, cooperation.Money, "Pendel-Lkw", 14000, [4]float64{1.0, 1.0, 1.03, 1.01}},
		{"vogt", out, cooperation.Revenue, "Fahrten und neue Aufträge", 19000, [4]float64{0.7, 0.9, 1.08, 1.2}},
		{"sievers", in, cooperation.Competence, "Werkzeugdaten und Beratung", 5200, [4]float64{1.0, 1.05, 1.0, 0.98}},
		{"sievers", out, cooperation.Access, "Anfragen aus dem Verbund", 7000, [4]float64{0.6, 0.8, 0.9, 0.97}},
		{"ambrock", in, cooperation.Competence, "Entwicklung des Portals", 12000, [4]float64{1.3, 1.15, 0.9, 0.7}},
		{"ambrock", out, cooperation.Revenue, "Lizenzen bei weiteren Betrieben", 11500, [4]float64{0.3, 0.7, 1.0, 1.15}},
	}
}

// keepLedger enters four whole quarters with plan and actual figures, and the
// running one with its plan.
func (t *story) keepLedger(ctx context.Context, id string) error {
	t.Clock.Set(t.ago(3, 9))
	for i, quarter := range t.quarters() {
		for _, l := range lines() {
			form := cooperation.EntryForm{
				CompanyID: t.of(l.company).id, Period: string(quarter), Kind: l.kind, Category: l.category, Title: l.title,
				Planned: number(l.planned),
			}
			if i < len(l.became) {
				form.Actual = number(math.Round(l.planned*l.became[i]/10) * 10)
				form.Estimated = l.category == cooperation.Access
			}
			if _, err := t.Cooperation.CreateEntry(ctx, t.manager, id, form); err != nil {
				return err
			}
		}
	}
	return nil
}
