package cooperation_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
)

func goalForm(title string) cooperation.GoalForm {
	return cooperation.GoalForm{Title: title, Unit: "%", Baseline: "0", Target: "8", StartsOn: "2027-01-01", DueOn: "2027-12-31"}
}

func TestAGoalFormNamesEveryWrongField(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		parent := must(s.service.CreateGoal(t.Context(), s.manager, s.cooperation, goalForm("Einkaufspreise")))(t)
		with := func(change func(f *cooperation.GoalForm)) cooperation.GoalForm {
			f := goalForm("Lieferzeit")
			change(&f)
			return f
		}
		for _, c := range []struct {
			name string
			form cooperation.GoalForm
			want []string
		}{
			{"no way to go", with(func(f *cooperation.GoalForm) { f.Target = "0,0" }), []string{"target: error.target_is_baseline"}},
			{"not finite", with(func(f *cooperation.GoalForm) { f.Baseline, f.Target = "NaN", "Inf" }),
				[]string{"baseline: error.number", "target: error.number"}},
			{"thousands marked", with(func(f *cooperation.GoalForm) { f.Target = "1.250,50" }), []string{"target: error.number"}},
			{"due before the start", with(func(f *cooperation.GoalForm) { f.DueOn = "2026-12-31" }), []string{"due_on: error.before_start"}},
			{"due day missing", with(func(f *cooperation.GoalForm) { f.DueOn = "" }), []string{"due_on: error.required"}},
			{"title taken", goalForm("EINKAUFSPREISE"), []string{"title: error.name_taken"}},
			{"company outside", with(func(f *cooperation.GoalForm) { f.CompanyID = s.cedar.CompanyID }), []string{"company: error.choice"}},
			{"own goal below a shared one", with(func(f *cooperation.GoalForm) { f.CompanyID, f.ParentID = s.anker.CompanyID, parent.ID }),
				[]string{"parent: error.parent_other_company"}},
		} {
			_, err := s.service.CreateGoal(t.Context(), s.manager, s.cooperation, c.form)
			if diff := cmp.Diff(c.want, wrongFields(err)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
	})
}

func TestAGoalCannotBeItsOwnAncestor(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		top := must(s.service.CreateGoal(t.Context(), s.manager, s.cooperation, goalForm("Oben")))(t)
		below := goalForm("Unten")
		below.ParentID = top.ID
		sub := must(s.service.CreateGoal(t.Context(), s.manager, s.cooperation, below))(t)
		form := cooperation.FormOfGoal(top)
		form.ParentID = sub.ID
		err := s.service.EditGoal(t.Context(), s.manager, s.cooperation, top.ID, form)
		if diff := cmp.Diff([]string{"parent: error.parent_circle"}, wrongFields(err)); diff != "" {
			t.Errorf("circle (-want +got):\n%s", diff)
		}
		form.ParentID, form.CompanyID = "", s.anker.CompanyID
		err = s.service.EditGoal(t.Context(), s.manager, s.cooperation, top.ID, form)
		if diff := cmp.Diff([]string{"company: error.goal_has_sub_goals"}, wrongFields(err)); diff != "" {
			t.Errorf("handed to a company (-want +got):\n%s", diff)
		}
	})
}

func TestRepresentativesSeeSharedGoalsAndTheirOwn(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		shared := must(s.service.CreateGoal(t.Context(), s.manager, s.cooperation, goalForm("Gemeinsam")))(t)
		own := goalForm("Nur Anker")
		own.CompanyID = s.anker.CompanyID
		ankers := must(s.service.CreateGoal(t.Context(), s.anker, s.cooperation, own))(t)
		for _, c := range []struct {
			name string
			who  account.Viewer
			want []string
		}{
			{"manager", s.manager, []string{"Gemeinsam", "Nur Anker"}},
			{"owner", s.anker, []string{"Gemeinsam", "Nur Anker"}},
			{"other member", s.birke, []string{"Gemeinsam"}},
			{"reader", s.reader, []string{"Gemeinsam"}},
		} {
			var got []string
			for _, g := range must(s.service.Goals(t.Context(), c.who, s.cooperation))(t) {
				got = append(got, g.Title)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
		value := cooperation.MeasurementForm{Value: "−1,5", MeasuredOn: "2027-03-10"}
		for _, c := range []struct {
			name string
			who  account.Viewer
			goal string
			kind fault.Kind
		}{
			{"own goal", s.anker, ankers.ID, ""},
			{"shared goal by a representative", s.anker, shared.ID, fault.KindForbidden},
			{"shared goal by a reader", s.reader, shared.ID, fault.KindForbidden},
			{"another company's goal", s.birke, ankers.ID, fault.KindNotFound},
			{"company outside", s.cedar, shared.ID, fault.KindNotFound},
			{"another network", s.foreign, shared.ID, fault.KindNotFound},
			{"manager", s.manager, shared.ID, ""},
		} {
			_, err := s.service.Measure(t.Context(), c.who, s.cooperation, c.goal, value)
			wantKind(t, "measure "+c.name, err, c.kind)
		}
		_, err := s.service.Goal(t.Context(), s.birke, s.cooperation, ankers.ID)
		wantKind(t, "read another company's goal", err, fault.KindNotFound)
		steal := cooperation.FormOfGoal(ankers)
		steal.CompanyID = s.birke.CompanyID
		wantKind(t, "take a goal over", s.service.EditGoal(t.Context(), s.birke, s.cooperation, ankers.ID, steal), fault.KindNotFound)
	})
}

func TestMeasurementsComeByDayAndCanBeTakenBack(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		goal := must(s.service.CreateGoal(t.Context(), s.manager, s.cooperation, goalForm("Kosten")))(t)
		for _, form := range []cooperation.MeasurementForm{{Value: "5", MeasuredOn: "2027-03-01"}, {Value: "3.5", MeasuredOn: "2027-02-01"}} {
			must(s.service.Measure(t.Context(), s.manager, s.cooperation, goal.ID, form))(t)
		}
		state := must(s.service.Goal(t.Context(), s.reader, s.cooperation, goal.ID))(t)
		latest, ok := state.Latest()
		if !ok || latest.Value != 5 || len(state.Measurements) != 2 || state.Measurements[0].Value != 3.5 {
			t.Errorf("got %+v", state.Measurements)
		}
		wantKind(t, "take back", s.service.TakeBackMeasurement(t.Context(), s.manager, s.cooperation, goal.ID, latest.ID), "")
		wantKind(t, "take back twice", s.service.TakeBackMeasurement(t.Context(), s.manager, s.cooperation, goal.ID, latest.ID), fault.KindNotFound)
		_, err := s.service.Measure(t.Context(), s.manager, s.cooperation, goal.ID, cooperation.MeasurementForm{Value: "", MeasuredOn: "2027-03-11"})
		if diff := cmp.Diff([]string{"value: error.required", "measured_on: error.in_the_future"}, wrongFields(err)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestAMilestoneIsLateOnceItsDayHasPassedOrIsForecastTo(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		form := cooperation.MilestoneForm{Title: "Messestand", StartsOn: "2027-02-01", DueOn: "2027-04-30", ExpectedOn: "2027-05-15"}
		m := must(s.service.CreateMilestone(t.Context(), s.manager, s.cooperation, form))(t)
		if !m.Late("2027-03-10") {
			t.Error("a milestone that is forecast after its day is not late")
		}
		form.ReachedOn, form.Version = "2027-03-09", 1
		wantKind(t, "reach", s.service.EditMilestone(t.Context(), s.manager, s.cooperation, m.ID, form), "")
		m = must(s.service.Milestone(t.Context(), s.birke, s.cooperation, m.ID))(t)
		if m.Late("2027-06-01") || m.Version != 2 {
			t.Errorf("reached in time: got %+v", m)
		}
		bad := cooperation.MilestoneForm{Title: "", StartsOn: "2027-05-01", DueOn: "2027-04-30", ReachedOn: "2027-06-01", Version: 2}
		err := s.service.EditMilestone(t.Context(), s.manager, s.cooperation, m.ID, bad)
		want := []string{"title: error.required", "due_on: error.before_start", "reached_on: error.in_the_future"}
		if diff := cmp.Diff(want, wrongFields(err)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
