package survey

import (
	"time"
)

// Phase is whether a wave takes answers from a visitor.
type Phase int

// Phases of a visit.
const (
	PhaseEarly  Phase = iota // before the opening
	PhaseOpen                // [Opens, Closes)
	PhaseGrace               // [Closes, Closes+Grace), for a form begun before
	PhaseClosed              // over
)

// Visit is one look at a personal link.
type Visit struct {
	Sheet   Sheet
	Facts   *Facts  // shared, not to be changed
	Content Content // shared, not to be changed
	Zone    *time.Location
	Phase   Phase
	Now     time.Time
	Begun   time.Time // what the forms of this visit are to carry
	Attempt string    // likewise; see attemptOf
	Answers Answers   // unfinished ones; empty, never nil
	Receipt string    // of the last submit, empty without one

	wave    *wave
	key     string // of the draft, see draftKey
	strange bool   // an invitation on paper, on a device that has no draft
}

// TakesAnswers tells whether something can be answered now.
func (v Visit) TakesAnswers() bool { return v.Phase == PhaseOpen || v.Phase == PhaseGrace }

// Company is the name of the company that the person belongs to.
func (v Visit) Company() string { return v.Facts.Companies[v.Sheet.CompanyID] }

// Resume returns the index of the page on which to go on: the last page with
// an answer, or the one behind it where nothing is left open there. It is
// len(Content.Pages) for the review, and the first page without any answer.
func (v Visit) Resume() int {
	reachable := v.Content.Reachable(v.Answers)
	last, complete := -1, false
	for _, page := range v.Content.VisiblePages(v.Answers) {
		answered, open := 0, 0
		for _, q := range v.Content.Pages[page].Questions {
			if !reachable[q.Code] {
				continue
			}
			if v.Answers[q.Code] == "" {
				open++
			} else {
				answered++
			}
		}
		if answered > 0 {
			last, complete = page, open == 0
		}
	}
	if last >= 0 && !complete {
		return last
	}
	if next, ok := v.Content.NextPage(last, v.Answers); ok {
		return next
	}
	return len(v.Content.Pages)
}

// readDraft opens the draft. One that cannot be opened is an empty one: by
// design nobody can tell the two apart. On paper it is the draft that knows
// whether this device has submitted.
func (v *Visit) readDraft(s Sealing) error {
	v.Answers, v.Attempt = Answers{}, attemptOf(v.Sheet.Draft)
	v.Sheet.Participated = v.Sheet.Participated && !v.Sheet.Paper
	plain, err := s.OpenDraft(v.key, v.Sheet.Draft)
	if err != nil {
		v.strange = v.Sheet.Paper
		return nil
	}
	answers, err := DecodeAnswers(plain)
	if err != nil {
		return err
	}
	v.Attempt = answers[attemptField]
	if again, ok := answers[againField]; ok {
		v.Attempt, v.Sheet.Participated = again, true
	}
	delete(answers, attemptField)
	delete(answers, againField)
	v.Answers = answers
	return nil
}

// sealDraft returns the answers as the next body of the draft.
func (v Visit) sealDraft(s Sealing, answers Answers) (string, error) {
	named := make(Answers, len(answers)+1)
	for code, value := range answers {
		named[code] = value
	}
	field := attemptField
	if v.Sheet.Paper && v.Sheet.Participated {
		field = againField
	}
	named[field] = v.Attempt
	plain, err := EncodeAnswers(named)
	if err != nil {
		return "", err
	}
	return s.SealDraft(v.key, plain, v.Facts.BallotSize)
}
