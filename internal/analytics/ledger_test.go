package analytics

import (
	"testing"

	"kreislauf/internal/cooperation"

	"github.com/google/go-cmp/cmp"
)

func entry(company string, period cooperation.Quarter, kind cooperation.EntryKind, planned float64, actual ...float64) cooperation.Entry {
	e := cooperation.Entry{CompanyID: company, Period: period, Kind: kind, Planned: planned}
	if len(actual) > 0 {
		e.Actual = &actual[0]
	}
	return e
}

func TestAnAccountAddsUpPlannedAndActualApart(t *testing.T) {
	t.Parallel()
	estimated := entry("b", "2026-Q1", cooperation.Benefit, 5, 3)
	estimated.Estimated = true
	got := Accounts([]cooperation.Entry{
		entry("b", "2026-Q1", cooperation.Contribution, 10, 8), estimated,
		entry("a", "2026-Q2", cooperation.Benefit, 20),
		entry("a", "2026-Q1", cooperation.Contribution, 10, 12),
		entry("a", "2026-Q1", cooperation.Benefit, 4, 6),
	})
	want := []Account{
		{
			CompanyID: "b", Planned: Amounts{10, 5}, Actual: Amounts{8, 3}, Reported: true, Estimated: true,
			Quarters: []QuarterAccount{{"2026-Q1", Amounts{10, 5}, Amounts{8, 3}, true, true}},
		},
		{
			CompanyID: "a", Planned: Amounts{10, 24}, Actual: Amounts{12, 6}, Reported: true,
			Quarters: []QuarterAccount{
				{"2026-Q1", Amounts{10, 4}, Amounts{12, 6}, true, false},
				{"2026-Q2", Amounts{0, 20}, Amounts{}, false, false},
			},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheLargestLossComesFirst(t *testing.T) {
	t.Parallel()
	accounts := Accounts([]cooperation.Entry{
		entry("small", "2026-Q1", cooperation.Contribution, 0, 5),
		entry("even", "2026-Q1", cooperation.Contribution, 0, 5), entry("even", "2026-Q1", cooperation.Benefit, 0, 5),
		entry("large", "2026-Q1", cooperation.Contribution, 0, 50),
		entry("silent", "2026-Q1", cooperation.Contribution, 90),
	})
	var got []string
	for _, a := range Losing(accounts) {
		got = append(got, a.CompanyID)
	}
	if diff := cmp.Diff([]string{"large", "small"}, got); diff != "" {
		t.Error(diff)
	}
}
