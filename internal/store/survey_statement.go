package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// sheetQuery is all that a respondent's page asks of the database.
const sheetQuery = `SELECT i.id, i.wave_id, i.network_id, i.company_id, i.person_id, i.language, i.participated, i.paper,
	w.opens_at, w.closes_at, COALESCE(d.body, '')
FROM invitations AS i
JOIN waves AS w ON w.id = i.wave_id
LEFT JOIN drafts AS d ON d.invitation_id = i.id
WHERE i.link_hash = ? AND NOT i.revoked AND w.cancelled_at IS NULL`

// What a respondent's save and submit change. windowQuery locks the wave where
// rows are locked.
const (
	windowQuery     = `SELECT closes_at, closed_at, cancelled_at FROM waves WHERE id = ?`
	saveDraftQuery  = `UPDATE drafts SET body = ? WHERE invitation_id = ? AND body = ?`
	emptyDraftQuery = `UPDATE drafts SET body = ? WHERE invitation_id = ? AND body = ?
AND EXISTS (SELECT 1 FROM invitations WHERE id = ? AND NOT revoked)`
	takePartQuery   = `UPDATE invitations SET participated = TRUE WHERE id = ?`
	keepBallotQuery = `INSERT INTO ballots (invitation_id, network_id, wave_id, ciphertext) VALUES (?, ?, ?, ?)
ON CONFLICT (invitation_id) DO UPDATE SET ciphertext = EXCLUDED.ciphertext`
)

// prepared are the statements of the respondents' way. They go past the query
// builder, which would write drafts and ballots of many thousand letters into
// the text of a statement, for the database to parse each time.
type prepared struct {
	sheet                                               *sql.Stmt // on the reading pool; the others on the writing one
	window, saveDraft, emptyDraft, takePart, keepBallot *sql.Stmt
}

// statements prepares them at their first use.
type statements struct {
	db       *DB
	mu       sync.Mutex
	all      prepared
	complete bool
}

// ready must not be called within a transaction: on SQLite there is only one
// connection that writes.
func (s *statements) ready(ctx context.Context) (*prepared, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.complete {
		return &s.all, nil
	}
	all := &s.all
	for _, one := range []struct {
		pool *sql.DB
		into **sql.Stmt
		text string
	}{
		{s.db.reader.DB, &all.sheet, sheetQuery},
		{s.db.writer.DB, &all.window, s.db.sharing(windowQuery)},
		{s.db.writer.DB, &all.saveDraft, saveDraftQuery},
		{s.db.writer.DB, &all.emptyDraft, emptyDraftQuery},
		{s.db.writer.DB, &all.takePart, takePartQuery},
		{s.db.writer.DB, &all.keepBallot, keepBallotQuery},
	} {
		if *one.into != nil {
			continue // ready before another one failed
		}
		statement, err := one.pool.PrepareContext(ctx, s.db.numbered(one.text))
		if err != nil {
			return nil, fmt.Errorf("prepare statement: %w", err)
		}
		*one.into = statement
	}
	s.complete = true
	return all, nil
}

// sharing lets a query lock its rows against change until the transaction's
// end. On SQLite a writing transaction is alone anyway.
func (db *DB) sharing(query string) string {
	if db.kind == postgres {
		return query + " FOR SHARE"
	}
	return query
}

// numbered writes the placeholders as the database's driver reads them: "?" on
// SQLite; $1, $2, … on PostgreSQL.
func (db *DB) numbered(query string) string {
	if db.kind != postgres {
		return query
	}
	var text strings.Builder
	for i, part := range strings.Split(query, "?") {
		if i > 0 {
			text.WriteString("$" + strconv.Itoa(i))
		}
		text.WriteString(part)
	}
	return text.String()
}
