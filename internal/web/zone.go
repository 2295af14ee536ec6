package web

import (
	"context"
	"slices"

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

func zoneField(ctx context.Context, value, wrong string) ui.Field {
	names := offeredZones
	if value != "" && !slices.Contains(names, value) {
		names = append(slices.Clone(names), value)
	}
	field := ui.Field{Name: "zone", Label: i18n.T(ctx, "public.zone"), Value: value, Error: wrong}
	for _, name := range names {
		field.Options = append(field.Options, ui.Option{Value: name, Label: name})
	}
	return field
}
