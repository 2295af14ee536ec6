package people

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// UploadPage takes a file or a pasted text.
type UploadPage struct {
	Frame        layout.AppPage
	CSRF, Action string
	Wrong        []ui.Wrong
	File         ui.Field
	Text         ui.Field
	Company      ui.Field
	Submit       string
	Back         ui.Link
	Help         []string // what a list may look like
}

// MapPage asks what the columns of a list mean.
type MapPage struct {
	Frame        layout.AppPage
	CSRF, Action string
	Wrong        []ui.Wrong
	Sheets       ui.Field // without options: there is one only
	Company      ui.Field
	Columns      []ui.Field
	Sample       ui.Table
	Submit       string
	Cancel       Cancel
}

// Cancel is the form that drops an uploaded list.
type Cancel struct {
	Action, CSRF, Label string
}

// PreviewPage shows what becomes of each row, before anything is stored.
type PreviewPage struct {
	Frame        layout.AppPage
	CSRF, Action string
	Wrong        []ui.Wrong
	Taken        string // what was taken a moment ago; may be empty
	Figures      []ui.Figure
	Columns      string // "Spalten: Name, E-Mail, Team"
	Remap        ui.Link
	TabsLabel    string
	Tabs         []ui.Link
	Table        ui.Table
	Count        string
	Paging       Paging
	TakeAll      string // words of the button; empty: nothing can be taken
	TakeChosen   string
	ChosenHint   string
	Faulty       ui.Link // file with the rows that cannot be taken
	Cancel       Cancel
}

// DonePage says what an import did.
type DonePage struct {
	Frame   layout.AppPage
	Figures []ui.Figure
	Text    string
	Next    []ui.Link
}

func fileRemarks(f ui.Field) string {
	if f.Error != "" {
		return f.Name + "-error " + f.Name + "-hint"
	}
	return f.Name + "-hint"
}
