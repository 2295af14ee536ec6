package campaign

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"

	"kreislauf/internal/analytics"
	"kreislauf/internal/survey"
)

// Tally closes a wave whose grace is over. Ballots of an anonymous wave are
// opened in memory, one after the other, and leave as published cells only;
// one that cannot be read stops the publication until a manager decides. An
// attributed wave has no cells of its own: its answers become visible with the
// close. It may be interrupted and repeated.
func (s *Service) Tally(ctx context.Context, waveID string) error {
	w, now, err := s.waveOfJob(ctx, waveID)
	if err != nil || w.ID == "" {
		return err
	}
	if Decide(now, w.Window(), w.marks()) != ActionTally || w.Unreadable > 0 {
		return nil
	}
	if w, err = s.close(ctx, w, now); err != nil {
		return err
	}
	if w.Mode == Attributed {
		return s.finishAttributed(ctx, w, now)
	}
	return s.tally(ctx, w, now, "", false)
}

// close marks that no submission is accepted any more. It is a transaction of
// its own, so that every ballot is committed or refused before they are read.
func (s *Service) close(ctx context.Context, w Wave, now time.Time) (Wave, error) {
	if w.ClosedAt != nil {
		return w, nil
	}
	w.ClosedAt = &now
	_, err := s.store.Mark(ctx, Mark{
		Wave: w, At: now, Effect: waveEffect(w.ID, "close"), Acts: []Act{s.act(w, "wave_closed", "", now)},
	})
	if err != nil {
		return w, fmt.Errorf("close wave %s: %w", w.ID, err)
	}
	return s.store.WaveByID(ctx, w.ID)
}

func (s *Service) finishAttributed(ctx context.Context, w Wave, now time.Time) error {
	w.TalliedAt, w.ReleasedAt = &now, &now
	_, err := s.store.Mark(ctx, Mark{
		Wave: w, At: now, Effect: waveEffect(w.ID, "tally"), DropDrafts: true,
		Acts: []Act{s.act(w, "wave_answers_visible", "", now)},
	})
	if err != nil {
		return fmt.Errorf("finish wave %s: %w", w.ID, err)
	}
	return nil
}

// tally computes and keeps the cube. With despite it leaves unreadable ballots
// out, which actor decided.
func (s *Service) tally(ctx context.Context, w Wave, now time.Time, actor string, despite bool) error {
	cube, report, err := s.count(ctx, w)
	if err != nil {
		return fmt.Errorf("tally wave %s: %w", w.ID, err)
	}
	if report.Rejected() > 0 && !despite {
		w.Unreadable = report.Rejected()
		_, err := s.store.Mark(ctx, Mark{
			Wave: w, At: now, Effect: waveEffect(w.ID, "unreadable"),
			Acts: []Act{s.act(w, "ballots_unreadable", "", now, "n", strconv.Itoa(w.Unreadable))},
		})
		if err != nil {
			return fmt.Errorf("mark wave %s: %w", w.ID, err)
		}
		return nil
	}
	managers, err := s.store.Managers(ctx, w.NetworkID)
	if err != nil {
		return err
	}
	w.TalliedAt, w.Unreadable = &now, report.Rejected()
	kind := "wave_tallied"
	if report.Rejected() > 0 {
		kind = "wave_tallied_despite"
	}
	_, err = s.store.SaveTally(ctx, Mark{
		Wave: w, At: now, Effect: waveEffect(w.ID, "tally"), DropDrafts: true,
		Acts:    []Act{s.act(w, kind, actor, now, "n", strconv.Itoa(report.Rejected()))},
		Letters: s.managerLetters(w, managers, MailReleaseDue, askedAtTally, now),
	}, cube)
	if err != nil {
		return fmt.Errorf("keep tally of wave %s: %w", w.ID, err)
	}
	return nil
}

func (s *Service) count(ctx context.Context, w Wave) (analytics.Cube, analytics.Report, error) {
	version, err := s.questionnaires.Version(ctx, w.VersionID)
	if err != nil {
		return analytics.Cube{}, analytics.Report{}, err
	}
	open, err := s.keys.Opener(w.ID)
	if errors.Is(err, ErrNoKey) {
		open, err = func(string) ([]byte, error) { return nil, ErrNoKey }, nil
	}
	if err != nil {
		return analytics.Cube{}, analytics.Report{}, err
	}
	var failed error
	cube, report, err := analytics.Tally(version.Content, w.Frozen, s.opened(ctx, w, version.Content, open, &failed))
	return cube, report, errors.Join(failed, err)
}

// opened yields the answers of each ballot with their place, and nil for a
// ballot that cannot be read. What was opened is never kept or logged.
func (s *Service) opened(
	ctx context.Context, w Wave, content survey.Content, open func(string) ([]byte, error), failed *error,
) iter.Seq2[analytics.Place, survey.Answers] {
	return func(yield func(analytics.Place, survey.Answers) bool) {
		*failed = s.store.Ballots(ctx, w.ID, func(place analytics.Place, ciphertext string) error {
			if !yield(place, readBallot(content, open, ciphertext)) {
				return errStopped
			}
			return nil
		})
		if errors.Is(*failed, errStopped) {
			*failed = nil
		}
	}
}

var errStopped = errors.New("the tally needs no more ballots")

func readBallot(content survey.Content, open func(string) ([]byte, error), ciphertext string) survey.Answers {
	text, err := open(ciphertext)
	if err != nil {
		return nil
	}
	answers, err := survey.DecodeAnswers(text)
	if err != nil {
		return nil
	}
	valid, err := content.CheckAll(answers)
	if err != nil {
		return nil
	}
	return valid
}
