package scheduler_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/mail"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

func TestNoNoticeTellsAManagerWhoWasReminded(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		watch := p.work()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		in := p.input(p.company("nord", 6, 0))
		in.Reminders.OnlyMissing = true
		_, w := p.schedule(in)
		w = p.openNow(w)
		p.ballots(w, 2, survey.Answers{"tr_contact": "4"})
		p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
		must(t, p.campaigns.Remind(ctx, w.ID))
		must(t, watch.Completed(ctx, campaign.JobMail, 6+4))
		p.want("letters WHERE kind = 'reminder' AND state = 'sent'", 4)

		invitations, err := db.Campaign().Invitations(ctx, w.ID)
		must(t, err)
		var made []campaign.Bounce
		for _, i := range invitations { // all that a manager can know of a letter
			key := w.ID + ":" + i.PersonID + ":reminder:7"
			sum := sha256.Sum256([]byte("kreislauf message id 1 " + key))
			made = append(made,
				campaign.Bounce{MessageID: hex.EncodeToString(sum[:16]) + "@network.example", Reason: "address"},
				campaign.Bounce{MessageID: mail.MessageID(nil, key, "kreislauf@network.example"), Reason: "address"})
		}
		known, err := p.campaigns.ReportBounces(ctx, p.manager, made)
		must(t, err)
		p.want("letters WHERE state = 'bounced'", 0)
		if known != 0 {
			t.Errorf("%d made-up notices are known", known)
		}
		known, err = p.campaigns.ReportBounces(ctx, p.manager, p.bounces("1=1"))
		must(t, err)
		p.want("letters WHERE state = 'bounced'", 10)
		if known != 6 {
			t.Errorf("%d notices count, want those of the 6 invitations", known)
		}
	})
}

func TestALetterThatComesBackBeforeItWasNotedAsSentIsNotSentAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		p.openNow(w)
		letter := p.letters("invitation")[0]
		p.underWay(letter, "person1@nord.example", true)
		must(t, p.campaigns.MarkBounced(ctx, campaign.Bounce{MessageID: "m-" + letter, Reason: "address"}))
		must(t, p.campaigns.MarkBounced(ctx, campaign.Bounce{Reason: "address"}))
		must(t, p.campaigns.MarkSent(ctx, letter, "m-"+letter))
		p.want("letters WHERE state = 'bounced' AND reason = 'address'", 1)
		p.want("letters WHERE state = 'queued'", 4)
	})
}

// bounces are true notices of the letters that a condition names.
func (p *plant) bounces(where string) []campaign.Bounce {
	p.t.Helper()
	rows, err := p.db.SQL().QueryContext(p.t.Context(), "SELECT message_id FROM letters WHERE "+where)
	must(p.t, err)
	defer func() { must(p.t, rows.Close()) }()
	var bounces []campaign.Bounce
	for rows.Next() {
		b := campaign.Bounce{Reason: "address"}
		must(p.t, rows.Scan(&b.MessageID))
		bounces = append(bounces, b)
	}
	must(p.t, rows.Err())
	return bounces
}
