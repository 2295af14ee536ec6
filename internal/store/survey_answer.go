package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/survey"
)

// Sheet implements survey.AnsweringStore.
func (s *Survey) Sheet(ctx context.Context, linkHash string) (survey.Sheet, error) {
	var sheet survey.Sheet
	var opens, closes bun.NullTime
	ready, err := s.statements.ready(ctx)
	if err != nil {
		return sheet, fmt.Errorf("find sheet: %w", err)
	}
	err = ready.sheet.QueryRowContext(ctx, linkHash).Scan(
		&sheet.InvitationID, &sheet.WaveID, &sheet.NetworkID, &sheet.CompanyID, &sheet.PersonID, &sheet.Language,
		&sheet.Participated, &sheet.Paper, &opens, &closes, &sheet.Draft)
	sheet.Opens, sheet.Closes = opens.UTC(), closes.UTC()
	return sheet, orNotFound("find sheet", err)
}

// Facts implements survey.AnsweringStore.
func (s *Survey) Facts(ctx context.Context, waveID string) (survey.Facts, error) {
	var row struct {
		WaveID      string
		NetworkID   string
		NetworkName string
		VersionID   string
		Title       survey.Text `bun:"type:jsonb"`
		Thanks      survey.Text `bun:"type:jsonb"`
		Mode        campaign.Mode
		Reminders   calendar.Reminders `bun:"type:jsonb"`
		Frozen      struct {
			K int `json:"k"`
		} `bun:"type:jsonb"`
		Zone       string
		PublicKey  string
		BallotSize int
	}
	err := s.db.reader.NewSelect().TableExpr("waves AS w").
		ColumnExpr("w.id AS wave_id, w.network_id, n.name AS network_name, w.version_id, c.title, c.thanks, w.mode, c.reminders").
		ColumnExpr("w.frozen, w.zone, w.public_key, w.ballot_size").
		Join("JOIN campaigns AS c ON c.id = w.campaign_id").
		Join("JOIN networks AS n ON n.id = w.network_id").
		Where("w.id = ?", waveID).Scan(ctx, &row)
	if err != nil {
		return survey.Facts{}, orNotFound("read wave", err)
	}
	companies, err := s.companyNames(ctx, row.NetworkID)
	if err != nil {
		return survey.Facts{}, err
	}
	told, err := s.told(ctx, waveID)
	return survey.Facts{
		WaveID: row.WaveID, NetworkName: row.NetworkName, VersionID: row.VersionID, Title: row.Title,
		Anonymous: row.Mode == campaign.Anonymous, OnlyMissing: row.Reminders.OnlyMissing, K: row.Frozen.K,
		Zone: row.Zone, PublicKey: row.PublicKey, BallotSize: row.BallotSize, Companies: companies, Thanks: row.Thanks,
		Told: told,
	}, err
}

func (s *Survey) companyNames(ctx context.Context, networkID string) (map[string]string, error) {
	var rows []struct{ ID, Name string }
	err := s.db.reader.NewSelect().TableExpr("companies").Column("id", "name").
		Where("network_id = ?", networkID).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list company names: %w", err)
	}
	names := make(map[string]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, nil
}

// SaveDraft implements survey.AnsweringStore.
func (s *Survey) SaveDraft(ctx context.Context, invitationID, was, body string) (bool, error) {
	ready, err := s.statements.ready(ctx)
	if err != nil {
		return false, fmt.Errorf("save draft: %w", err)
	}
	var saved bool
	err = s.db.batch.do(ctx, func(ctx context.Context, tx bun.Tx) error {
		n, err := affected(tx.StmtContext(ctx, ready.saveDraft).ExecContext(ctx, body, invitationID, was))
		saved = n == 1
		return err
	})
	if err != nil {
		return false, fmt.Errorf("save draft: %w", err)
	}
	return saved, nil
}

// Submit implements survey.AnsweringStore. A submission that does not take
// effect ends without an error, so that the others of its group keep theirs.
func (s *Survey) Submit(ctx context.Context, sub survey.Submission) (survey.Outcome, error) {
	ready, err := s.statements.ready(ctx)
	if err != nil {
		return survey.Refused, fmt.Errorf("submit: %w", err)
	}
	var outcome survey.Outcome
	err = s.db.batch.do(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		outcome, err = ready.submit(ctx, tx, sub)
		return err
	})
	if err != nil {
		return survey.Refused, fmt.Errorf("submit: %w", err)
	}
	return outcome, nil
}

func (p *prepared) submit(ctx context.Context, tx bun.Tx, sub survey.Submission) (survey.Outcome, error) {
	outcome, err := p.admit(ctx, tx, sub)
	if err != nil || outcome != survey.Accepted {
		return outcome, err
	}
	n, err := affected(tx.StmtContext(ctx, p.emptyDraft).ExecContext(ctx, sub.Empty, sub.InvitationID, sub.Was, sub.InvitationID))
	if err != nil || n == 0 {
		return survey.Stale, err
	}
	if _, err = tx.StmtContext(ctx, p.takePart).ExecContext(ctx, sub.InvitationID); err != nil {
		return survey.Refused, err
	}
	if b := sub.Ballot; b != nil {
		_, err = tx.StmtContext(ctx, p.keepBallot).ExecContext(ctx, b.InvitationID, b.NetworkID, b.WaveID, b.Ciphertext)
	} else {
		_, err = tx.NewInsert().Model(sub.Response).On("CONFLICT (invitation_id) DO UPDATE").
			Set("answers = EXCLUDED.answers").Set("submitted_at = EXCLUDED.submitted_at").Exec(ctx)
	}
	return survey.Accepted, err
}

// admit reads the window under a lock that the closing of the wave waits for:
// a submission commits before the wave is marked closed, or sees the mark.
func (p *prepared) admit(ctx context.Context, tx bun.Tx, sub survey.Submission) (survey.Outcome, error) {
	var closes, closed, cancelled bun.NullTime
	err := tx.StmtContext(ctx, p.window).QueryRowContext(ctx, sub.WaveID).Scan(&closes, &closed, &cancelled)
	switch {
	case errors.Is(err, sql.ErrNoRows) || !cancelled.IsZero():
		return survey.Stale, nil
	case err != nil:
		return survey.Refused, err
	case !closed.IsZero():
		return survey.Refused, nil
	}
	admitted, err := sub.Admit(ctx, closes.UTC())
	if err != nil || !admitted {
		return survey.Refused, err
	}
	return survey.Accepted, nil
}

func affected(res sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
