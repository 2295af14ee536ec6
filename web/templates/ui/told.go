package ui

// Told is what people are told of a released round, in the reader's language.
type Told struct {
	Findings             []string
	Measure, Responsible string
}
