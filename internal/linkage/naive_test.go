package linkage

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kreislauf/internal/survey"
)

// naive keeps who took part apart from what was answered, in two tables that
// share no key, and beside it three mistakes that are made with the best of
// intentions: a session's name in both tables, a checksum of the answers, and
// answers encrypted without padding under one key stream.
var naive = []string{
	"CREATE TABLE participation (person_id TEXT PRIMARY KEY, took_part_at TIMESTAMPTZ NOT NULL)",
	"CREATE TABLE answers (id TEXT PRIMARY KEY, body TEXT NOT NULL, saved_at TIMESTAMPTZ NOT NULL)",
	"CREATE TABLE session_participation (person_id TEXT PRIMARY KEY, session TEXT NOT NULL)",
	"CREATE TABLE session_answers (id TEXT PRIMARY KEY, session TEXT NOT NULL, body TEXT NOT NULL)",
	"CREATE TABLE checked_participation (person_id TEXT PRIMARY KEY, checksum TEXT NOT NULL)",
	"CREATE TABLE masked_answers (person_id TEXT PRIMARY KEY, body TEXT NOT NULL)",
}

// kept says which tables a control uses.
type kept int

const (
	twoTables kept = iota
	withSession
	withChecksum
	masked
)

// answerNaively fills the tables of one control, a transaction for each
// person, as the product does.
func answerNaively(t testing.TB, db *sql.DB, c *cohort, which kept) {
	t.Helper()
	for _, table := range naive {
		_, err := db.ExecContext(t.Context(), table)
		must(t, err)
	}
	now := begin
	for _, person := range c.order {
		now = now.Add(time.Duration(1+c.draw.IntN(90)) * time.Second)
		tx, err := db.BeginTx(t.Context(), nil)
		must(t, err)
		for _, statement := range which.statements(c.people[person], c.texts[person], now) {
			_, err := tx.ExecContext(t.Context(), statement[0].(string), statement[1:]...)
			must(t, err)
		}
		must(t, tx.Commit())
	}
}

func (k kept) statements(person, text string, now time.Time) [][]any {
	id, session := uuid.NewString(), uuid.NewString()
	switch k {
	case withSession:
		return [][]any{
			{"INSERT INTO session_participation VALUES ($1, $2)", person, session},
			{"INSERT INTO session_answers VALUES ($1, $2, $3)", id, session, text},
		}
	case withChecksum:
		return [][]any{{"INSERT INTO checked_participation VALUES ($1, $2)", person, checksum(text)}}
	case masked:
		return [][]any{{"INSERT INTO masked_answers VALUES ($1, $2)", person, mask(text)}}
	default:
		return [][]any{
			{"INSERT INTO participation VALUES ($1, $2)", person, now},
			{"INSERT INTO answers VALUES ($1, $2, $3)", id, text, now.Add(3 * time.Millisecond)},
		}
	}
}

func checksum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// mask is a stream cipher that repeats its key stream.
func mask(text string) string {
	stream := strings.Repeat("\x5a\xc3\x17\x88\xf1", len(text)/5+1)
	out := make([]byte, len(text))
	for i := range out {
		out[i] = text[i] ^ stream[i]
	}
	return hex.EncodeToString(out)
}

func naiveCohort(t testing.TB) *cohort {
	t.Helper()
	shipped, err := survey.Shipped()
	must(t, err)
	for _, q := range shipped {
		if q.Audience == survey.Employees {
			c := newCohort(t, seed(), q.Content)
			for range c.given {
				c.people = append(c.people, uuid.NewString())
			}
			return c
		}
	}
	t.Fatal("no questionnaire for employees is shipped")
	return nil
}
