package gallery

import (
	"time"

	"kreislauf/internal/i18n"
)

// gallerySunday is the day that the date field shows.
var gallerySunday = time.Date(2026, time.November, 29, 12, 0, 0, 0, time.UTC)

func monthNames(locale *i18n.Locale) []string {
	names := make([]string, 0, 12)
	for month := time.January; month <= time.December; month++ {
		names = append(names, locale.Month(month))
	}
	return names
}
