package scheduler_test

import (
	"testing"
	"time"

	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

func TestInvitationsOnPaperAreForPeopleWithoutAnAddressAndLeaveATrace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		p := newPlant(t, db)
		north := p.company("nord", 5, 0)
		for _, name := range []string{"Zoe Ohne", "Aylin Ohne"} {
			_, err := p.roster.AddPerson(ctx, p.manager, roster.PersonInput{CompanyID: north, Name: name, Language: "de"})
			must(t, err)
		}
		_, w := p.schedule(p.input(north))
		_, err := p.campaigns.PrintHandouts(ctx, p.manager, w.ID)
		wantKind(t, err, fault.KindConflict) // a planned round has no invitations yet
		w = p.openNow(w)

		printed, err := p.campaigns.PrintHandouts(ctx, p.manager, w.ID)
		must(t, err)
		if len(printed.Sheets) != 2 || printed.Sheets[0].Name != "Aylin Ohne" || printed.Sheets[1].Company != "nord" {
			t.Fatalf("printed %d sheets: %q", len(printed.Sheets), printed.Sheets[0].Name)
		}
		for _, sheet := range printed.Sheets {
			if _, err := p.answering.Open(ctx, sheet.Secret, p.clock.Now()); err != nil {
				t.Errorf("the link of %s: %v", sheet.Name, err)
			}
			if p.count("invitations WHERE link_hash = '"+seal.HashLink(sheet.Secret)+"'") != 1 {
				t.Errorf("the link of %s belongs to no invitation", sheet.Name)
			}
		}
		if got := p.count("acts WHERE kind = 'handouts_printed' AND actor_name = 'Jana Albers'"); got != 1 {
			t.Errorf("%d entries of the history tell of the printing", got)
		}
		stranger := p.manager
		stranger.Role = "reader"
		_, err = p.campaigns.PrintHandouts(ctx, stranger, w.ID)
		wantKind(t, err, fault.KindNotFound)
	})
}

func TestNoSheetIsPrintedForAnInvitationThatWasMailedAndNoMailHoldsTheLinkOfASheet(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		p := newPlant(t, db)
		north := p.company("nord", 3, 0)
		onPaper, moved := p.enrolled(north, "Zoe Ohne", ""), p.enrolled(north, "Aylin Ohne", "")
		_, w := p.schedule(p.input(north))
		w = p.openNow(w)
		mailed := p.letters("invitation")
		must(t, p.campaigns.MarkSent(ctx, mailed[0], "m"))
		must(t, p.campaigns.MarkFailed(ctx, mailed[1], "n", "address"))
		must(t, p.campaigns.MarkSent(ctx, mailed[2], "o"))
		for _, id := range p.asked(w) {
			if id != onPaper && id != moved {
				p.move(id, "")
			}
		}
		p.move(moved, "aylin@nord.example")
		printed, err := p.campaigns.PrintHandouts(ctx, p.manager, w.ID)
		must(t, err)
		if len(printed.Sheets) != 1 || printed.Sheets[0].Name != "Zoe Ohne" {
			t.Errorf("%d sheets are printed, the first for %q", len(printed.Sheets), printed.Sheets[0].Name)
		}
		p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
		must(t, p.campaigns.Remind(ctx, w.ID))
		p.want("letters WHERE kind IN ('invitation', 'reminder') AND invitation_id = '"+p.invitation(w.ID, moved).ID+"'", 0)
	})
}
