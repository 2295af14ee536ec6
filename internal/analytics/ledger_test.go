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
	if ratio, ok := got[1].Actual.Ratio(); !ok || ratio != 0.5 {
		t.Errorf("ratio %v %v", ratio, ok)
	}
	if _, ok := (Amounts{Benefit: 3}).Ratio(); ok {
		t.Error("a ratio to nothing")
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

func TestBreakEvenIsTheQuarterFromWhichItLasts(t *testing.T) {
	t.Parallel()
	quarters := []cooperation.Quarter{"2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"}
	for name, c := range map[string]struct {
		balances []float64
		want     cooperation.Quarter
	}{
		"from the start":    {[]float64{1, 1}, "2026-Q1"},
		"after two":         {[]float64{-5, 2, 3}, "2026-Q3"},
		"lost again":        {[]float64{-5, 6, -4, 4}, "2026-Q4"},
		"not yet":           {[]float64{-5, 2}, ""},
		"nothing reported":  {nil, ""},
		"reached, then not": {[]float64{2, -5}, ""},
	} {
		var entries []cooperation.Entry
		for i, b := range c.balances {
			entries = append(entries, entry("a", quarters[i], cooperation.Contribution, 0, 100), entry("a", quarters[i], cooperation.Benefit, 0, 100+b))
		}
		a := Account{}
		if all := Accounts(entries); len(all) > 0 {
			a = all[0]
		}
		if got, ok := a.BreakEven(); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q %v, want %q", name, got, ok, c.want)
		}
	}
}
