package survey

import (
	"slices"
	"strconv"
)

// indexFrom is the number of scale questions from which a dimension has an
// index: fewer would let the index stand for a single answer.
const indexFrom = 3

// Questions returns all questions in the order of the pages.
func (c Content) Questions() []Question {
	all := make([]Question, 0, c.size())
	for _, p := range c.Pages {
		all = append(all, p.Questions...)
	}
	return all
}

// size is the number of questions.
func (c Content) size() int {
	n := 0
	for _, p := range c.Pages {
		n += len(p.Questions)
	}
	return n
}

// Question returns the question with this code.
func (c Content) Question(code string) (Question, bool) {
	for _, p := range c.Pages {
		for _, q := range p.Questions {
			if q.Code == code {
				return q, true
			}
		}
	}
	return Question{}, false
}

// Scale returns the answer scale with this code.
func (c Content) Scale(code string) (Scale, bool) {
	i := slices.IndexFunc(c.Scales, func(s Scale) bool { return s.Code == code })
	if i < 0 {
		return Scale{}, false
	}
	return c.Scales[i], true
}

// IndexQuestions returns the scale questions whose answers make up the index
// of the dimension. It returns nil when they are fewer than three, because
// there is no index then.
func (c Content) IndexQuestions(dimension string) []Question {
	var found []Question
	for _, p := range c.Pages {
		for _, q := range p.Questions {
			if q.Type == TypeScale && q.Dimension == dimension {
				found = append(found, q)
			}
		}
	}
	if len(found) < indexFrom {
		return nil
	}
	return found
}

// IndexedDimensions returns the dimensions that have an index, in the order
// of the questionnaire.
func (c Content) IndexedDimensions() []Dimension {
	var found []Dimension
	for _, d := range c.Dimensions {
		if c.IndexQuestions(d.Code) != nil {
			found = append(found, d)
		}
	}
	return found
}

// Values returns every answer that q accepts, from Min to Max or in the order
// of its options, NotApplicable last. A text question has no such list.
func (c Content) Values(q Question) []string {
	switch q.Type {
	case TypeScale:
		scale, ok := c.Scale(q.Scale)
		if !ok {
			return nil
		}
		return scale.values()
	case TypeChoice:
		values := make([]string, 0, len(q.Options)+1)
		for _, o := range q.Options {
			values = append(values, o.Code)
		}
		if q.NotApplicable {
			values = append(values, NotApplicable)
		}
		return values
	default:
		return nil
	}
}

func (s Scale) values() []string {
	values := make([]string, 0, s.Max-s.Min+2)
	for step := s.Min; step <= s.Max; step++ {
		values = append(values, strconv.Itoa(step))
	}
	if s.NotApplicable {
		values = append(values, NotApplicable)
	}
	return values
}
