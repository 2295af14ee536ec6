package survey

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Sizes of the encoded form, in bytes.
const (
	sizeStep      = 256           // ballots grow in steps of this
	sizeBraces    = len(`{}`)     // around all answers
	sizePerAnswer = len(`"":"",`) // around one code and one value
	sizePerRune   = len(`\u2028`) // the longest form of one character in JSON

	// sizeAttempt leaves a draft room to name its attempt beside the answers.
	sizeAttempt = sizePerAnswer + len(attemptField) + attemptLength
)

// errEncoding is returned without the offending bytes: they are an answer.
var errEncoding = errors.New("answers are not valid UTF-8")

// EncodeAnswers returns the answers as one JSON object with sorted keys: equal
// answers have equal bytes. Text that is not valid UTF-8 is an error, because
// JSON would change it silently.
func EncodeAnswers(a Answers) ([]byte, error) {
	for code, value := range a {
		if !utf8.ValidString(code) || !utf8.ValidString(value) {
			return nil, fmt.Errorf("encode: %w", errEncoding)
		}
	}
	if a == nil {
		a = Answers{}
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(a); err != nil {
		return nil, fmt.Errorf("encode answers: %w", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// DecodeAnswers is the inverse of EncodeAnswers. What it returns was not
// checked against a questionnaire; that is the work of CheckAll. Its errors
// never quote the data.
func DecodeAnswers(data []byte) (Answers, error) {
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("decode: %w", errEncoding)
	}
	var a Answers
	if err := json.Unmarshal(data, &a); err != nil || a == nil {
		return nil, errors.New("decode answers: not a JSON object of strings")
	}
	return a, nil
}

// BallotSize returns the length in bytes to which every ballot and every
// draft of this content is padded, a multiple of 256. No answer set accepted
// by CheckPage or CheckAll encodes to more: the sum takes for each question its
// longest value, and for text MaxLength characters in their longest JSON form.
func (c Content) BallotSize() int {
	size := sizeBraces + sizeAttempt
	for _, q := range c.Questions() {
		size += sizePerAnswer + len(q.Code) + c.longestValue(q)
	}
	return (size + sizeStep - 1) / sizeStep * sizeStep
}

// longestValue is the greatest number of bytes that an answer to q takes
// between its quotes. Codes and numbers need no escape.
func (c Content) longestValue(q Question) int {
	if q.Type == TypeText {
		return q.MaxLength * sizePerRune
	}
	longest := 0
	for _, value := range c.Values(q) {
		longest = max(longest, len(value))
	}
	return longest
}
