package analytics

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"kreislauf/internal/survey"
)

// item is a scale or choice question as the tally counts it.
type item struct {
	question survey.Question
	min, max int            // of a scale
	step     map[string]int // position of each answer
	size     int            // number of steps or options
	offset   int            // of its first counter within a place
	branched bool
}

func (i item) scale() bool { return i.question.Type == survey.TypeScale }

// index is a dimension measured by at least three questions of one scale.
type index struct {
	dimension string
	min, max  int
	members   []int // positions in plan.items
	reverse   []bool
	offset    int // of its first counter within a place
}

// plan is what a questionnaire asks to be counted. Text questions are none of
// it: anonymous waves ask none, attributed ones are not tallied.
type plan struct {
	items     []item
	indices   []index
	counters  int // per place
	sums      int // per place
	textCodes []string
}

func newPlan(c survey.Content) plan {
	var p plan
	at := map[string]int{}
	for _, page := range c.Pages {
		for _, q := range page.Questions {
			if q.Type == survey.TypeText {
				p.textCodes = append(p.textCodes, q.Code)
				continue
			}
			i := newItem(c, q)
			i.branched = q.ShowIf != nil || page.ShowIf != nil
			i.offset = p.counters
			p.counters += i.size
			at[q.Code] = len(p.items)
			p.items = append(p.items, i)
		}
	}
	for _, d := range c.IndexedDimensions() {
		p.addIndex(d.Code, c.IndexQuestions(d.Code), at)
	}
	return p
}

func newItem(c survey.Content, q survey.Question) item {
	i := item{question: q, step: map[string]int{}}
	if scale, ok := c.Scale(q.Scale); ok && q.Type == survey.TypeScale {
		i.min, i.max = scale.Min, scale.Max
		for v := scale.Min; v <= scale.Max; v++ {
			i.step[strconv.Itoa(v)] = v - scale.Min
		}
	}
	for n, o := range q.Options {
		if q.Type == survey.TypeChoice {
			i.step[o.Code] = n
		}
	}
	i.size = len(i.step)
	return i
}

// addIndex adds the dimension unless its questions differ in their scale: a
// mean over different ranges would mean nothing.
func (p *plan) addIndex(dimension string, questions []survey.Question, at map[string]int) {
	x := index{dimension: dimension, offset: p.sums}
	for n, q := range questions {
		i := p.items[at[q.Code]]
		if n == 0 {
			x.min, x.max = i.min, i.max
		}
		if i.min != x.min || i.max != x.max {
			return
		}
		x.members = append(x.members, at[q.Code])
		x.reverse = append(x.reverse, q.Reverse)
	}
	p.sums += len(x.members)
	p.indices = append(p.indices, x)
}

// score returns a person's sum of turned answers to the items of the index,
// and how many were answered: at least half of them, or there is no score. The
// index of the person is sum/answered. steps holds the answered positions, -1
// where there is none.
func (x index) score(steps []int) (sum, answered int, ok bool) {
	for n, i := range x.members {
		if steps[i] < 0 {
			continue
		}
		value := x.min + steps[i]
		if x.reverse[n] {
			value = x.max - steps[i]
		}
		sum += value
		answered++
	}
	return sum, answered, answered > 0 && 2*answered >= len(x.members)
}

// Fingerprint returns a mark that changes with everything that a respondent
// reads in a question: its words, hint, answers and scale. Values of two waves
// compare only under the same mark. It is empty for an unknown code.
func Fingerprint(c survey.Content, code string) string {
	q, ok := c.Question(code)
	if !ok {
		return ""
	}
	scale, _ := c.Scale(q.Scale)
	return mark(q.Type, q.Text, q.Hint, q.Options, q.Reverse, scale.Min, scale.Max, scale.Labels)
}

// mark condenses values to 16 hexadecimal digits.
func mark(parts ...any) string {
	text, err := json.Marshal(parts)
	if err != nil {
		panic("analytics: questionnaire text has no JSON form: " + err.Error())
	}
	digest := sha256.Sum256(text)
	return hex.EncodeToString(digest[:8])
}

// indexFingerprint is the mark of an index: that of all its questions.
func (p plan) indexFingerprint(c survey.Content, x index) string {
	var marks []string
	for _, i := range x.members {
		code := p.items[i].question.Code
		marks = append(marks, code, Fingerprint(c, code))
	}
	return mark(marks)
}
