package scheduler_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/mail/mailtest"
	"kreislauf/internal/roster"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

func TestALetterIsTriedAgainUntilTheServerTakesItWithTheSameMessageID(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		p.server.Next(mailtest.TryLater, mailtest.HangUp)
		watch := p.work()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		must(t, p.campaigns.SendSignIn(ctx, account.User{ID: p.manager.UserID}))
		must(t, watch.Completed(ctx, campaign.JobMail, 1))
		arrived, taken := p.server.Letters(), p.server.Taken()
		if len(arrived) != 1 || len(taken) != 1 {
			t.Fatalf("%d letters arrived and %d were cut off, want one each", len(arrived), len(taken))
		}
		if arrived[0].MessageID == "" || arrived[0].MessageID != taken[0].MessageID {
			t.Errorf("Message-ID %q the first time, %q the second", taken[0].MessageID, arrived[0].MessageID)
		}
		p.want("letters WHERE state = 'sent'", 1)
		if logged := p.log.String(); strings.Contains(logged, "jana@") || strings.Contains(logged, "/sign-in/") {
			t.Error("the log holds an address or a link")
		}
		if !strings.Contains(p.log.String(), "job failed") {
			t.Error("the failures left no trace in the log")
		}
	})
}

func TestALetterThatTheServerRefusesFailsWithASafeReason(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		p.server.Next(mailtest.NoRecipient, mailtest.Refuse)
		watch := p.work()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		for range 2 {
			must(t, p.campaigns.SendSignIn(ctx, account.User{ID: p.manager.UserID}))
			must(t, watch.Completed(ctx, campaign.JobMail, 1))
			p.clock.Advance(time.Minute)
		}
		p.want("letters WHERE state = 'failed' AND reason = 'address'", 1)
		p.want("letters WHERE state = 'failed' AND reason = 'refused'", 1)
		if strings.Contains(p.log.String(), "jana@") {
			t.Error("the log holds an address")
		}
	})
}

func TestAskingAgainAndAgainSendsOneSignInLetterAMinute(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		p.clock.Set(start.Truncate(time.Minute))
		for range 120 { // two minutes
			must(t, p.campaigns.SendSignIn(t.Context(), account.User{ID: p.manager.UserID}))
			p.clock.Advance(time.Second)
		}
		must(t, p.campaigns.SendSignIn(t.Context(), account.User{ID: "somebody else"}))
		p.want("letters WHERE user_id = '"+p.manager.UserID+"'", 2)
		p.want("letters", 3)
	})
}

func TestATestMailLooksLikeTheInvitationAndCarriesNoLink(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	watch := p.work()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	id, _ := p.schedule(p.input(p.company("nord", 5, 0)))
	must(t, p.campaigns.TestMail(ctx, p.manager, id))
	must(t, watch.Completed(ctx, campaign.JobMail, 1))
	letter := p.server.Letters()[0]
	if letter.To != "jana@network.example" || !strings.HasPrefix(letter.Subject, "[Test] ") {
		t.Errorf("to %q: %q", letter.To, letter.Subject)
	}
	if strings.Contains(letter.Text, base+"/l/") {
		t.Error("the test mail holds a link that counts")
	}
	c, err := p.campaigns.Campaign(ctx, p.manager, id)
	must(t, err)
	if c.TestedAt == nil {
		t.Error("the campaign does not remember its test")
	}
}

func TestALetterWhoseJobWasLostIsQueuedAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		// Without a queue only the row is kept.
		must(t, p.campaigns.SendSignIn(t.Context(), account.User{ID: p.manager.UserID}))
		watch := p.work()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		p.clock.Advance(11 * time.Minute)
		p.tick()
		p.tick()
		must(t, watch.Completed(ctx, campaign.JobMail, 1))
		if got := len(p.server.Letters()); got != 1 {
			t.Errorf("%d letters arrived, want 1", got)
		}
	})
}

func TestTheOldAddressIsForgottenOnceItWasTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		company := p.company("nord", 5, 0)
		_, w := p.schedule(p.input(company))
		p.openNow(w) // without a queue: only the notice below is sent
		watch := p.work()
		people, err := p.roster.People(ctx, p.manager, company)
		must(t, err)
		must(t, p.roster.EditPerson(ctx, p.manager, people[0].ID, roster.PersonInput{
			CompanyID: company, Name: people[0].Name, Email: "neu@nord.example", Language: "de", Version: people[0].Version,
		}))
		must(t, watch.Completed(ctx, campaign.JobMail, 1))
		letter := p.server.Letters()[0]
		if letter.To != "person1@nord.example" || strings.Contains(letter.Text, "neu@") || strings.Contains(letter.Text, base+"/l/") {
			t.Errorf("the notice went to %q and says %q", letter.To, letter.Text)
		}
		p.want("letters WHERE address <> ''", 0)
	})
}

func TestOnlyManagersChangeWhereInvitationsGo(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	company := p.company("nord", 5, 0)
	people, err := p.roster.People(ctx, p.manager, company)
	must(t, err)
	moved := people[0]
	moved.Email = "neu@nord.example"
	for _, role := range []account.Role{account.Partner, account.Reader} {
		viewer := account.Viewer{NetworkID: p.manager.NetworkID, Role: role, CompanyID: company}
		if err := p.campaigns.Readdress(ctx, viewer, moved, people[0].Email, roster.Change{Changed: []roster.Person{moved}}); err == nil {
			t.Errorf("somebody with the role %s changes an address", role)
		}
	}
	p.want("people WHERE email = 'neu@nord.example'", 0)
}
