package survey

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kreislauf/internal/fault"
)

// Limits of one questionnaire. They keep it answerable and bound the size of
// a ballot.
const (
	maxPages     = 40
	maxQuestions = 300
	maxScales    = 20
	maxOptions   = 20
	maxMinutes   = 120
	maxStep      = 10   // highest value of a scale
	maxSentence  = 1000 // characters of one text shown
	maxAnswer    = 2000 // characters of one text answered
)

var codePattern = regexp.MustCompile(`^[a-z][a-z0-9_]{1,39}$`)

// Validate reports everything that keeps the content from being published, as
// fault.Errors. A field is the path of the value in the stored JSON, with
// indices from 0: "pages.1.questions.0.text.de".
func (c Content) Validate() error {
	v := validator{content: c, questions: map[string]bool{}, earlier: map[string]Question{}}
	v.size()
	if len(v.errs) > 0 {
		return v.errs.Err()
	}
	v.text("title", c.Title, true)
	v.text("intro", c.Intro, true)
	v.between("minutes", c.Minutes, 1, maxMinutes)
	v.scales()
	v.dimensions()
	v.pages()
	return v.errs.Err()
}

// AnonymousSafe reports the questions that an anonymous wave must not ask:
// free text could tell who wrote it, and no published cell holds it.
func (c Content) AnonymousSafe() error {
	var errs fault.Errors
	for i, p := range c.Pages {
		for j, q := range p.Questions {
			if q.Type == TypeText {
				errs.Add(questionPath(i, j)+".type", "content.text_not_anonymous")
			}
		}
	}
	return errs.Err()
}

func questionPath(page, question int) string {
	return fmt.Sprintf("pages.%d.questions.%d", page, question)
}

// validator walks a content once, from the first page to the last.
type validator struct {
	content   Content
	errs      fault.Errors
	questions map[string]bool     // codes of all questions so far
	earlier   map[string]Question // questions of the pages before this one
}

func (v *validator) size() {
	v.between("pages", len(v.content.Pages), 1, maxPages)
	v.between("scales", len(v.content.Scales), 0, maxScales)
	total := 0
	for _, p := range v.content.Pages {
		total += len(p.Questions)
	}
	if total > maxQuestions {
		v.errs.Add("pages", "content.too_many_questions", "max", maxQuestions)
	}
}

func (v *validator) scales() {
	seen := map[string]bool{}
	for i, s := range v.content.Scales {
		path := fmt.Sprintf("scales.%d", i)
		v.code(path, s.Code, seen)
		if s.Min < 0 || s.Max > maxStep || s.Min >= s.Max {
			v.errs.Add(path+".max", "content.scale_range", "max", maxStep)
			continue
		}
		v.labels(path+".labels", s.Labels, s.Max-s.Min+1)
		v.labels(path+".short", s.Short, s.Max-s.Min+1)
	}
}

func (v *validator) labels(path string, labels []Text, steps int) {
	if len(labels) != steps {
		v.errs.Add(path, "content.label_per_step", "n", steps)
		return
	}
	for i, label := range labels {
		v.text(fmt.Sprintf("%s.%d", path, i), label, true)
	}
}

func (v *validator) dimensions() {
	seen := map[string]bool{}
	for i, d := range v.content.Dimensions {
		path := fmt.Sprintf("dimensions.%d", i)
		v.code(path, d.Code, seen)
		v.text(path+".title", d.Title, true)
		if !v.sameRange(v.content.IndexQuestions(d.Code)) {
			v.errs.Add(path, "content.dimension_ranges")
		}
	}
}

// sameRange holds when a mean over the questions means something: all scales
// run from the same Min to the same Max. An unknown scale is reported at its
// question, not here.
func (v *validator) sameRange(questions []Question) bool {
	var first *Scale
	for _, q := range questions {
		scale, ok := v.content.Scale(q.Scale)
		switch {
		case !ok:
		case first == nil:
			first = &scale
		case first.Min != scale.Min || first.Max != scale.Max:
			return false
		}
	}
	return true
}

func (v *validator) pages() {
	seen := map[string]bool{}
	for i, p := range v.content.Pages {
		path := fmt.Sprintf("pages.%d", i)
		v.code(path, p.Code, seen)
		v.text(path+".title", p.Title, true)
		v.text(path+".intro", p.Intro, false)
		v.condition(path, p.ShowIf)
		if len(p.Questions) == 0 {
			v.errs.Add(path+".questions", "content.page_empty")
		}
		for j, q := range p.Questions {
			v.question(questionPath(i, j), q)
		}
		v.layout(path+".layout", p)
		for _, q := range p.Questions {
			v.earlier[q.Code] = q
		}
	}
}

func (v *validator) layout(path string, p Page) {
	switch p.Layout {
	case LayoutList:
	case LayoutMatrix:
		for _, q := range p.Questions {
			if q.Type != TypeScale || q.Scale != p.Questions[0].Scale {
				v.errs.Add(path, "content.matrix_scale")
				return
			}
		}
	case LayoutCards:
		for _, q := range p.Questions {
			if q.Type != TypeChoice || !slices.Equal(v.content.Values(q), v.content.Values(p.Questions[0])) {
				v.errs.Add(path, "content.cards_options")
				return
			}
		}
	default:
		v.errs.Add(path, "content.layout_unknown")
	}
}

func (v *validator) code(path, code string, seen map[string]bool) {
	if !codePattern.MatchString(code) {
		v.errs.Add(path+".code", "content.code_form")
		return
	}
	if seen[code] {
		v.errs.Add(path+".code", "content.code_taken", "code", code)
	}
	seen[code] = true
}

// text asks for one sentence in each language. An optional text is absent as
// a whole or complete.
func (v *validator) text(path string, t Text, needed bool) {
	if len(t) == 0 && !needed {
		return
	}
	for _, lang := range Languages {
		sentence, field := t[lang], path+"."+lang
		switch {
		case strings.TrimSpace(sentence) == "":
			v.errs.Add(field, "content.text_missing")
		case !readable(sentence):
			v.errs.Add(field, "content.text_unreadable")
		case utf8.RuneCountInString(sentence) > maxSentence:
			v.errs.Add(field, "content.text_long", "max", maxSentence)
		}
	}
}

func (v *validator) between(path string, n, low, high int) {
	if n < low || n > high {
		v.errs.Add(path, "content.out_of_range", "min", low, "max", high)
	}
}

// readable holds for valid UTF-8 without control characters other than line
// breaks and tabs.
func readable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t'
	})
}
