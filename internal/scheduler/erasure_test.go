package scheduler_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
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

const (
	erasedName   = "Zacharias Wundersam"
	erasedEmail  = "zacharias.wundersam@nord.example"
	erasedBefore = "z.wundersam.frueher@nord.example"
)

// enrolled adds somebody to the company and returns the id.
func (p *plant) enrolled(company, name, email string) string {
	p.t.Helper()
	id, err := p.roster.AddPerson(p.t.Context(), p.manager, roster.PersonInput{
		CompanyID: company, Name: name, Email: email, Language: "de", Attributes: map[string]string{},
	})
	must(p.t, err)
	return id
}

// invitation returns the person's invitation to the wave.
func (p *plant) invitation(waveID, personID string) campaign.Invitation {
	p.t.Helper()
	all, err := p.db.Campaign().Invitations(p.t.Context(), waveID)
	must(p.t, err)
	for _, i := range all {
		if i.PersonID == personID {
			return i
		}
	}
	p.t.Fatalf("no invitation of %s", personID)
	return campaign.Invitation{}
}

func (p *plant) cube(waveID string) string {
	p.t.Helper()
	var body string
	must(p.t, p.db.SQL().QueryRowContext(p.t.Context(), "SELECT body FROM cubes WHERE wave_id = '"+waveID+"'").Scan(&body))
	return body
}

func TestADeletedPersonLeavesAnOpenWaveThatCanStillBeTallied(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		company := p.company("nord", 12, 0)
		erased := p.enrolled(company, erasedName, erasedEmail)
		_, w := p.schedule(p.input(company))
		w = p.openNow(w)
		invitation := p.invitation(w.ID, erased)
		secret, err := p.keys.LinkSecret(w.ID, invitation.ID)
		must(t, err)
		p.ballots(w, 8, survey.Answers{"tr_contact": "4"})
		p.submit(secret, survey.Answers{"tr_contact": "1"})
		var begun string
		draftOf := "SELECT body FROM drafts WHERE invitation_id = '" + invitation.ID + "'"
		must(t, db.SQL().QueryRowContext(ctx, draftOf).Scan(&begun))

		must(t, p.campaigns.DeletePerson(ctx, p.manager, erased))
		p.want("people WHERE id = '"+erased+"'", 0)
		p.want("invitations WHERE person_id = '"+erased+"'", 0)
		p.want("invitations WHERE id = '"+invitation.ID+"' AND revoked AND unreminded AND participated", 1)
		p.want("ballots", 9) // or the count would tell whether this person had answered
		var emptied string
		must(t, db.SQL().QueryRowContext(ctx, draftOf).Scan(&emptied))
		if emptied == begun || len(emptied) != len(begun) {
			t.Errorf("the draft of %d letters became one of %d", len(begun), len(emptied))
		}
		_, err = p.answering.Open(ctx, secret, time.Time{})
		_, unknown := p.answering.Open(ctx, strings.Repeat("a", len(secret)), time.Time{})
		if diff := cmp.Diff(fault.All(unknown), fault.All(err)); diff != "" || unknown == nil {
			t.Errorf("the link answers otherwise than an unknown one (-unknown +erased):\n%s", diff)
		}
		wantKind(t, p.campaigns.DeletePerson(ctx, p.manager, erased), fault.KindNotFound)

		p.clock.Set(w.ClosesAt.Add(campaign.Grace))
		must(t, p.campaigns.Tally(ctx, w.ID))
		p.want("cubes", 1)
		if body := p.cube(w.ID); !strings.Contains(body, `"n":9`) && !strings.Contains(body, `"n": 9`) {
			t.Errorf("the erased ballot is not counted: %.300s", body)
		}
		if got := p.wave(w.ID); got.Invited != 13 || got.Unreadable != 0 {
			t.Errorf("invited %d, unreadable %d; want 13 and 0", got.Invited, got.Unreadable)
		}
	})
}

func TestDeletingAPersonAfterTheTallyLeavesTheCubeAsItIs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		company := p.company("nord", 12, 0)
		erased := p.enrolled(company, erasedName, erasedEmail)
		_, w := p.schedule(p.input(company))
		w = p.openNow(w)
		p.ballots(w, 13, survey.Answers{"tr_contact": "4"})
		p.clock.Set(w.ClosesAt.Add(campaign.Grace))
		must(t, p.campaigns.Tally(ctx, w.ID))
		before := p.cube(w.ID)
		must(t, p.campaigns.DeletePerson(ctx, p.manager, erased))
		if diff := cmp.Diff(before, p.cube(w.ID)); diff != "" {
			t.Errorf("the cube changed (-before +after):\n%s", diff)
		}
		p.want("invitations WHERE participated", 13)
		must(t, p.campaigns.Release(ctx, p.manager, w.ID))
		must(t, p.campaigns.DestroyKeys(ctx, w.ID))
		if diff := cmp.Diff(before, p.cube(w.ID)); diff != "" {
			t.Errorf("the cube changed (-before +after):\n%s", diff)
		}
	})
}

func TestAttributedAnswersStayWithTheCompanyWhenTheirWriterIsDeleted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		company := p.company("nord", 1, 1)
		in := p.input(company, p.company("sued", 1, 1))
		in.Mode, in.QuestionnaireID = campaign.Attributed, p.questionnaire("partner-evaluation")
		_, w := p.schedule(in)
		w = p.openNow(w)
		p.ballots(w, 2, survey.Answers{"ww_balance": "4"})
		people, err := p.roster.People(t.Context(), p.manager, company)
		must(t, err)
		must(t, p.campaigns.DeletePerson(t.Context(), p.manager, people[0].ID))
		p.want("responses", 2)
		p.want("responses WHERE person_id = '"+people[0].ID+"'", 0)
		p.want("invitations WHERE participated", 2)
		p.want("invitations AS i JOIN responses AS r ON r.invitation_id = i.id AND r.person_id = i.person_id", 2)
	})
}

func TestNoMailGoesToADeletedPerson(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		company := p.company("nord", 4, 0)
		erased := p.enrolled(company, erasedName, erasedBefore)
		_, w := p.schedule(p.input(company))
		w = p.openNow(w) // the letters wait: there is no queue yet
		person, err := p.roster.Person(ctx, p.manager, erased)
		must(t, err)
		must(t, p.roster.EditPerson(ctx, p.manager, erased, roster.PersonInput{
			CompanyID: company, Name: erasedName, Email: erasedEmail, Language: "de", Version: person.Version,
		}))
		p.want("letters WHERE address <> ''", 1)
		must(t, p.campaigns.DeletePerson(ctx, p.manager, erased))
		p.want("letters WHERE address <> ''", 0)
		p.want("letters WHERE state = 'failed' AND reason = 'no_address'", 2)
		p.want("acts WHERE kind = 'address_changed'", 0)
		p.want("acts WHERE kind = 'address_erased'", 1)

		watch := p.work()
		p.clock.Set(w.OpensAt.AddDate(0, 0, 7))
		p.tick()
		must(t, watch.Completed(ctx, campaign.JobRemind, 1))
		must(t, watch.Completed(ctx, campaign.JobMail, 8)) // four invitations, four reminders
		for _, letter := range p.server.Letters() {
			if strings.Contains(letter.To, "wundersam") || strings.Contains(letter.Text, "Wundersam") {
				t.Errorf("%q went to %q", letter.Subject, letter.To)
			}
		}
		// Invited by a wave that was opening while the person was deleted.
		_, err = db.SQL().ExecContext(ctx, "UPDATE letters SET state = 'queued' WHERE reason = 'no_address' AND kind = 'invitation'")
		must(t, err)
		p.clock.Advance(11 * time.Minute)
		p.tick()
		must(t, watch.Completed(ctx, campaign.JobMail, 1))
		p.want("letters WHERE state = 'failed' AND reason = 'no_address'", 2)
	})
}

func TestNoByteOfADeletedPersonStaysInTheSQLiteFiles(t *testing.T) {
	t.Parallel()
	for name, closed := range map[string]bool{"while a wave is open": false, "while none is": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			noByteStays(t, closed)
		})
	}
}

func noByteStays(t *testing.T, closed bool) {
	path := filepath.Join(t.TempDir(), "kreislauf.db")
	p := newPlant(t, storetest.Open(t, path))
	ctx := t.Context()
	company := p.company("nord", 30, 0)
	erased := p.enrolled(company, erasedName, erasedBefore)
	group, err := p.roster.AddGroup(ctx, p.manager, roster.GroupInput{Name: "Projekt Portal"})
	must(t, err)
	must(t, p.roster.ChangeMembers(ctx, p.manager, group, []string{erased}, nil))
	_, w := p.schedule(p.input(company))
	w = p.openNow(w)
	p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
	must(t, p.campaigns.Remind(ctx, w.ID))
	must(t, p.campaigns.MarkSent(ctx, p.reminderOf(p.invitation(w.ID, erased)), "made-of-"+erased))
	must(t, p.db.Campaign().AddUpload(ctx, roster.Upload{
		ID: newID(), NetworkID: p.manager.NetworkID, UserID: p.manager.UserID, Body: erasedName, CreatedAt: p.clock.Now(), Version: 1,
	}))
	must(t, p.roster.EditPerson(ctx, p.manager, erased, roster.PersonInput{
		CompanyID: company, Name: erasedName, Email: erasedEmail, Language: "de", Version: 1,
		Attributes: map[string]string{"Standort": "Wundersamhausen"},
	}))
	if closed {
		p.clock.Set(w.ClosesAt.Add(time.Hour))
	}
	watch := p.work()
	traces := func() int {
		found := 0
		for _, name := range []string{path, path + "-wal"} {
			body, err := os.ReadFile(name)
			must(t, err)
			for _, trace := range []string{"wundersam", erased} {
				found += bytes.Count(bytes.ToLower(body), []byte(trace))
			}
		}
		return found
	}
	if traces() == 0 {
		t.Fatal("the search finds nothing even while the person is there")
	}
	must(t, p.campaigns.DeletePerson(ctx, p.manager, erased))
	must(t, watch.Completed(ctx, campaign.JobScrub, 1))
	if n := traces(); n > 0 {
		t.Errorf("%d traces of the deleted person are left", n)
	}
}
