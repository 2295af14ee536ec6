package scheduler_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv"
)

// interrupted lets something happen once at a point of another use case: after
// it has read the campaign's waves or an invitation's letters, or before it
// stores a mark.
type interrupted struct {
	campaign.Store
	afterWaves, afterLetters, beforeRoster, beforeMark func()
}

func (i *interrupted) SaveReaddressing(ctx context.Context, r campaign.Readdressing) error {
	call(&i.beforeRoster)
	return i.Store.SaveReaddressing(ctx, r)
}

func (i *interrupted) LinkLetters(ctx context.Context, invitation campaign.Invitation) ([]campaign.Letter, error) {
	letters, err := i.Store.LinkLetters(ctx, invitation)
	call(&i.afterLetters)
	return letters, err
}

func (i *interrupted) Waves(ctx context.Context, campaignID string) ([]campaign.Wave, error) {
	waves, err := i.Store.Waves(ctx, campaignID)
	call(&i.afterWaves)
	return waves, err
}

func (i *interrupted) Mark(ctx context.Context, m campaign.Mark) (bool, error) {
	call(&i.beforeMark)
	return i.Store.Mark(ctx, m)
}

func (i *interrupted) Announce(ctx context.Context, m campaign.Mark, n campaign.Notice) (bool, error) {
	call(&i.beforeMark)
	return i.Store.Announce(ctx, m, n)
}

func call(once *func()) {
	if fn := *once; fn != nil {
		*once = nil
		fn()
	}
}

func TestAChangeThatWasJudgedBeforeTheOpeningIsNotStoredAfterIt(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(p *plant, in *campaign.Input){
		"who is reminded": func(_ *plant, in *campaign.Input) { in.Reminders.OnlyMissing = true },
		"the confidentiality": func(p *plant, in *campaign.Input) {
			in.Mode, in.QuestionnaireID = campaign.Attributed, p.questionnaire("partner-evaluation")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				p := newPlant(t, db)
				ctx := t.Context()
				in := p.input(p.company("nord", 5, 3))
				id, w := p.schedule(in)
				p.clock.Set(w.OpensAt)
				before, err := p.campaigns.Campaign(ctx, p.manager, id)
				must(t, err)
				in.Version = before.Version
				change(p, &in)
				web := p.over(&interrupted{Store: db.Campaign(), afterWaves: func() { must(t, p.campaigns.OpenWave(ctx, w.ID)) }})
				if err := web.Update(ctx, p.manager, id, in); fault.KindOf(err) != fault.KindConflict {
					t.Errorf("the change ends with %v, want a conflict", err)
				}
				after, err := p.campaigns.Campaign(ctx, p.manager, id)
				must(t, err)
				if diff := cmp.Diff(before, after); diff != "" || p.wave(w.ID).OpenedAt == nil {
					t.Errorf("opened %t, the campaign (-before +after):\n%s", p.wave(w.ID).OpenedAt != nil, diff)
				}
			})
		})
	}
}

func TestAnOpeningWaitsForAChangeOfItsCampaignThatIsBeingStored(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.Open(t, testenv.Postgres(t)))
	id, w := p.schedule(p.input(p.company("nord", 5, 0)))
	p.clock.Set(w.OpensAt)
	p.waitsFor("UPDATE campaigns SET state = 'paused', version = version + 1 WHERE id = '"+id+"'", func(ctx context.Context) error {
		return p.campaigns.OpenWave(ctx, w.ID)
	})
	if p.wave(w.ID).OpenedAt != nil {
		t.Error("a wave of a paused campaign opened")
	}
	p.want("invitations", 0)
}

func TestADeletionWaitsForAnOpeningThatIsBeingStored(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.Open(t, testenv.Postgres(t)))
	company := p.company("nord", 5, 0)
	gone := p.enrolled(company, erasedName, erasedEmail)
	_, w := p.schedule(p.input(company))
	w = p.openNow(w)
	invitation := p.invitation(w.ID, gone)
	p.exec("UPDATE invitations SET person_id = 'somebody' WHERE id = '" + invitation.ID + "'")
	opening := "SELECT id FROM networks FOR NO KEY UPDATE; UPDATE invitations SET person_id = '" + gone + "' WHERE id = '" + invitation.ID + "'"
	p.waitsFor(opening, func(ctx context.Context) error { return p.campaigns.DeletePerson(ctx, p.manager, gone) })
	p.want("invitations WHERE person_id = '"+gone+"'", 0)
	p.want("invitations WHERE revoked", 1)
}

func TestALetterWaitsForANewAddressThatIsBeingStored(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.Open(t, testenv.Postgres(t)))
	_, w := p.schedule(p.input(p.company("nord", 5, 0)))
	p.openNow(w)
	letter := p.letters("invitation")[0]
	change := "UPDATE people SET email = 'neu@nord.example' WHERE email = 'person1@nord.example'; SELECT id FROM letters WHERE id = '" + letter + "' FOR UPDATE"
	p.waitsFor(change, func(context.Context) error {
		p.underWay(letter, "person1@nord.example", false)
		return nil
	})
	p.underWay(letter, "neu@nord.example", true)
}

// waitsFor runs do while another process has carried out statements and not
// committed them, and does so once do waits for it.
func (p *plant) waitsFor(statements string, do func(context.Context) error) {
	p.t.Helper()
	ctx := context.WithoutCancel(p.t.Context())
	other, err := p.db.SQL().BeginTx(ctx, nil)
	must(p.t, err)
	for statement := range strings.SplitSeq(statements, "; ") {
		_, err = other.ExecContext(ctx, statement)
		must(p.t, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- do(ctx) }()
	beat := time.NewTicker(10 * time.Millisecond)
	defer beat.Stop()
	for p.count("pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()") == 0 {
		select {
		case err := <-ended:
			must(p.t, other.Rollback())
			p.t.Fatalf("nothing waited: %v", err)
		case <-beat.C:
		}
	}
	must(p.t, other.Commit())
	must(p.t, <-ended)
}

func TestNothingIsAddedForAPersonWhoIsDeletedInTheSameMoment(t *testing.T) {
	t.Parallel()
	for name, meet := range map[string]func(p *plant, w campaign.Wave, erase func()){
		"at the opening": func(p *plant, w campaign.Wave, erase func()) {
			p.clock.Set(w.OpensAt)
			must(p.t, p.over(&meddling{Store: p.db.Campaign(), before: []func(){erase}}).OpenWave(p.t.Context(), w.ID))
			p.want("invitations", 5)
			p.want("waves WHERE invited = 5", 1)
		},
		"at a reminder": func(p *plant, w campaign.Wave, erase func()) {
			w = p.openNow(w)
			p.clock.Set(w.OpensAt.AddDate(0, 0, 7))
			must(p.t, p.over(&interrupted{Store: p.db.Campaign(), beforeMark: erase}).Remind(p.t.Context(), w.ID))
			p.want("letters WHERE kind = 'reminder'", 5)
		},
		"at the notice of the results": func(p *plant, w campaign.Wave, erase func()) {
			w = p.openNow(w)
			p.clock.Set(w.ClosesAt.Add(campaign.Grace))
			must(p.t, p.campaigns.Tally(p.t.Context(), w.ID))
			service := p.over(&interrupted{Store: p.db.Campaign(), beforeMark: erase})
			must(p.t, service.ReleaseWith(p.t.Context(), p.manager, w.ID, told()))
			p.want("letters WHERE kind = 'results'", 5)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				p := newPlant(t, db)
				company := p.company("nord", 5, 0)
				gone := p.enrolled(company, erasedName, erasedEmail)
				_, w := p.schedule(p.input(company))
				meet(p, w, func() { must(t, p.campaigns.DeletePerson(t.Context(), p.manager, gone)) })
				p.want("invitations WHERE person_id = '"+gone+"'", 0)
				p.want("letters WHERE effect_key LIKE '%"+gone+"%'", 0)
			})
		})
	}
}
