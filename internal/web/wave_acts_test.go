package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kreislauf/internal/i18n"
)

// TestEveryActOfARoundHasWordsInBothLanguages reads the kinds of acts from the
// source: a history must not show a key.
func TestEveryActOfARoundHasWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../campaign/*.go")
	if err != nil {
		t.Fatal(err)
	}
	kind := regexp.MustCompile(`(?:\.act\([^,"]+, |campaignAct\([^,"]+, |\.Kind = |kind :?= )"([a-z_]+)"`)
	kinds := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range kind.FindAllStringSubmatch(string(source), -1) {
			kinds[found[1]] = true
		}
	}
	for _, known := range []string{"wave_opened", "wave_opened_late", "wave_closed_early", "wave_tallied_despite", "wave_announced", "campaign_created"} {
		if !kinds[known] {
			t.Errorf("the source does not show the act %q", known)
		}
	}
	for one := range kinds {
		for _, lang := range i18n.Languages {
			key := "act." + one
			if l := i18n.New(lang, nil); !l.Has(key) && !l.Has(key+".other") {
				t.Errorf("%s has no words in %s", key, lang)
			}
		}
	}
}
