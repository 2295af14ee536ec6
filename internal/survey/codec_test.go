package survey_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/survey"
)

func TestEqualAnswersHaveEqualBytes(t *testing.T) {
	t.Parallel()
	got, err := survey.EncodeAnswers(survey.Answers{"zz": "<&>", "aa": "1", "mm": "na"})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"aa":"1","mm":"na","zz":"<&>"}`; string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, err := survey.EncodeAnswers(nil); err != nil || string(got) != "{}" {
		t.Errorf("no answers = %s, %v", got, err)
	}
}

func TestTheCodecRefusesWhatItCannotReturnUnchanged(t *testing.T) {
	t.Parallel()
	if _, err := survey.EncodeAnswers(survey.Answers{"aa": "a\xff"}); err == nil {
		t.Error("broken UTF-8 was encoded")
	}
	for _, data := range []string{"", "null", "[]", `{"aa":1}`, `{"aa":"1"} x`, `{"aa":"1"`, "{}\x00", "{\"aa\":\"\xff\"}"} {
		a, err := survey.DecodeAnswers([]byte(data))
		if err == nil {
			t.Errorf("%q decoded to %v", data, a)
		} else if strings.Contains(err.Error(), "aa") {
			t.Errorf("the error quotes the data: %v", err)
		}
	}
}

// TestEveryValidAnswerSetComesBackAndFitsTheBallot draws questionnaires and
// answers; the texts are full of the characters that JSON writes longest.
func TestEveryValidAnswerSetComesBackAndFitsTheBallot(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		c := drawContent(rng)
		if err := c.Validate(); err != nil {
			t.Fatalf("the drawn content is invalid: %v", err)
		}
		give := drawAnswers(rng, c)
		valid, err := c.CheckAll(give)
		if err != nil || !cmp.Equal(give, valid) {
			t.Fatalf("drawn answers are not valid: %v", err)
		}
		data, err := survey.EncodeAnswers(valid)
		if err != nil {
			t.Fatal(err)
		}
		if size := c.BallotSize(); len(data) > size || size%256 != 0 {
			t.Fatalf("%d bytes for a ballot of %d", len(data), size)
		}
		back, err := survey.DecodeAnswers(data)
		if err != nil || !cmp.Equal(valid, back) {
			t.Fatalf("answers changed on the way: %v", err)
		}
		if again, _ := survey.EncodeAnswers(back); !bytes.Equal(data, again) {
			t.Fatal("the same answers have two encodings")
		}
	}
}

func TestTheBallotIsAsTightAsItsStepAllows(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Pages = c.Pages[3:]
	c.Pages[0].Questions[0].ShowIf = nil
	// {"reason":"......"} with 36 characters of six bytes is 229 bytes long;
	// "_attempt":"........", takes 22 more in a draft.
	c.Pages[0].Questions[0].MaxLength = 36
	data, err := survey.EncodeAnswers(survey.Answers{"reason": strings.Repeat("\u2028", 36)})
	if err != nil || len(data) != 229 || c.BallotSize() != 256 {
		t.Errorf("%d bytes for a ballot of %d, error %v", len(data), c.BallotSize(), err)
	}
	c.Pages[0].Questions[0].MaxLength = 37
	if got := c.BallotSize(); got != 512 {
		t.Errorf("one character more: ballot of %d bytes, want 512", got)
	}
}

func drawContent(rng *rand.Rand) survey.Content {
	c := sample()
	page := survey.Page{Code: "drawn", Title: both("x"), Layout: survey.LayoutList}
	steps := 2 + rng.IntN(10)
	labels := make([]survey.Text, steps)
	for i := range labels {
		labels[i] = both("x")
	}
	c.Scales = []survey.Scale{{Code: "drawn", Min: 0, Max: steps - 1, Labels: labels, Short: labels, NotApplicable: rng.IntN(2) == 0}}
	for range 1 + rng.IntN(20) {
		q := survey.Question{Code: drawCode(rng), Text: both("x")}
		switch rng.IntN(3) {
		case 0:
			q.Type, q.Scale = survey.TypeScale, "drawn"
		case 1:
			q.Type = survey.TypeChoice
			for range 2 + rng.IntN(5) {
				q.Options = append(q.Options, survey.Option{Code: drawCode(rng), Text: both("x")})
			}
		default:
			q.Type, q.MaxLength = survey.TypeText, 1+rng.IntN(2000)
		}
		page.Questions = append(page.Questions, q)
	}
	c.Pages = []survey.Page{page}
	return c
}

// drawCode is long enough that no two of one test are equal.
func drawCode(rng *rand.Rand) string {
	code := make([]byte, 20+rng.IntN(21))
	for i := range code {
		code[i] = 'a' + byte(rng.IntN(26))
	}
	return string(code)
}

func drawAnswers(rng *rand.Rand, c survey.Content) survey.Answers {
	costly := []rune{'"', '\\', '\u2028', '\u2029', '😀', '<', 'ä', 'x', '\u007e', '\ufffd'}
	a := survey.Answers{}
	for _, q := range c.Questions() {
		switch values := c.Values(q); {
		case rng.IntN(10) == 0:
		case q.Type != survey.TypeText:
			a[q.Code] = values[rng.IntN(len(values))]
		default:
			one := costly[rng.IntN(len(costly))]
			text := []rune(strings.Repeat(string(one), q.MaxLength))
			for i := range text {
				if rng.IntN(4) == 0 {
					text[i] = costly[rng.IntN(len(costly))]
				}
			}
			text[0], text[len(text)-1] = '"', '"'
			a[q.Code] = string(text)
		}
	}
	return a
}
