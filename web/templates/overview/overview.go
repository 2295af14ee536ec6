// Package overview owns the first page after signing in: what matters today
// for managers, the way to the first survey for new networks, the task list
// of representatives, the released results for readers. It refuses to
// compute what matters.
package overview

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// Page is the manager's overview.
type Page struct {
	Frame        layout.AppPage
	Matters      []Matter
	Cooperations []Place
	Add          []ui.Link // to the first cooperation
	Rounds       []Round
	Figures      []ui.Figure // of the latest results
	Results      ui.Link
}

// Matter is something that needs attention; Text follows Title in the same
// sentence.
type Matter struct {
	Icon, Title, Text string
	Urgent            bool
	Link              ui.Link
}

// Place is where a cooperation stands in its circle; Now is its step, 1 to 5.
type Place struct {
	Name, URL, Step, Hint string
	Now                   int
}

// Round is a round that is open or planned; State is nil for planned ones.
type Round struct {
	Title, URL, Text, Hint string
	State                  *ui.Badge
}

// StepsPage is the way of a new network to its first survey.
type StepsPage struct {
	Frame layout.AppPage
	Way   ui.Way
	Steps []ui.FirstStep
}

// TaskPage is a representative's task list.
type TaskPage struct {
	Frame layout.AppPage
	Tasks []Task
	Own   []ui.Item // figures of the own company
	Ahead []ui.Item // surveys among its people, each with a way to its outlook
}

// Task is one thing to do; Machine is its day for machines, "" without one.
type Task struct {
	When, Machine, Left string
	Title, Text         string
	Late                bool
	Link                ui.Link
}

// ReaderPage is a reader's first page.
type ReaderPage struct {
	Frame  layout.AppPage
	Links  []ui.Link
	Sheets []ui.Link // of the works council, by campaign
}
