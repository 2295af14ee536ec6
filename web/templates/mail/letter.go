// Package mail draws letters as HTML. It refuses to know what a letter is
// about, and to depend on styles: many mail programs drop them, so the markup
// is plain and reads well without.
package mail

import "strings"

// View is one letter, ready to be drawn.
type View struct {
	Language    string
	Subject     string
	Greeting    string
	Paragraphs  []string // lines end in "\n"
	Button      Link     // empty URL: none
	Note        string
	Privacy     string
	Unsubscribe Link // empty URL: none
	Footer      string
	Links       []Link
}

// Link is a labelled address.
type Link struct {
	Label, URL string
}

// piece is a stretch of one line: text, the letter's own link, or the end of
// the line.
type piece struct {
	text string
	link bool
	last bool
}

// pieces splits a paragraph into lines, and at the letter's link where the
// text names it.
func (v View) pieces(paragraph string) []piece {
	var all []piece
	for i, line := range strings.Split(paragraph, "\n") {
		if i > 0 {
			all = append(all, piece{last: true})
		}
		for v.Button.URL != "" {
			before, rest, found := strings.Cut(line, v.Button.URL)
			if !found {
				break
			}
			all = append(all, piece{text: before}, piece{link: true})
			line = rest
		}
		all = append(all, piece{text: line})
	}
	return all
}
