package survey

import "encoding/base64"

// Invitations on paper. Whoever prints sheets has held every secret on them, so
// such a secret alone opens nothing that somebody has written, and tells
// nobody whether it was used. What a visitor sees hangs on the secret together
// with a random value that one browser keeps, the device: the draft's key
// needs both, and that the device has submitted stands in that draft, too. To
// every other device the link is as if unused. Its forms carry a name of their
// own making instead of one read from the draft, which would change with each
// save elsewhere, and its first save takes the draft over. The last submit
// counts as ever.

// againField holds the attempt's name in the draft of a device that has
// submitted before. It is as long as attemptField, so that the draft's room is
// the same.
const againField = "_another"

// draftKey returns what the draft's key and the receipt are derived from.
func draftKey(s Sheet, secret, device string) string {
	if !s.Paper {
		return secret
	}
	return secret + "." + device
}

// takeOver lets a device that has no draft begin one under the name that its
// form carries.
func (v *Visit) takeOver(f Form) error {
	if !v.strange {
		return nil
	}
	if name, err := base64.RawURLEncoding.DecodeString(f.Attempt); err != nil || len(name) != attemptBytes || f.Device == "" {
		return ErrAttemptOver
	}
	v.Attempt = f.Attempt
	return nil
}

// emptied returns the draft's body after a submit: random, or sealed for the
// device with the word that it has submitted.
func (a *Answering) emptied(v Visit) (string, error) {
	if !v.Sheet.Paper {
		return a.Sealing.EmptyDraft(v.Facts.BallotSize), nil
	}
	v.Sheet.Participated, v.Attempt = true, attemptOf(a.NewID())
	return v.sealDraft(a.Sealing, nil)
}
