package scheduler_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

func TestRepresentativesAnswerForTheirCompanyAndTheirAnswersShowAfterTheClose(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		in := p.input(p.company("nord", 3, 1), p.company("sued", 3, 2))
		in.Mode, in.QuestionnaireID = campaign.Attributed, p.questionnaire("partner-evaluation")
		_, w := p.schedule(in)
		w = p.openNow(w)
		p.want("invitations", 3)
		if w.PublicKey != "" {
			t.Error("an attributed wave has a ballot key")
		}
		p.ballots(w, 2, survey.Answers{"ww_balance": "4", "tx_well": "Die Absprachen"})
		p.want("responses", 2)
		p.clock.Set(w.ClosesAt.Add(campaign.Grace))
		must(t, p.campaigns.Tally(ctx, w.ID))
		if got := p.wave(w.ID).State(p.clock.Now()); got != campaign.WaveReleased {
			t.Errorf("the wave is %q, want released", got)
		}
		must(t, p.campaigns.DestroyKeys(ctx, w.ID))
		p.want("cubes", 0)
		p.want("drafts", 0)
		p.want("responses", 2)
		if _, err := p.keys.LinkSecret(w.ID, "x"); err == nil {
			t.Error("the links' key is still there")
		}
	})
}

func TestTurnoutIsKeptOnceADayInBandsAndNotForSmallCompanies(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		north, south := p.company("nord", 10, 0), p.company("sued", 9, 0)
		_, w := p.schedule(p.input(north, south))
		w = p.openNow(w)
		p.tick()
		p.want("turnouts", 0) // the wave opened after today's 06:00
		p.ballots(w, 19, survey.Answers{"tr_contact": "4"})
		p.clock.Advance(24 * time.Hour)
		p.tick()
		first := p.turnout(w.ID)
		want := campaign.Turnout{WaveID: w.ID, NetworkID: p.manager.NetworkID, Total: campaign.TurnoutHigh, TakenAt: first.TakenAt,
			Companies: []campaign.CompanyTurnout{
				{CompanyID: north, Invited: 10, Band: campaign.TurnoutHigh}, {CompanyID: south, Invited: 9, Band: campaign.TurnoutHidden},
			}}
		if diff := cmp.Diff(want, first); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		p.clock.Advance(time.Hour)
		p.tick()
		if again := p.turnout(w.ID); !again.TakenAt.Equal(first.TakenAt) {
			t.Error("the snapshot was taken twice in a day")
		}
	})
}

func (p *plant) turnout(waveID string) campaign.Turnout {
	p.t.Helper()
	page, err := p.campaigns.WavePage(p.t.Context(), p.manager, waveID)
	must(p.t, err)
	return page.Turnout
}

func TestAPastedListIsJudgedRowByRowAndImportedWithoutTheRejectedOnes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south := p.company("nord", 2, 0), p.company("sued", 1, 0)
		text := "Name;E-Mail;Team\r\n" +
			"nord 1; PERSON1@nord.example;\r\n" +
			"nord 2;person2@nord.example;Montage\n\n" +
			"Neu Eins\tneu1@nord.example\tMontage\n" +
			"\"Neu Zwei\" <neu2@nord.example>\n" +
			"Ohne Adresse\n" +
			"Kaputt;kaputt@nirgends\n" +
			";leer@nord.example\n" +
			"Doppelt;neu1@nord.example\n" +
			"Fremd;person1@sued.example\n" +
			"Zu;viele@nord.example;Spalten;Hier\n"
		want := []string{"skip", "update", "accept", "accept", "warn", "error.email_no_dot", "warn", "import.duplicate",
			"error.person_email_taken", "warn"}
		preview, err := p.roster.PreviewPaste(ctx, p.manager, north, text)
		must(t, err)
		if diff := cmp.Diff(want, verdicts(preview)); diff != "" {
			t.Fatalf("preview (-want +got):\n%s", diff)
		}
		p.want("people", 3)
		_, err = p.roster.ImportPaste(ctx, p.manager, north, text)
		must(t, err)
		p.want("people", 8)
		p.want("teams WHERE name = 'Montage'", 1)
		again, err := p.roster.ImportPaste(ctx, p.manager, north, text)
		must(t, err)
		if again.Count(roster.RowSkip) != 7 || again.Takes() != 0 {
			t.Errorf("the same list again: %v", verdicts(again))
		}
		_, err = p.roster.ImportPaste(ctx, p.manager, south, " \n")
		wantKind(t, err, fault.KindInvalid)
	})
}

func verdicts(paste roster.Import) []string {
	var got []string
	for _, row := range paste.Rows {
		if row.Verdict == roster.RowReject || row.Verdict == roster.RowDuplicate {
			got = append(got, row.Reasons[0].Key)
			continue
		}
		got = append(got, string(row.Verdict))
	}
	return got
}

func TestWhatAViewerMayNotSeeDoesNotExist(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	company := p.company("nord", 5, 1)
	in := p.input(company)
	id, w := p.schedule(in)
	people, err := p.roster.People(ctx, p.manager, company)
	must(t, err)
	foreign := p.manager
	foreign.NetworkID = newID()
	partner := p.manager
	partner.Role, partner.CompanyID = account.Partner, company
	for name, v := range map[string]account.Viewer{"another network's manager": foreign, "a partner": partner} {
		for use, try := range map[string]func() error{
			"person":   func() error { _, err := p.roster.Person(ctx, v, people[0].ID); return err },
			"campaign": func() error { _, err := p.campaigns.Campaign(ctx, v, id); return err },
			"update":   func() error { return p.campaigns.Update(ctx, v, id, in) },
			"pause":    func() error { return p.campaigns.Pause(ctx, v, id) },
			"wave":     func() error { _, err := p.campaigns.WavePage(ctx, v, w.ID); return err },
			"cancel":   func() error { return p.campaigns.CancelWave(ctx, v, w.ID, "warum auch immer") },
			"release":  func() error { return p.campaigns.Release(ctx, v, w.ID) },
			"test":     func() error { return p.campaigns.TestMail(ctx, v, id) },
			"paste":    func() error { _, err := p.roster.ImportPaste(ctx, v, company, "A;a@nord.example"); return err },
		} {
			if err := try(); fault.KindOf(err) != fault.KindNotFound {
				t.Errorf("%s, %s: got %v, want not found", name, use, err)
			}
		}
	}
}

func TestAFormTellsEverythingThatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	empty := p.company("leer", 0, 0)
	good := p.input(p.company("nord", 5, 0))
	for name, c := range map[string]struct {
		change func(*campaign.Input)
		want   string
	}{
		"no title":            {func(in *campaign.Input) { in.Title = nil }, "title"},
		"unknown questions":   {func(in *campaign.Input) { in.QuestionnaireID = newID() }, "questionnaire"},
		"questions by name":   {func(in *campaign.Input) { in.QuestionnaireID = p.questionnaire("partner-evaluation") }, "mode"},
		"nobody asked":        {func(in *campaign.Input) { in.Audience.Companies = []string{empty} }, "audience"},
		"no representative":   {func(in *campaign.Input) { in.Mode = campaign.Attributed }, "mode"},
		"foreign company":     {func(in *campaign.Input) { in.Audience.Companies = []string{newID()} }, "audience"},
		"foreign cooperation": {func(in *campaign.Input) { in.CooperationID = newID() }, "cooperation"},
		"rule that never opens": {func(in *campaign.Input) {
			in.Rule = calendar.Rule{Kind: calendar.KindCron, Cron: "0 8 30 2 *", Length: calendar.Length{Days: 7}}
		}, "rule.cron"},
		"six reminders": {func(in *campaign.Input) { in.Reminders.Offsets = []int{1, 2, 3, 4, 5, 6} }, "reminders"},
		"a reminder after the close": {func(in *campaign.Input) {
			in.Rule.Length, in.Reminders.Offsets = calendar.Length{Days: 3}, []int{28}
		}, "reminders.28"},
		"NUL in a text": {func(in *campaign.Input) { in.Invitation.Body = survey.Text{"de": "a\x00b"} }, "invitation.body"},
	} {
		in := good
		c.change(&in)
		_, err := p.campaigns.Create(ctx, p.manager, in)
		if all := fault.All(err); len(all) == 0 || all[0].Field != c.want {
			t.Errorf("%s: got %v, want a fault of %s", name, err, c.want)
		}
	}
	p.want("campaigns", 0)
	windows, err := p.campaigns.Preview(ctx, p.manager, good.Rule)
	must(t, err)
	if len(windows) != 5 {
		t.Errorf("%d windows in the preview, want 5", len(windows))
	}
}

func TestARepresentativeWhoIsSignedInGetsTheOwnLinkAndNoOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south := p.company("nord", 2, 1), p.company("sued", 2, 1)
		in := p.input(north, south)
		in.Mode, in.QuestionnaireID = campaign.Attributed, p.questionnaire("partner-evaluation")
		_, w := p.schedule(in)
		v := account.Viewer{NetworkID: p.manager.NetworkID, Role: account.Partner, CompanyID: north, Email: "Person1@nord.example"}
		_, err := p.campaigns.OwnLink(ctx, v, w.ID)
		wantKind(t, err, fault.KindNotFound) // not open yet
		p.openNow(w)
		secret, err := p.campaigns.OwnLink(ctx, v, w.ID)
		must(t, err)
		p.submit(secret, survey.Answers{"ww_balance": "4"})
		p.want("responses WHERE company_id = '"+north+"'", 1)

		for name, other := range map[string]func(*account.Viewer){
			"colleague's company": func(v *account.Viewer) { v.CompanyID = south },
			"somebody uninvited":  func(v *account.Viewer) { v.Email = "person2@nord.example" },
			"no address":          func(v *account.Viewer) { v.Email = "" },
			"manager":             func(v *account.Viewer) { v.Role, v.CompanyID = account.Manager, "" },
			"another network":     func(v *account.Viewer) { v.NetworkID = newID() },
		} {
			stranger := v
			other(&stranger)
			if _, err := p.campaigns.OwnLink(ctx, stranger, w.ID); fault.KindOf(err) != fault.KindNotFound {
				t.Errorf("%s: got %v, want not found", name, err)
			}
		}
	})
}

func TestAnArchivedCompanyIsNotAskedAndAVanishedTeamDoesNotKeepAWaveShut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north, south := p.company("nord", 6, 0), p.company("sued", 6, 0)
		_, err := p.roster.ImportPaste(ctx, p.manager, north, "nord 1;person1@nord.example;Montage")
		must(t, err)
		in := p.input(north, south)
		in.SplitBy = campaign.SplitTeams
		_, w := p.schedule(in)
		_, err = db.SQL().ExecContext(ctx, "UPDATE companies SET archived_at = created_at WHERE id = '"+south+"'")
		must(t, err)
		_, err = db.SQL().ExecContext(ctx, "DELETE FROM teams")
		must(t, err)
		p.openNow(w)
		p.want("invitations", 6)
		p.want("invitations WHERE team_id = ''", 6)
	})
}

func TestATitleCanBeMendedWhileAOneOffWindowIsOpen(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	in := p.input(p.company("nord", 5, 1))
	in.Rule = calendar.Rule{Kind: calendar.KindOnce, Once: "2027-03-08T08:00", Zone: "Europe/Berlin", Length: calendar.Length{Days: 7}}
	in.Reminders = calendar.Reminders{Offsets: []int{3}}
	id, w := p.schedule(in)
	p.openNow(w)
	c, err := p.campaigns.Campaign(ctx, p.manager, id)
	must(t, err)
	in.Version, in.Title = c.Version, survey.Text{"de": "Ohne Tippfehler"}
	must(t, p.campaigns.Update(ctx, p.manager, id, in))
	in.Version--
	wantKind(t, p.campaigns.Update(ctx, p.manager, id, in), fault.KindConflict)
	in.Version += 2
	in.Mode = campaign.Attributed
	in.QuestionnaireID = p.questionnaire("partner-evaluation")
	wantKind(t, p.campaigns.Update(ctx, p.manager, id, in), fault.KindConflict)
	p.want("campaigns WHERE mode = 'anonymous'", 1)
}
