package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/survey"
)

// Survey keeps questionnaires, drafts, ballots and responses.
type Survey struct {
	db         *DB
	statements statements
}

// Survey returns the store of questionnaires and answers.
func (db *DB) Survey() *Survey { return &Survey{db: db, statements: statements{db: db}} }

var (
	_ survey.Store          = (*Survey)(nil)
	_ survey.AnsweringStore = (*Survey)(nil)
)

type questionnaireRow struct {
	bun.BaseModel `bun:"table:questionnaires,alias:q"`
	survey.Questionnaire
}

type versionRow struct {
	bun.BaseModel   `bun:"table:questionnaire_versions,alias:v"`
	ID              string
	QuestionnaireID string
	Number          int
	Content         survey.Content `bun:"type:jsonb"`
	PublishedAt     time.Time
}

func (r versionRow) version() survey.Version {
	return survey.Version{
		ID: r.ID, QuestionnaireID: r.QuestionnaireID, Number: r.Number, Content: r.Content, PublishedAt: r.PublishedAt.UTC(),
	}
}

// Newest implements survey.Store.
func (s *Survey) Newest(ctx context.Context, networkID string) ([]survey.Offer, error) {
	var rows []struct {
		NetworkID string
		Key       string
		Audience  survey.Audience
		versionRow
	}
	err := s.db.reader.NewSelect().TableExpr("questionnaires AS q").
		ColumnExpr("q.network_id, q.key, q.audience, v.*").
		Join("JOIN questionnaire_versions AS v ON v.questionnaire_id = q.id").
		Where("q.network_id IN ('', ?)", networkID).
		Where("v.number = (SELECT max(number) FROM questionnaire_versions WHERE questionnaire_id = q.id)").
		OrderExpr("q.key, q.network_id").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list questionnaires: %w", err)
	}
	offers := make([]survey.Offer, len(rows))
	for i, r := range rows {
		offers[i] = survey.Offer{
			Questionnaire: survey.Questionnaire{ID: r.QuestionnaireID, NetworkID: r.NetworkID, Key: r.Key, Audience: r.Audience},
			Newest:        r.version(),
		}
	}
	return offers, nil
}

// Version implements survey.Store.
func (s *Survey) Version(ctx context.Context, id string) (survey.Version, error) {
	var row versionRow
	err := s.db.reader.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row.version(), orNotFound("find questionnaire version", err)
}

// Publish implements survey.Store.
func (s *Survey) Publish(ctx context.Context, q survey.Questionnaire, v survey.Version) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		questionnaire := questionnaireRow{Questionnaire: q}
		if _, err := tx.NewInsert().Model(&questionnaire).On("CONFLICT (id) DO NOTHING").Exec(ctx); err != nil {
			return fmt.Errorf("save questionnaire: %w", translate(err))
		}
		version := versionRow{
			ID: v.ID, QuestionnaireID: q.ID, Number: v.Number, Content: v.Content, PublishedAt: v.PublishedAt,
		}
		res, err := tx.NewInsert().Model(&version).Exec(ctx)
		return done("save questionnaire version", res, err)
	})
}
