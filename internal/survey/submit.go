package survey

import (
	"context"
	"fmt"
	"time"

	"kreislauf/internal/fault"
)

// Submit hands in the answers of the form's attempt and returns the visit
// afterwards, with its receipt. A submit of an attempt that is over returns
// the same receipt and changes nothing. At least one question must be
// answered, since an empty set would count as a voice and say nothing. The
// last submit through a link counts. On paper a device submits what it has
// saved before: one whose draft another device took over starts anew.
//
// A submit leaves no time, job or log entry in an anonymous wave: only that
// the person took part, the sealed ballot, and an empty draft.
func (a *Answering) Submit(ctx context.Context, secret string, f Form) (Visit, error) {
	for range saveTries {
		v, err := a.OpenOn(ctx, secret, f.Device, f.Begun)
		if err != nil {
			return v, err
		}
		if v.strange || f.Attempt != v.Attempt {
			if v.Sheet.Participated {
				return v, nil
			}
			return v, ErrAttemptOver
		}
		if !v.TakesAnswers() {
			return v, ErrClosed
		}
		outcome, err := a.submit(ctx, v, f)
		if err != nil {
			return v, err
		}
		switch outcome {
		case Accepted:
			v.Sheet.Participated, v.Answers, v.Receipt = true, Answers{}, receipt(v.key)
			return v, nil
		case Refused:
			return v, ErrClosed
		}
	}
	return Visit{}, fault.Busy("error.busy")
}

func (a *Answering) submit(ctx context.Context, v Visit, f Form) (Outcome, error) {
	// What travelled along and is wrong was never shown as saved.
	answers, _ := v.Content.Patch(v.Answers, f.Values)
	valid, err := v.Content.CheckAll(answers)
	if err != nil {
		return Refused, err
	}
	if len(valid) == 0 {
		return Refused, fault.Invalid("", "answering.nothing_answered")
	}
	s := Submission{
		InvitationID: v.Sheet.InvitationID, WaveID: v.Sheet.WaveID, Was: v.Sheet.Draft, Admit: a.admitting(f.Begun),
	}
	if s.Empty, err = a.emptied(v); err != nil {
		return Refused, err
	}
	if err := a.fill(&s, v, valid); err != nil {
		return Refused, err
	}
	return a.Store.Submit(ctx, s)
}

// fill adds the ballot or the response.
func (a *Answering) fill(s *Submission, v Visit, answers Answers) error {
	if !v.Facts.Anonymous {
		s.Response = &Response{
			ID: a.NewID(), NetworkID: v.Sheet.NetworkID, WaveID: v.Sheet.WaveID, InvitationID: v.Sheet.InvitationID,
			CompanyID: v.Sheet.CompanyID, PersonID: v.Sheet.PersonID, Answers: answers, SubmittedAt: v.Now,
		}
		return nil
	}
	plain, err := EncodeAnswers(answers)
	if err != nil {
		return err
	}
	ciphertext, err := v.wave.sealer.Seal(plain)
	if err != nil {
		return fmt.Errorf("submit to wave %s: %w", v.Sheet.WaveID, err)
	}
	s.Ballot = &Ballot{
		InvitationID: v.Sheet.InvitationID, NetworkID: v.Sheet.NetworkID, WaveID: v.Sheet.WaveID, Ciphertext: ciphertext,
	}
	return nil
}

// admitting returns the check of the window that runs inside the transaction.
func (a *Answering) admitting(begun time.Time) func(context.Context, time.Time) (bool, error) {
	return func(ctx context.Context, closes time.Time) (bool, error) {
		now, err := a.Clock.Now(ctx)
		if err != nil {
			return false, err
		}
		return admits(now, begun, closes), nil
	}
}
