package demo

import (
	"context"
	"strconv"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
)

// cooperate tells of the supply alliance: two cycles, an agreement in its
// third version, goals, milestones and a year of costs and benefits.
func (t *story) cooperate(ctx context.Context) error {
	created, err := t.Cooperation.CreateCooperation(ctx, t.manager, cooperation.CooperationForm{
		Name:      "Lieferverbund Lennetal",
		Purpose:   "Sechs Unternehmen bestellen Stahlband und Zink zusammen, teilen sich einen Pendel-Lkw und nutzen ein Bestellportal.",
		StartedOn: t.day(790), Companies: t.ids(),
	})
	if err != nil {
		return err
	}
	id := created.ID
	for _, step := range []func(context.Context, string) error{t.runCycles, t.agree, t.setGoals, t.setMilestones, t.keepLedger} {
		if err := step(ctx, id); err != nil {
			return err
		}
	}
	t.cooperationID = id
	return t.beginWorkshop(ctx)
}

// beginWorkshop is a second cooperation that has only begun.
func (t *story) beginWorkshop(ctx context.Context) error {
	t.Clock.Set(t.ago(60, 10))
	created, err := t.Cooperation.CreateCooperation(ctx, t.manager, cooperation.CooperationForm{
		Name:      "Gemeinsame Lehrwerkstatt",
		Purpose:   "Drei Unternehmen wollen ihre Auszubildenden im ersten Jahr zusammen ausbilden.",
		StartedOn: t.day(60), Companies: []string{t.of("draht").id, t.of("stanz").id, t.of("sievers").id},
	})
	if err != nil {
		return err
	}
	return t.setSteps(ctx, created.ID, cooperation.CycleForm{Steps: [5]string{"done", "running", "idle", "idle", "idle"}})
}

func (t *story) runCycles(ctx context.Context, id string) error {
	t.Clock.Set(t.ago(400, 10))
	err := t.setSteps(ctx, id, cooperation.CycleForm{
		Steps:   [5]string{"done", "done", "done", "done", "done"},
		Summary: "Vier Rahmenverträge geschlossen. Die Besprechungen dauerten zu lange, und der Pendel-Lkw fuhr oft leer zurück.",
	})
	if err != nil {
		return err
	}
	t.Clock.Set(t.ago(380, 10))
	home, err := t.Cooperation.Cooperation(ctx, t.manager, id)
	if err != nil {
		return err
	}
	if _, err := t.Cooperation.StartCycle(ctx, t.manager, id, home.Cycles[0].Version); err != nil {
		return err
	}
	return t.setSteps(ctx, id, cooperation.CycleForm{Steps: [5]string{"done", "done", "running", "done", "running"}})
}

// setSteps changes the newest cycle, keeping its dates.
func (t *story) setSteps(ctx context.Context, id string, f cooperation.CycleForm) error {
	home, err := t.Cooperation.Cooperation(ctx, t.manager, id)
	if err != nil {
		return err
	}
	cycle := home.Cycles[0]
	f.StartedOn, f.EndedOn, f.Version = string(cycle.StartedOn), string(cycle.EndedOn), cycle.Version
	return t.Cooperation.EditCycle(ctx, t.manager, id, cycle.ID, f)
}

func clauses(minutes string, settlement bool) []cooperation.Clause {
	list := []cooperation.Clause{
		{Title: "Alle gewinnen", Body: "Jedes Unternehmen soll aus dem Verbund mehr ziehen, als es einsetzt. Fällt die Bewertung eines Unternehmens zum eigenen Gewinn unter 2,5 von 5, sprechen alle binnen vier Wochen darüber."},
		{Title: "Gemeinsames Ziel", Body: "Wir senken Beschaffungs- und Fahrtkosten bis zum Jahresende spürbar und halten die zugesagten Liefertage ein."},
		{Title: "Beiträge", Body: "Einkauf: Drahtwerk Brenscheid. Fahrten: Spedition Vogt. Bestellportal: Ambrock Software. Musterteile: Oberflächen Kranz. Werkzeugdaten: Hollweg und Sievers."},
		{Title: "Besprechungen", Body: "Abstimmung alle zwei Wochen, höchstens " + minutes + " Minuten, mit Tagesordnung und wechselnder Moderation. Was verabredet ist, steht am selben Tag im Portal."},
		{Title: "Prüfung alle drei Monate", Body: "Mitarbeitende und Vertretungen bewerten die Zusammenarbeit einmal im Quartal. Kosten und Nutzen werden zum Quartalsende eingetragen."},
	}
	if settlement {
		list = append(list, cooperation.Clause{
			Title: "Ausgleich für Musterteile",
			Body:  "Die Kosten der Musterbeschichtung tragen ab dem nächsten Quartal alle Unternehmen nach ihrem Anteil an den Aufträgen.",
		})
	}
	return list
}

// agree writes three versions: two in force, the third waiting for those who
// have not accepted it yet.
func (t *story) agree(ctx context.Context, id string) error {
	for _, v := range []struct {
		daysAgo, accepted int
		clauses           []cooperation.Clause
	}{
		{770, len(t.companies), clauses("90", false)},
		{360, len(t.companies), clauses("45", false)},
		{12, 4, clauses("45", true)},
	} {
		if err := t.agreeOn(ctx, id, v.daysAgo, v.accepted, v.clauses); err != nil {
			return err
		}
	}
	return nil
}

func (t *story) agreeOn(ctx context.Context, id string, daysAgo, accepted int, text []cooperation.Clause) error {
	t.Clock.Set(t.ago(daysAgo, 10))
	draft, err := t.Cooperation.DraftAgreement(ctx, t.manager, id, cooperation.AgreementForm{Clauses: text})
	if err != nil {
		return err
	}
	if err := t.Cooperation.ProposeAgreement(ctx, t.manager, id, draft.ID, draft.Version); err != nil {
		return err
	}
	versions, err := t.Cooperation.Agreements(ctx, t.manager, id)
	if err != nil {
		return err
	}
	for i, c := range t.companies[:accepted] {
		if accepted < len(t.companies) && c.key == "kranz" {
			continue // the story's company that pays more than it gets still thinks
		}
		t.Clock.Set(t.ago(max(daysAgo-2-i, 0), 11))
		if err := t.Cooperation.AcceptAgreement(ctx, t.speaks(c), id, draft.ID, versions[0].Version); err != nil {
			return err
		}
	}
	return nil
}

// speaks returns the company's representative as a viewer.
func (t *story) speaks(c company) account.Viewer {
	return account.Viewer{
		UserID: t.users[c.speaker.email], Name: c.speaker.name, NetworkID: t.manager.NetworkID, Zone: Zone,
		Role: account.Partner, CompanyID: c.id,
	}
}

type goal struct {
	title, unit, company string // company key, empty: shared
	baseline, target     float64
	starts, due          int // days ago
	measured             []float64
	subs                 []goal
}

func goals() []goal {
	return []goal{
		{
			title: "Beschaffungskosten senken", unit: "€ je t", baseline: 1180, target: 1085, starts: 370, due: -60, measured: []float64{1171, 1149, 1122, 1098},
			subs: []goal{
				{title: "Stahlband gemeinsam bestellen", unit: "%", baseline: 20, target: 80, starts: 370, due: -60, measured: []float64{31, 48, 63, 74}},
				{title: "Zink gemeinsam bestellen", unit: "%", baseline: 0, target: 50, starts: 280, due: -60, measured: []float64{8, 14, 19}},
			},
		},
		{
			title: "Lieferzeit verkürzen", unit: "Tage", baseline: 9, target: 6, starts: 370, due: -60, measured: []float64{8.6, 8.1, 7.0, 6.3},
			subs: []goal{
				{title: "Leerfahrten des Pendel-Lkw", unit: "%", baseline: 41, target: 20, starts: 370, due: -60, measured: []float64{40, 35, 29, 22}},
				{title: "Bestellungen über das Portal", unit: "%", baseline: 0, target: 90, starts: 300, due: -60, measured: []float64{12, 37, 58}},
			},
		},
		{title: "Weniger Lagerbestand", unit: "t", company: "draht", baseline: 320, target: 240, starts: 370, due: -60, measured: []float64{310, 288, 262, 251}},
		{title: "Rüstzeit der Stanzerei", unit: "min", company: "stanz", baseline: 52, target: 38, starts: 370, due: -60, measured: []float64{50, 47, 44, 40}},
		{title: "Auslastung der Galvanik", unit: "%", company: "kranz", baseline: 71, target: 85, starts: 370, due: -60, measured: []float64{71, 70, 72, 73}},
		{title: "Neue Aufträge im Tal", unit: "Aufträge", company: "vogt", baseline: 0, target: 30, starts: 370, due: -60, measured: []float64{6, 13, 22, 27}},
		{title: "Werkzeuge mit Datenblatt", unit: "%", company: "sievers", baseline: 35, target: 95, starts: 370, due: -60, measured: []float64{44, 61, 74, 87}},
		{title: "Betriebe mit Portalzugang", unit: "Betriebe", company: "ambrock", baseline: 1, target: 12, starts: 370, due: -60, measured: []float64{3, 6, 8, 9}},
	}
}

func (t *story) setGoals(ctx context.Context, id string) error {
	for _, g := range goals() {
		if err := t.setGoal(ctx, id, "", g); err != nil {
			return err
		}
	}
	return nil
}

func (t *story) setGoal(ctx context.Context, id, parent string, g goal) error {
	t.Clock.Set(t.ago(g.starts, 9))
	form := cooperation.GoalForm{
		Title: g.title, Unit: g.unit, ParentID: parent, Baseline: number(g.baseline), Target: number(g.target),
		StartsOn: t.day(g.starts), DueOn: t.day(g.due),
	}
	if g.company != "" {
		form.CompanyID = t.of(g.company).id
	}
	created, err := t.Cooperation.CreateGoal(ctx, t.manager, id, form)
	if err != nil {
		return err
	}
	for i, value := range g.measured {
		daysAgo := 20 + 85*(len(g.measured)-1-i)
		t.Clock.Set(t.ago(daysAgo, 9))
		_, err := t.Cooperation.Measure(ctx, t.manager, id, created.ID, cooperation.MeasurementForm{Value: number(value), MeasuredOn: t.day(daysAgo)})
		if err != nil {
			return err
		}
	}
	for _, sub := range g.subs {
		if err := t.setGoal(ctx, id, created.ID, sub); err != nil {
			return err
		}
	}
	return nil
}

func (t *story) setMilestones(ctx context.Context, id string) error {
	t.Clock.Set(t.ago(370, 9))
	for _, m := range []struct {
		title, owner           string
		starts, due            int
		reached, expected      int
		isReached, isPostponed bool
	}{
		{title: "Rahmenvertrag Stahlband", owner: "Drahtwerk", starts: 370, due: 300, reached: 306, isReached: true},
		{title: "Fahrplan für den Pendel-Lkw", owner: "Vogt", starts: 330, due: 240, reached: 243, isReached: true},
		{title: "Bestellportal in allen Betrieben", owner: "Ambrock", starts: 300, due: 35, expected: -25, isPostponed: true},
		{title: "Gemeinsame Musterfreigabe", owner: "Kranz", starts: 150, due: -40},
		{title: "Rahmenvertrag Zink", owner: "Drahtwerk", starts: 90, due: -70},
	} {
		form := cooperation.MilestoneForm{Title: m.title, Owner: m.owner, StartsOn: t.day(m.starts), DueOn: t.day(m.due)}
		if m.isReached {
			form.ReachedOn = t.day(m.reached)
		}
		if m.isPostponed {
			form.ExpectedOn = t.day(m.expected)
		}
		if m.isReached {
			t.Clock.Set(t.ago(m.reached, 9))
		}
		if _, err := t.Cooperation.CreateMilestone(ctx, t.manager, id, form); err != nil {
			return err
		}
	}
	return nil
}

// quarters returns the last four whole quarters and the running one, oldest
// first.
func (t *story) quarters() []cooperation.Quarter {
	first := time.Date(t.today.Year(), (t.today.Month()-1)/3*3+1, 1, 12, 0, 0, 0, time.UTC)
	var list []cooperation.Quarter
	for back := 4; back >= 0; back-- {
		list = append(list, cooperation.QuarterOf(first.AddDate(0, -3*back, 0)))
	}
	return list
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
