package campaign

import (
	"context"
	"slices"
	"strings"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// failures are the jobs that did not come through.
type failures struct {
	jobs    []FailedJob
	letters []FailedJob
}

// failures leaves out letters that wait again or have come through since their
// job was given up.
func (o *Oversight) failures(ctx context.Context) (failures, error) {
	var f failures
	var err error
	if f.jobs, err = o.works.Failed(ctx, shownFailures); err != nil {
		return f, err
	}
	if f.letters, err = o.works.FailedLetters(ctx, triedLetters); err != nil {
		return f, err
	}
	given, err := o.store.GivenUp(ctx, givenUp(f.letters))
	if err != nil {
		return f, err
	}
	lost := make(map[string]bool, len(given))
	for _, id := range given {
		lost[id] = true
	}
	f.letters = slices.DeleteFunc(slices.Clone(f.letters), func(j FailedJob) bool { return j.NextAt.IsZero() && !lost[j.SubjectID] })
	return f, nil
}

// shown puts one job in the place of all letters that failed for the same
// reason. Neither their number nor their ids are told: while a mail server is
// away, the letters of a reminder fail one and all, and those of people who
// have answered are not among them.
func (f failures) shown() []FailedJob {
	shown, seen := slices.Clone(f.jobs), map[FailedJob]bool{}
	for _, j := range f.letters {
		if !seen[reasonOf(j)] {
			seen[reasonOf(j)] = true
			j.Error, j.SubjectID = reasonOf(j).Error, ""
			shown = append(shown, j)
		}
	}
	return shown
}

// like returns the letters that shown put one job in the place of.
func (f failures) like(id int64) []FailedJob {
	at := slices.IndexFunc(f.letters, func(j FailedJob) bool { return j.ID == id })
	if at < 0 {
		return nil
	}
	reason := reasonOf(f.letters[at])
	return slices.DeleteFunc(slices.Clone(f.letters), func(j FailedJob) bool { return reasonOf(j) != reason })
}

// reasonOf keeps of a failed letter what it may share with others: its error
// and, by the most attempts, whether it was given up.
func reasonOf(j FailedJob) FailedJob {
	reason := FailedJob{Kind: j.Kind, Error: j.Error}
	if j.SubjectID != "" {
		reason.Error = strings.ReplaceAll(j.Error, j.SubjectID, "…")
	}
	if j.NextAt.IsZero() {
		reason.Attempt = j.Most
	}
	return reason
}

func givenUp(letters []FailedJob) []string {
	var ids []string
	for _, j := range letters {
		if j.NextAt.IsZero() && !slices.Contains(ids, j.SubjectID) {
			ids = append(ids, j.SubjectID)
		}
	}
	return ids
}

// Retry has one failed job tried at once, and with a letter all that failed
// for the same reason. Those that have come through meanwhile are left alone.
func (o *Oversight) Retry(ctx context.Context, v account.Viewer, id int64) error {
	if err := v.NeedAdmin(); err != nil {
		return err
	}
	f, err := o.failures(ctx)
	if err != nil {
		return err
	}
	return o.retry(ctx, failures{
		jobs:    slices.DeleteFunc(slices.Clone(f.jobs), func(j FailedJob) bool { return j.ID != id }),
		letters: f.like(id),
	})
}

// RetryAll has every failed job that Look knows of tried at once.
func (o *Oversight) RetryAll(ctx context.Context, v account.Viewer) error {
	if err := v.NeedAdmin(); err != nil {
		return err
	}
	f, err := o.failures(ctx)
	if err != nil {
		return err
	}
	return o.retry(ctx, f)
}

// retry gives letters that were given up new jobs together with their state;
// the job that was given up stays as it is.
func (o *Oversight) retry(ctx context.Context, f failures) error {
	if ids := givenUp(f.letters); len(ids) > 0 {
		if err := o.store.Requeue(ctx, ids); err != nil {
			return err
		}
	}
	for _, j := range slices.Concat(f.jobs, f.letters) {
		if j.Kind == JobMail && j.NextAt.IsZero() {
			continue
		}
		if err := o.works.Retry(ctx, j.ID); err != nil && fault.KindOf(err) != fault.KindNotFound {
			return err
		}
	}
	return nil
}
