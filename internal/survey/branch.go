package survey

import "slices"

// Reachable returns the codes of the questions that these answers lead to.
// A condition on a question that is itself out of reach never holds.
func (c Content) Reachable(a Answers) map[string]bool {
	reachable := make(map[string]bool, c.size())
	for _, p := range c.Pages {
		if !p.ShowIf.holds(a, reachable) {
			continue
		}
		for _, q := range p.Questions {
			if q.ShowIf.holds(a, reachable) {
				reachable[q.Code] = true
			}
		}
	}
	return reachable
}

func (cond *Condition) holds(a Answers, reachable map[string]bool) bool {
	return cond == nil ||
		reachable[cond.Question] && slices.Contains(cond.In, a[cond.Question])
}

// VisiblePages returns the indices of the pages that have a question to show,
// in order.
func (c Content) VisiblePages(a Answers) []int {
	reachable := c.Reachable(a)
	var visible []int
	for i, p := range c.Pages {
		if slices.ContainsFunc(p.Questions, func(q Question) bool { return reachable[q.Code] }) {
			visible = append(visible, i)
		}
	}
	return visible
}

// NextPage returns the first visible page behind after, and false when there
// is none: the review follows. NextPage(-1, a) is the first page.
func (c Content) NextPage(after int, a Answers) (int, bool) {
	for _, page := range c.VisiblePages(a) {
		if page > after {
			return page, true
		}
	}
	return 0, false
}

// PreviousPage returns the last visible page in front of before, and false
// when there is none. PreviousPage(len(c.Pages), a) is the last page.
func (c Content) PreviousPage(before int, a Answers) (int, bool) {
	visible := c.VisiblePages(a)
	for i := len(visible) - 1; i >= 0; i-- {
		if visible[i] < before {
			return visible[i], true
		}
	}
	return 0, false
}

// Progress is how far a respondent has come.
type Progress struct {
	Page     int // position among the visible pages, from 1; Pages+1 on the review
	Pages    int // visible pages
	Answered int // reachable questions with an answer
	Visible  int // reachable questions
	Minutes  int // estimate of the minutes left, at least 1
}

// textWeight is how many ticks one written answer takes as long as.
const textWeight = 4

// Progress returns the state on a page given by its index, or on the review
// page for len(c.Pages). The minutes left are the share of Minutes that the
// questions from this page on take, whether or not those before it were
// answered: every answer is voluntary.
func (c Content) Progress(page int, a Answers) Progress {
	reachable := c.Reachable(a)
	state := Progress{Page: 1}
	var all, left int
	for i, p := range c.Pages {
		shown := 0
		for _, q := range p.Questions {
			if !reachable[q.Code] {
				continue
			}
			shown++
			effort := effortOf(q)
			all += effort
			if i >= page {
				left += effort
			}
			if a[q.Code] != "" {
				state.Answered++
			}
		}
		state.Visible += shown
		if shown > 0 {
			state.Pages++
			if i < page {
				state.Page++
			}
		}
	}
	if all > 0 {
		state.Minutes = (c.Minutes*left + all - 1) / all
	}
	state.Minutes = max(state.Minutes, 1)
	return state
}

func effortOf(q Question) int {
	if q.Type == TypeText {
		return textWeight
	}
	return 1
}
