package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
)

// Consents implements campaign.ConsentStore.
func (s *Campaign) Consents(ctx context.Context, campaignID string) ([]campaign.Consent, error) {
	var all []campaign.Consent
	err := s.db.reader.NewSelect().Model(&all).Where("campaign_id = ?", campaignID).Order("company_id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list consents: %w", err)
	}
	return all, nil
}

// GiveConsent implements campaign.ConsentStore.
func (s *Campaign) GiveConsent(ctx context.Context, c campaign.Consent, before campaign.Deadline, act campaign.Act) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := s.db.stillToDecide(ctx, tx, before); err != nil {
			return err
		}
		res, err := tx.NewInsert().Model(&c).
			On("CONFLICT (campaign_id, company_id) DO UPDATE").
			Set("user_id = EXCLUDED.user_id").Set("user_name = EXCLUDED.user_name").
			Set("terms = EXCLUDED.terms").Set("given_at = EXCLUDED.given_at").Exec(ctx)
		if err := done("give consent", res, err); err != nil {
			return err
		}
		return insertAll(ctx, tx, []campaign.Act{act})
	})
}

// WithdrawConsent implements campaign.ConsentStore.
func (s *Campaign) WithdrawConsent(ctx context.Context, campaignID, companyID string, before campaign.Deadline, act campaign.Act) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := s.db.stillToDecide(ctx, tx, before); err != nil {
			return err
		}
		res, err := tx.NewDelete().Model((*campaign.Consent)(nil)).
			Where("campaign_id = ? AND company_id = ?", campaignID, companyID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("withdraw consent: %w", err)
		}
		n, err := res.RowsAffected()
		if err != nil {
			return fmt.Errorf("withdraw consent: %w", err)
		}
		if n == 0 {
			return nil
		}
		return insertAll(ctx, tx, []campaign.Act{act})
	})
}

// Speakers implements campaign.ConsentStore.
func (s *Campaign) Speakers(ctx context.Context, networkID string, companies []string) ([]account.Membership, error) {
	if len(companies) == 0 {
		return nil, nil
	}
	var all []account.Membership
	err := s.db.reader.NewSelect().Model(&all).Where("network_id = ? AND role = ?", networkID, account.Partner).
		Where("company_id IN (?)", bun.List(companies)).Order("user_id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list who speaks for companies: %w", err)
	}
	return all, nil
}

// LastTest implements campaign.LaunchStore.
func (s *Campaign) LastTest(ctx context.Context, campaignID string) (campaign.Letter, error) {
	var l campaign.Letter
	err := s.db.reader.NewSelect().Model(&l).Where("campaign_id = ? AND kind = ?", campaignID, campaign.MailTest).
		OrderExpr("created_at DESC, id DESC").Limit(1).Scan(ctx)
	return l, orNotFound("find test letter", err)
}

// dropConsents deletes the consents of a campaign to what a change ended.
func dropConsents(ctx context.Context, tx bun.Tx, change campaign.Change) error {
	if !change.DropConsents {
		return nil
	}
	res, err := tx.NewDelete().Model((*campaign.Consent)(nil)).
		Where("campaign_id = ? AND terms <> ?", change.Campaign.ID, change.Terms).Exec(ctx)
	return done("drop consents", res, err)
}
