package cooperation

import (
	"fmt"
	"time"
)

// EntryKind tells what a company puts in from what it gets out.
type EntryKind string

// Kinds of ledger entries.
const (
	Contribution EntryKind = "contribution"
	Benefit      EntryKind = "benefit"
)

// Category is what a contribution or benefit consists of.
type Category string

// Categories of contributions and benefits.
const (
	Money      Category = "money"
	Hours      Category = "hours"
	Competence Category = "competence"
	Products   Category = "products"
	Savings    Category = "savings"
	Revenue    Category = "revenue"
	Access     Category = "access"
)

// Categories lists what contributions and benefits may consist of.
func (k EntryKind) Categories() []Category {
	switch k {
	case Contribution:
		return []Category{Money, Hours, Competence, Products}
	case Benefit:
		return []Category{Savings, Revenue, Money, Competence, Products, Access}
	default:
		return nil
	}
}

// Entry is one planned or actual cost or benefit of one company in one
// quarter, in euros.
type Entry struct {
	ID            string `bun:",pk"`
	NetworkID     string
	CooperationID string
	CompanyID     string
	Period        Quarter
	Kind          EntryKind
	Category      Category
	Title         string
	Planned       float64
	Actual        *float64 // nil until known
	Estimated     bool     // the actual figure is an estimate
	CreatedAt     time.Time
	Version       int
}

// Quarter is a calendar quarter, "2027-Q1". Quarters compare as their text.
type Quarter string

// QuarterOf returns the quarter that t lies in.
func QuarterOf(t time.Time) Quarter {
	return Quarter(fmt.Sprintf("%d-Q%d", t.Year(), (int(t.Month())+2)/3))
}

// ParseQuarter reads "2027-Q1", years 1900 to 9999.
func ParseQuarter(text string) (Quarter, error) {
	q := Quarter(text)
	year, number := q.Parts()
	if number == 0 || year < 1900 || year > 9999 || text != fmt.Sprintf("%d-Q%d", year, number) {
		return "", fmt.Errorf("parse quarter %q", text)
	}
	return q, nil
}

// Next returns the quarter after q.
func (q Quarter) Next() Quarter {
	year, number := q.Parts()
	if number == 4 {
		return Quarter(fmt.Sprintf("%d-Q1", year+1))
	}
	return Quarter(fmt.Sprintf("%d-Q%d", year, number+1))
}

// Parts returns year and number of the quarter; zero when it is malformed.
func (q Quarter) Parts() (year, number int) {
	if n, err := fmt.Sscanf(string(q), "%d-Q%d", &year, &number); n != 2 || err != nil || number < 1 || number > 4 {
		return 0, 0
	}
	return year, number
}
