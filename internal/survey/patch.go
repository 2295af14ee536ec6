package survey

import (
	"maps"

	"kreislauf/internal/fault"
)

// Patch returns the draft with the posted answers of any pages laid over it,
// for saves between pages. An empty value clears an answer, a missing one
// leaves it. A value that is no answer leaves the draft's and is named in the
// error, fault.Errors with question codes as fields; the draft returned beside
// it holds everything else.
func (c Content) Patch(draft Answers, raw map[string][]string) (Answers, error) {
	patched := maps.Clone(draft)
	if patched == nil {
		patched = Answers{}
	}
	var errs fault.Errors
	for _, q := range c.Questions() {
		posted, sent := raw[q.Code]
		if !sent {
			continue
		}
		value, bad := c.readPosted(q, posted)
		switch {
		case bad.key != "":
			errs.Add(q.Code, bad.key, bad.args...)
		case value == "":
			delete(patched, q.Code)
		default:
			patched[q.Code] = value
		}
	}
	return patched, errs.Err()
}

// turnPage returns the draft after a page was sent as a whole, and what is
// wrong with it. Answers of other pages that travelled along are taken too,
// because they were stored on the device before this page. A value that is no
// answer leaves what the draft held.
func (c Content) turnPage(draft Answers, page int, raw map[string][]string) (Answers, error) {
	posted, err := c.CheckPage(page, raw)
	if fault.KindOf(err) == fault.KindNotFound {
		return draft, err
	}
	carried := maps.Clone(raw)
	for _, q := range c.Pages[page].Questions {
		delete(carried, q.Code)
	}
	// What is wrong on another page is said there.
	patched, _ := c.Patch(draft, carried)
	merged := c.Merge(patched, page, posted)
	for _, f := range fault.All(err) {
		if kept, ok := draft[f.Field]; ok && f.Key != requiredKey {
			merged[f.Field] = kept
		}
	}
	return merged, err
}
