// Package i18n owns every sentence of the interface in German and English,
// plurals, and the writing of dates, numbers and money. It refuses to hold
// business rules; a missing key is a defect that its tests find.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed de/*.json en/*.json
var files embed.FS

// Languages of the interface, the first one being the default.
var Languages = []string{"de", "en"}

// catalogs holds the parsed catalogues by language; they are embedded and
// checked by the package's tests, so parsing cannot fail at run time.
var catalogs = mustLoad(files)

// Keys returns the sentences of one language by key.
func Keys(lang string) map[string]string { return catalogs[lang] }

func mustLoad(source fs.FS) map[string]map[string]string {
	loaded := map[string]map[string]string{}
	for _, lang := range Languages {
		texts, err := load(source, lang)
		if err != nil {
			panic(err)
		}
		loaded[lang] = texts
	}
	return loaded
}

func load(source fs.FS, lang string) (map[string]string, error) {
	names, err := fs.Glob(source, lang+"/*.json")
	if err != nil {
		return nil, fmt.Errorf("list catalogue %s: %w", lang, err)
	}
	texts := map[string]string{}
	for _, name := range names {
		body, err := fs.ReadFile(source, name)
		if err != nil {
			return nil, fmt.Errorf("read catalogue %s: %w", name, err)
		}
		var part map[string]string
		if err := json.Unmarshal(body, &part); err != nil {
			return nil, fmt.Errorf("parse catalogue %s: %w", path.Base(name), err)
		}
		for key, text := range part {
			if _, twice := texts[key]; twice {
				return nil, fmt.Errorf("catalogue %s: key %s stands in two files", lang, key)
			}
			texts[key] = text
		}
	}
	return texts, nil
}

// fill replaces {name} by the argument of that name. Braces in an argument,
// which people may have typed, stay as they are.
func fill(text string, args []any) string {
	var filled strings.Builder
	for {
		before, after, open := strings.Cut(text, "{")
		filled.WriteString(before)
		if !open {
			return filled.String()
		}
		value, rest, found := argument(after, args)
		if !found {
			value, rest = "{", after
		}
		filled.WriteString(value)
		text = rest
	}
}

// argument reads "name}" from the beginning of text and returns what stands
// for it, and the text behind it.
func argument(text string, args []any) (value, rest string, found bool) {
	name, rest, closed := strings.Cut(text, "}")
	for i := 0; closed && i+1 < len(args); i += 2 {
		if args[i] == name {
			return fmt.Sprint(args[i+1]), rest, true
		}
	}
	return "", text, false
}
