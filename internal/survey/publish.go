package survey

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kreislauf/internal/fault"
)

// InstallShipped publishes the questionnaires that come with the product. One
// whose newest version says the same already stays as it is, so that every
// start may call it, several processes at a time too.
func (s *Service) InstallShipped(ctx context.Context) error {
	shipped, err := Shipped()
	if err != nil {
		return err
	}
	installed, err := s.store.Newest(ctx, "")
	if err != nil {
		return err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	for _, q := range shipped {
		if err := s.install(ctx, q, installed, now); err != nil {
			return fmt.Errorf("install questionnaire %s: %w", q.Key, err)
		}
	}
	return nil
}

func (s *Service) install(ctx context.Context, shipped ShippedQuestionnaire, installed []Offer, now time.Time) error {
	q := Questionnaire{ID: s.newID(), Key: shipped.Key, Audience: shipped.Audience}
	number := 1
	for _, o := range installed {
		if o.Key != shipped.Key {
			continue
		}
		same, err := o.Newest.Content.equal(shipped.Content)
		if err != nil || same {
			return err
		}
		q, number = o.Questionnaire, o.Newest.Number+1
	}
	err := s.store.Publish(ctx, q, Version{
		ID: s.newID(), QuestionnaireID: q.ID, Number: number, Content: shipped.Content, PublishedAt: now,
	})
	if fault.KindOf(err) == fault.KindConflict {
		return nil // another process that started with this one was faster
	}
	return err
}

// equal compares by the stored form, in which an absent and an empty list are
// the same.
func (c Content) equal(other Content) (bool, error) {
	mine, err := json.Marshal(c)
	if err != nil {
		return false, fmt.Errorf("encode content: %w", err)
	}
	theirs, err := json.Marshal(other)
	if err != nil {
		return false, fmt.Errorf("encode content: %w", err)
	}
	return bytes.Equal(mine, theirs), nil
}
