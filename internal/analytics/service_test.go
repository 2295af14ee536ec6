package analytics_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/analytics"
	"kreislauf/internal/fault"
	"kreislauf/internal/store/resulttest"
	"kreislauf/internal/store/storetest"
)

func scene(t *testing.T) *resulttest.Scene {
	t.Helper()
	return resulttest.New(t, storetest.SQLite(t))
}

func TestResultsThatWaitForTheirReleaseExistForManagersOnly(t *testing.T) {
	t.Parallel()
	s := scene(t)
	report, err := s.Results.Results(t.Context(), s.Manager(), s.Unreleased)
	if err != nil {
		t.Fatal(err)
	}
	if report.Stage != analytics.StageTallied {
		t.Errorf("stage is %q", report.Stage)
	}
	for _, v := range []account.Viewer{s.Reader(), s.Partner("c1")} {
		if _, err := s.Results.Results(t.Context(), v, s.Unreleased); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("%s gets %v instead of not found", v.Role, err)
		}
		waves, err := s.Results.Waves(t.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range waves {
			if w.ReleasedAt == nil {
				t.Errorf("%s is told of %s, which is not released", v.Role, w.ID)
			}
		}
	}
}

func TestAPartnerReadsEveryoneTogetherAndTheOwnBlockOnly(t *testing.T) {
	t.Parallel()
	s := scene(t)
	report, err := s.Results.Results(t.Context(), s.Partner("c4"), s.Released[0])
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, dimension := range report.Dimensions {
		for _, row := range report.Sight.IndexRows(dimension) {
			seen++
			if !slices.Contains(row.Block.Companies, "c4") {
				t.Errorf("%s: a block of %v is shown to c4", dimension, row.Block.Companies)
			}
		}
		if _, verdict := report.Sight.IndexCell(dimension, []string{"c1"}); verdict != analytics.Withheld {
			t.Errorf("%s: c1 answers to c4", dimension)
		}
		if _, verdict := report.Sight.IndexNetwork(dimension); verdict != analytics.Shown {
			t.Errorf("%s: the shared result is withheld", dimension)
		}
	}
	if seen == 0 {
		t.Error("the own block is missing")
	}
	if diff := cmp.Diff([]analytics.Company{{ID: "c4", Name: "PrintWerk Dortmund"}}, report.Companies); diff != "" {
		t.Error(diff)
	}
}

func TestATrendEndsAtTheWaveThatIsShown(t *testing.T) {
	t.Parallel()
	s := scene(t)
	for wave, want := range map[string]int{s.Released[0]: 3, s.Released[2]: 1, s.Unreleased: 4} {
		report, err := s.Results.Results(t.Context(), s.Manager(), wave)
		if err != nil {
			t.Fatal(err)
		}
		course := report.Courses["meetings"]
		if len(course.Points) != want || course.Waves[want-1].ID != wave {
			t.Errorf("%s: trend has %d points, want %d up to it", wave, len(course.Points), want)
		}
	}
}

func TestAttributedAnswersAreSeenByNobodyBeforeTheClose(t *testing.T) {
	t.Parallel()
	s := scene(t)
	for _, v := range []account.Viewer{s.Manager(), s.Partner("c1"), s.Reader()} {
		if _, err := s.Results.WinWin(t.Context(), v, s.HomeID, s.RatingOpen); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("%s reads an open wave: %v", v.Role, err)
		}
		report, err := s.Results.WinWin(t.Context(), v, s.HomeID, "")
		if err != nil {
			t.Fatal(err)
		}
		if report.Wave.ID != s.Rated[0] {
			t.Errorf("%s sees wave %s first, want %s", v.Role, report.Wave.ID, s.Rated[0])
		}
	}
}

func TestEachRoleSeesItsPartOfTheWinWin(t *testing.T) {
	t.Parallel()
	s := scene(t)
	for _, test := range []struct {
		name   string
		viewer account.Viewer
		rated  []string
		lowest []string
	}{
		{"manager", s.Manager(), []string{"c1", "c2", "c3", "c4", "c5", "c6"}, []string{"c4"}},
		{"partner", s.Partner("c2"), []string{"c2"}, nil},
		{"reader", s.Reader(), nil, nil},
	} {
		report, err := s.Results.WinWin(t.Context(), test.viewer, s.HomeID, "")
		if err != nil {
			t.Fatal(err)
		}
		var rated []string
		for _, r := range report.Ratings {
			rated = append(rated, r.CompanyID)
		}
		if diff := cmp.Diff(test.rated, rated); diff != "" {
			t.Errorf("%s sees ratings of (-want +got):\n%s", test.name, diff)
		}
		if !report.Shared || report.WinWin.N != 6 || report.WinWin.Floor != 2 {
			t.Errorf("%s sees level, balance and floor wrong: %+v", test.name, report.WinWin)
		}
		if diff := cmp.Diff(test.lowest, report.WinWin.Lowest); diff != "" {
			t.Errorf("%s is told who is lowest (-want +got):\n%s", test.name, diff)
		}
		if len(report.Course) != 3 || report.Course[0].Comparable || !report.Course[2].Comparable {
			t.Errorf("%s: the course over three rounds is wrong: %+v", test.name, report.Course)
		}
	}
}

func TestTwoRatingsAreNoSharedNumberForPartners(t *testing.T) {
	t.Parallel()
	s := scene(t)
	s.Exec("DELETE FROM responses WHERE company_id NOT IN ('c1', 'c2')")
	report, err := s.Results.WinWin(t.Context(), s.Partner("c1"), s.HomeID, "")
	if err != nil {
		t.Fatal(err)
	}
	if report.Shared || len(report.Course) != 0 || report.WinWin.N != 0 {
		t.Errorf("c1 can subtract its own rating: %+v", report.WinWin)
	}
	report, err = s.Results.WinWin(t.Context(), s.Manager(), s.HomeID, "")
	if err != nil || !report.Shared || report.WinWin.N != 2 {
		t.Errorf("the manager sees %+v, error %v", report.WinWin, err)
	}
}

func TestEmployeesStandBesideRepresentativesByBlock(t *testing.T) {
	t.Parallel()
	s := scene(t)
	report, err := s.Results.WinWin(t.Context(), s.Partner("c2"), s.HomeID, "")
	if err != nil {
		t.Fatal(err)
	}
	if report.Employees.Wave.ID != s.Released[0] {
		t.Errorf("partners see employees of %s, want the latest released %s", report.Employees.Wave.ID, s.Released[0])
	}
	for _, row := range report.Employees.Rows {
		if !slices.Contains(row.Block.Companies, "c2") {
			t.Errorf("c2 sees the block of %v", row.Block.Companies)
		}
	}
}

func TestTheOverviewNamesWhoLosesWhatIsLateAndWhatWaits(t *testing.T) {
	t.Parallel()
	s := scene(t)
	overview, err := s.Results.Overview(t.Context(), s.Manager())
	if err != nil {
		t.Fatal(err)
	}
	type matter struct {
		Kind analytics.MatterKind
		Name string
		Wave string
	}
	var got []matter
	for _, m := range overview.Matters {
		got = append(got, matter{m.Kind, m.Name, m.Wave.ID})
	}
	want := []matter{
		{analytics.MatterLosing, "PrintWerk Dortmund", ""},
		{analytics.MatterRelease, "", s.Unreleased},
		{analytics.MatterLate, "Messestand: Entwurf", ""},
		{analytics.MatterClosing, "", s.RatingOpen},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("matters (-want +got):\n%s", diff)
	}
	if len(overview.Next) != 2 || overview.Next[0].ID != s.RatingOpen || overview.Next[1].ID != s.Planned {
		t.Errorf("next waves are wrong: %+v", overview.Next)
	}
	for _, v := range []account.Viewer{s.Reader(), s.Partner("c1")} {
		if _, err := s.Results.Overview(t.Context(), v); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("%s reads the manager's overview: %v", v.Role, err)
		}
	}
}

func TestARepresentativeIsAskedForWhatTheCompanyOwes(t *testing.T) {
	t.Parallel()
	s := scene(t)
	kinds := func(company string) []analytics.TaskKind {
		tasks, err := s.Results.Tasks(t.Context(), s.Partner(company))
		if err != nil {
			t.Fatal(err)
		}
		var kinds []analytics.TaskKind
		for _, task := range tasks {
			kinds = append(kinds, task.Kind)
			if task.Cooperation != "Gemeinsamer Einkauf" {
				t.Errorf("task %s names no cooperation", task.Kind)
			}
		}
		return kinds
	}
	if diff := cmp.Diff([]analytics.TaskKind{analytics.TaskRate, analytics.TaskAccept, analytics.TaskLedger}, kinds("c2")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]analytics.TaskKind{analytics.TaskAccept}, kinds("c4")[1:]); diff != "" {
		t.Error(diff)
	}
	if _, err := s.Results.Tasks(t.Context(), s.Manager()); fault.KindOf(err) != fault.KindNotFound {
		t.Errorf("a manager has tasks of a representative: %v", err)
	}
}

func TestAnotherNetworkIsNotFound(t *testing.T) {
	t.Parallel()
	s := scene(t)
	stranger := s.Manager()
	stranger.NetworkID = resulttest.OtherNetworkID
	if _, err := s.Results.Results(t.Context(), stranger, s.Released[0]); fault.KindOf(err) != fault.KindNotFound {
		t.Errorf("results: %v", err)
	}
	if _, err := s.Results.WinWin(t.Context(), stranger, s.HomeID, ""); fault.KindOf(err) != fault.KindNotFound {
		t.Errorf("win-win: %v", err)
	}
}

func BenchmarkResultsOfTheFourthWave(b *testing.B) {
	s := resulttest.New(b, storetest.SQLite(b))
	for b.Loop() {
		if _, err := s.Results.Results(b.Context(), s.Manager(), s.Unreleased); err != nil {
			b.Fatal(err)
		}
	}
}
