package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
)

// Account keeps users, memberships, links and sessions.
type Account struct{ db *DB }

// Account returns the store of accounts.
func (db *DB) Account() *Account { return &Account{db: db} }

var _ account.Store = (*Account)(nil)

// HasUsers reports whether anybody has an account.
func (s *Account) HasUsers(ctx context.Context) (bool, error) {
	has, err := s.db.reader.NewSelect().Model((*account.User)(nil)).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("look for users: %w", err)
	}
	return has, nil
}

// UserByEmail returns the user with that lower-case address.
func (s *Account) UserByEmail(ctx context.Context, email string) (account.User, error) {
	var u account.User
	err := s.db.reader.NewSelect().Model(&u).Where("email = ?", email).Scan(ctx)
	return u, orNotFound("find user", err)
}

// Found implements account.Store.
func (s *Account) Found(ctx context.Context, f account.Founding) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := useLink(ctx, tx, f.LinkHash, f.At); err != nil {
			return err
		}
		// An earlier start may have printed a link that would found another network.
		_, err := tx.NewUpdate().Model((*account.Link)(nil)).Set("used_at = ?", f.At).
			Where("purpose = ? AND used_at IS NULL", account.PurposeSetup).Exec(ctx)
		if err != nil {
			return fmt.Errorf("found network: %w", err)
		}
		network := cooperation.Network{
			ID: f.NetworkID, Name: f.NetworkName, Zone: f.Zone, Languages: []string{"de", "en"}, K: 5, CreatedAt: f.At, Version: 1,
		}
		member := account.Membership{UserID: f.User.ID, NetworkID: f.NetworkID, Role: account.Manager, CreatedAt: f.At}
		for _, row := range []any{&network, &f.User, &member, &f.Session} {
			if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
				return fmt.Errorf("found network: %w", translate(err))
			}
		}
		return nil
	})
}

// Admit implements account.Store. A known address keeps its user.
func (s *Account) Admit(ctx context.Context, u account.User, m account.Membership) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewInsert().Model(&u).On("CONFLICT (email) DO NOTHING").Exec(ctx)
		if err != nil {
			return fmt.Errorf("admit user: %w", err)
		}
		var known account.User
		if err := tx.NewSelect().Model(&known).Where("email = ?", u.Email).Scan(ctx); err != nil {
			return fmt.Errorf("admit user: %w", err)
		}
		m.UserID = known.ID
		_, err = tx.NewInsert().Model(&m).On("CONFLICT (user_id, network_id) DO UPDATE").
			Set("role = EXCLUDED.role").Set("company_id = EXCLUDED.company_id").Exec(ctx)
		return done("set membership", nil, err)
	})
}

// Dismiss implements account.Store.
func (s *Account) Dismiss(ctx context.Context, userID, networkID string) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		for _, model := range []any{(*account.Session)(nil), (*account.Membership)(nil)} {
			_, err := tx.NewDelete().Model(model).Where("user_id = ? AND network_id = ?", userID, networkID).Exec(ctx)
			if err != nil {
				return fmt.Errorf("dismiss user: %w", err)
			}
		}
		return nil
	})
}

// Members lists the accounts of a network by name.
func (s *Account) Members(ctx context.Context, networkID string) ([]account.MemberUser, error) {
	var rows []account.MemberUser
	err := s.db.reader.NewSelect().TableExpr("users AS u").
		ColumnExpr("u.*, m.role, m.company_id").
		Join("JOIN memberships AS m ON m.user_id = u.id").
		Where("m.network_id = ?", networkID).OrderExpr("u.name, u.id").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	return rows, nil
}

// SaveLink keeps a one-time link.
func (s *Account) SaveLink(ctx context.Context, l account.Link) error {
	res, err := s.db.writer.NewInsert().Model(&l).Exec(ctx)
	return done("save link", res, err)
}

// LinkByHash returns a one-time link.
func (s *Account) LinkByHash(ctx context.Context, hash string) (account.Link, error) {
	var l account.Link
	err := s.db.reader.NewSelect().Model(&l).Where("token_hash = ?", hash).Scan(ctx)
	return l, orNotFound("find link", err)
}

// Redeem implements account.Store.
func (s *Account) Redeem(ctx context.Context, linkHash string, at time.Time, session account.Session) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := useLink(ctx, tx, linkHash, at); err != nil {
			return err
		}
		res, err := tx.NewInsert().Model(&session).Exec(ctx)
		return done("save session", res, err)
	})
}

// ViewerBySession implements account.Store.
func (s *Account) ViewerBySession(ctx context.Context, hash string, at time.Time) (account.Viewer, error) {
	var v account.Viewer
	err := s.db.reader.NewSelect().TableExpr("sessions AS s").
		ColumnExpr("u.id AS user_id, u.name, u.email, u.language, s.network_id, n.name AS network_name, n.zone, m.role, m.company_id, u.admin").
		Join("JOIN users AS u ON u.id = s.user_id").
		Join("JOIN networks AS n ON n.id = s.network_id").
		Join("JOIN memberships AS m ON m.user_id = s.user_id AND m.network_id = s.network_id").
		Where("s.token_hash = ? AND s.expires_at > ?", hash, at).Scan(ctx, &v)
	return v, orNotFound("find session", err)
}

// FirstNetwork returns the network that a user joined first.
func (s *Account) FirstNetwork(ctx context.Context, userID string) (string, error) {
	var id string
	err := s.db.reader.NewSelect().Model((*account.Membership)(nil)).Column("network_id").
		Where("user_id = ?", userID).OrderExpr("created_at, network_id").Limit(1).Scan(ctx, &id)
	return id, orNotFound("find network", err)
}

// EndSession removes a session.
func (s *Account) EndSession(ctx context.Context, hash string) error {
	res, err := s.db.writer.NewDelete().Model((*account.Session)(nil)).Where("token_hash = ?", hash).Exec(ctx)
	return done("end session", res, err)
}

// SetLanguage changes a user's language.
func (s *Account) SetLanguage(ctx context.Context, userID, language string) error {
	res, err := s.db.writer.NewUpdate().Model((*account.User)(nil)).Set("language = ?", language).Where("id = ?", userID).Exec(ctx)
	return done("set language", res, err)
}

// SetAdmin changes whether a user runs the server.
func (s *Account) SetAdmin(ctx context.Context, userID string, admin bool) error {
	res, err := s.db.writer.NewUpdate().Model((*account.User)(nil)).Set("admin = ?", admin).Where("id = ?", userID).Exec(ctx)
	return done("set admin", res, err)
}

func useLink(ctx context.Context, tx bun.Tx, hash string, at time.Time) error {
	res, err := tx.NewUpdate().Model((*account.Link)(nil)).Set("used_at = ?", at).
		Where("token_hash = ? AND used_at IS NULL", hash).Exec(ctx)
	if err != nil {
		return fmt.Errorf("use link: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return fmt.Errorf("use link: %w", err)
	}
	if n == 0 {
		return fault.NotFound("error.link_not_valid")
	}
	return nil
}
