package i18n

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Locale writes text for one reader: a language and a time zone.
type Locale struct {
	lang string
	zone *time.Location
}

type contextKey struct{}

// New returns a locale; an unknown language becomes German, a nil zone UTC.
func New(lang string, zone *time.Location) *Locale {
	if _, known := catalogs[lang]; !known {
		lang = Languages[0]
	}
	if zone == nil {
		zone = time.UTC
	}
	return &Locale{lang: lang, zone: zone}
}

// With returns ctx carrying the reader's locale.
func With(ctx context.Context, l *Locale) context.Context {
	return context.WithValue(ctx, contextKey{}, l)
}

// From returns the reader's locale, or German in UTC.
func From(ctx context.Context) *Locale {
	if l, ok := ctx.Value(contextKey{}).(*Locale); ok {
		return l
	}
	return New("de", time.UTC)
}

// T returns the sentence for key in the reader's language. See Locale.T.
func T(ctx context.Context, key string, args ...any) string {
	return From(ctx).T(key, args...)
}

// Lang returns "de" or "en".
func (l *Locale) Lang() string { return l.lang }

// Zone returns the reader's time zone.
func (l *Locale) Zone() *time.Location { return l.zone }

// In returns the same reader in another time zone.
func (l *Locale) In(zone *time.Location) *Locale { return New(l.lang, zone) }

// Pick returns the German or the English of two values.
func (l *Locale) Pick(texts map[string]string) string {
	if s := texts[l.lang]; s != "" {
		return s
	}
	return texts[Languages[0]]
}

// T returns the sentence for key. Arguments come in pairs, "name", value, and
// replace {name}; numbers are written in the reader's manner, and of a text in
// both languages the reader's. With an argument
// "n" the key's ".one" or ".other" form is chosen when there is one. A key
// without a sentence is returned as it is, which the tests forbid.
func (l *Locale) T(key string, args ...any) string {
	texts := catalogs[l.lang]
	text, ok := texts[key]
	if form, plural := l.pluralForm(key, args); plural {
		text, ok = texts[form]
	}
	if !ok {
		return key
	}
	if len(args) == 0 {
		return text
	}
	return fill(text, l.written(args))
}

// Has reports whether key has a sentence.
func (l *Locale) Has(key string) bool {
	_, ok := catalogs[l.lang][key]
	return ok
}

// List joins words as a sentence does: "A, B und C".
func (l *Locale) List(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + l.T("common.and") + " " + words[last]
}

func (l *Locale) pluralForm(key string, args []any) (string, bool) {
	if _, exists := catalogs[l.lang][key+".other"]; !exists {
		return "", false
	}
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "n" && fmt.Sprint(args[i+1]) == "1" {
			return key + ".one", true
		}
	}
	return key + ".other", true
}

func (l *Locale) written(args []any) []any {
	out := make([]any, len(args))
	copy(out, args)
	for i := 1; i < len(out); i += 2 {
		switch v := out[i].(type) {
		case int:
			out[i] = l.Int(int64(v))
		case int64:
			out[i] = l.Int(v)
		case float64:
			out[i] = l.Number(v, 1)
		case time.Time:
			out[i] = l.Date(v)
		case map[string]string:
			out[i] = l.Pick(v)
		}
	}
	return out
}
