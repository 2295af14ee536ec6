package web

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
)

// offeredZones are the time zones of the select; a stored zone outside the
// list joins it.
var offeredZones = []string{
	"Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/Amsterdam", "Europe/Brussels", "Europe/Copenhagen",
	"Europe/Dublin", "Europe/Helsinki", "Europe/Lisbon", "Europe/London", "Europe/Luxembourg", "Europe/Madrid",
	"Europe/Oslo", "Europe/Paris", "Europe/Prague", "Europe/Rome", "Europe/Stockholm", "Europe/Warsaw", "UTC",
}

// otherZone is the choice of the select that hands over to the field beside
// it. It is no zone, so that nothing entered there is refused as one.
const otherZone = "other"

// chosenZone reads what zoneFields drew.
func chosenZone(c *fiber.Ctx, name string) string {
	zone := c.FormValue(name)
	if other := strings.TrimSpace(c.FormValue(name + "_other")); zone == otherZone && other != "" {
		return other
	}
	return zone
}

// zoneFields draws the usual zones and a field for any other one, which also
// carries what was refused.
func zoneFields(l *i18n.Locale, name, value string, wrong Wrong) ui.ZoneField {
	z := ui.ZoneField{
		Select: ui.Field{Name: name, Label: l.T("public.zone"), Value: value},
		Other:  ui.Field{Name: name + "_other", Label: l.T("public.zone_other"), Hint: l.T("public.zone_other_hint")},
	}
	names := slices.Clone(offeredZones)
	if value != "" && !slices.Contains(names, value) {
		if _, err := time.LoadLocation(value); err == nil {
			names = append(names, value)
		} else {
			z.Select.Value, z.Other.Value = otherZone, strings.TrimPrefix(value, otherZone)
		}
	}
	for _, name := range names {
		z.Select.Options = append(z.Select.Options, ui.Option{Value: name, Label: name})
	}
	z.Select.Options = append(z.Select.Options, ui.Option{Value: otherZone, Label: l.T("public.zone_choose_other")})
	if z.Select.Value == otherZone {
		wrong.place(name, &z.Other)
	} else {
		wrong.place(name, &z.Select)
	}
	return z
}
