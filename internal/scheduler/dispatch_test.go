package scheduler_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/scheduler"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

func TestTheStatesOfAWavesLettersAreCountedWithTheirReasons(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		company := p.company("nord", 6, 0)
		_, err := p.roster.AddPerson(ctx, p.manager, roster.PersonInput{CompanyID: company, Name: "Ohne Adresse", Language: "de"})
		must(t, err)
		_, w := p.schedule(p.input(company))
		d := p.dispatch(w)
		if d.Settled || d.Lines[0].Planned == nil {
			t.Errorf("a planned wave has nothing to send: %+v", d)
		}
		w = p.openNow(w)
		letters := p.letters("invitation")
		must(t, p.campaigns.MarkSent(ctx, letters[0], "a"))
		must(t, p.campaigns.MarkFailed(ctx, letters[1], "b", "address"))
		must(t, p.campaigns.MarkFailed(ctx, letters[2], "c", "gave_up"))
		must(t, p.campaigns.MarkSent(ctx, letters[3], "d"))
		p.exec("UPDATE letters SET state = 'bounced', reason = 'address' WHERE id = '" + letters[3] + "'")
		must(t, p.campaigns.MarkFailed(ctx, letters[4], "e", campaign.ReasonStopped))
		want := campaign.MailLine{
			Kind: campaign.MailInvitation, Queued: 1, Sent: 2, Failed: 2, Bounced: 1, Paper: 1,
			Reasons: []campaign.MailReason{{Reason: "address", N: 2}, {Reason: "gave_up", N: 1}},
		}
		if diff := cmp.Diff(want, p.dispatch(w).Lines[0]); diff != "" {
			t.Errorf("invitations (-want +got):\n%s", diff)
		}
		list, err := p.campaigns.Undelivered(ctx, p.manager, w.ID, 1)
		must(t, err)
		var got []string
		for _, u := range list.List {
			got = append(got, fmt.Sprintf("%s %s %s", u.Company, u.State, u.Reason))
		}
		if diff := cmp.Diff([]string{"nord failed address", "nord failed gave_up", "nord bounced address"}, got); diff != "" || list.Total != 3 || !list.Remind {
			t.Errorf("undelivered, %d in all (-want +got):\n%s", list.Total, diff)
		}
	})
}

func TestRemindersToMissingPeopleStayHiddenForGoodAlsoForThoseWhoFollowThem(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		in := p.input(p.company("nord", 6, 0))
		in.Reminders.OnlyMissing = true
		id, w := p.schedule(in)
		w = p.openNow(w)
		p.ballots(w, 4, survey.Answers{"tr_contact": "4"})
		p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
		must(t, p.campaigns.Remind(ctx, w.ID))
		for _, id := range p.letters("invitation") {
			must(t, p.campaigns.MarkSent(ctx, id, "m"))
		}
		hidden := campaign.MailLine{Kind: campaign.MailReminder, Day: 7, Due: w.OpensAt.AddDate(0, 0, 7), Hidden: true}
		d := p.dispatch(w)
		if diff := cmp.Diff(hidden, d.Lines[1]); diff != "" || d.Settled {
			t.Errorf("while open, settled %t (-want +got):\n%s", d.Settled, diff)
		}
		for i, id := range p.letters("reminder") {
			if i == 0 {
				must(t, p.campaigns.MarkFailed(ctx, id, "m", "address"))
				continue
			}
			must(t, p.campaigns.MarkSent(ctx, id, "m"))
		}
		after := p.dispatch(w)
		if diff := cmp.Diff(d.Lines, after.Lines); diff != "" || after.Settled {
			t.Errorf("the sending of hidden reminders shows (-want +got):\n%s", diff)
		}
		list, err := p.campaigns.Undelivered(ctx, p.manager, w.ID, 1)
		must(t, err)
		if list.Total != 0 || len(list.List) != 0 {
			t.Errorf("%d reminders are listed by name", list.Total)
		}
		p.clock.Set(w.ClosesAt)
		d = p.dispatch(w)
		if diff := cmp.Diff(hidden, d.Lines[1]); diff != "" || !d.Settled {
			t.Errorf("after the close, settled %t (-want +got):\n%s", d.Settled, diff)
		}
		p.clock.Set(w.ClosesAt.Add(campaign.Grace))
		in.Reminders.OnlyMissing, in.Version = false, p.version(id)
		must(t, p.campaigns.Update(ctx, p.manager, id, in))
		if diff := cmp.Diff(hidden, p.dispatch(w).Lines[1]); diff != "" {
			t.Errorf("once later rounds remind everybody (-want +got):\n%s", diff)
		}
	})
}

func TestInvitationsThatWereGivenUpAreSentAgainWhileTheWaveIsOpenAndNothingElseIs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		idle, err := scheduler.New(ctx, db, p.campaigns, nobody{}, scheduler.Options{})
		must(t, err)
		db.UseQueue(idle)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		w = p.openNow(w)
		letters := p.letters("invitation")
		must(t, p.campaigns.MarkFailed(ctx, letters[0], "a", "address"))
		must(t, p.campaigns.MarkFailed(ctx, letters[1], "b", campaign.ReasonGivenUp))
		must(t, p.campaigns.MarkFailed(ctx, letters[2], "c", campaign.ReasonGivenUp))
		must(t, p.campaigns.MarkSent(ctx, letters[3], "d"))
		p.clock.Set(w.OpensAt.AddDate(0, 0, 7))
		must(t, p.campaigns.Remind(ctx, w.ID))
		must(t, p.campaigns.MarkFailed(ctx, p.letters("reminder")[0], "e", campaign.ReasonGivenUp))
		p.exec("UPDATE river_job SET state = 'discarded', finalized_at = created_at")
		must(t, p.campaigns.MarkFailed(ctx, letters[4], "f", campaign.ReasonGivenUp))
		left := "people WHERE id = (SELECT person_id FROM invitations WHERE id = (SELECT invitation_id FROM letters WHERE id = '" + letters[4] + "'))"
		p.exec("UPDATE people SET left_at = created_at WHERE id IN (SELECT id FROM " + left + ")")
		page, err := p.campaigns.Undelivered(ctx, p.manager, w.ID, 1)
		must(t, err)
		if page.GivenUp != 2 || page.Total != 4 {
			t.Errorf("%d of %d could be sent again, want 2 of 4", page.GivenUp, page.Total)
		}
		must(t, p.campaigns.Resend(ctx, p.manager, w.ID))
		p.want(openJobs, 2)
		p.want("letters WHERE kind = 'reminder' AND state = 'failed'", 1)
		p.want("acts WHERE kind = 'resent'", 1)
		want := campaign.MailLine{
			Kind: campaign.MailInvitation, Queued: 2, Sent: 1, Failed: 2,
			Reasons: []campaign.MailReason{{Reason: "address", N: 1}, {Reason: campaign.ReasonGivenUp, N: 1}},
		}
		if diff := cmp.Diff(want, p.dispatch(w).Lines[0]); diff != "" {
			t.Errorf("invitations (-want +got):\n%s", diff)
		}
		if err := p.campaigns.Resend(ctx, p.manager, w.ID); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("with nothing to send again: %v", err)
		}
		p.want("acts WHERE kind = 'resent'", 1)
		must(t, p.campaigns.MarkFailed(ctx, letters[1], "b", campaign.ReasonGivenUp))
		stranger := p.manager
		stranger.NetworkID = "another"
		if err := p.campaigns.Resend(ctx, stranger, w.ID); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("for another network's manager: %v", err)
		}
		p.clock.Set(w.ClosesAt)
		if err := p.campaigns.Resend(ctx, p.manager, w.ID); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("after the close: %v", err)
		}
		p.want("letters WHERE id = '"+letters[1]+"' AND state = 'failed'", 1)
	})
}

func TestAReminderThatIsAddedAfterItsTimeIsNotSentAndOneThatWasSentStaysOnThePage(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		in := p.input(p.company("nord", 5, 0))
		id, w := p.schedule(in)
		w = p.openNow(w)
		p.clock.Set(w.OpensAt.AddDate(0, 0, 7))
		must(t, p.campaigns.Remind(ctx, w.ID))
		p.clock.Set(w.OpensAt.AddDate(0, 0, 8))
		in.Version, in.Reminders.Offsets = p.version(id), []int{5, 10}
		must(t, p.campaigns.Update(ctx, p.manager, id, in))
		p.clock.Set(w.OpensAt.AddDate(0, 0, 9))
		must(t, p.campaigns.Remind(ctx, w.ID))
		p.want("letters WHERE kind = 'reminder'", 5)
		former, next := w.OpensAt.AddDate(0, 0, 7), w.OpensAt.AddDate(0, 0, 10)
		want := []campaign.MailLine{
			{Kind: campaign.MailReminder, Day: 7, Due: former, Queued: 5},
			{Kind: campaign.MailReminder, Day: 10, Due: next, Planned: &next},
		}
		if diff := cmp.Diff(want, p.dispatch(w).Lines[1:3]); diff != "" {
			t.Errorf("reminders (-want +got):\n%s", diff)
		}
		p.clock.Set(next)
		must(t, p.campaigns.Remind(ctx, w.ID))
		p.want("letters WHERE kind = 'reminder'", 10)
		must(t, p.campaigns.CloseEarly(ctx, p.manager, w.ID, "Alle haben geantwortet."))
		if n := len(p.dispatch(w).Lines); n != 4 {
			t.Errorf("%d lines after the wave was closed early, want those of the invitation, two reminders and the results", n)
		}
		in.Version, in.Reminders.Offsets = p.version(id), nil
		must(t, p.campaigns.Update(ctx, p.manager, id, in))
		if n := len(p.dispatch(w).Lines); n != 4 {
			t.Errorf("%d lines once nothing is planned any more, want those of the invitation, two reminders and the results", n)
		}
	})
}

func (p *plant) dispatch(w campaign.Wave) campaign.Dispatch {
	p.t.Helper()
	d, err := p.campaigns.Dispatch(p.t.Context(), p.manager, w.ID)
	must(p.t, err)
	page, err := p.campaigns.WavePage(p.t.Context(), p.manager, w.ID)
	must(p.t, err)
	if diff := cmp.Diff(page.Mail, d.Lines); diff != "" || page.Dispatch().Settled != d.Settled {
		p.t.Errorf("page and stream differ (-page +stream):\n%s", diff)
	}
	return d
}

// letters lists the ids of the letters of one kind by their person's name.
func (p *plant) letters(kind string) []string {
	p.t.Helper()
	rows, err := p.db.SQL().QueryContext(p.t.Context(), `SELECT l.id FROM letters l JOIN invitations i ON i.id = l.invitation_id
		JOIN people p ON p.id = i.person_id WHERE l.kind = '`+kind+`' ORDER BY p.name`)
	must(p.t, err)
	defer func() { _ = rows.Close() }()
	var ids []string
	for rows.Next() {
		var id string
		must(p.t, rows.Scan(&id))
		ids = append(ids, id)
	}
	must(p.t, rows.Err())
	return ids
}
