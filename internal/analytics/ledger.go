package analytics

import (
	"maps"
	"slices"

	"kreislauf/internal/cooperation"
)

// Amounts are euros put in and got out.
type Amounts struct{ Contribution, Benefit float64 }

// Balance is benefit minus contribution, in euros.
func (a Amounts) Balance() float64 { return a.Benefit - a.Contribution }

func (a *Amounts) add(kind cooperation.EntryKind, euros float64) {
	if kind == cooperation.Benefit {
		a.Benefit += euros
	} else {
		a.Contribution += euros
	}
}

// Account is one company's costs and benefits over some quarters.
type Account struct {
	CompanyID string
	Planned   Amounts
	Actual    Amounts
	Reported  bool // at least one actual figure is known
	Estimated bool // at least one actual figure is an estimate
	Quarters  []QuarterAccount
}

// QuarterAccount is one quarter of an account.
type QuarterAccount struct {
	Quarter   cooperation.Quarter
	Planned   Amounts
	Actual    Amounts
	Reported  bool
	Estimated bool
}

// Loses reports whether the company put in more than it got out, by what it
// reported.
func (a Account) Loses() bool { return a.Reported && a.Actual.Balance() < 0 }

// Accounts adds up entries per company, in the order in which companies first
// appear; the quarters of each are in time order.
func Accounts(entries []cooperation.Entry) []Account {
	var order []string
	quarters := map[string]map[cooperation.Quarter]*QuarterAccount{}
	for _, e := range entries {
		if quarters[e.CompanyID] == nil {
			order = append(order, e.CompanyID)
			quarters[e.CompanyID] = map[cooperation.Quarter]*QuarterAccount{}
		}
		q := quarters[e.CompanyID][e.Period]
		if q == nil {
			q = &QuarterAccount{Quarter: e.Period}
			quarters[e.CompanyID][e.Period] = q
		}
		q.add(e)
	}
	all := make([]Account, 0, len(order))
	for _, company := range order {
		all = append(all, accountOf(company, quarters[company]))
	}
	return all
}

func (q *QuarterAccount) add(e cooperation.Entry) {
	q.Planned.add(e.Kind, e.Planned)
	if e.Actual != nil {
		q.Actual.add(e.Kind, *e.Actual)
		q.Reported = true
		q.Estimated = q.Estimated || e.Estimated
	}
}

func accountOf(company string, quarters map[cooperation.Quarter]*QuarterAccount) Account {
	a := Account{CompanyID: company}
	for _, period := range slices.Sorted(maps.Keys(quarters)) {
		q := *quarters[period]
		a.Quarters = append(a.Quarters, q)
		a.Planned.Contribution += q.Planned.Contribution
		a.Planned.Benefit += q.Planned.Benefit
		a.Actual.Contribution += q.Actual.Contribution
		a.Actual.Benefit += q.Actual.Benefit
		a.Reported = a.Reported || q.Reported
		a.Estimated = a.Estimated || q.Estimated
	}
	return a
}

// Losing returns the companies that put in more than they got out, the
// largest loss first.
func Losing(accounts []Account) []Account {
	losing := slices.DeleteFunc(slices.Clone(accounts), func(a Account) bool { return !a.Loses() })
	slices.SortStableFunc(losing, func(a, b Account) int {
		switch {
		case a.Actual.Balance() < b.Actual.Balance():
			return -1
		case a.Actual.Balance() > b.Actual.Balance():
			return 1
		default:
			return 0
		}
	})
	return losing
}
