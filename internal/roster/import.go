package roster

import (
	"context"
	"iter"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
)

// MaxImportRows bounds one imported list.
const MaxImportRows = 100_000

// Record is one record of a list as a file holds it.
type Record struct {
	// Number is how people find the record again: its place in a text file,
	// the header being 1, or the row of a spreadsheet.
	Number int
	Cells  []string
	Hidden bool // the spreadsheet does not show the row
}

// Records yields a list's records behind its header, in their order. An error
// ends it.
type Records = iter.Seq2[Record, error]

// Verdict is what becomes of one row of a list.
type Verdict string

// Verdicts on a row; docs/import.md says which reasons lead to which.
const (
	RowAccept    Verdict = "accept"    // somebody new
	RowWarn      Verdict = "warn"      // somebody new or back again, with something to look at
	RowReject    Verdict = "reject"    // cannot be taken
	RowDuplicate Verdict = "duplicate" // the same person stands further up
	RowUpdate    Verdict = "update"    // somebody known, something changes
	RowSkip      Verdict = "skip"      // nothing to do
)

// Verdicts lists all of them, what needs a look first.
func Verdicts() []Verdict {
	return []Verdict{RowReject, RowDuplicate, RowWarn, RowUpdate, RowAccept, RowSkip}
}

// Takes reports whether rows with the verdict change the roster when chosen.
func (v Verdict) Takes() bool { return v == RowAccept || v == RowWarn || v == RowUpdate }

// Row is one row of a list with its verdict. Email is normalised, or as
// it was found when it is no address.
type Row struct {
	Number         int
	Name           string
	Email          string
	Company        string
	Team           string // path from the top, parts separated by " / "
	Language       string // "de" or "en", as it will be
	Groups         []string
	Attributes     map[string]string
	Representative bool
	Verdict        Verdict
	Reasons        []*fault.Fault

	plan rowPlan
}

// Empty reports whether the row holds nothing that would be read.
func (row Row) Empty() bool {
	return len(row.Reasons) == 1 && row.Reasons[0].Key == reasonEmpty
}

// reasonEmpty is the only reason of an empty row.
const reasonEmpty = "import.empty"

// Import is a judged list.
type Import struct {
	Rows []Row
}

// Count returns how many rows have the verdict.
func (i Import) Count(v Verdict) int {
	n := 0
	for _, row := range i.Rows {
		if row.Verdict == v {
			n++
		}
	}
	return n
}

// Takes returns how many rows can be taken.
func (i Import) Takes() int {
	return i.Count(RowAccept) + i.Count(RowWarn) + i.Count(RowUpdate)
}

// ImportInput is a list with what is needed to read it.
type ImportInput struct {
	CompanyID string // of every row; empty: the list has a column for it
	Mapping   Mapping
	Records   Records
	// Chosen says which rows are taken, by their number; nil takes all that
	// can be taken. It cannot make a rejected row acceptable.
	Chosen func(number int) bool
}

// Snapshot is what a list is judged against.
type Snapshot struct {
	NetworkID string
	Language  string // of people whose row names none
	Companies []cooperation.Company
	Teams     []cooperation.Team
	People    []Person
	Groups    []Group
	Members   []GroupMember
	// Unbound: the company of a row may stay open, and without companies any
	// name of one is taken. It is for looking at a list before it is known
	// where it goes.
	Unbound bool
}

// PreviewImport says what an import would do with each row; nothing is stored.
func (s *Service) PreviewImport(ctx context.Context, v account.Viewer, in ImportInput) (Import, error) {
	roster, err := s.snapshot(ctx, v, in.CompanyID)
	if err != nil {
		return Import{}, err
	}
	return Judge(roster, in)
}

// Import takes the chosen rows in one transaction and returns the verdicts
// that led to it. Missing teams and groups are created, people who left and
// stand in the list again are back. The same list once more changes nothing.
func (s *Service) Import(ctx context.Context, v account.Viewer, in ImportInput) (Import, error) {
	roster, err := s.snapshot(ctx, v, in.CompanyID)
	if err != nil {
		return Import{}, err
	}
	judged, err := Judge(roster, in)
	if err != nil {
		return Import{}, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return Import{}, err
	}
	p := newPlanner(roster, s.newID, now)
	for i := range judged.Rows {
		if row := &judged.Rows[i]; row.Verdict.Takes() && (in.Chosen == nil || in.Chosen(row.Number)) {
			p.take(row)
		}
	}
	return judged, s.store.SaveRoster(ctx, p.change)
}

// GuessImport guesses the mapping like Guess and also recognises attributes
// that people of the network have.
func (s *Service) GuessImport(ctx context.Context, v account.Viewer, headers []string, sample [][]string) (Mapping, error) {
	if err := v.NeedManager(); err != nil {
		return Mapping{}, err
	}
	people, err := s.store.People(ctx, v.NetworkID, "")
	if err != nil {
		return Mapping{}, err
	}
	return Snapshot{People: people}.Guess(headers, sample), nil
}

func (s *Service) snapshot(ctx context.Context, v account.Viewer, companyID string) (Snapshot, error) {
	if err := v.NeedManager(); err != nil {
		return Snapshot{}, err
	}
	r, err := Load(ctx, s.store, v.NetworkID)
	if err != nil {
		return Snapshot{}, err
	}
	if companyID != "" && r.company(companyID) == nil {
		return Snapshot{}, fault.NotFound("error.not_found")
	}
	r.Language = mailLanguage(v.Language)
	return r, nil
}

// Load reads the network's roster. It checks no permission: a service
// does so before, and the operator's commands need none.
func Load(ctx context.Context, from Reader, networkID string) (Snapshot, error) {
	r := Snapshot{NetworkID: networkID, Language: "de"}
	var err error
	if r.Companies, err = from.Companies(ctx, networkID); err != nil {
		return Snapshot{}, err
	}
	if r.Teams, err = from.Teams(ctx, networkID); err != nil {
		return Snapshot{}, err
	}
	if r.People, err = from.People(ctx, networkID, ""); err != nil {
		return Snapshot{}, err
	}
	if r.Groups, err = from.Groups(ctx, networkID); err != nil {
		return Snapshot{}, err
	}
	r.Members, err = from.GroupMembers(ctx, networkID)
	return r, err
}

// Guess guesses the mapping like the function of that name, and also
// recognises headings that are attributes of the roster's people.
func (r Snapshot) Guess(headers []string, sample [][]string) Mapping {
	return Guess(headers, sample).withAttributes(headers, r.People)
}

// company returns the company with the id, or nil.
func (r Snapshot) company(id string) *cooperation.Company {
	for i := range r.Companies {
		if r.Companies[i].ID == id {
			return &r.Companies[i]
		}
	}
	return nil
}

func mailLanguage(chosen string) string {
	if chosen == "en" {
		return "en"
	}
	return "de"
}
