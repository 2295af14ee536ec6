package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
)

// Cooperation keeps networks, companies and cooperations.
type Cooperation struct{ db *DB }

// Cooperation returns the store of package cooperation.
func (db *DB) Cooperation() *Cooperation { return &Cooperation{db: db} }

var _ cooperation.Store = (*Cooperation)(nil)

// Read returns the records of one network as they stand.
func (c *Cooperation) Read(networkID string) cooperation.Reader {
	return &shelf{db: c.db.reader, network: networkID}
}

// Write runs fn in one transaction that holds the network's row, so that
// writes of one network happen one after another on PostgreSQL too.
func (c *Cooperation) Write(ctx context.Context, networkID string, fn func(ctx context.Context, w cooperation.Writer) error) error {
	return c.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		hold := tx.NewSelect().Model((*cooperation.Network)(nil)).Column("id").Where("id = ?", networkID)
		if c.db.kind == postgres {
			hold = hold.For("NO KEY UPDATE")
		}
		var id string
		if err := hold.Scan(ctx, &id); err != nil {
			return orNotFound("hold network", err)
		}
		return fn(ctx, &shelf{db: tx, network: networkID})
	})
}

// LegalText returns a stored public text, "" when there is none; without a
// network it is that of the oldest one.
func (c *Cooperation) LegalText(ctx context.Context, networkID string, kind cooperation.LegalKind, language string) (string, error) {
	query := c.db.reader.NewSelect().Model((*cooperation.LegalText)(nil)).Column("body").
		Where("kind = ?", kind).Where("language = ?", language)
	if networkID != "" {
		query = query.Where("network_id = ?", networkID)
	} else {
		oldest := c.db.reader.NewSelect().Model((*cooperation.Network)(nil)).Column("id").Order("created_at", "id").Limit(1)
		query = query.Where("network_id = (?)", oldest)
	}
	var body string
	err := orNotFound("read legal text", query.Scan(ctx, &body))
	if fault.KindOf(err) == fault.KindNotFound {
		return "", nil
	}
	return body, err
}

// shelf is the records of one network over a pool or a transaction. rows and
// row scope every query; Insert, Update and Delete refuse foreign rows.
type shelf struct {
	db      bun.IDB
	network string
}

// rows selects the network's rows of a model.
func (s *shelf) rows(model any) *bun.SelectQuery {
	return s.db.NewSelect().Model(model).Where("?TableAlias.network_id = ?", s.network)
}

// row reads the network's row with that id.
func row[T any](ctx context.Context, s *shelf, operation, id string) (T, error) {
	var found T
	err := s.rows(&found).Where("?TableAlias.id = ?", id).Scan(ctx)
	return found, orNotFound(operation, err)
}

// ofCooperation narrows a query to a cooperation; none means all.
func ofCooperation(query *bun.SelectQuery, id string) *bun.SelectQuery {
	if id == "" {
		return query
	}
	return query.Where("?TableAlias.cooperation_id = ?", id)
}

// Insert adds a row.
func (s *shelf) Insert(ctx context.Context, row cooperation.Record) error {
	if err := s.own(row); err != nil {
		return err
	}
	res, err := s.db.NewInsert().Model(row).Exec(ctx)
	return done(fmt.Sprintf("insert %T", row), res, err)
}

// Update changes a row and moves its counter.
func (s *shelf) Update(ctx context.Context, row cooperation.Record) error {
	if err := s.own(row); err != nil {
		return err
	}
	query := s.db.NewUpdate().Model(row).WherePK().Where("? = ?", tenantColumn(row), s.network)
	if counter := row.Counter(); counter != nil {
		query = query.Where("version = ?", *counter)
		*counter++
	}
	res, err := query.Exec(ctx)
	return changedOne(fmt.Sprintf("update %T", row), res, err)
}

// Delete removes a row.
func (s *shelf) Delete(ctx context.Context, row cooperation.Record) error {
	if err := s.own(row); err != nil {
		return err
	}
	query := s.db.NewDelete().Model(row).WherePK().Where("? = ?", tenantColumn(row), s.network)
	if counter := row.Counter(); counter != nil {
		query = query.Where("version = ?", *counter)
	}
	res, err := query.Exec(ctx)
	return changedOne(fmt.Sprintf("delete %T", row), res, err)
}

// SaveLegalText replaces the text of that kind and language.
func (s *shelf) SaveLegalText(ctx context.Context, text cooperation.LegalText) error {
	if text.NetworkID != s.network {
		return fault.NotFound("error.not_found")
	}
	res, err := s.db.NewInsert().Model(&text).
		On("CONFLICT (network_id, kind, language) DO UPDATE").
		Set("body = EXCLUDED.body").Set("updated_at = EXCLUDED.updated_at").Exec(ctx)
	return done("save legal text", res, err)
}

func (s *shelf) own(row cooperation.Record) error {
	if row.Tenant() != s.network {
		return fault.NotFound("error.not_found")
	}
	return nil
}

func tenantColumn(row cooperation.Record) bun.Ident {
	if _, isNetwork := row.(*cooperation.Network); isNetwork {
		return "id"
	}
	return "network_id"
}
