package campaign

import (
	"strings"

	"github.com/a-h/templ"

	"kreislauf/web/templates/ui"
)

// Narrow are the fields that narrow the audience. Fields without options are
// left out.
type Narrow struct {
	Open         bool     // something is chosen or wrong
	Narrowing    ui.Field // what is wrong with all of them together
	Teams        ui.Field
	Groups       ui.Field
	Attributes   []ui.Field
	Sample, Unit ui.Field
	Rest         ui.Field
}

// filled reports whether a part of the form holds or refuses something.
func filled(fields []ui.Field) bool {
	for _, f := range fields {
		if f.Value != "" || f.Error != "" {
			return true
		}
	}
	return false
}

// explanation points a field to the sentences below it.
func explanation(f ui.Field) templ.Attributes {
	attributes := templ.Attributes{}
	var by []string
	if f.Error != "" {
		attributes["aria-invalid"] = "true"
		by = append(by, f.Name+"-error")
	}
	if f.Hint != "" {
		by = append(by, f.Name+"-hint")
	}
	if len(by) > 0 {
		attributes["aria-describedby"] = strings.Join(by, " ")
	}
	return attributes
}
