package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/uptrace/bun"
	"golang.org/x/text/unicode/norm"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
)

// personRow is a person with the text that searches and orders go by.
type personRow struct {
	bun.BaseModel `bun:"table:people,alias:person"`
	roster.Person
	Search string
}

func rowOf(p roster.Person) personRow {
	return personRow{Person: p, Search: folded(p.Name + " " + account.ShownEmail(p.Email))}
}

// plainLetters are letters that are one with their accent.
var plainLetters = strings.NewReplacer("ß", "ss", "ł", "l", "ı", "i", "ø", "o", "đ", "d", "æ", "ae", "œ", "oe")

// folded writes text without case and accents, so that both databases compare
// it alike: SQLite knows the case of ASCII letters only.
func folded(text string) string {
	return plainLetters.Replace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ToLower(text))))
}

// likeEscaper keeps what people type from acting as a pattern.
var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func narrow(q *bun.SelectQuery, networkID string, f roster.Query) *bun.SelectQuery {
	q = q.Where("person.network_id = ?", networkID)
	if f.CompanyID != "" {
		q = q.Where("person.company_id = ?", f.CompanyID)
	}
	switch {
	case f.TeamID == roster.NoTeam:
		q = q.Where("person.team_id = ''")
	case len(f.Teams) > 0:
		q = q.Where("person.team_id IN (?)", bun.List(f.Teams))
	}
	const member = "EXISTS (SELECT 1 FROM person_group_members AS m WHERE m.person_id = person.id AND m.group_id = ?)"
	if f.GroupID != "" {
		q = q.Where(member, f.GroupID)
	}
	if f.NotIn != "" {
		q = q.Where("NOT "+member, f.NotIn)
	}
	switch f.Presence {
	case roster.Present:
		q = q.Where("person.left_at IS NULL")
	case roster.Gone:
		q = q.Where("person.left_at IS NOT NULL")
	}
	for _, word := range f.Words {
		q = q.Where(`person.search LIKE ? ESCAPE '\'`, "%"+likeEscaper.Replace(folded(word))+"%")
	}
	return q
}

// FindPeople implements roster.ListStore.
func (s *Roster) FindPeople(ctx context.Context, networkID string, f roster.Query) ([]roster.Person, int, error) {
	var people []roster.Person
	q := narrow(s.db.reader.NewSelect().Model(&people), networkID, f)
	total, err := q.Clone().Count(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("count people: %w", err)
	}
	q = q.Order("person.search", "person.id").Offset(int64(f.Skip))
	if f.Limit > 0 {
		q = q.Limit(int64(f.Limit))
	}
	if err := q.Scan(ctx); err != nil {
		return nil, 0, fmt.Errorf("find people: %w", err)
	}
	return people, int(total), nil
}

// EachPerson implements roster.ListStore.
func (s *Roster) EachPerson(ctx context.Context, networkID string, f roster.Query, fn func(roster.Person) error) error {
	q := narrow(s.db.reader.NewSelect().Model((*roster.Person)(nil)), networkID, f)
	rows, err := q.Join("JOIN companies AS c ON c.id = person.company_id").
		Order("c.name", "c.id", "person.search", "person.id").Rows(ctx)
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	defer func() { _ = rows.Close() }() // the error of an early end is in rows.Err
	for rows.Next() {
		var p roster.Person
		if err := s.db.reader.ScanRow(ctx, rows, &p); err != nil {
			return fmt.Errorf("read people: %w", err)
		}
		if err := fn(p); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	return nil
}

// AddressHolder implements roster.ListStore.
func (s *Roster) AddressHolder(ctx context.Context, networkID, email string) (roster.Person, error) {
	var p roster.Person
	err := s.db.reader.NewSelect().Model(&p).
		Where("network_id = ? AND email = ? AND email <> '' AND left_at IS NULL", networkID, email).Scan(ctx)
	return p, orNotFound("find holder of an address", err)
}

// Headcount implements roster.ListStore.
func (s *Roster) Headcount(ctx context.Context, networkID string) (map[string]int, error) {
	var rows []struct {
		CompanyID string
		N         int
	}
	err := s.db.reader.NewSelect().Model((*roster.Person)(nil)).ColumnExpr("company_id, COUNT(*) AS n").
		Where("network_id = ? AND left_at IS NULL", networkID).Group("company_id").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("count people: %w", err)
	}
	count := make(map[string]int, len(rows))
	for _, r := range rows {
		count[r.CompanyID] = r.N
	}
	return count, nil
}

// addressTaken turns a second holder of an address, which only the database
// can tell when two are entered at once, into a fault beside the field.
func addressTaken(err error) error {
	if isDuplicate(err) {
		return &fault.Fault{Kind: fault.KindConflict, Field: "email", Key: "error.person_email_taken"}
	}
	return err
}

func rowsOf(people []roster.Person) []personRow {
	rows := make([]personRow, len(people))
	for i, p := range people {
		rows[i] = rowOf(p)
	}
	return rows
}

func addPeople(ctx context.Context, tx bun.Tx, people []roster.Person) error {
	for chunk := range slices.Chunk(people, insertChunk) {
		rows := rowsOf(chunk)
		if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
			return fmt.Errorf("add people: %w", addressTaken(err))
		}
	}
	return nil
}

// changePeople changes all of them or, where somebody else changed one
// meanwhile, none.
func changePeople(ctx context.Context, tx bun.Tx, people []roster.Person) error {
	for chunk := range slices.Chunk(people, insertChunk) {
		rows, ids := rowsOf(chunk), make([]string, len(chunk))
		for i, p := range chunk {
			ids[i] = p.ID
		}
		n, err := affected(tx.NewUpdate().Model(&rows).ExcludeColumn("created_at", "network_id", "version").Bulk().
			Set("version = _data.version + 1").
			Where("person.id IN (?)", bun.List(ids)). // without it, PostgreSQL reads all people while it knows no statistics
			Where("person.network_id = _data.network_id AND person.version = _data.version").Exec(ctx))
		if err != nil {
			return fmt.Errorf("change people: %w", translate(addressTaken(err)))
		}
		if int(n) < len(rows) {
			return fault.Conflict("error.changed_meanwhile")
		}
	}
	return nil
}
