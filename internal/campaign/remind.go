package campaign

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// tickReminders has a due reminder sent.
func (s *Service) tickReminders(ctx context.Context, w Wave, seen glance, now time.Time) error {
	if seen.campaigns[w.CampaignID].reminderDue(w, seen.done, now) == 0 {
		return nil
	}
	return s.store.Enqueue(ctx, []Job{{Kind: JobRemind, ID: w.ID}})
}

// Remind sends the reminder that is due now, if there is one. Several due ones
// collapse into the latest.
func (s *Service) Remind(ctx context.Context, waveID string) error {
	w, now, err := s.waveOfJob(ctx, waveID)
	if err != nil || w.ID == "" {
		return err
	}
	if w.OpenedAt == nil || w.CancelledAt != nil || w.ClosedAt != nil {
		return nil
	}
	c, n, err := s.dueReminder(ctx, w, now)
	if err != nil || n == 0 {
		return err
	}
	invitations, err := s.store.Invitations(ctx, waveID)
	if err != nil {
		return err
	}
	number := strconv.Itoa(n)
	mark := Mark{Wave: w, At: now, Effect: reminderEffect(w.ID, n), Acts: []Act{s.act(w, "reminded", "", now)}}
	if c.Reminders.OnlyMissing {
		mark.Kept = missingEffect(w.ID)
	}
	for _, i := range invitations {
		if i.Revoked || i.Paper || i.Unreminded || i.Email == "" || (c.Reminders.OnlyMissing && i.Participated) {
			continue
		}
		letter := s.letter(w, MailReminder, effectKey(w.ID, i.PersonID, string(MailReminder), number), now)
		letter.InvitationID, letter.Number = i.ID, number
		mark.Letters = append(mark.Letters, letter)
	}
	if _, err := s.store.Mark(ctx, mark); err != nil {
		return fmt.Errorf("remind wave %s: %w", waveID, err)
	}
	return nil
}

// dueReminder returns the number of the reminder to send at now, or 0.
func (s *Service) dueReminder(ctx context.Context, w Wave, now time.Time) (Campaign, int, error) {
	c, err := s.store.Campaign(ctx, w.NetworkID, w.CampaignID)
	if err != nil || len(c.Reminders.Offsets) == 0 {
		return c, 0, err
	}
	done, err := s.store.Done(ctx, c.reminderEffects(w.ID))
	if err != nil {
		return c, 0, err
	}
	return c, c.reminderDue(w, done, now), nil
}

func (c Campaign) reminderEffects(waveID string) []string {
	keys := make([]string, 0, 2*len(c.Reminders.Offsets))
	for _, n := range c.Reminders.Offsets {
		keys = append(keys, reminderEffect(waveID, n), lateEffect(waveID, n))
	}
	return keys
}

// reminderDue returns the number of the reminder to send at now, or 0, when
// these effects took place before.
func (c Campaign) reminderDue(w Wave, effects map[string]bool, now time.Time) int {
	done := map[int]bool{}
	for _, n := range c.Reminders.Offsets {
		done[n] = effects[reminderEffect(w.ID, n)] || effects[lateEffect(w.ID, n)]
	}
	for _, n := range c.Reminders.Overtaken(w.Window(), *w.OpenedAt) {
		done[n] = true
	}
	n, _ := c.Reminders.Due(w.Window(), now, done)
	return n
}

// lateReminders are the effects of reminders that the campaign did not have
// before and whose time in an open wave is over: nobody who adds one for the
// third day on the eighth wants it sent at once, after that of the seventh.
func (c Campaign) lateReminders(before Campaign, w Wave, now time.Time) []string {
	var effects []string
	for _, one := range c.Reminders.Plan(w.Window()) {
		if !one.At.After(now) && !slices.Contains(before.Reminders.Offsets, one.Day) {
			effects = append(effects, lateEffect(w.ID, one.Day))
		}
	}
	return effects
}

// missingEffect is the key that a wave reminded only people without an answer.
// It outlasts the campaign's choice, so that a later one uncovers no number.
func missingEffect(waveID string) string { return waveEffect(waveID, "reminded_missing") }

func reminderEffect(waveID string, n int) string {
	return waveEffect(waveID, "reminder_"+strconv.Itoa(n))
}

// lateEffect is the key that a reminder was added after its time.
func lateEffect(waveID string, n int) string {
	return waveEffect(waveID, "reminder_"+strconv.Itoa(n)+"_late")
}
