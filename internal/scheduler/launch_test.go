package scheduler_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

// states are the points of a campaign's list with how they stand.
func (p *plant) states(id string) map[campaign.CheckKey]campaign.CheckState {
	p.t.Helper()
	plan, err := p.campaigns.LaunchPlan(p.t.Context(), p.manager, id)
	must(p.t, err)
	states := map[campaign.CheckKey]campaign.CheckState{}
	for _, c := range plan.Checks {
		states[c.Key] = c.State
	}
	return states
}

func TestTheListSaysWhatIsOpenBeforeTheLaunch(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		in := p.input(p.company("nord", 20, 0), p.company("sued", 20, 0))
		id, err := p.campaigns.Create(ctx, p.manager, in)
		must(t, err)
		want := map[campaign.CheckKey]campaign.CheckState{
			campaign.CheckQuestionnaire: campaign.CheckOK, campaign.CheckPeople: campaign.CheckOK, campaign.CheckWindows: campaign.CheckOK,
			campaign.CheckKeys: campaign.CheckOK, campaign.CheckOverlap: campaign.CheckOK, campaign.CheckTranslations: campaign.CheckOK,
			campaign.CheckTested: campaign.CheckOpen, campaign.CheckPrivacy: campaign.CheckOpen, campaign.CheckGroups: campaign.CheckOK,
			campaign.CheckSheet: campaign.CheckOpen, campaign.CheckConsent: campaign.CheckOpen,
		}
		if diff := cmp.Diff(want, p.states(id)); diff != "" {
			t.Errorf("a draft (-want +got):\n%s", diff)
		}
		must(t, p.campaigns.HandOverSheet(ctx, p.manager, id))
		if got := p.states(id)[campaign.CheckSheet]; got != campaign.CheckOK {
			t.Errorf("the sheet handed over is %q", got)
		}
	})
}

func TestATestMailCountsOnlyWhenItWasSent(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		id, err := p.campaigns.Create(ctx, p.manager, p.input(p.company("nord", 20, 0)))
		must(t, err)
		for _, step := range []struct {
			mark func(letter string) error
			want campaign.CheckState
		}{
			{func(string) error { return nil }, campaign.CheckWaiting},
			{func(l string) error { return p.campaigns.MarkFailed(ctx, l, "m", "gave_up") }, campaign.CheckFailed},
			{func(l string) error { return p.campaigns.MarkSent(ctx, l, "m") }, campaign.CheckOK},
		} {
			p.clock.Advance(1e9)
			must(t, p.campaigns.TestMail(ctx, p.manager, id))
			last, err := p.db.Campaign().LastTest(ctx, id)
			must(t, err)
			must(t, step.mark(last.ID))
			if got := p.states(id)[campaign.CheckTested]; got != step.want {
				t.Errorf("the test mail is %q, want %q", got, step.want)
			}
		}
	})
}

func TestOwnTextsNeedEnglishWordsWhereSomebodyReadsEnglish(t *testing.T) {
	t.Parallel()
	german := survey.Text{"de": "Guten Tag", "en": ""}
	both := survey.Text{"de": "Guten Tag", "en": "Good morning"}
	for name, c := range map[string]struct {
		reads string
		body  survey.Text
		want  campaign.CheckState
	}{
		"German texts for German readers":   {"de", german, campaign.CheckOK},
		"German texts for an English one":   {"en", german, campaign.CheckOwn},
		"both languages for an English one": {"en", both, campaign.CheckOK},
		"no own text":                       {"en", nil, campaign.CheckOK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlant(t, storetest.SQLite(t))
			ctx := t.Context()
			company := p.company("nord", 20, 0)
			_, err := p.roster.AddPerson(ctx, p.manager, roster.PersonInput{CompanyID: company, Name: "Pat", Language: c.reads})
			must(t, err)
			in := p.input(company)
			in.Title["en"] = "How are we doing?"
			in.Invitation.Body = c.body
			id, err := p.campaigns.Create(ctx, p.manager, in)
			must(t, err)
			if got := p.states(id)[campaign.CheckTranslations]; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			plan, err := p.campaigns.LaunchPlan(ctx, p.manager, id)
			must(t, err)
			for _, check := range plan.Checks {
				if missing := strings.Join(check.Missing, " "); check.State == campaign.CheckOwn && missing != "invitation" {
					t.Errorf("missing in English: %q", missing)
				}
			}
		})
	}
}

func TestALaunchAsksAboutOpenPointsOnceAndKeepsThem(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	id, err := p.campaigns.Create(ctx, p.manager, p.input(p.company("nord", 20, 0), p.company("sued", 20, 0)))
	must(t, err)
	if err := p.campaigns.Launch(ctx, p.manager, id, campaign.LaunchInput{PrivacyRead: true}); fault.KindOf(err) != fault.KindInvalid {
		t.Fatalf("with open points: %v, want invalid", err)
	}
	p.want("waves", 0)
	must(t, p.campaigns.Launch(ctx, p.manager, id, campaign.LaunchInput{PrivacyRead: true, Anyway: true}))
	p.want("waves", 2)
	acts, err := p.campaigns.CampaignActs(ctx, p.manager, id)
	must(t, err)
	// Consent can only be given after the launch: it is no open point of it.
	if diff := cmp.Diff([]campaign.CheckKey{campaign.CheckTested, campaign.CheckSheet}, acts[0].Points()); diff != "" {
		t.Errorf("points kept (-want +got):\n%s", diff)
	}
}

func TestNothingStartsWhereNoKeyCouldBeStored(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	id, err := p.campaigns.Create(ctx, p.manager, p.input(p.company("nord", 20, 0)))
	must(t, err)
	must(t, os.RemoveAll(p.folder))
	must(t, os.WriteFile(p.folder, nil, 0o600))
	for name, try := range map[string]error{
		"scheduling": p.campaigns.Schedule(ctx, p.manager, id),
		"launching":  p.campaigns.Launch(ctx, p.manager, id, campaign.LaunchInput{PrivacyRead: true, Anyway: true}),
	} {
		if fault.KindOf(try) != fault.KindInvalid {
			t.Errorf("%s without a key store: %v, want invalid", name, try)
		}
	}
	if got := p.states(id)[campaign.CheckKeys]; got != campaign.CheckOpen {
		t.Errorf("the list says %q about keys", got)
	}
}

func TestALaunchIsTheManagersAlone(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	company := p.company("nord", 20, 0)
	id, err := p.campaigns.Create(ctx, p.manager, p.input(company))
	must(t, err)
	anna := p.speaker("anna@nord.example", company)
	_, listErr := p.campaigns.ChecklistOf(ctx, anna, id, p.input(company))
	_, planErr := p.campaigns.LaunchPlan(ctx, anna, id)
	_, sheetErr := p.campaigns.CouncilSheet(ctx, anna, id)
	for name, try := range map[string]error{
		"list": listErr, "plan": planErr, "sheet": sheetErr,
		"launch":    p.campaigns.Launch(ctx, anna, id, campaign.LaunchInput{PrivacyRead: true, Anyway: true}),
		"hand over": p.campaigns.HandOverSheet(ctx, anna, id),
	} {
		if fault.KindOf(try) != fault.KindNotFound {
			t.Errorf("%s: %v, want not found", name, try)
		}
	}
}

func TestTwoCompaniesWithoutConsentAreToldWhatStillWorks(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	north, south := p.company("nord", 20, 2), p.company("sued", 20, 1)
	p.company("west", 20, 0)
	in := p.input(north, south)
	in.SplitBy = campaign.SplitTeams
	id, err := p.campaigns.Create(ctx, p.manager, in)
	must(t, err)
	plan, err := p.campaigns.LaunchPlan(ctx, p.manager, id)
	must(t, err)
	type line struct {
		Kind     campaign.WayKind
		Company  string
		Blocks   int
		Whole    bool
		Speakers int
	}
	var got []line
	for _, w := range plan.Ways {
		got = append(got, line{w.Kind, w.Company, len(w.Expected), len(w.Expected) > 0 && w.Expected[0].Block.Whole, w.Speakers})
	}
	want := []line{
		{Kind: campaign.WayConsent, Blocks: 3, Whole: true}, {Kind: campaign.WayAsItIs, Blocks: 2},
		{Kind: campaign.WayUndivided, Blocks: 2}, {Kind: campaign.WayThird, Company: "west", Blocks: 4, Whole: true},
		{Kind: campaign.WayAttributed, Speakers: 3}, {Kind: campaign.WayWorkshop},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ways (-want +got):\n%s", diff)
	}
}
