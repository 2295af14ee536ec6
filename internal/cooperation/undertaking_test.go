package cooperation_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
)

func TestACooperationStartsWithItsMembersAndAFirstCycle(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		home := must(s.service.Cooperation(t.Context(), s.anker, s.cooperation))(t)
		var names []string
		for _, p := range home.Parties {
			names = append(names, p.Name+" "+string(p.JoinedOn))
		}
		if diff := cmp.Diff([]string{"Anker 2026-01-12", "Birke 2026-01-12"}, names); diff != "" {
			t.Errorf("parties (-want +got):\n%s", diff)
		}
		if len(home.Cycles) != 1 || home.Cycles[0].Number != 1 || home.Cycles[0].Current() != cooperation.StepNeeds {
			t.Errorf("got cycles %+v", home.Cycles)
		}
	})
}

func TestACooperationFormNamesEveryWrongField(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		for _, c := range []struct {
			name string
			form cooperation.CooperationForm
			want []string
		}{
			{"empty", cooperation.CooperationForm{},
				[]string{"name: error.required", "started_on: error.required", "companies: error.two_companies"}},
			{"ends before it starts, one company twice", cooperation.CooperationForm{
				Name: "Messe", StartedOn: "2027-02-01", ConcludedOn: "2027-01-31", Companies: []string{s.anker.CompanyID, s.anker.CompanyID},
			}, []string{"concluded_on: error.before_start", "companies: error.two_companies"}},
			{"a day that does not exist, a company that does not either", cooperation.CooperationForm{
				Name: "gemeinsamer einkauf", StartedOn: "2027-02-30", Companies: []string{s.anker.CompanyID, "x"},
			}, []string{"started_on: error.date", "name: error.name_taken", "companies: error.choice"}},
		} {
			_, err := s.service.CreateCooperation(t.Context(), s.manager, c.form)
			if diff := cmp.Diff(c.want, wrongFields(err)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
	})
}

func TestWhoSeesACooperation(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		for _, c := range []struct {
			name string
			who  account.Viewer
			kind fault.Kind
		}{
			{"manager", s.manager, ""}, {"member", s.anker, ""}, {"reader", s.reader, ""},
			{"company outside", s.cedar, fault.KindNotFound}, {"another network", s.foreign, fault.KindNotFound},
			{"nobody", account.Viewer{NetworkID: "network-1"}, fault.KindNotFound},
		} {
			_, err := s.service.Cooperation(t.Context(), c.who, s.cooperation)
			wantKind(t, c.name, err, c.kind)
			if got := len(must(s.service.Cooperations(t.Context(), c.who))(t)); (got == 1) != (c.kind == "") {
				t.Errorf("%s: listed %d times", c.name, got)
			}
		}
	})
}

func TestACompanyThatLeavesSeesNothingMoreUntilItReturns(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		edit := func(companies ...string) {
			t.Helper()
			home := must(s.service.Cooperation(t.Context(), s.manager, s.cooperation))(t)
			form := cooperation.FormOfCooperation(home.Cooperation, home.Parties, "2027-03-10")
			form.Companies = companies
			wantKind(t, "edit", s.service.EditCooperation(t.Context(), s.manager, s.cooperation, form), "")
		}
		edit(s.anker.CompanyID, s.cedar.CompanyID)
		_, err := s.service.Cooperation(t.Context(), s.birke, s.cooperation)
		wantKind(t, "left", err, fault.KindNotFound)
		home := must(s.service.Cooperation(t.Context(), s.cedar, s.cooperation))(t)
		left := slices.IndexFunc(home.Parties, func(p cooperation.Party) bool { return p.CompanyID == s.birke.CompanyID })
		if left < 0 || home.Parties[left].LeftOn != "2027-03-10" {
			t.Errorf("got parties %+v", home.Parties)
		}
		edit(s.anker.CompanyID, s.birke.CompanyID, s.cedar.CompanyID)
		_, err = s.service.Cooperation(t.Context(), s.birke, s.cooperation)
		wantKind(t, "returned", err, "")
	})
}

func TestOnlyManagersChangeACooperation(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		for _, who := range []account.Viewer{s.anker, s.reader, s.foreign} {
			_, err := s.service.CreateCompany(t.Context(), who, cooperation.CompanyForm{Name: "Neu"})
			if who.Role != account.Manager {
				wantKind(t, "company", err, fault.KindNotFound)
			}
			wantKind(t, "edit", s.service.EditCooperation(t.Context(), who, s.cooperation, cooperation.CooperationForm{}), fault.KindNotFound)
			_, err = s.service.StartCycle(t.Context(), who, s.cooperation, 1)
			wantKind(t, "cycle", err, fault.KindNotFound)
			_, err = s.service.CreateMilestone(t.Context(), who, s.cooperation, cooperation.MilestoneForm{Title: "x", DueOn: "2027-05-01"})
			wantKind(t, "milestone", err, fault.KindNotFound)
			_, err = s.service.DraftAgreement(t.Context(), who, s.cooperation, cooperation.AgreementForm{})
			wantKind(t, "agreement", err, fault.KindNotFound)
		}
	})
}

func TestANewCycleEndsTheOneBeforeAndStepsMayStandAnyhow(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		home := must(s.service.Cooperation(t.Context(), s.manager, s.cooperation))(t)
		form := cooperation.FormOfCycle(home.Cycles[0])
		form.Steps, form.Summary = [5]string{"idle", "idle", "idle", "done", "running"}, "Zwei Erkenntnisse"
		wantKind(t, "steps", s.service.EditCycle(t.Context(), s.manager, s.cooperation, home.Cycles[0].ID, form), "")
		_, err := s.service.StartCycle(t.Context(), s.manager, s.cooperation, 1)
		wantKind(t, "start from an old page", err, fault.KindConflict)
		next := must(s.service.StartCycle(t.Context(), s.manager, s.cooperation, 2))(t)
		home = must(s.service.Cooperation(t.Context(), s.manager, s.cooperation))(t)
		if diff := cmp.Diff(next, home.Cycles[0]); diff != "" {
			t.Errorf("newest (-want +got):\n%s", diff)
		}
		if old := home.Cycles[1]; old.EndedOn != "2027-03-10" || old.Current() != cooperation.StepEvaluation || old.Summary == "" {
			t.Errorf("got %+v", old)
		}
		form = cooperation.FormOfCycle(next)
		form.Steps[2], form.EndedOn = "half", "2027-03-09"
		err = s.service.EditCycle(t.Context(), s.manager, s.cooperation, next.ID, form)
		if diff := cmp.Diff([]string{"ended_on: error.before_start", "step_3: error.choice"}, wrongFields(err)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestTodayIsTheDayInTheNetworksZone(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		s.clock.Set(time.Date(2027, 3, 10, 23, 30, 0, 0, time.UTC))
		goal := must(s.service.CreateGoal(t.Context(), s.manager, s.cooperation, goalForm("Kosten senken")))(t)
		_, err := s.service.Measure(t.Context(), s.manager, s.cooperation, goal.ID, cooperation.MeasurementForm{Value: "1", MeasuredOn: "2027-03-11"})
		wantKind(t, "half past midnight in Berlin", err, "")
	})
}
