package campaign

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
)

// Bounds of one pasted list.
const (
	maxPaste = 512 << 10 // bytes
	maxRows  = 5000
)

// Verdict is what becomes of one pasted row.
type Verdict string

// Verdicts, in the order in which a preview lists them.
const (
	RowFaulty    Verdict = "faulty"
	RowChanged   Verdict = "changed"
	RowNew       Verdict = "new"
	RowUnchanged Verdict = "unchanged"
)

// PasteRow is one line of a pasted list with its verdict. Reason says why a
// row is faulty, or what changes.
type PasteRow struct {
	Line    int // from 1, empty lines counted
	Name    string
	Email   string
	Team    string
	Verdict Verdict
	Reason  *fault.Fault
}

// Paste is the preview of a pasted list. Faulty rows are left out.
type Paste struct {
	Rows []PasteRow
}

// Count returns how many rows have the verdict.
func (p Paste) Count(v Verdict) int {
	n := 0
	for _, row := range p.Rows {
		if row.Verdict == v {
			n++
		}
	}
	return n
}

// PreviewPaste reads lines "Name; E-Mail; Team" and says what an import would
// do with each; nothing is stored. Commas and tabs separate as well, a line of
// headings is passed over.
func (s *Service) PreviewPaste(ctx context.Context, v account.Viewer, companyID, text string) (Paste, error) {
	paste, _, err := s.readPaste(ctx, v, companyID, text)
	return paste, err
}

// ImportPaste stores the rows that PreviewPaste does not call faulty. Teams
// that the company does not have are created.
func (s *Service) ImportPaste(ctx context.Context, v account.Viewer, companyID, text string) (Paste, error) {
	paste, change, err := s.readPaste(ctx, v, companyID, text)
	if err != nil {
		return Paste{}, err
	}
	return paste, s.store.SaveRoster(ctx, change)
}

func (s *Service) readPaste(ctx context.Context, v account.Viewer, companyID, text string) (Paste, RosterChange, error) {
	if err := v.NeedManager(); err != nil {
		return Paste{}, RosterChange{}, err
	}
	rows, err := splitPaste(text)
	if err != nil {
		return Paste{}, RosterChange{}, err
	}
	r, err := s.pasteReader(ctx, v, companyID)
	if err != nil {
		return Paste{}, RosterChange{}, err
	}
	for i := range rows {
		r.judge(&rows[i])
	}
	return Paste{Rows: rows}, r.change, nil
}

func splitPaste(text string) ([]PasteRow, error) {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return nil, fault.Invalid("people", "error.text")
	case len(text) > maxPaste:
		return nil, fault.Invalid("people", "error.paste_long", "max", maxRows)
	}
	var rows []PasteRow
	number := 0
	for line := range strings.SplitSeq(strings.TrimPrefix(text, "\ufeff"), "\n") {
		number++
		if strings.TrimSpace(line) == "" {
			continue
		}
		row := splitRow(line)
		row.Line = number
		if len(rows) == 0 && row.isHeading() {
			continue
		}
		rows = append(rows, row)
	}
	switch {
	case len(rows) == 0:
		return nil, fault.Invalid("people", "error.paste_empty")
	case len(rows) > maxRows:
		return nil, fault.Invalid("people", "error.paste_long", "max", maxRows)
	}
	return rows, nil
}

// splitRow separates by the first of semicolon, tab and comma that the line
// contains, and understands "Name <address>" as mail programs write it.
func splitRow(line string) PasteRow {
	parts := []string{line}
	for _, separator := range []string{";", "\t", ","} {
		if strings.Contains(line, separator) {
			parts = strings.Split(line, separator)
			break
		}
	}
	for i, part := range parts {
		parts[i] = strings.Trim(strings.TrimSpace(part), `"`)
	}
	row := PasteRow{Name: parts[0]}
	rest := parts[1:]
	if name, address, ok := strings.Cut(row.Name, "<"); ok && strings.HasSuffix(address, ">") {
		row.Name, rest = strings.TrimSpace(name), append([]string{strings.TrimSuffix(address, ">")}, rest...)
	}
	if len(rest) > 0 {
		row.Email = account.NormalEmail(rest[0])
	}
	if len(rest) > 1 {
		row.Team = rest[1]
	}
	if len(rest) > 2 && strings.Join(rest[2:], "") != "" {
		row.Verdict = RowFaulty
		row.Reason = &fault.Fault{Kind: fault.KindInvalid, Field: "people", Key: "error.paste_columns"}
	}
	return row
}

func (r PasteRow) isHeading() bool {
	return !strings.Contains(r.Email, "@") && slices.Contains([]string{"e-mail", "email", "mail", "e-mail-adresse"}, r.Email)
}

// pasteReader judges rows one after the other and collects what they change.
type pasteReader struct {
	service   *Service
	company   cooperation.Company
	networkID string
	language  string
	now       time.Time
	byEmail   map[string]Person
	byName    map[string]Person // of this company
	teams     map[string]string // name -> id
	seen      map[string]int    // address or name -> line
	change    RosterChange
}

func (s *Service) pasteReader(ctx context.Context, v account.Viewer, companyID string) (*pasteReader, error) {
	companies, err := s.store.Companies(ctx, v.NetworkID)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(companies, func(c cooperation.Company) bool { return c.ID == companyID })
	if at < 0 {
		return nil, fault.NotFound("error.not_found")
	}
	people, err := s.store.People(ctx, v.NetworkID, "")
	if err != nil {
		return nil, err
	}
	teams, err := s.store.Teams(ctx, v.NetworkID)
	if err != nil {
		return nil, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	r := &pasteReader{
		service: s, company: companies[at], networkID: v.NetworkID, language: v.Language, now: now,
		byEmail: map[string]Person{}, byName: map[string]Person{}, teams: map[string]string{}, seen: map[string]int{},
	}
	if r.language != "en" {
		r.language = "de"
	}
	for _, p := range people {
		if p.Email != "" && p.LeftAt == nil {
			r.byEmail[p.Email] = p
		}
		if p.CompanyID == companyID && p.Email == "" && p.LeftAt == nil {
			r.byName[p.Name] = p
		}
	}
	for _, t := range teams {
		if t.CompanyID == companyID {
			r.teams[t.Name] = t.ID
		}
	}
	return r, nil
}

func (r *pasteReader) judge(row *PasteRow) {
	if row.Verdict == RowFaulty {
		return
	}
	p := Person{
		ID: r.service.newID(), NetworkID: r.networkID, CompanyID: r.company.ID, Name: row.Name, Email: row.Email,
		Language: r.language, Attributes: map[string]string{}, CreatedAt: r.now, Version: 1,
	}
	errs := p.check()
	checkLine(&errs, "team", row.Team, maxName, false)
	key := row.Email
	if key == "" {
		key = row.Name
	}
	if line, twice := r.seen[key]; twice {
		errs.Add("people", "error.paste_twice", "line", line)
	}
	known, exists := r.known(*row)
	if exists && known.CompanyID != r.company.ID {
		errs.Add("email", "error.person_email_taken")
	}
	if len(errs) > 0 {
		row.Verdict, row.Reason = RowFaulty, errs[0]
		return
	}
	r.seen[key] = row.Line
	p.TeamID = r.team(row.Team)
	if exists {
		r.update(row, known, p)
		return
	}
	row.Verdict = RowNew
	r.change.Added = append(r.change.Added, p)
}

func (r *pasteReader) known(row PasteRow) (Person, bool) {
	if row.Email != "" {
		p, ok := r.byEmail[row.Email]
		return p, ok
	}
	p, ok := r.byName[row.Name]
	return p, ok
}

func (r *pasteReader) update(row *PasteRow, known, pasted Person) {
	changed := known
	changed.Name = pasted.Name
	if row.Team != "" {
		changed.TeamID = pasted.TeamID
	}
	if changed.Name == known.Name && changed.TeamID == known.TeamID {
		row.Verdict = RowUnchanged
		return
	}
	row.Verdict = RowChanged
	r.change.Changed = append(r.change.Changed, changed)
}

func (r *pasteReader) team(name string) string {
	if name == "" {
		return ""
	}
	if id, ok := r.teams[name]; ok {
		return id
	}
	team := cooperation.Team{ID: r.service.newID(), NetworkID: r.networkID, CompanyID: r.company.ID, Name: name, Version: 1}
	r.teams[name] = team.ID
	r.change.Teams = append(r.change.Teams, team)
	return team.ID
}
