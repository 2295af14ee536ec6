package scheduler_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/mail/mailtest"
	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

func TestLettersBeyondTheRateWaitWithoutLosingAnAttempt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		p.limits = campaign.PaceLimits{PerMinute: 4, PerDomain: 3}
		_, w := p.schedule(p.input(p.company("nord", 6, 0)))
		watch := p.work()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		p.clock.Set(w.OpensAt)
		must(t, p.campaigns.OpenWave(ctx, w.ID))
		must(t, watch.Completed(ctx, campaign.JobMail, 3))
		must(t, watch.Snoozed(ctx, campaign.JobMail, 3))
		p.want("letters WHERE state = 'sent'", 3)
		p.want("letters WHERE state = 'queued' AND attempts = 0", 3)
		p.want("river_job WHERE kind = 'send_letter' AND state = 'scheduled' AND attempt = 0", 3)
		must(t, p.campaigns.SendSignIn(ctx, account.User{ID: p.manager.UserID}))
		must(t, watch.Completed(ctx, campaign.JobMail, 1)) // waits behind nobody
		if strings.Contains(p.log.String(), "job failed") {
			t.Error("waiting was reported as a failure")
		}
	})
}

func TestOneClickEndsTheRemindersOfOneRoundAndCanBeTakenBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		_, w := p.schedule(p.input(p.company("nord", 3, 0)))
		w = p.openNow(w)
		secrets := p.secrets(w)
		before := p.row("SELECT participated, revoked, readdressed FROM invitations ORDER BY id")
		for range 2 {
			must(t, p.campaigns.SetUnreminded(ctx, secrets[0], true))
			must(t, p.campaigns.SetUnreminded(ctx, secrets[1], true))
		}
		must(t, p.campaigns.SetUnreminded(ctx, secrets[1], false))
		for i, want := range []bool{true, false, false} {
			got, err := p.campaigns.Unreminded(ctx, secrets[i])
			must(t, err)
			if got != want {
				t.Errorf("invitation %d: unreminded %v", i, got)
			}
		}
		if after := p.row("SELECT participated, revoked, readdressed FROM invitations ORDER BY id"); !slices.Equal(before, after) {
			t.Error("more than the reminders changed")
		}
		p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
		must(t, p.campaigns.Remind(ctx, w.ID))
		p.want("letters WHERE kind = 'reminder'", 2)
		p.want("letters WHERE kind = 'reminder' AND invitation_id IN (SELECT id FROM invitations WHERE unreminded)", 0)
	})
}

func TestALinkThatDoesNotWorkEndsNoReminders(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		_, w := p.schedule(p.input(p.company("nord", 2, 0)))
		w = p.openNow(w)
		secrets := p.secrets(w)
		_, err := db.SQL().ExecContext(ctx, "UPDATE invitations SET revoked = TRUE WHERE link_hash = '"+seal.HashLink(secrets[0])+"'")
		must(t, err)
		for _, secret := range []string{"", "unknown", secrets[0]} {
			_, err := p.campaigns.Unreminded(ctx, secret)
			if fault.KindOf(err) != fault.KindNotFound || fault.KindOf(p.campaigns.SetUnreminded(ctx, secret, true)) != fault.KindNotFound {
				t.Errorf("%q: got %v", secret, err)
			}
		}
		p.want("invitations WHERE unreminded", 0)
	})
}

func TestANoticeMarksItsLetterOnceAndOnlyIfItWasSent(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, w := p.schedule(p.input(p.company("nord", 4, 0)))
		p.server.Next(mailtest.NoRecipient)
		watch := p.work()
		p.clock.Set(w.OpensAt)
		must(t, p.campaigns.OpenWave(ctx, w.ID))
		must(t, watch.Completed(ctx, campaign.JobMail, 4))
		ids := p.row("SELECT message_id FROM letters WHERE state = 'sent' ORDER BY id")
		failed := p.row("SELECT message_id FROM letters WHERE state = 'failed'")
		for _, b := range []campaign.Bounce{
			{MessageID: ids[0], Reason: "mailbox_full"}, {MessageID: ids[0], Reason: "address"},
			{MessageID: failed[0], Reason: "refused"}, {MessageID: "unknown@network.example", Reason: "other"}, {MessageID: "", Reason: "other"},
		} {
			must(t, p.campaigns.MarkBounced(ctx, b))
		}
		p.want("letters WHERE state = 'bounced' AND reason = 'mailbox_full'", 1)
		p.want("letters WHERE state = 'bounced'", 1)
		p.want("letters WHERE state = 'failed' AND reason = 'address'", 1)
		p.want("letters WHERE state = 'sent'", 2)

		known, err := p.campaigns.ReportBounces(ctx, p.manager, []campaign.Bounce{{MessageID: ids[0], Reason: "other"}, {MessageID: ids[1], Reason: "other"}, {MessageID: "x"}})
		must(t, err)
		if known != 2 {
			t.Errorf("%d notices belong to letters, want 2", known)
		}
		stranger := p.manager
		stranger.NetworkID = "another"
		known, err = p.campaigns.ReportBounces(ctx, stranger, []campaign.Bounce{{MessageID: ids[2], Reason: "other"}})
		must(t, err)
		if known != 0 {
			t.Error("a manager learns of another network's letters")
		}
		p.want("letters WHERE state = 'bounced'", 2)
		reader := p.manager
		reader.Role = account.Reader
		if _, err := p.campaigns.ReportBounces(ctx, reader, nil); err == nil {
			t.Error("a reader may report bounces")
		}
	})
}

// secrets are the links of a wave's invitations, by id.
func (p *plant) secrets(w campaign.Wave) []string {
	p.t.Helper()
	var secrets []string
	for _, id := range p.row("SELECT id FROM invitations ORDER BY id") {
		secret, err := p.keys.LinkSecret(w.ID, id)
		must(p.t, err)
		secrets = append(secrets, secret)
	}
	return secrets
}

// row reads all values that a query finds, line by line, as text.
func (p *plant) row(query string) []string {
	p.t.Helper()
	rows, err := p.db.SQL().QueryContext(p.t.Context(), query)
	must(p.t, err)
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	must(p.t, err)
	var all []string
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		must(p.t, rows.Scan(into...))
		for _, v := range values {
			all = append(all, fmt.Sprint(v))
		}
	}
	must(p.t, rows.Err())
	return all
}
