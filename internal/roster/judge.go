package roster

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// rowPlan is what taking a row does.
type rowPlan struct {
	person Person // as it will be; without an id: new
	team   []string
	groups []string // to join
	same   bool     // the person stays as it is, groups apart
}

// Judge says what an import of the list would do with each row. It is the one
// set of rules behind pages, imports and the operator's command.
func Judge(r Snapshot, in ImportInput) (Import, error) {
	if err := in.Mapping.Check(); err != nil {
		return Import{}, err
	}
	j := newJudge(r, in)
	var rows []Row
	for record, err := range in.Records {
		if err != nil {
			return Import{}, err
		}
		if len(rows) == MaxImportRows {
			return Import{}, fault.Invalid("file", "import.file_rows", "max", MaxImportRows)
		}
		rows = append(rows, j.judge(record))
	}
	return Import{Rows: rows}, nil
}

// judge holds what the rows of one list are compared with.
type judge struct {
	roster    Snapshot
	companyID string
	mapping   Mapping
	companies map[string]string // folded name or short name -> id
	byEmail   map[string]*Person
	byName    map[nameKey]*Person // present people without an address
	named     map[nameKey]bool    // all present people
	teams     *teamTree
	groups    map[string]string    // folded name -> id
	members   map[GroupMember]bool // without the network
	seen      map[string]int       // address, or company and name -> number of the row
	told      map[string]bool      // new teams and groups that a row was warned of
	anyTeams  map[string]bool      // companies that have teams
}

// nameKey finds people without an address.
type nameKey struct{ company, name string }

func newJudge(r Snapshot, in ImportInput) *judge {
	j := &judge{
		roster: r, companyID: in.CompanyID, mapping: in.Mapping,
		companies: map[string]string{}, byEmail: make(map[string]*Person, len(r.People)),
		byName: map[nameKey]*Person{}, named: make(map[nameKey]bool, len(r.People)),
		teams: newTeamTree(r.Teams), groups: map[string]string{}, members: map[GroupMember]bool{},
		seen: map[string]int{}, told: map[string]bool{}, anyTeams: map[string]bool{},
	}
	for _, c := range r.Companies {
		j.companies[folded(c.ShortName)] = c.ID
	}
	for _, c := range r.Companies { // a name wins over another's short name
		j.companies[folded(c.Name)] = c.ID
	}
	delete(j.companies, "")
	for i := range r.People {
		j.know(&r.People[i])
	}
	for _, t := range r.Teams {
		j.anyTeams[t.CompanyID] = true
	}
	for _, g := range r.Groups {
		j.groups[folded(g.Name)] = g.ID
	}
	for _, m := range r.Members {
		j.members[GroupMember{GroupID: m.GroupID, PersonID: m.PersonID}] = true
	}
	return j
}

// know files a person. Of several with one address the present one counts,
// then the one who left last.
func (j *judge) know(p *Person) {
	key := nameKey{p.CompanyID, folded(p.Name)}
	if p.Email != "" {
		email := account.NormalEmail(p.Email)
		if other := j.byEmail[email]; other == nil || gone(p).After(gone(other)) {
			j.byEmail[email] = p
		}
	} else if other := j.byName[key]; other == nil || gone(p).After(gone(other)) {
		j.byName[key] = p
	}
	if p.LeftAt == nil {
		j.named[key] = true
	}
}

// gone is when somebody left; who is still there leaves after everybody.
func gone(p *Person) time.Time {
	if p.LeftAt == nil {
		return time.Unix(1<<40, 0)
	}
	return *p.LeftAt
}

// finding collects what is to be said about one row.
type finding struct {
	faults, warnings, changes fault.Errors
}

func (j *judge) judge(record Record) Row {
	c := readCells(j.mapping, record)
	row := Row{Number: record.Number, Name: c.name, Email: c.email, Company: c.company, Team: strings.Join(c.team, " / "), Groups: c.groups}
	if c.empty {
		return row.as(RowSkip, reason("", reasonEmpty))
	}
	if c.headings {
		return row.as(RowSkip, reason("", "import.headings"))
	}
	var f finding
	p := Person{NetworkID: j.roster.NetworkID, Name: c.name, Language: j.roster.Language, Attributes: map[string]string{}, Version: 1}
	f.faults = c.check()
	j.checkWho(&f, &row, &p, c)
	j.placeOf(&f, &row, &p, c)
	if len(f.faults) > 0 {
		return row.as(RowReject, f.faults...)
	}
	key := keyOf(p, c.company)
	if first, twice := j.seen[key]; twice {
		return row.as(RowDuplicate, reason("", "import.duplicate", "row", first))
	}
	known, taken := j.findHere(p)
	if taken {
		return row.as(RowReject, reason("email", "error.person_email_taken"))
	}
	if known != nil {
		p = *known
		if p.Attributes = maps.Clone(known.Attributes); p.Attributes == nil {
			p.Attributes = map[string]string{}
		}
	}
	j.apply(&f, &row, &p, c, known)
	if len(f.faults) > 0 {
		return row.as(RowReject, f.faults...)
	}
	j.seen[key] = record.Number
	row.plan.person = p
	row.plan.same = known != nil && !slices.ContainsFunc(f.changes, func(c *fault.Fault) bool { return c.Field != "group" })
	return row.settle(f, known)
}

// settle gives the verdict on a row that can be taken.
func (row Row) settle(f finding, known *Person) Row {
	all := append(slices.Clone(f.changes), f.warnings...)
	switch {
	case known == nil && len(f.warnings) > 0, known != nil && known.LeftAt != nil:
		return row.as(RowWarn, all...)
	case known == nil:
		return row.as(RowAccept)
	case len(f.changes) > 0:
		return row.as(RowUpdate, all...)
	}
	return row.as(RowSkip, reason("", "import.unchanged"))
}

func (row Row) as(v Verdict, reasons ...*fault.Fault) Row {
	row.Verdict, row.Reasons = v, reasons
	return row
}

func reason(field, key string, args ...any) *fault.Fault {
	return &fault.Fault{Kind: fault.KindInvalid, Field: field, Key: key, Args: args}
}

// keyOf is what makes two rows the same person: the address, or without one
// company and name. The company may be known by its name only.
func keyOf(p Person, company string) string {
	switch {
	case p.Email != "":
		return p.Email
	case p.CompanyID != "":
		return p.CompanyID + "\x00" + folded(p.Name)
	}
	return folded(company) + "\x00" + folded(p.Name)
}

// findHere returns the known person that p is, if any, and whether the address
// belongs to somebody of another company. Who left one company can be new in
// another.
func (j *judge) findHere(p Person) (known *Person, taken bool) {
	known = j.find(p)
	switch {
	case known == nil || p.CompanyID == "" || known.CompanyID == p.CompanyID:
		return known, false
	default:
		return nil, known.LeftAt == nil
	}
}

func (j *judge) find(p Person) *Person {
	if p.Email != "" {
		return j.byEmail[p.Email]
	}
	return j.byName[nameKey{p.CompanyID, folded(p.Name)}]
}

// checkWho judges name and address.
func (j *judge) checkWho(f *finding, row *Row, p *Person, c cells) {
	if c.email != "" && !isFormulaError(c.email) {
		p.Email = account.NormalEmail(c.email)
		if err := account.CheckEmail(p.Email); err != nil {
			f.faults = append(f.faults, fault.All(err)...)
		} else {
			row.Email = p.Email
		}
	}
	switch {
	case c.name == "" && c.email == "":
		f.faults.Add("name", "import.nameless")
	case c.name == "":
		p.Name, _, _ = strings.Cut(p.Email, "@")
		f.warnings.Add("name", "import.no_name")
	case strings.ContainsFunc(c.name, unicode.IsControl) || !utf8.ValidString(c.name):
		f.faults.Add("name", "import.unreadable", "text", c.name)
	case utf8.RuneCountInString(c.name) > MaxName:
		f.faults.Add("name", "import.name_long", "max", MaxName)
	}
	row.Name = p.Name
	if c.hidden {
		f.warnings.Add("", "import.hidden")
	}
	if c.surplus {
		f.warnings.Add("", "import.surplus")
	}
}

// placeOf finds the row's company.
func (j *judge) placeOf(f *finding, row *Row, p *Person, c cells) {
	id, exists := j.companies[folded(c.company)]
	switch {
	case j.companyID != "":
		p.CompanyID = j.companyID
		if c.company != "" && id != j.companyID {
			f.faults.Add("company", "import.company_other", "name", c.company)
		}
	case c.company == "" && j.roster.Unbound:
	case c.company == "":
		if known := j.byEmail[p.Email]; p.Email != "" && known != nil && known.LeftAt == nil {
			p.CompanyID = known.CompanyID
		} else {
			f.faults.Add("company", "import.company_missing")
		}
	case exists:
		p.CompanyID = id
	case j.roster.Unbound && len(j.roster.Companies) == 0:
	default:
		f.faults.Add("company", "import.company_unknown", "name", c.company)
	}
	if company := j.roster.company(p.CompanyID); company != nil {
		row.Company = company.Name
	}
}
