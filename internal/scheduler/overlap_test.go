package scheduler_test

import (
	"fmt"
	"slices"
	"testing"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

// crew is a company of 20 people, n of whom are on the late shift.
func (p *plant) crew(name string, late int) string {
	p.t.Helper()
	id := p.company(name, 0, 0)
	for i := range 20 {
		shift := "früh"
		if i < late {
			shift = "spät"
		}
		p.person(id, "", fmt.Sprintf("%s %d", name, i+1), "", map[string]string{"Schicht": shift})
	}
	return id
}

// onPaper adds people without an address.
func (p *plant) onPaper(companyID string, n int) {
	p.t.Helper()
	for i := range n {
		p.person(companyID, "", fmt.Sprintf("ohne Adresse %d", i+1), "", nil)
	}
}

// once is a single window of 14 days.
func once(opens string) calendar.Rule {
	return calendar.Rule{Kind: calendar.KindOnce, Once: opens, Zone: "Europe/Berlin", Length: calendar.Length{Days: 14}}
}

// refused reports whether err is the refusal of audiences that are too alike.
func refused(t *testing.T, err error) bool {
	t.Helper()
	if err == nil {
		return false
	}
	all := fault.All(err)
	if len(all) != 1 || all[0].Field != "audience" || all[0].Key != "error.campaign_overlap" && all[0].Key != "error.campaign_overlap_own" {
		t.Fatalf("another error: %v", err)
	}
	return true
}

func TestTwoSurveysOfTheSameQuestionsDifferByKPeopleOrByNone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south := p.crew("nord", 4), p.crew("sued", 5)
		early := map[string][]string{"Schicht": {"früh"}}
		in := p.input(north, south)
		in.Rule = once("2027-03-08T08:00")
		id, w := p.schedule(in)
		try := func(opens string, audience campaign.Audience) error {
			in := p.input()
			in.Title, in.Rule, in.Audience = survey.Text{"de": "Zweite"}, once(opens), audience
			second, err := p.campaigns.Create(ctx, p.manager, in)
			must(t, err)
			if err := p.campaigns.Schedule(ctx, p.manager, second); err != nil {
				return err
			}
			return p.campaigns.End(ctx, p.manager, second) // makes room for the next trial
		}
		check := func(when string) {
			t.Helper()
			for name, c := range map[string]struct {
				opens    string
				audience campaign.Audience
				want     bool
			}{
				"the same people":                   {"2027-04-01T08:00", campaign.Audience{Companies: []string{north, south}}, false},
				"all but four of one company":       {"2027-04-01T08:00", campaign.Audience{Companies: []string{north}, Attributes: early}, true},
				"all but five of one company":       {"2027-04-01T08:00", campaign.Audience{Companies: []string{south}, Attributes: early}, false},
				"sixty days later still":            {"2027-05-21T07:00", campaign.Audience{Companies: []string{north}, Attributes: early}, true},
				"a day after that not":              {"2027-05-22T09:00", campaign.Audience{Companies: []string{north}, Attributes: early}, false},
				"a sample that leaves out four":     {"2027-04-01T08:00", campaign.Audience{Companies: []string{north}, Sample: campaign.Sample{Count: 16}}, true},
				"a sample that leaves out a fourth": {"2027-04-01T08:00", campaign.Audience{Companies: []string{north}, Sample: campaign.Sample{Percent: 75}}, false},
			} {
				if got := refused(t, try(c.opens, c.audience)); got != c.want {
					t.Errorf("%s, %s: refused is %t, want %t", when, name, got, c.want)
				}
			}
		}
		check("while the other is planned")
		p.openNow(w)
		check("while the other is open")
		p.person(north, "", "neu", "", map[string]string{"Schicht": "früh"})
		if refused(t, try("2027-04-01T08:00", campaign.Audience{Companies: []string{north, south}})) {
			t.Error("somebody who joined after the opening waits for the next time, and keeps no survey from starting")
		}
		must(t, p.campaigns.CancelWave(ctx, p.manager, w.ID, "Versehen"))
		if refused(t, try("2027-04-01T08:00", campaign.Audience{Companies: []string{north}, Attributes: early})) {
			t.Error("a cancelled wave publishes nothing to compare with")
		}
		must(t, p.campaigns.End(ctx, p.manager, id))
	})
}

func TestASurveyIsComparedAgainWhenItIsResumedOrChangedButNotForItsTitle(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	north := p.crew("nord", 4)
	first := p.input(north)
	first.Rule = once("2027-03-08T08:00")
	p.schedule(first)
	second := p.input(north)
	second.Rule = once("2027-04-05T08:00")
	id, _ := p.schedule(second)
	narrowed := second
	narrowed.Audience.Attributes = map[string][]string{"Schicht": {"früh"}}
	narrowed.Version = p.version(id)
	if !refused(t, p.campaigns.Update(ctx, p.manager, id, narrowed)) {
		t.Error("a scheduled survey takes an audience that differs by four")
	}
	must(t, p.campaigns.Pause(ctx, p.manager, id))
	narrowed.Version = p.version(id)
	must(t, p.campaigns.Update(ctx, p.manager, id, narrowed)) // nothing opens while it is paused
	if !refused(t, p.campaigns.Resume(ctx, p.manager, id)) {
		t.Error("it is resumed with that audience")
	}
	second.Version = p.version(id)
	must(t, p.campaigns.Update(ctx, p.manager, id, second))
	must(t, p.campaigns.Resume(ctx, p.manager, id))
	narrowed.Rule, narrowed.Version = once("2027-06-07T08:00"), p.version(id)
	must(t, p.campaigns.Update(ctx, p.manager, id, narrowed)) // beyond the sixty days
	p.person(north, "", "neu", "", map[string]string{"Schicht": "spät"})
	narrowed.Title, narrowed.Version = survey.Text{"de": "Neuer Titel"}, p.version(id)
	must(t, p.campaigns.Update(ctx, p.manager, id, narrowed))
}

func TestASurveyGoesOnWhenThePeopleChangeButIsNotGivenASlightlyOtherChoice(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	north, south := p.crew("nord", 4), p.crew("sued", 5)
	in := p.input(north, south) // monthly
	id, w := p.schedule(in)
	w = p.openNow(w)
	p.person(north, "", "neu", "", map[string]string{"Schicht": "früh"})
	in.Reminders.Offsets, in.Version = []int{5}, p.version(id)
	must(t, p.campaigns.Update(ctx, p.manager, id, in))
	for name, c := range map[string]struct {
		audience campaign.Audience
		want     bool
	}{
		"without the late shift of four": {campaign.Audience{Companies: []string{north}, Attributes: map[string][]string{"Schicht": {"früh"}}}, true},
		"without the late shift of five": {campaign.Audience{Companies: []string{south}, Attributes: map[string][]string{"Schicht": {"früh"}}}, false},
		"without one company":            {campaign.Audience{Companies: []string{north}}, false},
		"as before":                      {in.Audience, false},
	} {
		changed := in
		changed.Audience, changed.Version = c.audience, p.version(id)
		if got := refused(t, p.campaigns.Update(ctx, p.manager, id, changed)); got != c.want {
			t.Errorf("%s: refused is %t, want %t", name, got, c.want)
		}
	}
	in.Version = p.version(id)
	must(t, p.campaigns.Update(ctx, p.manager, id, in))
	waves, err := p.db.Campaign().Waves(ctx, id)
	must(t, err)
	next := p.openNow(waves[1])
	if next.Invited != w.Invited || slices.Contains(p.invited(next), "neu") {
		t.Errorf("the next wave asks %d people, want the %d of before without the one who joined", next.Invited, w.Invited)
	}
}

func TestARestThatWouldSetAFewPeopleApartDoesNotHoldForThatWave(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ representatives, want int }{
		"two of twenty were asked lately":  {2, 20},
		"five of twenty were asked lately": {5, 15},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				p := newPlant(t, db)
				north := p.company("nord", 20, c.representatives)
				in := p.input(north) // monthly: 8 March, 12 April
				in.Audience.RestDays = 10
				id, first := p.schedule(in)
				p.openNow(first)
				partners := p.input(north)
				partners.Mode, partners.QuestionnaireID, partners.Rule = campaign.Attributed, p.questionnaire("partner-evaluation"), once("2027-04-08T08:00")
				_, between := p.schedule(partners)
				p.openNow(between)
				waves, err := db.Campaign().Waves(t.Context(), id)
				must(t, err)
				if got := p.openNow(waves[1]).Invited; got != c.want {
					t.Errorf("%d people are asked, want %d", got, c.want)
				}
			})
		})
	}
}
