package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
	"kreislauf/internal/survey"
)

// Notice implements campaign.NoticeStore.
func (s *Campaign) Notice(ctx context.Context, networkID, waveID string) (campaign.Notice, error) {
	var n campaign.Notice
	err := s.db.reader.NewSelect().Model(&n).Where("network_id = ? AND wave_id = ?", networkID, waveID).Scan(ctx)
	return n, orNotFound("find notice", err)
}

// Announce implements campaign.NoticeStore.
func (s *Campaign) Announce(ctx context.Context, m campaign.Mark, n campaign.Notice) (bool, error) {
	return s.mark(ctx, m, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewInsert().Model(&n).On("CONFLICT (wave_id) DO NOTHING").Exec(ctx)
		if err != nil {
			return fmt.Errorf("keep notice: %w", err)
		}
		rows, err := res.RowsAffected()
		if err == nil && rows == 0 {
			return errStale // the wave was released with one
		}
		return err
	})
}

// Unreleased implements campaign.NoticeStore.
func (s *Campaign) Unreleased(ctx context.Context, closedBefore time.Time) ([]string, error) {
	var ids []string
	err := s.db.reader.NewSelect().Model((*campaign.Wave)(nil)).Column("id").
		Where("tallied_at IS NOT NULL").Where("released_at IS NULL").Where("cancelled_at IS NULL").
		Where("closes_at <= ?", closedBefore).Order("closes_at", "id").Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("list unreleased waves: %w", err)
	}
	return ids, nil
}

func (s *Campaign) fillNotice(ctx context.Context, e *campaign.Envelope) error {
	if e.Letter.Kind != campaign.MailResults {
		return nil
	}
	n, err := s.Notice(ctx, e.Letter.NetworkID, e.Letter.WaveID)
	e.Notice = n
	return err
}

// told is what the invited to a released wave were told, nil before a notice.
func (s *Survey) told(ctx context.Context, waveID string) (*survey.Told, error) {
	var n campaign.Notice
	err := s.db.reader.NewSelect().Model(&n).Where("wave_id = ?", waveID).Scan(ctx)
	if err := orNotFound("find notice", err); isNotFound(err) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return &survey.Told{Findings: n.Findings, Measure: n.Measure, Responsible: n.Responsible}, nil
}

// WaveOutline implements campaign.DispatchStore.
func (s *Campaign) WaveOutline(ctx context.Context, networkID, id string) (campaign.Wave, error) {
	var w campaign.Wave
	err := s.db.reader.NewSelect().Model(&w).ExcludeColumn("frozen").Where("network_id = ? AND id = ?", networkID, id).Scan(ctx)
	return w, orNotFound("find wave", err)
}

// Undelivered implements campaign.DispatchStore.
func (s *Campaign) Undelivered(ctx context.Context, networkID, waveID string, offset, limit int) ([]campaign.Undelivered, int, error) {
	lost := func() *bun.SelectQuery {
		return s.db.reader.NewSelect().Model((*campaign.Letter)(nil)).
			Join("JOIN invitations AS i ON i.id = letter.invitation_id").
			Join("JOIN people AS p ON p.id = i.person_id").
			Join("JOIN companies AS c ON c.id = i.company_id").
			Where("letter.network_id = ?", networkID).Where("letter.wave_id = ?", waveID).
			Where("letter.kind = ? AND letter.number = ''", campaign.MailInvitation).
			Where("letter.state IN (?)", bun.List([]campaign.LetterState{campaign.LetterFailed, campaign.LetterBounced})).
			Where("letter.reason <> ?", campaign.ReasonStopped)
	}
	total, err := lost().Count(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("count undelivered invitations: %w", err)
	}
	var list []campaign.Undelivered
	err = lost().ColumnExpr("p.id AS person_id, p.name, p.email, c.name AS company, letter.state, letter.reason").
		OrderExpr("c.name, p.name, p.id").Offset(int64(offset)).Limit(int64(limit)).Scan(ctx, &list)
	if err != nil {
		return nil, 0, fmt.Errorf("list undelivered invitations: %w", err)
	}
	return list, int(total), nil
}
