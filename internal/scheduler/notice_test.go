package scheduler_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/mail/mailtest"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

func told() campaign.NoticeInput {
	return campaign.NoticeInput{
		Findings:    []survey.Text{{"de": "Absprachen gelingen besser."}, {}, {"de": "Treffen dauern zu lang.", "en": "Meetings take too long."}},
		Measure:     survey.Text{"de": "Wir kürzen\r\n die Treffen."},
		Responsible: " Jana Albers ",
	}
}

// tallied lets a wave of eight people run, of whom six answer.
func (p *plant) tallied() campaign.Wave {
	p.t.Helper()
	_, w := p.schedule(p.input(p.company("nord", 8, 0)))
	w = p.openNow(w)
	p.ballots(w, 6, survey.Answers{"tr_contact": "4"})
	p.clock.Set(w.ClosesAt.Add(campaign.Grace))
	must(p.t, p.campaigns.Tally(p.t.Context(), w.ID))
	return p.wave(w.ID)
}

func TestAReleaseTellsEveryoneWhoWasInvitedTheSameOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		w := p.tallied()
		p.exec("UPDATE people SET email = '' WHERE name = 'nord 8'")
		p.exec("UPDATE invitations SET revoked = TRUE WHERE person_id = (SELECT id FROM people WHERE name = 'nord 7')")
		watch := p.work()
		must(t, p.campaigns.ReleaseWith(ctx, p.manager, w.ID, told()))
		must(t, p.campaigns.ReleaseWith(ctx, p.manager, w.ID, told()))
		wantKind(t, p.campaigns.Announce(ctx, p.manager, w.ID, told()), "")
		must(t, watch.Completed(ctx, campaign.JobDestroy, 1))
		must(t, watch.Completed(ctx, campaign.JobMail, 6))
		p.want("letters WHERE kind = 'results'", 6)
		p.want("letters WHERE kind = 'results' AND state = 'sent'", 6)
		p.want("letters WHERE effect_key LIKE '"+w.ID+":%:results:1'", 6)
		p.want("acts WHERE kind = 'wave_released'", 1)
		p.want("acts WHERE kind = 'wave_announced'", 1)
		p.wantOneText(p.server.Letters())
		got, err := p.campaigns.Told(ctx, p.manager, w.ID)
		must(t, err)
		want := campaign.Notice{
			WaveID: w.ID, NetworkID: w.NetworkID, ActorName: "Jana Albers", CreatedAt: p.clock.Now(), Responsible: "Jana Albers",
			Findings: []survey.Text{{"de": "Absprachen gelingen besser."}, {"de": "Treffen dauern zu lang.", "en": "Meetings take too long."}},
			Measure:  survey.Text{"de": "Wir kürzen die Treffen."},
		}
		if diff := cmp.Diff(want, got.Notice); diff != "" {
			t.Errorf("the notice (-want +got):\n%s", diff)
		}
	})
}

// wantOneText fails when letters of results differ in more than the name: who
// has answered must not show.
func (p *plant) wantOneText(letters []mailtest.Letter) {
	p.t.Helper()
	var first string
	for _, l := range letters {
		if !strings.HasPrefix(l.Subject, "Was herausgekommen ist") {
			continue
		}
		_, text, _ := strings.Cut(l.Text, "\n")
		if first == "" {
			first = text
		}
		if text != first || strings.Contains(text, base+"/l/") {
			p.t.Errorf("the letter to %s says\n%s\nand another\n%s", l.To, text, first)
		}
	}
	if !strings.Contains(first, "Absprachen gelingen besser.") || !strings.Contains(first, "Jana Albers") {
		p.t.Errorf("the letters say %q", first)
	}
}

func TestANoticeCanFollowAReleaseOnceAndOnlyAfterIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		w := p.tallied()
		wantKind(t, p.campaigns.Announce(ctx, p.manager, w.ID, told()), fault.KindConflict)
		must(t, p.campaigns.Release(ctx, p.manager, w.ID))
		wantKind(t, p.campaigns.ReleaseWith(ctx, p.manager, w.ID, told()), fault.KindConflict)
		p.want("letters WHERE kind = 'results'", 0)
		must(t, p.campaigns.DestroyKeys(ctx, w.ID))
		must(t, p.campaigns.Announce(ctx, p.manager, w.ID, told()))
		must(t, p.campaigns.Announce(ctx, p.manager, w.ID, told()))
		p.want("letters WHERE kind = 'results'", 8)
		p.want("notices", 1)
	})
}

func TestRepresentativesAreToldOfAWaveThatReleasedItself(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		in := p.input(p.company("nord", 4, 3))
		in.Mode, in.QuestionnaireID = campaign.Attributed, p.questionnaire("partner-evaluation")
		_, w := p.schedule(in)
		w = p.openNow(w)
		p.clock.Set(w.ClosesAt.Add(campaign.Grace))
		must(t, p.campaigns.Tally(ctx, w.ID))
		must(t, p.campaigns.Announce(ctx, p.manager, w.ID, told()))
		p.want("letters WHERE kind = 'results'", 3)
	})
}

func TestANoticeNeedsAGermanFindingAMeasureAndAName(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	w := p.tallied()
	long := strings.Repeat("ä", 301)
	for name, c := range map[string]struct {
		change func(*campaign.NoticeInput)
		fields []string
	}{
		"no finding":   {func(in *campaign.NoticeInput) { in.Findings = []survey.Text{{"de": " "}, {}} }, []string{"finding_1_de"}},
		"only English": {func(in *campaign.NoticeInput) { in.Findings = []survey.Text{{}, {"en": "Good."}} }, []string{"finding_2_de"}},
		"too long":     {func(in *campaign.NoticeInput) { in.Findings[0]["de"] = long }, []string{"finding_1_de"}},
		"long English": {func(in *campaign.NoticeInput) { in.Findings[2]["en"] = long }, []string{"finding_3_en"}},
		"no measure":   {func(in *campaign.NoticeInput) { in.Measure = survey.Text{"en": "Nothing."} }, []string{"measure_de"}},
		"nobody":       {func(in *campaign.NoticeInput) { in.Responsible = "" }, []string{"responsible"}},
		"four findings": {func(in *campaign.NoticeInput) {
			in.Findings = []survey.Text{{"de": "1"}, {"de": "2"}, {"de": "3"}, {"de": "4"}}
		}, []string{"finding_1_de"}},
		"nothing at all": {func(in *campaign.NoticeInput) { *in = campaign.NoticeInput{} }, []string{"finding_1_de", "measure_de", "responsible"}},
	} {
		in := told()
		c.change(&in)
		var fields []string
		for _, f := range fault.All(p.campaigns.ReleaseWith(t.Context(), p.manager, w.ID, in)) {
			fields = append(fields, f.Field)
		}
		if diff := cmp.Diff(c.fields, fields); diff != "" {
			t.Errorf("%s: refused fields (-want +got):\n%s", name, diff)
		}
	}
	if p.wave(w.ID).ReleasedAt != nil {
		t.Error("a refused notice released the results")
	}
}

func TestFourteenDaysWithoutAReleaseAreToldOnceAlsoAfterDowntime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		w := p.tallied()
		p.clock.Set(w.ClosesAt.Add(campaign.KeyLife - time.Minute))
		p.tick()
		p.want("letters WHERE kind = 'release_due' AND number = '2'", 1)
		p.want("letters WHERE kind = 'release_due' AND number = '3'", 0)
		p.clock.Set(w.ClosesAt.Add(20 * 24 * time.Hour)) // the server was down on the day itself
		must(t, p.campaigns.DestroyKeys(t.Context(), w.ID))
		for range 3 {
			p.tick()
			p.clock.Advance(time.Hour)
		}
		p.want("letters WHERE kind = 'release_due' AND number = '3'", 1)
		must(t, p.campaigns.ReleaseWith(t.Context(), p.manager, w.ID, told()))
		if got := p.wave(w.ID); got.State(p.clock.Now()) != campaign.WaveReleased || got.KeysDestroyedAt == nil {
			t.Errorf("the wave is %q", got.State(p.clock.Now()))
		}
	})
}

func TestNobodyIsAskedForAReleaseThatTookPlace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		w := p.tallied()
		must(t, p.campaigns.Release(t.Context(), p.manager, w.ID))
		p.clock.Set(w.ClosesAt.Add(15 * 24 * time.Hour))
		p.tick()
		p.want("letters WHERE kind = 'release_due'", 1) // the one of the tally
	})
}

func (p *plant) exec(query string) {
	p.t.Helper()
	_, err := p.db.SQL().ExecContext(p.t.Context(), query)
	must(p.t, err)
}
