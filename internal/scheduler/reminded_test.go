package scheduler_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

func TestANewAddressNeverGetsALinkThatArrivedWhetherItWasUsedOrNot(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		in := p.input(p.company("nord", 5, 0))
		in.Reminders.OnlyMissing = true
		_, w := p.schedule(in)
		w = p.openNow(w)
		for _, id := range p.letters("invitation") {
			must(t, p.campaigns.MarkSent(ctx, id, "m-"+id))
		}
		invitations, err := db.Campaign().Invitations(ctx, w.ID)
		must(t, err)
		for _, i := range invitations[:2] {
			p.move(i.PersonID, "neu-"+i.PersonID+"@nord.example")
		}
		p.want("letters WHERE kind = 'address_changed' AND address <> ''", 2)
		p.want("acts WHERE kind = 'address_changed'", 2)
		p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
		must(t, p.campaigns.Remind(ctx, w.ID))
		want := []bool{true, true, false, false, false}
		if diff := cmp.Diff(want, p.stopped(invitations)); diff != "" {
			t.Errorf("before any answer (-want +got):\n%s", diff)
		}
		p.ballots(w, 5, survey.Answers{"tr_contact": "4"})
		if diff := cmp.Diff(want, p.stopped(invitations)); diff != "" {
			t.Errorf("after all have answered (-want +got):\n%s", diff)
		}
	})
}

func TestACorrectedAddressGetsTheInvitationAgainOnlyWhileNoMailWithTheLinkArrived(t *testing.T) {
	t.Parallel()
	type fate struct{ invitations, counted, readdressed int }
	for name, test := range map[string]struct {
		before func(p *plant, w campaign.Wave, letter string) // what becomes of the mails
		want   fate
	}{
		"it waits, and goes to the new address itself": {func(*plant, campaign.Wave, string) {}, fate{1, 1, 0}},
		"it is on its way to the former one": {func(p *plant, w campaign.Wave, letter string) {
			p.underWay(letter, "person1@nord.example", true)
		}, fate{1, 1, 1}},
		"the mail server did not take it": {func(p *plant, w campaign.Wave, letter string) {
			p.underWay(letter, "person1@nord.example", true)
			must(p.t, p.campaigns.MarkNotTaken(p.t.Context(), letter))
		}, fate{1, 1, 0}},
		"it arrived": {func(p *plant, _ campaign.Wave, letter string) {
			must(p.t, p.campaigns.MarkSent(p.t.Context(), letter, "m"))
		}, fate{1, 1, 1}},
		"it was refused": {func(p *plant, _ campaign.Wave, letter string) {
			must(p.t, p.campaigns.MarkFailed(p.t.Context(), letter, "m", "address"))
		}, fate{2, 1, 0}},
		"it came back": {func(p *plant, _ campaign.Wave, letter string) {
			must(p.t, p.campaigns.MarkSent(p.t.Context(), letter, "m"))
			must(p.t, p.campaigns.MarkBounced(p.t.Context(), campaign.Bounce{MessageID: "m", Reason: "address"}))
		}, fate{2, 1, 0}},
		"it came back after the address was changed": {func(p *plant, w campaign.Wave, letter string) {
			must(p.t, p.campaigns.MarkSent(p.t.Context(), letter, "m"))
			p.move(p.asked(w)[0], "zwischen@nord.example")
			must(p.t, p.campaigns.MarkBounced(p.t.Context(), campaign.Bounce{MessageID: "m", Reason: "address"}))
		}, fate{2, 1, 0}},
		"it came back, and a reminder arrived": {func(p *plant, w campaign.Wave, letter string) {
			must(p.t, p.campaigns.MarkFailed(p.t.Context(), letter, "m", "address"))
			p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
			must(p.t, p.campaigns.Remind(p.t.Context(), w.ID))
			must(p.t, p.campaigns.MarkSent(p.t.Context(), p.letters("reminder")[0], "r"))
		}, fate{1, 1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				p := newPlant(t, db)
				north := p.company("nord", 1, 0)
				p.onPaper(north, 4)
				_, w := p.schedule(p.input(north))
				w = p.openNow(w)
				test.before(p, w, p.letters("invitation")[0])
				p.move(p.asked(w)[0], "richtig@nord.example")
				p.move(p.asked(w)[0], "richtiger@nord.example") // the new letter waits: no third one
				got := fate{p.count("letters WHERE kind = 'invitation'"), 0, p.count("invitations WHERE readdressed")}
				line := p.dispatch(w).Lines[0]
				got.counted = line.Queued + line.Sent + line.Lost()
				if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(fate{})); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if line.Paper != 4 {
					t.Errorf("%d invitations are said to be on paper, want the 4 of people without an address", line.Paper)
				}
			})
		})
	}
}

// underWay hands a letter to the mail server, which has not answered yet.
func (p *plant) underWay(letter, address string, want bool) {
	p.t.Helper()
	begun, err := p.campaigns.MarkUnderWay(p.t.Context(), letter, "m-"+letter, address)
	must(p.t, err)
	if begun != want {
		p.t.Errorf("a letter to %s begins: %t, want %t", address, begun, want)
	}
}

func TestALetterThatSetsOutInTheMomentOfANewAddressKeepsFurtherMailsFromIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		w = p.openNow(w)
		first, second := p.letters("invitation")[0], p.letters("invitation")[1]
		invitations, err := db.Campaign().Invitations(t.Context(), w.ID)
		must(t, err)
		p.useStore(&interrupted{Store: db.Campaign(), afterLetters: func() {
			p.underWay(first, "person1@nord.example", true)
		}})
		p.move(invitations[0].PersonID, "neu@nord.example")
		p.useStore(db.Campaign())
		p.move(invitations[1].PersonID, "anders@nord.example")
		p.underWay(second, "person2@nord.example", false)
		p.underWay(second, "anders@nord.example", true)
		p.clock.Set(w.OpensAt.AddDate(0, 0, 7))
		must(t, p.campaigns.Remind(t.Context(), w.ID))
		if diff := cmp.Diff([]bool{true, false, false, false, false}, p.stopped(invitations)); diff != "" {
			t.Errorf("whose reminder is stopped (-want +got):\n%s", diff)
		}
	})
}

func TestANewAddressThatIsStoredRightAfterAnOpeningGetsNoLinkThatTheFormerOneHas(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		company := p.company("nord", 5, 0)
		person := p.enrolled(company, "Anna Umzug", "anna@nord.example")
		_, w := p.schedule(p.input(company))
		p.clock.Set(w.OpensAt)
		opens := func() {
			must(t, p.over(db.Campaign()).OpenWave(t.Context(), w.ID))
			p.underWay(p.letters("invitation")[0], "anna@nord.example", true)
		}
		p.useStore(&interrupted{Store: db.Campaign(), beforeRoster: opens})
		p.move(person, "neu@nord.example")
		if !p.invitation(w.ID, person).Readdressed {
			t.Error("a link that is on its way to the former address would be mailed to the new one")
		}
	})
}

// asked lists the ids of the people invited.
func (p *plant) asked(w campaign.Wave) []string {
	p.t.Helper()
	invitations, err := p.db.Campaign().Invitations(p.t.Context(), w.ID)
	must(p.t, err)
	ids := make([]string, len(invitations))
	for i, one := range invitations {
		ids[i] = one.PersonID
	}
	return ids
}

// move gives a person another address.
func (p *plant) move(personID, address string) {
	p.t.Helper()
	ctx := p.t.Context()
	person, err := p.roster.Person(ctx, p.manager, personID)
	must(p.t, err)
	must(p.t, p.roster.EditPerson(ctx, p.manager, personID, roster.PersonInput{
		CompanyID: person.CompanyID, Name: person.Name, Email: address, Language: "de", Version: person.Version,
	}))
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
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		w = p.openNow(w)
		p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
		must(t, p.campaigns.Remind(ctx, w.ID))
		invitations, err := db.Campaign().Invitations(ctx, w.ID)
		must(t, err)
		must(t, p.campaigns.MarkFailed(ctx, p.reminderOf(invitations[0]), "a@b", campaign.ReasonStopped))
		must(t, p.campaigns.MarkSent(ctx, p.reminderOf(invitations[1]), "b@b"))
		for _, i := range invitations[3:] {
			must(t, p.campaigns.MarkSent(ctx, p.reminderOf(i), "d@b"+i.ID))
		}
		must(t, p.campaigns.MarkFailed(ctx, p.reminderOf(invitations[2]), "c@b", "address"))
		page, err := p.campaigns.WavePage(ctx, p.manager, w.ID)
		must(t, err)
		want := []campaign.MailLine{
			{Kind: campaign.MailInvitation, Queued: 5},
			{Kind: campaign.MailReminder, Day: 7, Due: w.OpensAt.AddDate(0, 0, 7), Sent: 4, Failed: 1, Reasons: []campaign.MailReason{{Reason: "address", N: 1}}},
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
			{Kind: campaign.MailReminder, Day: 7, Due: w.OpensAt.AddDate(0, 0, 7), Hidden: true},
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
