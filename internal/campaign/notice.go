package campaign

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

// Bounds of a notice, in characters.
const (
	MaxFindings  = 3
	maxFinding   = 300
	maxMeasure   = 600
	maxConcerned = 120
)

// Notice is what everyone who was invited is told of a released wave. Its
// texts are the manager's own words about published cells; German is always
// there, English may be missing.
type Notice struct {
	WaveID      string `bun:",pk"`
	NetworkID   string
	Findings    []survey.Text `bun:"type:jsonb"` // 1 to MaxFindings
	Measure     survey.Text   `bun:"type:jsonb"` // what is done about it
	Responsible string        // who does it
	ActorName   string        // who wrote the notice
	CreatedAt   time.Time
}

// NoticeInput is the form of a notice; findings without any text are left out.
type NoticeInput struct {
	Findings    []survey.Text
	Measure     survey.Text
	Responsible string
}

// NoticeStore keeps what people are told of the results.
type NoticeStore interface {
	// Notice returns the notice of a wave; a not-found fault without one.
	Notice(ctx context.Context, networkID, waveID string) (Notice, error)
	// Announce keeps a notice in the transaction that carries out the mark, and
	// reports false when that took place before.
	Announce(ctx context.Context, m Mark, n Notice) (bool, error)
	// Unreleased lists tallied waves of all networks that closed before the
	// given moment and wait for their release.
	Unreleased(ctx context.Context, closedBefore time.Time) ([]string, error)
}

// noticeOf returns the wave's notice, or nil.
func (s *Service) noticeOf(ctx context.Context, w Wave) (*Notice, error) {
	if w.ReleasedAt == nil {
		return nil, nil
	}
	n, err := s.store.Notice(ctx, w.NetworkID, w.ID)
	if fault.KindOf(err) == fault.KindNotFound {
		return nil, nil
	}
	return &n, err
}

// ReleaseWith publishes the results as Release does and tells everyone who was
// invited, in one transaction. Repeating it changes nothing; when the wave was
// released without a notice meanwhile, that is a conflict and Announce is left.
func (s *Service) ReleaseWith(ctx context.Context, v account.Viewer, waveID string, in NoticeInput) error {
	w, now, err := s.decide(ctx, v, waveID)
	if err != nil {
		return err
	}
	if w.ReleasedAt != nil {
		return s.toldBefore(ctx, w, "error.wave_released_meanwhile")
	}
	if !w.awaitsRelease() {
		return fault.Conflict("error.wave_not_tallied")
	}
	mark := s.released(w, v.Name, now)
	return s.announce(ctx, mark, v, in)
}

// Announce tells everyone who was invited to a released wave, once. It serves
// waves that were released without a notice, or by themselves.
func (s *Service) Announce(ctx context.Context, v account.Viewer, waveID string, in NoticeInput) error {
	w, now, err := s.decide(ctx, v, waveID)
	if err != nil {
		return err
	}
	if w.ReleasedAt == nil || w.CancelledAt != nil {
		return fault.Conflict("error.wave_not_released")
	}
	return s.announce(ctx, Mark{Wave: w, At: now, Effect: waveEffect(w.ID, "notice")}, v, in)
}

// announce adds the notice and its letters to the mark. Whoever was invited
// and has an address gets the same letter: it tells nothing about who answered.
func (s *Service) announce(ctx context.Context, mark Mark, v account.Viewer, in NoticeInput) error {
	w := mark.Wave
	n := Notice{WaveID: w.ID, NetworkID: w.NetworkID, ActorName: v.Name, CreatedAt: mark.At}
	if err := in.fill(&n); err != nil {
		return err
	}
	invitations, err := s.store.Invitations(ctx, w.ID)
	if err != nil {
		return err
	}
	before := len(mark.Letters)
	for _, i := range invitations {
		if i.Revoked || i.Email == "" {
			continue
		}
		letter := s.letter(w, MailResults, effectKey(w.ID, i.PersonID, string(MailResults), "1"), mark.At)
		letter.InvitationID = i.ID
		mark.Letters = append(mark.Letters, letter)
	}
	told := strconv.Itoa(len(mark.Letters) - before)
	mark.Acts = append(mark.Acts, s.act(w, "wave_announced", v.Name, mark.At, "n", told))
	first, err := s.store.Announce(ctx, mark, n)
	if err != nil || first {
		return err
	}
	return s.toldBefore(ctx, w, "error.changed_meanwhile")
}

// toldBefore is nil when the wave has its notice, and else the conflict.
func (s *Service) toldBefore(ctx context.Context, w Wave, otherwise string) error {
	_, err := s.store.Notice(ctx, w.NetworkID, w.ID)
	if fault.KindOf(err) == fault.KindNotFound {
		return fault.Conflict(otherwise)
	}
	return err
}

// Numbers of the letters that ask managers for a release: at the tally, before
// the keys go, and when they have to go.
const (
	askedAtTally  = 1
	askedLastCall = 2
	askedKeysGone = 3
)

// KeysGone reports whether a letter asks for a release after the fourteen
// days, in which keys and ballots went.
func (l Letter) KeysGone() bool {
	return l.Kind == MailReleaseDue && l.Number == strconv.Itoa(askedKeysGone)
}

// askOnceMore tells managers of waves that nobody released in fourteen days.
// Their keys may be destroyed by then, so they are looked for on their own.
func (s *Service) askOnceMore(ctx context.Context, now time.Time) error {
	ids, err := s.store.Unreleased(ctx, now.Add(-KeyLife))
	if err != nil || len(ids) == 0 {
		return err
	}
	effects := make([]string, len(ids))
	for i, id := range ids {
		effects[i] = releaseDueEffect(id, askedKeysGone)
	}
	done, err := s.store.Done(ctx, effects)
	if err != nil {
		return err
	}
	var failed []error
	for i, id := range ids {
		if done[effects[i]] {
			continue
		}
		w, err := s.store.WaveByID(ctx, id)
		if err == nil {
			err = s.askForRelease(ctx, w, askedKeysGone, now)
		}
		if err != nil && fault.KindOf(err) != fault.KindConflict {
			failed = append(failed, fmt.Errorf("ask for release of wave %s: %w", id, err))
		}
	}
	return errors.Join(failed...)
}

func releaseDueEffect(waveID string, n int) string {
	return waveEffect(waveID, "release_due_"+strconv.Itoa(n))
}

// fill checks the form and puts it into n. Fields are named "finding_1_de".
func (in NoticeInput) fill(n *Notice) error {
	var errs fault.Errors
	for i, text := range in.Findings {
		finding := tidy(text)
		if len(finding) > 0 {
			checkText(&errs, "finding_"+strconv.Itoa(i+1), finding, maxFinding)
			n.Findings = append(n.Findings, finding)
		}
	}
	if len(n.Findings) == 0 {
		errs.Add("finding_1_de", "error.notice_finding")
	}
	if len(n.Findings) > MaxFindings {
		errs.Add("finding_1_de", "error.notice_findings", "max", MaxFindings)
	}
	n.Measure = tidy(in.Measure)
	checkText(&errs, "measure", n.Measure, maxMeasure)
	n.Responsible = strings.TrimSpace(in.Responsible)
	errs.Line("responsible", n.Responsible, maxConcerned, true)
	return errs.Err()
}

// tidy makes one line of each language's text and drops empty ones.
func tidy(text survey.Text) survey.Text {
	out := survey.Text{}
	for lang, value := range text {
		if line := strings.Join(strings.Fields(value), " "); line != "" {
			out[lang] = line
		}
	}
	return out
}

// checkText wants German; English may be missing.
func checkText(errs *fault.Errors, field string, text survey.Text, limit int) {
	errs.Line(field+"_de", text["de"], limit, true)
	errs.Line(field+"_en", text["en"], limit, false)
}
