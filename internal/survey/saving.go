package survey

import (
	"context"
	"maps"
	"time"

	"kreislauf/internal/fault"
)

// Form is what a respondent's form sends: its signed beginning, the name of
// its attempt, and the values by question code.
type Form struct {
	Begun   time.Time // zero where the signature did not fit
	Attempt string
	Device  string // random value of the browser; invitations on paper only
	Values  map[string][]string
}

// saveTries bounds how often a save is repeated because another one for the
// same link came between: two tabs, or a save on its way when a page is sent.
const saveTries = 8

// SavePage keeps the answers of one page, given by its index, and returns the
// visit as it is afterwards. Valid answers are kept even where others are
// wrong; the error is fault.Errors then. Each page belongs to whoever sent it
// last; other pages are untouched.
func (a *Answering) SavePage(ctx context.Context, secret string, page int, f Form) (Visit, error) {
	return a.save(ctx, secret, f, func(v Visit) (Answers, error) {
		return v.Content.turnPage(v.Answers, page, f.Values)
	})
}

// SaveSome keeps single answers of any pages while they are being given.
// It returns the visit as it is afterwards, as SavePage does.
func (a *Answering) SaveSome(ctx context.Context, secret string, f Form) (Visit, error) {
	return a.save(ctx, secret, f, func(v Visit) (Answers, error) {
		return v.Content.Patch(v.Answers, f.Values)
	})
}

func (a *Answering) save(ctx context.Context, secret string, f Form, change func(Visit) (Answers, error)) (Visit, error) {
	for range saveTries {
		v, err := a.OpenOn(ctx, secret, f.Device, f.Begun)
		if err != nil {
			return v, err
		}
		if !v.TakesAnswers() {
			return v, ErrClosed
		}
		if err := v.takeOver(f); err != nil {
			return v, err
		}
		if f.Attempt != v.Attempt {
			return v, ErrAttemptOver
		}
		answers, wrong := change(v)
		if kind := fault.KindOf(wrong); wrong != nil && kind != fault.KindInvalid {
			return v, wrong
		}
		saved, err := a.keep(ctx, v, answers)
		if err != nil {
			return v, err
		}
		if saved {
			v.Answers = answers
			return v, wrong
		}
	}
	return Visit{}, fault.Busy("error.busy")
}

// keep writes the answers where they differ from the draft that v has read,
// and reports false where that draft is out of date.
func (a *Answering) keep(ctx context.Context, v Visit, answers Answers) (bool, error) {
	if maps.Equal(answers, v.Answers) {
		return true, nil
	}
	body, err := v.sealDraft(a.Sealing, answers)
	if err != nil {
		return false, err
	}
	return a.Store.SaveDraft(ctx, v.Sheet.InvitationID, v.Sheet.Draft, body)
}
