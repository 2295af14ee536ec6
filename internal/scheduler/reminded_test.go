package scheduler_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

func TestANewAddressIsToldToTheOldOneAndNeverReachesAUsedInvitation(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		company := p.company("nord", 3, 0)
		_, w := p.schedule(p.input(company))
		w = p.openNow(w)
		people, err := p.campaigns.People(ctx, p.manager, company)
		must(t, err)
		invitations, err := db.Campaign().Invitations(ctx, w.ID)
		must(t, err)
		p.ballots(w, 1, survey.Answers{"tr_contact": "4"}) // the first invitation
		for _, person := range people[:2] {
			must(t, p.campaigns.EditPerson(ctx, p.manager, person.ID, campaign.PersonInput{
				CompanyID: company, Name: person.Name, Email: "neu-" + person.Email, Language: "de", Version: person.Version,
			}))
		}
		p.want("letters WHERE kind = 'address_changed' AND address <> ''", 2)
		p.want("acts WHERE kind = 'address_changed'", 2)
		p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
		must(t, p.campaigns.Remind(ctx, w.ID))
		p.want("letters WHERE kind = 'reminder'", 3)
		if diff := cmp.Diff([]bool{true, false, false}, p.stopped(invitations)); diff != "" {
			t.Errorf("after the first answer (-want +got):\n%s", diff)
		}
		p.ballots(w, 3, survey.Answers{"tr_contact": "5"}) // by the old links: the third has no new address
		if diff := cmp.Diff([]bool{true, true, false}, p.stopped(invitations)); diff != "" {
			t.Errorf("after all have answered (-want +got):\n%s", diff)
		}
	})
}

// stopped says for each invitation whether its reminder must not be sent.
func (p *plant) stopped(invitations []campaign.Invitation) []bool {
	p.t.Helper()
	var stopped []bool
	for _, i := range invitations {
		e, err := p.campaigns.Envelope(p.t.Context(), p.reminderOf(i))
		must(p.t, err)
		stopped = append(stopped, e.MailStopped)
	}
	return stopped
}

func (p *plant) reminderOf(i campaign.Invitation) (letterID string) {
	p.t.Helper()
	row := p.db.SQL().QueryRowContext(p.t.Context(), "SELECT id FROM letters WHERE kind = 'reminder' AND invitation_id = '"+i.ID+"'")
	must(p.t, row.Scan(&letterID))
	return letterID
}

func TestTheCountOfLettersDoesNotTellWhoseReminderWasKeptBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		_, w := p.schedule(p.input(p.company("nord", 3, 0)))
		w = p.openNow(w)
		p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
		must(t, p.campaigns.Remind(ctx, w.ID))
		invitations, err := db.Campaign().Invitations(ctx, w.ID)
		must(t, err)
		must(t, p.campaigns.MarkFailed(ctx, p.reminderOf(invitations[0]), "a@b", campaign.ReasonStopped))
		must(t, p.campaigns.MarkSent(ctx, p.reminderOf(invitations[1]), "b@b"))
		must(t, p.campaigns.MarkFailed(ctx, p.reminderOf(invitations[2]), "c@b", "address"))
		page, err := p.campaigns.WavePage(ctx, p.manager, w.ID)
		must(t, err)
		want := []campaign.MailLine{
			{Kind: campaign.MailInvitation, Queued: 3},
			{Kind: campaign.MailReminder, Day: 7, Sent: 2, Failed: 1, Reasons: []campaign.MailReason{{Reason: "address", N: 1}}},
			{Kind: campaign.MailResults, Awaits: true},
		}
		if diff := cmp.Diff(want, page.Mail); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestOnlyThoseWithoutAnAnswerAreRemindedWhereThatWasChosenAndTheirNumberIsHidden(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		in := p.input(p.company("nord", 6, 0))
		in.Reminders.OnlyMissing = true
		_, w := p.schedule(in)
		w = p.openNow(w)
		p.ballots(w, 4, survey.Answers{"tr_contact": "4"})
		p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
		must(t, p.campaigns.Remind(t.Context(), w.ID))
		p.want("letters WHERE kind = 'reminder'", 2)
		page, err := p.campaigns.WavePage(t.Context(), p.manager, w.ID)
		must(t, err)
		want := []campaign.MailLine{
			{Kind: campaign.MailInvitation, Queued: 6},
			{Kind: campaign.MailReminder, Day: 7, Hidden: true},
			{Kind: campaign.MailResults, Awaits: true},
		}
		if diff := cmp.Diff(want, page.Mail); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestWhoIsRemindedStaysAsAnOpenWaveHasSaidIt(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	in := p.input(p.company("nord", 6, 0))
	id, w := p.schedule(in)
	w = p.openNow(w)
	change := func(onlyMissing bool) error {
		c, err := p.campaigns.Campaign(ctx, p.manager, id)
		must(t, err)
		in.Version, in.Reminders.OnlyMissing = c.Version, onlyMissing
		return p.campaigns.Update(ctx, p.manager, id, in)
	}
	wantKind(t, change(true), fault.KindConflict)
	must(t, change(false))
	p.clock.Set(w.ClosesAt.Add(campaign.Grace - time.Second))
	wantKind(t, change(true), fault.KindConflict)
	p.clock.Set(w.ClosesAt.Add(campaign.Grace))
	must(t, change(true))
}
