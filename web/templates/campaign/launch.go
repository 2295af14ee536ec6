package campaign

import (
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// LaunchPage is the last look before a campaign starts.
type LaunchPage struct {
	Frame        layout.AppPage
	CSRF, Action string
	Wrong        []ui.Wrong
	Check        []Check
	Told         string // what respondents read
	Windows      []string
	Fixed        []string
	Consent      *Consent
	Ways         *ui.Table // of two companies that have not both agreed
	Read         ui.Field
	Anyway       *ui.Field // nil: nothing is open
	Back         ui.Link
	Test         Step
	Sheet        Step // hands the sheet over; without an action it has been
	Documents    []ui.Link
}

// Consent is where two companies stand.
type Consent struct {
	Companies []ui.Item
	Due       string // until when they decide; empty: no round is planned
	URL       string // to pass on
}

func (c Check) icon() string {
	switch {
	case c.OK:
		return "circle-check"
	case c.Later:
		return "clock"
	case c.Needed:
		return "circle-x"
	}
	return "circle-dashed"
}

// weightKey says whether an open point keeps the campaign from starting.
func (c Check) weightKey() string {
	if c.Needed {
		return "launch.check_needed"
	}
	return "launch.check_optional"
}

func (c Check) stateKey() string {
	switch {
	case c.OK:
		return "campaign.check_ok"
	case c.Later:
		return "launch.check_later"
	}
	return "campaign.check_todo"
}
