package survey

import "fmt"

// question checks one question by the rules of its type. Settings that belong
// to another type are refused, since nothing would ever read them.
func (v *validator) question(path string, q Question) {
	v.code(path, q.Code, v.questions)
	v.text(path+".text", q.Text, true)
	v.text(path+".short", q.Short, false)
	v.text(path+".hint", q.Hint, false)
	v.condition(path, q.ShowIf)
	if q.Dimension != "" && !v.hasDimension(q.Dimension) {
		v.errs.Add(path+".dimension", "content.dimension_unknown", "code", q.Dimension)
	}
	switch q.Type {
	case TypeScale:
		v.scaleQuestion(path, q)
	case TypeChoice:
		v.choiceQuestion(path, q)
	case TypeText:
		v.textQuestion(path, q)
	default:
		v.errs.Add(path+".type", "content.type_unknown")
	}
}

func (v *validator) scaleQuestion(path string, q Question) {
	if _, ok := v.content.Scale(q.Scale); !ok {
		v.errs.Add(path+".scale", "content.scale_unknown", "code", q.Scale)
	}
	v.foreign(path+".options", len(q.Options) > 0)
	v.foreign(path+".not_applicable", q.NotApplicable)
	v.foreign(path+".max_length", q.MaxLength != 0)
}

func (v *validator) choiceQuestion(path string, q Question) {
	v.foreign(path+".scale", q.Scale != "")
	v.foreign(path+".max_length", q.MaxLength != 0)
	v.foreign(path+".reverse", q.Reverse)
	v.between(path+".options", len(q.Options), 2, maxOptions)
	seen := map[string]bool{}
	for i, o := range q.Options {
		option := fmt.Sprintf("%s.options.%d", path, i)
		v.code(option, o.Code, seen)
		v.text(option+".text", o.Text, true)
		if o.Code == NotApplicable {
			v.errs.Add(option+".code", "content.code_reserved", "code", o.Code)
		}
	}
}

func (v *validator) textQuestion(path string, q Question) {
	v.foreign(path+".scale", q.Scale != "")
	v.foreign(path+".options", len(q.Options) > 0)
	v.foreign(path+".not_applicable", q.NotApplicable)
	v.foreign(path+".reverse", q.Reverse)
	v.between(path+".max_length", q.MaxLength, 1, maxAnswer)
}

func (v *validator) foreign(path string, set bool) {
	if set {
		v.errs.Add(path, "content.not_for_type")
	}
}

func (v *validator) hasDimension(code string) bool {
	for _, d := range v.content.Dimensions {
		if d.Code == code {
			return true
		}
	}
	return false
}

// condition accepts only questions of earlier pages: what a page shows is
// then settled before it is drawn, with and without JavaScript.
func (v *validator) condition(path string, cond *Condition) {
	if cond == nil {
		return
	}
	q, ok := v.earlier[cond.Question]
	switch {
	case !ok:
		v.errs.Add(path+".show_if.question", "content.condition_not_earlier", "code", cond.Question)
		return
	case q.Type == TypeText:
		v.errs.Add(path+".show_if.question", "content.condition_on_text", "code", cond.Question)
		return
	case len(cond.In) == 0:
		v.errs.Add(path+".show_if.in", "content.condition_empty")
	}
	possible := map[string]bool{}
	for _, value := range v.content.Values(q) {
		possible[value] = true
	}
	for _, value := range cond.In {
		if !possible[value] {
			v.errs.Add(path+".show_if.in", "content.condition_impossible", "value", value)
		}
	}
}
