// Package mail draws letters as HTML. It refuses to know what a letter is
// about, and styles: mail programs drop them, so the markup is plain and reads
// well without.
package mail

// View is one letter, ready to be drawn.
type View struct {
	Language   string
	Subject    string
	Greeting   string
	Paragraphs []string
	Button     Link // empty URL: none
	Note       string
	Privacy    string
	Footer     string
	Links      []Link
}

// Link is a labelled address.
type Link struct {
	Label, URL string
}
